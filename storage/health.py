"""How well each account works: the shares that were decided, and what the ledger shows of its outcomes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, TextClause, exists, func, select, update

from channels.base import Reason
from channels.receipts import ReceiptKind
from dispatch.delivery import DeliveryState, LaneName
from dispatch.health import ACCOUNT_TROUBLE, ENOUGH, RECENT, REPORTS_WITHIN, WHOLE, LaneState, Observation
from dispatch.lanes import Lane
from dispatch.semantics import AWAITS_REPORT
from orders.order import OrderState
from storage.rows import fetch, put, select_values, values_of
from storage.schema.decisions import orders
from storage.schema.ledger import (
    AWAITING_ROWS,
    CLAIMABLE_ROWS,
    LIMITED_ROWS,
    TROUBLED_ROWS,
    WAITING_ROWS,
    deliveries,
    lane_health,
    receipts,
)
from storage.schema.people import contacts

_WATCHED = REPORTS_WITHIN * 3  # how far back reports are missed: later ones say nothing about now
_TO_COME = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN)
_ARRIVED = (ReceiptKind.DELIVERED, ReceiptKind.READ)


class SqlHealth:
    """Implements `dispatch.health.Health`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def states(self) -> Mapping[LaneName, LaneState]:
        found = fetch(self._connection, LaneState, select_values(lane_health, LaneState))
        return {state.lane: state for state in found}

    def keep(self, states: Iterable[LaneState]) -> None:
        put(self._connection, lane_health, [values_of(state) for state in states])

    def observe(self, lane: Lane, *, now: datetime) -> Observation:
        troubles = self._troubles(lane.name, now)
        awaiting = self._awaiting(lane.name, since=now - RECENT, before=now)
        reporting = lane.channel in AWAITS_REPORT
        watched = {"since": now - _WATCHED, "before": now - REPORTS_WITHIN}
        return Observation(
            lane=lane.name,
            accepted=awaiting + self._arrived(lane.name, now - RECENT) if reporting else None,
            failed=sum(troubles.values()),
            idle=not reporting and sum(troubles.values()) >= ENOUGH and self._is_idle(lane.name, now - RECENT),
            refused=Reason.UNAUTHORISED in troubles,
            overdue=self._overdue(lane.name, now),
            silent=self._awaiting(lane.name, **watched) if reporting and lane.reports else 0,
            reported=self._arrived(lane.name, now - _WATCHED) if reporting else 0,
        )

    def written_to(self, lane: LaneName, *, since: datetime) -> int:
        rows = deliveries.c
        to_come = rows.accepted_at.is_(None) & rows.state.in_(_TO_COME)
        query = select(func.count(rows.person.distinct())).where(LIMITED_ROWS, rows.lane == lane)
        return self._connection.execute(query.where((rows.accepted_at > since) | to_come)).scalar_one()

    def move(self, lane: Lane, to: Lane, *, keep: int) -> int:
        rows = deliveries.c
        going: tuple[ColumnElement[bool] | TextClause, ...] = (
            WAITING_ROWS,
            rows.lane == lane.name,
            rows.channel == to.channel,
            rows.number % WHOLE >= keep,
            rows.edits == "",  # a message is edited by the account that sent it
        )
        changed: dict[str, object] = {"lane": to.name, "price_tiyn": rows.parts * to.part_price_tiyn}
        if lane.serves != to.serves:
            there = (contacts.c.person == rows.person, contacts.c.lane == to.serves, contacts.c.blocked.is_(False))
            going = (*going, exists().where(*there))
            changed["address"] = select(contacts.c.address).where(*there).limit(1).scalar_subquery()
        return self._connection.execute(update(deliveries).where(*going).values(changed)).rowcount

    def _is_idle(self, lane: LaneName, since: datetime) -> bool:
        """Say whether nothing was accepted since then. It reads all rows of the orders in force: not for every look."""
        rows = deliveries.c
        of_orders = rows.order.in_(select(orders.c.id).where(orders.c.state == OrderState.RELEASED))
        query = select(rows.number).where(of_orders, rows.lane == lane, rows.accepted_at > since).limit(1)
        return self._connection.execute(query).first() is None

    def _troubles(self, lane: LaneName, now: datetime) -> dict[str, int]:
        rows = deliveries.c
        query = select(rows.reason, func.count()).where(
            TROUBLED_ROWS, rows.lane == lane, rows.updated_at > now - RECENT, rows.reason.in_(ACCOUNT_TROUBLE)
        )
        found = self._connection.execute(query.group_by(rows.reason))
        return {row.reason: row[1] for row in found}

    def _awaiting(self, lane: LaneName, *, since: datetime, before: datetime) -> int:
        rows = deliveries.c
        query = select(func.count()).where(AWAITING_ROWS, rows.lane == lane, rows.accepted_at > since)
        return self._connection.execute(query.where(rows.accepted_at <= before)).scalar_one()

    def _arrived(self, lane: LaneName, since: datetime) -> int:
        query = select(func.count(receipts.c.message_id.distinct())).where(
            receipts.c.heard_at > since, receipts.c.lane == lane, receipts.c.kind.in_(_ARRIVED)
        )
        return self._connection.execute(query).scalar_one()

    def _overdue(self, lane: LaneName, now: datetime) -> timedelta:
        """Return how long the first row has been due that waits for its turn, and not for a wait of its own."""
        rows = deliveries.c
        query = select(rows.next_attempt_at).where(CLAIMABLE_ROWS, rows.lane == lane, rows.not_after > now)
        first = self._connection.execute(query.order_by(rows.next_attempt_at).limit(1)).scalar()
        return max(now - first, timedelta(0)) if first else timedelta(0)
