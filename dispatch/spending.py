"""The money of one order: what its messages cost so far, and what a person has allowed beyond the limit."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dispatch.delivery import Purpose
from dispatch.lanes import Lanes
from orders.authority import may_sign
from orders.edition import Edition
from orders.order import Order, OrderId, OrderState
from orders.organisation import PersonId
from orders.ports import JournalEntry, OrdersTransaction

# Whoever was told must hear that it no longer holds: the limit bounds what is told, and so what is taken back.
WHATEVER_IT_COSTS = frozenset({Purpose.REVOCATION})


class Spending(Protocol):
    def spent(self, order: OrderId) -> int:
        """Return the price of everything of an order that has left or may still leave, in 1/100 tenge."""

    def allowed(self, order: OrderId) -> int | None:
        """Return what a person has allowed this order to cost; None when nobody was asked."""

    def allow(self, order: OrderId, *, limit_tiyn: int, by: PersonId, at: datetime) -> bool:
        """Record what an order may cost; return False when at least as much was allowed before."""


def budget(spending: Spending, order: OrderId, lanes: Lanes) -> int | None:
    """Return what further messages of an order may cost, in 1/100 tenge; None where nothing limits them."""
    if lanes.limit_tiyn is None or not any(lane.part_price_tiyn for lane in lanes.every):
        return None
    allowed = spending.allowed(order)
    limit = lanes.limit_tiyn if allowed is None else max(allowed, lanes.limit_tiyn)
    return max(limit - spending.spent(order), 0)


class Allowed(StrEnum):
    """What became of a tap that allows an order to cost more."""

    RECORDED = "recorded"
    REPEATED = "repeated"  # as much was allowed before
    OVER = "over"  # the order is no longer being sent
    NOT_YOURS = "not_yours"  # only who signed, or may sign, decides about money


def allow(
    tx: "SpendingTransaction", order: Order | None, *, by: PersonId, limit_tiyn: int, now: datetime, edition: Edition
) -> Allowed:
    """Let the messages of a released order cost up to `limit_tiyn` in all; who was held back is looked at at once."""
    if order is None or order.state is not OrderState.RELEASED or order.approval is None:
        return Allowed.OVER
    if by != order.approval.person and not may_sign(tx, order, person=by, now=now, edition=edition):
        return Allowed.NOT_YOURS
    if not tx.spending.allow(order.id, limit_tiyn=limit_tiyn, by=by, at=now):
        return Allowed.REPEATED
    tx.journal.append(
        JournalEntry(
            at=now,
            action="costs.allowed",
            order=order.id,
            revision=order.revision,
            person=by,
            details={"limit_tiyn": str(limit_tiyn)},
        )
    )
    return Allowed.RECORDED


class SpendingTransaction(OrdersTransaction, Protocol):
    @property
    def spending(self) -> Spending: ...
