"""The census in SQL. Every query keeps to an index, or to the newest rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from dispatch.census import Beat, Census, Events, Ordered, PutOff, Queue, Said, Sent, Share
from dispatch.delivery import DeliveryState
from storage.rows import built, chunks
from storage.schema.decisions import orders, outbox, readings
from storage.schema.ledger import (
    CLAIMABLE_ROWS,
    CLAIMED_ROWS,
    UNMATCHED_ROWS,
    deliveries,
    heartbeats,
    lane_health,
    receipts,
)

NEWEST_READINGS = 5_000  # more than a day of a region's feeds


class SqlCounting:
    """Implements `dispatch.census.Counting`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def census(self, *, now: datetime, today: date, midnight: datetime) -> Census:
        return Census(
            sent=self._sent(today),
            queues=self._queues(now),
            put_off=self._all(PutOff, _put_off()),
            shares=self._all(Share, select(lane_health.c.lane, lane_health.c.share, lane_health.c.dead_until)),
            said=self._said(midnight),
            orders=self._all(Ordered, _orders(today)),
            beats=self._beats(),
            events=self._events(now),
            feeds=self._feeds(),
        )

    def _sent(self, today: date) -> Sequence[Sent]:
        ids = self._connection.execute(select(orders.c.id).where(*_on(today))).scalars().all()
        kinds = (deliveries.c.purpose, deliveries.c.channel, deliveries.c.state)
        counts: dict[tuple[Any, ...], int] = {}
        for chunk in chunks(ids):
            query = select(*kinds, func.count()).where(deliveries.c.order.in_(chunk)).group_by(*kinds)
            for *kind, count in self._connection.execute(query):
                counts[tuple(kind)] = counts.get(tuple(kind), 0) + count
        return [built(Sent, (*kind, count)) for kind, count in counts.items()]

    def _queues(self, now: datetime) -> Sequence[Queue]:
        lane = deliveries.c.lane
        counts = select(lane, func.count(), func.min(deliveries.c.not_after)).where(CLAIMABLE_ROWS)
        in_flight = select(lane, func.count()).where(CLAIMED_ROWS).group_by(lane)
        due = select(lane, func.min(deliveries.c.next_attempt_at)).where(
            CLAIMABLE_ROWS, deliveries.c.next_attempt_at <= now, deliveries.c.not_after > now
        )
        waiting = {row[0]: (row[1], row[2]) for row in self._connection.execute(counts.group_by(lane))}
        sending = {row[0]: row[1] for row in self._connection.execute(in_flight)}
        late = {row[0]: row[1] for row in self._connection.execute(due.group_by(lane))}
        return [
            Queue(
                lane=name,
                waiting=waiting.get(name, (0, None))[0] + sending.get(name, 0),
                due_since=late.get(name),
                closes=waiting.get(name, (0, None))[1],
            )
            for name in sorted({*waiting, *sending})
        ]

    def _said(self, midnight: datetime) -> Sequence[Said]:
        kinds = (receipts.c.lane, receipts.c.kind)
        heard = select(*kinds, func.count()).where(receipts.c.heard_at >= midnight).group_by(*kinds)
        all_of = {(lane, kind): count for lane, kind, count in self._connection.execute(heard)}
        open_ = {(lane, kind): count for lane, kind, count in self._connection.execute(heard.where(UNMATCHED_ROWS))}
        found = []
        for (lane, kind), count in all_of.items():
            unmatched = open_.get((lane, kind), 0)
            found += [Said(lane=lane, kind=kind, matched=True, count=count - unmatched)]
            found += [Said(lane=lane, kind=kind, matched=False, count=unmatched)]
        return found

    def _beats(self) -> Sequence[Beat]:
        query = select(heartbeats.c.process, heartbeats.c.role, heartbeats.c.at, heartbeats.c.findings)
        rows = self._connection.execute(query)
        return [Beat(process=process, role=role, at=at, findings=len(found)) for process, role, at, found in rows]

    def _events(self, now: datetime) -> Events:
        due = (outbox.c.finished_at.is_(None), outbox.c.at <= now)
        waiting, since = self._connection.execute(select(func.count(), func.min(outbox.c.at)).where(*due)).one()
        return Events(waiting=waiting, due_since=since)

    def _feeds(self) -> Sequence[tuple[str, datetime]]:
        newest = select(readings.c.source, readings.c.fetched_at).order_by(readings.c.number.desc())
        recent = newest.limit(NEWEST_READINGS).subquery()
        last = func.max(recent.c.fetched_at)
        query = select(recent.c.source, last).group_by(recent.c.source).order_by(last.desc())
        found: dict[str, datetime] = {}
        for source, at in self._connection.execute(query):
            found.setdefault(_kind_of(source), at)
        return list(found.items())

    def _all(self, kind: Any, query: Select[Any]) -> Sequence[Any]:
        return [built(kind, row) for row in self._connection.execute(query)]


def _kind_of(source: str) -> str:
    """Return a feed with its station; of a duty officer only that it is one."""
    kind = source.partition(":")[0]
    return kind if kind == "officer" else source


def _on(today: date) -> tuple[Any, ...]:
    return orders.c.first_day <= today, orders.c.last_day >= today


def _orders(today: date) -> Select[Any]:
    kinds = (orders.c.state, orders.c.ground)
    return select(*kinds, func.count()).where(*_on(today)).group_by(*kinds)


def _put_off() -> Select[Any]:
    kinds = (deliveries.c.lane, deliveries.c.reason)
    deferred = deliveries.c.state == DeliveryState.DEFERRED
    return select(*kinds, func.count()).where(CLAIMABLE_ROWS, deferred).group_by(*kinds)
