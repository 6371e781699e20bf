"""An event that cannot be planned now: put off for longer and longer, journaled and logged, never lost."""

import traceback
from datetime import datetime, timedelta

import structlog

from dispatch.ports import QueuedEvent, Transaction
from orders.ports import JournalEntry

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=2)  # families hear in a window of an hour or so
_FRAMES = 6

log = structlog.get_logger()


def pause_after(attempts: int) -> timedelta:
    """Return how long an event rests that has failed `attempts` times before."""
    longer: int = 3 ** min(attempts, 10)
    return min(FIRST_PAUSE * longer, LONGEST_PAUSE)


def put_off(tx: Transaction, waiting: QueuedEvent, trouble: Exception, *, now: datetime) -> None:
    """Record that planning failed, by the error's kind and place: its message may hold names and texts.

    Raises what the transaction raises: when the database itself is gone, nothing can be put off.
    """
    event, kind = waiting.event, type(trouble).__name__
    until = now + pause_after(waiting.attempts)
    tx.events.put_off(waiting.id, until=until, trouble=kind)
    if waiting.trouble != kind:
        details = {"event": event.kind.value, "error": kind}
        action = "dispatch.put_off"
        tx.journal.append(
            JournalEntry(at=now, action=action, order=event.order, revision=event.revision, details=details)
        )
    log.error(
        "planning.failed",
        kind=event.kind,
        order=event.order,
        error=kind,
        attempts=waiting.attempts + 1,
        again_at=until.isoformat(),
        where=_places(trouble),
    )


def _places(trouble: Exception) -> str:
    frames = traceback.extract_tb(trouble.__traceback__)[-_FRAMES:]
    return " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
