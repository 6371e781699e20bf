"""When each purpose may be sent: the windows of the rule, and how long a message still makes sense."""

from datetime import datetime, timedelta
from typing import assert_never

from dispatch.delivery import Purpose
from dispatch.particulars import family_window
from orders.deadline import end_of_last_day
from orders.edition import Edition
from orders.order import Ground, Order
from orders.windows import Window

# A late notice (п. 11) spares children the way; two hours after the decision they are at school.
LATE_SPAN = timedelta(hours=2)


def span(purpose: Purpose, order: Order, *, now: datetime, edition: Edition) -> Window:
    """Return the half-open span of a message planned at `now`. It may be over already: then nothing is sent.

    Families of a weather day hear inside the window of п. 14, of an emergency at once (п. 22), of a late order at once
    while it can still spare them the way (п. 11). Cards hold as long as there is something to decide. Everything else
    goes at once (п. 16) and holds until the order's last day is over.
    """
    match purpose:
        case Purpose.FAMILY_NOTICE | Purpose.ROOM_NOTICE:
            return family_span(order, now=now, edition=edition)
        case Purpose.DRAFT_CARD | Purpose.COUNTERSIGN_CARD | Purpose.ESCALATION:
            window = family_window(order, edition)
            return Window(opens=now, closes=window.closes if window else end_of_last_day(order))
        case (
            Purpose.EXPIRY_NOTICE
            | Purpose.STAFF_ORDER
            | Purpose.REMINDER
            | Purpose.CONTROL_NOTICE
            | Purpose.RELEASE_REFUSED
            | Purpose.HEAD_NOTICE
            | Purpose.SITE_NOTICE
            | Purpose.BULLETIN
            | Purpose.REVOCATION
            | Purpose.REPLACED_MARK
            | Purpose.COST_QUESTION
        ):
            return Window(opens=now, closes=end_of_last_day(order))
        case _:
            assert_never(purpose)


def family_span(order: Order, *, now: datetime, edition: Edition) -> Window:
    """Return when families may be told of this order."""
    if window := family_window(order, edition):
        return window
    last = end_of_last_day(order)
    if order.late and order.approval:
        return Window(opens=now, closes=min(last, order.approval.at + LATE_SPAN))
    return Window(opens=now, closes=last)


def paragraph(purpose: Purpose, order: Order) -> str:
    """Return the paragraph of № 349 by which this message is sent now; frozen with the delivery."""
    if order.ground is not Ground.WEATHER:
        return "22"
    if order.late:
        return "11"
    match purpose:
        case Purpose.FAMILY_NOTICE | Purpose.ROOM_NOTICE:
            return "14"
        case Purpose.BULLETIN:
            return "13"
        case Purpose.STAFF_ORDER | Purpose.SITE_NOTICE | Purpose.REMINDER | Purpose.CONTROL_NOTICE:
            return "16"
        case _:
            return "15"
