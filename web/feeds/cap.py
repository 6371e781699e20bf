"""CAP 1.2 (OASIS): what one public code warns of, as a chain of alert, update and cancel.

Each message holds everything in force at its instant, so that a reader who missed one has lost nothing; it names the
earlier messages that would otherwise still be valid. A chain follows from the orders alone: the same message is built
the same, byte by byte, whenever it is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from lxml import etree

from dispatch import family_texts, wording
from locales.catalogue import LOCALES, Locale, text
from orders.deadline import end_of_last_day
from orders.order import Ground, Order, OrderId, OrderState
from orders.organisation import Department
from thresholds.outcome import Outcome
from weather.reading import Kind
from web.feeds.board import Board, Published, local
from web.feeds.xml import add

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
LANGUAGES: Mapping[Locale, str] = {"kk": "kk-KZ", "ru": "ru-KZ"}
HEADLINE = 160  # characters; CAP 1.2, 3.2.2


class Status(StrEnum):
    """Whether anybody has to act on it. A drill is never Actual."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class MessageType(StrEnum):
    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class Weight(NamedTuple):
    """CAP's urgency, severity and certainty."""

    urgency: str
    severity: str
    certainty: str


CATEGORIES: Mapping[Ground, tuple[str, ...]] = {
    Ground.WEATHER: ("Met", "Safety"),
    Ground.EMERGENCY: ("Infra", "Safety"),
    Ground.RESTRICTION: ("Safety",),
    Ground.QUARANTINE: ("Health",),
}
# How much of the day is lost says how grave it is.
SEVERITIES: Mapping[Outcome, str] = {
    Outcome.CANCELLED: "Severe",
    Outcome.DISTANCE: "Moderate",
    Outcome.EARLY_RELEASE: "Moderate",
    Outcome.SHORTENED: "Minor",
}
# What a weather order rests on; every other order rests on something that has happened.
CERTAINTIES: Mapping[Kind, str] = {Kind.OBSERVATION: "Observed", Kind.FORECAST: "Likely", Kind.WARNING: "Likely"}
OVER = Weight("Past", "Minor", "Observed")


@dataclass(frozen=True, slots=True, kw_only=True)
class CapMessage:
    """One CAP message. about: the order that changed. holds: what is in force with it. cleared: what it takes back.

    name: how later messages refer to it. expires: when nothing it says holds any more.
    """

    about: OrderId
    identifier: str
    name: str
    sent: datetime
    kind: MessageType
    references: tuple[str, ...]
    holds: tuple[Published, ...]
    expires: datetime
    cleared: Published | None = None


def chain(board: Board, *, sender: str) -> tuple[CapMessage, ...]:
    """Return every message of this code, oldest first."""
    found: list[CapMessage] = []
    earlier: list[CapMessage] = []  # those that are still valid
    holding: dict[OrderId, Published] = {}
    ends = {one.order.id: end_of_last_day(one.order) for one in board.published}
    for at, one, over in _changes(board):
        holding.pop(one.order.id if over else one.order.amends or one.order.id, None)
        if not over:
            holding[one.order.id] = one
        live = tuple(held for held in holding.values() if ends[held.order.id] > at)
        earlier = [message for message in earlier if message.expires > at]
        if live or earlier:
            expires = max((ends[held.order.id] for held in live), default=at)
            told = CapMessage(
                about=one.order.id,
                identifier=(identifier := _identifier(board, at, one, over=over)),
                name=f"{sender},{identifier},{local(at).isoformat()}",
                sent=local(at),
                kind=MessageType.CANCEL if not live else MessageType.UPDATE if earlier else MessageType.ALERT,
                references=tuple(before.name for before in earlier),
                holds=live,
                expires=expires,
                cleared=one if over else None,
            )
            found.append(told)
            earlier.append(told)
    return tuple(found)


def _changes(board: Board) -> list[tuple[datetime, Published, bool]]:
    """Return when something was approved or revoked, in order. What was replaced ends with its successor's approval."""
    begun = [(one.approved_at, one, False) for one in board.published]
    ended = [(one.ended, one, True) for one in board.published if one.ended and one.order.state is OrderState.REVOKED]
    return sorted([*begun, *ended], key=lambda change: (change[0], change[1].order.id))


def _identifier(board: Board, at: datetime, one: Published, *, over: bool) -> str:
    return f"{board.subject.code}.{local(at):%Y%m%dT%H%M%S}.{one.order.check_code}.{'x' if over else 'a'}"


def document(message: CapMessage, board: Board, *, sender: str, status: Status) -> etree._Element:
    """Return the `<alert>`, without whitespace between elements: signatures cover every byte."""
    alert = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    add(alert, "identifier", message.identifier)
    add(alert, "sender", sender)
    add(alert, "sent", message.sent.isoformat())
    add(alert, "status", status)
    add(alert, "msgType", message.kind)
    add(alert, "scope", "Public")
    if message.references:
        add(alert, "references", " ".join(message.references))
    for one in message.holds:
        for locale in LOCALES:
            _holds(alert, locale, one, board, message)
    if message.cleared:
        for locale in LOCALES:
            _clears(alert, locale, message.cleared, board, message)
    return alert


def weigh(order: Order, sent: datetime) -> Weight:
    """Return how urgent, grave and sure an order is when the message leaves."""
    urgency = "Immediate" if order.first_day <= local(sent).date() else "Future"
    certainty = "Observed"
    if order.ground is Ground.WEATHER:
        reading = order.basis.reading if order.basis else None
        certainty = CERTAINTIES[reading.kind] if reading else "Unknown"
    return Weight(urgency, SEVERITIES[order.outcome], certainty)


def _holds(alert: etree._Element, locale: Locale, one: Published, board: Board, message: CapMessage) -> None:
    order, about = one.order, one.about
    event = text(locale, f"feed-event-{order.outcome}")
    info = _info(alert, locale, event, order, weigh(order, message.sent), response="Execute")
    begins = datetime.combine(order.first_day, datetime.min.time(), tzinfo=message.sent.tzinfo)
    add(info, "effective", message.sent.isoformat())
    add(info, "onset", max(message.sent, begins).isoformat())
    add(info, "expires", end_of_last_day(order).isoformat())
    add(info, "senderName", about.issuer.name(locale))
    add(info, "headline", wording.action(locale, order)[:HEADLINE])
    add(info, "description", family_texts.notice(locale, about))
    _rest(info, locale, one, board)


def _clears(alert: etree._Element, locale: Locale, one: Published, board: Board, message: CapMessage) -> None:
    clear = text(locale, "feed-clear")
    info = _info(alert, locale, clear, one.order, OVER, response="AllClear")
    add(info, "effective", message.sent.isoformat())
    add(info, "expires", end_of_last_day(one.order).isoformat())
    add(info, "senderName", one.about.issuer.name(locale))
    add(info, "headline", clear)
    add(info, "description", family_texts.revocation(locale, one.about))
    _rest(info, locale, one, board)


def _info(
    alert: etree._Element, locale: Locale, event: str, order: Order, weight: Weight, *, response: str
) -> etree._Element:
    info = etree.SubElement(alert, f"{{{NAMESPACE}}}info")
    add(info, "language", LANGUAGES[locale])
    for category in CATEGORIES[order.ground]:
        add(info, "category", category)
    add(info, "event", event)
    add(info, "responseType", response)
    add(info, "urgency", weight.urgency)
    add(info, "severity", weight.severity)
    add(info, "certainty", weight.certainty)
    return info


def _rest(info: etree._Element, locale: Locale, one: Published, board: Board) -> None:
    order = one.order
    add(info, "web", board.url(f"/v/{order.check_code}"))
    for name, value in _parameters(order):
        parameter = etree.SubElement(info, f"{{{NAMESPACE}}}parameter")
        add(parameter, "valueName", f"boran:{name}")
        add(parameter, "value", value)
    area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    add(area, "areaDesc", _where(locale, one))
    for code in _codes(one):
        geocode = etree.SubElement(area, f"{{{NAMESPACE}}}geocode")
        add(geocode, "valueName", "boran:organisation")
        add(geocode, "value", code)


def _parameters(order: Order) -> Iterator[tuple[str, str]]:
    yield "check-code", order.check_code
    yield "outcome", order.outcome
    if order.shift:
        yield "shift", str(order.shift)
    if order.grades:
        yield "grades", " ".join(map(str, order.grades))
    if order.college_courses:
        yield "courses", " ".join(map(str, order.college_courses))


def _where(locale: Locale, one: Published) -> str:
    """Return the places by name; nobody has drawn them, so there is no polygon."""
    if isinstance(one.about.issuer, Department):
        return wording.places(locale, one.about)
    return f"{one.about.issuer.name(locale)}, {wording.places(locale, one.about)}"


def _codes(one: Published) -> list[str]:
    """Return the public codes of the places: the feeds of the same codes tell more."""
    if isinstance(one.about.issuer, Department):
        return [place.code for place in one.about.places]
    return [one.about.issuer.code]
