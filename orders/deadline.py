"""Between which instants a draft may be approved, and from when on it is expired."""

from datetime import UTC, datetime, time, timedelta

from orders.edition import Edition
from orders.order import Ground, Order
from orders.windows import ZONE, Window

_ALWAYS = datetime.min.replace(tzinfo=UTC)


def approval_window(order: Order, edition: Edition) -> Window:
    """Return when the order may be approved.

    Weather: from the opening of the department's window (п. 15) until the families' window closes (п. 14). Before it
    the reading would be old and nobody could be told; after it only the late act is left. Other grounds: at any
    hour until the last day is over (п. 22).
    """
    if order.ground is not Ground.WEATHER or order.shift is None:
        return Window(opens=_ALWAYS, closes=end_of_last_day(order))
    return Window(
        opens=edition.department_window(order.shift, order.first_day).opens,
        closes=edition.family_window(order.shift, order.first_day).closes,
    )


def end_of_last_day(order: Order) -> datetime:
    """Return the first instant at which the order's last day is over."""
    return datetime.combine(order.last_day + timedelta(days=1), time.min, tzinfo=ZONE)
