"""The ledger of deliveries: added once, claimed by one, recorded forwards only."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Select, TextClause, func, select, text, update

from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose, Text, TextId
from dispatch.plan import Plan
from orders.order import OrderId
from storage.adding import add_deliveries
from storage.claiming import MAY_GO, claim
from storage.errors import NotStored
from storage.recording import record
from storage.rows import chunks, fetch, fetch_one, insert_new, select_values, values_of
from storage.schema import ledger as tables
from storage.schema.ledger import CLAIMABLE_ROWS, CLAIMED_ROWS, FOLLOWING, WAITING_ROWS, deliveries

_COMES_BACK = frozenset({DeliveryState.DEFERRED, DeliveryState.UNKNOWN})


class SqlLedger:
    """Implements `dispatch.ports.Ledger`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, texts: Sequence[Text], deliveries: Sequence[Delivery]) -> int:
        self._add_texts(texts)
        return add_deliveries(self._connection, chunks(deliveries))

    def add_pieces(self, pieces: Iterable[Plan]) -> int:
        texts: list[Text] = []
        added = add_deliveries(self._connection, _without_texts(pieces, texts))
        self._add_texts(texts)
        return added

    def text(self, text_id: TextId) -> Text:
        found = fetch_one(self._connection, Text, _texts([text_id]))
        if found is None:
            raise NotStored(f"text {text_id} is not in the ledger")
        return found

    def texts(self, text_ids: Sequence[TextId]) -> dict[TextId, Text]:
        found = (text for chunk in chunks(text_ids) for text in fetch(self._connection, Text, _texts(chunk)))
        return {text.id: text for text in found}

    def lanes(self, *, now: datetime) -> Sequence[LaneName]:
        lanes = _lanes_with_claimable_rows()
        soonest = _soonest(lanes.c.lane, deliveries.c.not_after > now).scalar_subquery()
        query = select(lanes.c.lane).where(lanes.c.lane.is_not(None), soonest <= now)
        return self._connection.execute(query).scalars().all()

    def next_due(self, lane: LaneName | None = None) -> datetime | None:
        in_time = deliveries.c.next_attempt_at < deliveries.c.not_after
        if lane is not None:
            return self._connection.execute(_soonest(lane, in_time)).scalar()
        lanes = _lanes_with_claimable_rows()
        soonest = (
            select(_soonest(lanes.c.lane, in_time).scalar_subquery().label("soonest")).select_from(lanes).subquery()
        )
        return self._connection.execute(select(func.min(soonest.c.soonest))).scalar()

    def waiting(self, lane: LaneName) -> int:
        count = select(func.count()).select_from(deliveries).where(deliveries.c.lane == lane)
        # Each half is answered by an index alone, however long the queue is.
        unsent = count.where(CLAIMABLE_ROWS, deliveries.c.state != DeliveryState.UNKNOWN).scalar_subquery()
        in_flight = count.where(CLAIMED_ROWS).scalar_subquery()
        queued: int = self._connection.execute(select(unsent + in_flight)).scalar_one()
        return queued

    def claim(self, lane: LaneName, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Delivery]:
        return claim(self._connection, lane, now=now, limit=limit, lease=lease)

    def record(self, changes: Sequence[Change]) -> None:
        record(self._connection, changes)
        if back := [change.at for change in changes if change.state in _COMES_BACK]:
            self._stop_what_was_replaced(max(back))

    def expire(self, *, now: datetime) -> int:
        over = (CLAIMABLE_ROWS, deliveries.c.not_after <= now)
        # An unknown row stays unknown; that its next attempt comes too late keeps it from ever being due.
        never = update(deliveries).where(*over, deliveries.c.state == DeliveryState.UNKNOWN)
        never = never.where(deliveries.c.next_attempt_at < deliveries.c.not_after)
        self._connection.execute(never.values(next_attempt_at=deliveries.c.not_after))
        return self._move(DeliveryState.EXPIRED, now, *over, WAITING_ROWS)

    def sweep(self, *, now: datetime) -> int:
        swept = self._move(DeliveryState.UNKNOWN, now, CLAIMED_ROWS, deliveries.c.claimed_until <= now)
        if swept:
            self._stop_what_was_replaced(now)
        return swept

    def supersede(self, order: OrderId, *, before_revision: int, now: datetime) -> int:
        older = (deliveries.c.order == order, deliveries.c.revision < before_revision)
        return self._move(DeliveryState.SUPERSEDED, now, CLAIMABLE_ROWS, *older)

    def of_order(
        self, order: OrderId, *, purposes: Sequence[Purpose] = (), states: Sequence[DeliveryState] = ()
    ) -> Sequence[Delivery]:
        query = _deliveries().where(deliveries.c.order == order).order_by(deliveries.c.number)
        if purposes:
            query = query.where(deliveries.c.purpose.in_(purposes))
        if states:
            query = query.where(deliveries.c.state.in_(states))
        return fetch(self._connection, Delivery, query)

    def _stop_what_was_replaced(self, now: datetime) -> None:
        """Let nothing leave again that was on its way when something else took its place."""
        later = deliveries.alias("later")
        replaced = select(later.c.after).where(text(FOLLOWING))
        self._move(DeliveryState.SUPERSEDED, now, CLAIMABLE_ROWS, deliveries.c.id.in_(replaced))

    def _move(self, state: DeliveryState, now: datetime, *which: ColumnElement[bool] | TextClause) -> int:
        changed = {"state": state, "updated_at": now, "claimed_until": None}
        return self._connection.execute(update(deliveries).where(*which).values(changed)).rowcount

    def _add_texts(self, texts: Sequence[Text]) -> None:
        insert_new(self._connection, tables.texts, [values_of(text) for text in texts])


def _without_texts(pieces: Iterable[Plan], texts: list[Text]) -> Iterator[Sequence[Delivery]]:
    """Yield the rows of each piece and keep its texts: nothing else can be written while rows are copied."""
    for piece in pieces:
        texts.extend(piece.texts)
        yield piece.deliveries


def _deliveries() -> Select[Any]:
    return select_values(deliveries, Delivery)


def _texts(text_ids: Sequence[TextId]) -> Select[Any]:
    return select_values(tables.texts, Text).where(tables.texts.c.id.in_(text_ids))


def _soonest(lane: LaneName | ColumnElement[str], in_time: ColumnElement[bool]) -> Select[Any]:
    """Return the query of a lane's soonest attempt: one look into the index, however long the queue is."""
    query = select(deliveries.c.next_attempt_at).where(CLAIMABLE_ROWS, deliveries.c.lane == lane, in_time, MAY_GO)
    return query.order_by(deliveries.c.next_attempt_at).limit(1)


def _lanes_with_claimable_rows() -> CTE:
    """Return the lanes, found by leaping from one to the next in the index: reading every row would be slow."""
    first = select(func.min(deliveries.c.lane).label("lane")).where(CLAIMABLE_ROWS).cte("lanes", recursive=True)
    after = (
        select(func.min(deliveries.c.lane)).where(CLAIMABLE_ROWS, deliveries.c.lane > first.c.lane).scalar_subquery()
    )
    return first.union_all(select(after).where(first.c.lane.is_not(None)))
