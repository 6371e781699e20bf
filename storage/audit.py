"""What audits ask of the ledger, the roster and the heartbeats."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, select, update

from dispatch.audit import Heartbeat, Queue
from dispatch.delivery import DeliveryId, DeliveryState, LaneName, Purpose
from orders.order import OrderId
from orders.organisation import ClassId, PersonId
from storage.columns import Instant
from storage.rows import chunks, fetch, listed_in, put, select_values, values_of
from storage.schema.decisions import journal, outbox, readings
from storage.schema.ledger import CLAIMABLE_ROWS, WAITING_ROWS, deliveries, heartbeats, lane_leases
from storage.schema.people import followers, guardianships, pupils

_PLANNED = "dispatch.planned"  # the journal line of every planning
_FAMILIES = "families"  # its figure of how many families the signer was shown


class SqlAudit:
    """Implements `dispatch.audit.Audit`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def untold(self, order: OrderId, revision: int, classes: Sequence[ClassId]) -> Sequence[PersonId]:
        found: set[PersonId] = set()
        for chunk in chunks(classes):
            for person, linked in _followers(chunk):
                told = exists().where(*_notices(order, revision), deliveries.c.person == person)
                found.update(self._connection.execute(linked.where(~told)).scalars())
        return sorted(found)

    def beyond(self, order: OrderId, revision: int, classes: Sequence[ClassId]) -> Sequence[DeliveryId]:
        query = select(deliveries.c.id).where(*_notices(order, revision), WAITING_ROWS)
        for column, linked in _followers(listed_in(self._connection, classes)):
            query = query.where(~linked.where(column == deliveries.c.person).exists())
        return self._connection.execute(query).scalars().all()

    def withdraw(self, deliveries_: Sequence[DeliveryId], *, reason: str, now: datetime) -> int:
        gone = {"state": DeliveryState.SUPERSEDED, "reason": reason, "updated_at": now}
        statement = update(deliveries).where(WAITING_ROWS).values(gone)
        return sum(
            self._connection.execute(statement.where(deliveries.c.id.in_(chunk))).rowcount
            for chunk in chunks(deliveries_)
        )

    def written(
        self, order: OrderId, revision: int, purposes: Sequence[Purpose]
    ) -> frozenset[tuple[Purpose, PersonId]]:
        query = select(deliveries.c.purpose, deliveries.c.person).where(
            deliveries.c.order == order, deliveries.c.revision == revision, deliveries.c.purpose.in_(purposes)
        )
        return frozenset((purpose, person) for purpose, person in self._connection.execute(query))

    def shown(self, order: OrderId, revision: int) -> int | None:
        lines = select(journal.c.details).where(
            journal.c.order == order, journal.c.revision == revision, journal.c.action == _PLANNED
        )
        counts = (details.get(_FAMILIES) for details in self._connection.execute(lines).scalars())
        return next((int(count) for count in counts if count), None)

    def queues(self, *, now: datetime) -> Sequence[Queue]:
        due = select(
            deliveries.c.lane,
            func.count(),
            func.min(deliveries.c.next_attempt_at, type_=Instant),
            func.min(deliveries.c.not_after, type_=Instant),
        ).where(CLAIMABLE_ROWS, deliveries.c.next_attempt_at <= now, deliveries.c.not_after > now)
        due = due.where(deliveries.c.after == "").group_by(deliveries.c.lane).order_by(deliveries.c.lane)
        return [
            Queue(lane=lane, due=count, oldest=oldest, closes=closes)
            for lane, count, oldest, closes in self._connection.execute(due)
        ]

    def moved_at(self, lane: LaneName, orders: Sequence[OrderId]) -> datetime | None:
        last = select(func.max(deliveries.c.accepted_at, type_=Instant)).where(
            deliveries.c.order.in_(orders), deliveries.c.lane == lane
        )
        return self._connection.execute(last).scalar()

    def stuck_events(self, *, before: datetime) -> int:
        count = select(func.count()).select_from(outbox).where(outbox.c.finished_at.is_(None), outbox.c.at <= before)
        return self._connection.execute(count).scalar_one()

    def heard(self, place: str, *, since: datetime) -> datetime | None:
        last = select(func.max(readings.c.fetched_at, type_=Instant)).where(
            readings.c.place == place, readings.c.valid_at >= since
        )
        return self._connection.execute(last).scalar()

    def lease_ends(self) -> Mapping[LaneName, datetime]:
        query = select(lane_leases.c.lane, lane_leases.c.until)
        return {row.lane: row.until for row in self._connection.execute(query)}

    def beat(self, heartbeat: Heartbeat) -> None:
        put(self._connection, heartbeats, [values_of(heartbeat)])

    def fall_silent(self, process: str) -> None:
        self._connection.execute(delete(heartbeats).where(heartbeats.c.process == process))

    def heartbeats(self) -> Sequence[Heartbeat]:
        return fetch(self._connection, Heartbeat, select_values(heartbeats, Heartbeat).order_by(heartbeats.c.process))

    def database_time(self) -> datetime | None:
        if self._connection.dialect.name == "sqlite":
            return None
        return self._connection.execute(select(func.clock_timestamp(type_=Instant))).scalar_one()


def _notices(order: OrderId, revision: int) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.order == order,
        deliveries.c.revision == revision,
        deliveries.c.purpose == Purpose.FAMILY_NOTICE,
    )


def _followers(
    classes: Sequence[ClassId] | Select[Any],
) -> Iterator[tuple[ColumnElement[PersonId], Select[Any]]]:
    """Yield the two ways to follow some classes: the column of the person, and the query of the persons."""
    by_pupil = select(guardianships.c.person).join(pupils, pupils.c.id == guardianships.c.pupil)
    yield guardianships.c.person, by_pupil.where(pupils.c.class_id.in_(classes))
    yield followers.c.person, select(followers.c.person).where(followers.c.class_id.in_(classes))
