"""The key of a weather day (organisation, shift, day): at most one open draft, and at most one order in force."""

from datetime import date

from orders.order import Ground, Order
from orders.organisation import OrganisationCode
from orders.ports import OrdersTransaction
from orders.states import IN_FORCE_STATES


def in_force_on(tx: OrdersTransaction, body: OrganisationCode, *, shift: int | None, day: date) -> Order | None:
    """Return the weather order in force with this key, if any."""
    found = tx.orders.find(day=day, bodies=(body,), states=tuple(IN_FORCE_STATES))
    return next((order for order in found if order.ground is Ground.WEATHER and order.shift == shift), None)


def open_or_in_force(tx: OrdersTransaction, body: OrganisationCode, *, shift: int, day: date) -> Order | None:
    """Return the order that must be edited or amended instead of drafting another."""
    return tx.orders.open_for(body, shift=shift, day=day) or in_force_on(tx, body, shift=shift, day=day)
