"""Both ends of the outbox: orders put events in, dispatch takes them out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from dispatch.ports import QueuedEvent
from orders.ports import Event
from storage.rows import built, columns_of, insert_new, values_of
from storage.schema.decisions import outbox


class SqlOutbox:
    """Implements `orders.ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, event: Event) -> None:
        insert_new(self._connection, outbox, [values_of(event)])


class SqlEventQueue:
    """Implements `dispatch.ports.EventQueue`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, limit: int, *, now: datetime) -> Sequence[QueuedEvent]:
        due = (outbox.c.finished_at.is_(None), outbox.c.at <= now)
        query = select(outbox.c.number, *columns_of(outbox, Event)).where(*due)
        query = query.order_by(outbox.c.number).limit(limit).with_for_update(skip_locked=True)
        rows = self._connection.execute(query)
        return [QueuedEvent(id=number, event=built(Event, values)) for number, *values in rows]

    def finish(self, event_id: int, at: datetime) -> None:
        self._connection.execute(update(outbox).where(outbox.c.number == event_id).values(finished_at=at))
