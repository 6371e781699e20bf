"""The money of one order: what its messages cost so far, and what a person has allowed beyond the limit."""

from datetime import datetime
from typing import Protocol

from dispatch.lanes import Lanes
from orders.order import OrderId
from orders.organisation import PersonId


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
