"""iCalendar (RFC 5545): a whole-day event per order, changed and cancelled under the UID it began with."""

from datetime import timedelta

from icalendar import Calendar, Event, vDuration

from dispatch import family_texts, wording
from locales.catalogue import LOCALES, text
from orders.order import OrderId, OrderState
from orders.windows import ZONE
from web.feeds.board import Board, Published

MEDIA_TYPE = "text/calendar"
ASK_EVERY = timedelta(minutes=15)


def render(board: Board, *, sender: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Boran//Boran//KK")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _both(board, "feed-title"))
    calendar.add("x-wr-timezone", str(ZONE))
    calendar["refresh-interval"] = vDuration(ASK_EVERY, params={"value": "DURATION"})
    replaced = {one.order.amends for one in board.published if one.order.amends}
    for one in board.published:
        if one.order.id not in replaced:
            calendar.add_component(_event(one, board, sender=sender))
    return bytes(calendar.to_ical())


def _event(one: Published, board: Board, *, sender: str) -> Event:
    order = one.order
    first, changes = _lineage(one, board)
    cancelled = order.state is OrderState.REVOKED
    event = Event()
    event.add("uid", f"{first}@{sender}")
    event.add("sequence", changes + cancelled)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    # Whole days have no zone of their own: a day of school is the same day wherever the calendar is looked at.
    event.add("dtstart", order.first_day)
    event.add("dtend", order.last_day + timedelta(days=1))
    event.add("summary", " · ".join(wording.action(locale, order) for locale in LOCALES))
    said = family_texts.revocation if cancelled else family_texts.notice
    event.add("description", "\n\n".join(said(locale, one.about) for locale in LOCALES))
    event.add("location", " · ".join(one.about.issuer.name(locale) for locale in LOCALES))
    event.add("url", board.url(f"/v/{order.check_code}"))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _lineage(one: Published, board: Board) -> tuple[OrderId, int]:
    """Return the first order of the amendments that led here, and how many times its event has changed."""
    known = {other.order.id: other.order for other in board.published}
    order, changes = one.order, 0
    while order.amends is not None:
        changes += 2  # each amendment; a withdrawal of the last one comes between
        if order.amends not in known:
            return order.amends, changes
        order = known[order.amends]
    return order.id, changes


def _both(board: Board, key: str) -> str:
    return " · ".join(text(locale, key, name=board.subject.name(locale)) for locale in LOCALES)
