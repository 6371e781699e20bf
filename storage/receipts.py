"""Receipts in SQL: kept once, matched by our id or by the provider's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TextClause, and_, bindparam, or_, select, update

from channels.receipts import Receipt
from dispatch.delivery import Delivery, DeliveryState, LaneName
from dispatch.receipts import HeardReceipt, Match
from orders.order import OrderId
from storage.rows import built, chunks, columns_of, fetch, insert_returning, select_values
from storage.schema.ledger import AWAITING_ROWS, SENT_ROWS, UNMATCHED_ROWS, deliveries, receipts

# Not before our own record of the send: until then a receipt waits.
_LEFT = deliveries.c.state.not_in((DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED))
_BY_KEY: tuple[ColumnElement[bool] | TextClause, ...] = (deliveries.c.id == receipts.c.key,)
_BY_MESSAGE: tuple[ColumnElement[bool] | TextClause, ...] = (
    deliveries.c.lane == receipts.c.lane,
    deliveries.c.provider_message_id == receipts.c.message_id,
    SENT_ROWS,
)
_WIDTH = len(HeardReceipt.__dataclass_fields__)


class SqlReceipts:
    """Implements `dispatch.receipts.Receipts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, lane: LaneName, receipts_: Sequence[Receipt], *, now: datetime) -> Sequence[int]:
        rows = [_row(lane, receipt, now) for receipt in receipts_]
        found = (insert_returning(self._connection, receipts, chunk, receipts.c.number) for chunk in chunks(rows, 1000))
        return sorted(number for numbers in found for number in numbers)

    def ripe(self, numbers: Sequence[int]) -> Sequence[Match]:
        found: dict[int, Match] = {}
        for chunk in chunks(numbers):
            for how in (_BY_MESSAGE, _BY_KEY):  # our own id is the better proof
                query = _matches(*how).where(receipts.c.number.in_(chunk))
                rows = self._connection.execute(query.order_by(deliveries.c.number).with_for_update(of=deliveries))
                found |= {row[0]: _match(tuple(row)) for row in rows}
        return [found[number] for number in sorted(found)]

    def waiting(self, *, since: datetime, limit: int) -> Sequence[int]:
        recent = (UNMATCHED_ROWS, receipts.c.heard_at >= since, _LEFT)
        ways = (select(receipts.c.number).join(deliveries, and_(*how)).where(*recent) for how in (_BY_KEY, _BY_MESSAGE))
        numbers = {number for way in ways for number in self._connection.execute(way.limit(limit)).scalars()}
        return sorted(numbers)[:limit]

    def settle(self, matches: Sequence[Match]) -> None:
        if matches:
            one = update(receipts).where(receipts.c.number == bindparam("of_number"))
            found = [{"of_number": match.receipt.number, "about": match.delivery.id} for match in matches]
            self._connection.execute(one.values(delivery=bindparam("about")), found)

    def of_order(self, order: OrderId) -> Sequence[HeardReceipt]:
        query = select_values(receipts, HeardReceipt).join(deliveries, deliveries.c.id == receipts.c.delivery)
        query = query.where(deliveries.c.order == order).order_by(receipts.c.number)
        return fetch(self._connection, HeardReceipt, query)

    def unanswered(
        self, lane: LaneName, spans: Sequence[tuple[datetime, datetime]], *, limit: int, after: str = ""
    ) -> Sequence[str]:
        at = deliveries.c.accepted_at
        inside = or_(*(and_(at >= opens, at < closes) for opens, closes in spans))
        message_id = deliveries.c.provider_message_id
        query = select(message_id).where(AWAITING_ROWS, deliveries.c.lane == lane, inside, message_id > after)
        return self._connection.execute(query.order_by(message_id).limit(limit)).scalars().all()


def _row(lane: LaneName, receipt: Receipt, now: datetime) -> dict[str, Any]:
    return {
        "lane": lane,
        "message_id": receipt.message_id,
        "kind": receipt.kind,
        "key": receipt.key,
        "reason": receipt.reason or "",
        "at": receipt.at,
        "heard_at": now,
    }


def _matches(*how: ColumnElement[bool] | TextClause) -> Select[Any]:
    columns = (*columns_of(receipts, HeardReceipt), *columns_of(deliveries, Delivery))
    return select(*columns).join_from(receipts, deliveries, and_(*how)).where(UNMATCHED_ROWS, _LEFT)


def _match(row: tuple[Any, ...]) -> Match:
    return Match(receipt=built(HeardReceipt, row[:_WIDTH]), delivery=built(Delivery, row[_WIDTH:]))
