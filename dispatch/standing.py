"""A database is founded, at work, closed and opened again. `instance` says how it stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.instance import Instance, InstanceId, Standing, judge
from dispatch.ports import Transaction
from orders.ports import JournalEntry

SEEN_EVERY = timedelta(minutes=1)


def stand(tx: Transaction, *, seen: Mapping[InstanceId, datetime]) -> Standing | None:
    """Return how the database stands; None when nobody has opened it yet."""
    instance = tx.instances.present()
    return None if instance is None else judge(instance, place=tx.instances.place(), seen=seen)


def found(tx: Transaction, *, new_id: InstanceId, now: datetime) -> None:
    """Open a new database: it has sent nothing yet. Harmless when somebody was first."""
    if tx.instances.present() is None:
        place = tx.instances.place()
        tx.instances.put(Instance(id=new_id, place=place, seen_at=now, open=True, opened_by="", opened_at=now))


def advance(tx: Transaction, *, now: datetime) -> Instance | None:
    """Note that the database is at work now; return what it says of itself."""
    instance = tx.instances.present()
    if instance is None:
        return None
    later = replace(instance, seen_at=max(instance.seen_at, now))
    tx.instances.put(later)
    return later


def open_again(tx: Transaction, *, by: str, standing: Standing | None, new_id: InstanceId, now: datetime) -> Instance:
    """Let this database speak from here on, whatever it is a copy of; what is past its deadline expires.

    It gets a name of its own: what any machine remembers of the former one says nothing about it.
    """
    opened = Instance(id=new_id, place=tx.instances.place(), seen_at=now, open=True, opened_by=by, opened_at=now)
    tx.instances.put(opened)
    expired = tx.ledger.expire(now=now)
    _journal(tx, "instance.opened", now, {"by": by, "was": str(standing or ""), "expired": str(expired)})
    return opened


def close(tx: Transaction, *, by: str, new_id: InstanceId, now: datetime) -> None:
    """Let this database send nothing until a person opens it."""
    found(tx, new_id=new_id, now=now)
    if instance := tx.instances.present():
        tx.instances.put(replace(instance, open=False))
    _journal(tx, "instance.closed", now, {"by": by})


def _journal(tx: Transaction, action: str, now: datetime, details: dict[str, str]) -> None:
    tx.journal.append(JournalEntry(at=now, action=action, details=details))
