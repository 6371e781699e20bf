"""Both ends of the outbox: orders put events in, dispatch takes them out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from dispatch.ports import QueuedEvent
from orders.ports import Event, EventKind
from storage.news import News, tell
from storage.rows import built, columns_of, insert_new, values_of
from storage.schema.decisions import outbox

_WAITING = outbox.c.finished_at.is_(None)
# When an event may be acted upon: at its own time, or when it was put off to.
_DUE = func.coalesce(outbox.c.again_at, outbox.c.at)
# The ladders of all orders are looked at at the same instants: no decision may wait behind them.
_DECISIONS_FIRST = (outbox.c.kind == EventKind.NEXT_RUNG, outbox.c.number)


class SqlOutbox:
    """Implements `orders.ports.Outbox`. Whoever plans hears of the event when the transaction is committed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, event: Event) -> None:
        insert_new(self._connection, outbox, [values_of(event)])
        if event.kind is not EventKind.NEXT_RUNG:  # of the future, and nobody's decision
            tell(self._connection, News.DECIDED)


class SqlEventQueue:
    """Implements `dispatch.ports.EventQueue`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, limit: int, *, now: datetime) -> Sequence[QueuedEvent]:
        due = _queued().where(now >= _DUE).limit(limit).with_for_update(skip_locked=True)
        queued = self._fetch(due)
        return [one for one in queued if one.event.kind is not EventKind.NEXT_RUNG] or queued

    def finish(self, event_id: int, at: datetime) -> None:
        self._connection.execute(update(outbox).where(outbox.c.number == event_id).values(finished_at=at))
        tell(self._connection, News.PLANNED)

    def put_off(self, event_id: int, *, until: datetime, trouble: str) -> None:
        changed = {"again_at": until, "attempts": outbox.c.attempts + 1, "trouble": trouble}
        self._connection.execute(update(outbox).where(outbox.c.number == event_id).values(changed))

    def troubled(self) -> Sequence[QueuedEvent]:
        return self._fetch(_queued().where(outbox.c.attempts > 0))

    def next_due(self) -> datetime | None:
        return self._connection.execute(select(func.min(_DUE, type_=outbox.c.at.type)).where(_WAITING)).scalar()

    def _fetch(self, query: Select[Any]) -> Sequence[QueuedEvent]:
        return [
            QueuedEvent(id=number, attempts=attempts, trouble=trouble, event=built(Event, values))
            for number, attempts, trouble, *values in self._connection.execute(query)
        ]


def _queued() -> Select[Any]:
    query = select(outbox.c.number, outbox.c.attempts, outbox.c.trouble, *columns_of(outbox, Event))
    return query.where(_WAITING).order_by(*_DECISIONS_FIRST)
