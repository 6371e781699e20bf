"""What people read on WhatsApp: the facts of the other messages in the frames of texts that Meta has approved.

Outside the 24 hours after somebody wrote to us only an approved text may be sent, with its places filled in
(developers.facebook.com, WhatsApp, message templates). The same words go out inside them, as an ordinary message.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from channels.base import Button, Template
from dispatch import family_texts, staff_texts, wording
from dispatch.card import Card, button
from dispatch.errors import Finding, ReleaseRefused
from dispatch.parity import facts
from dispatch.particulars import Particulars
from dispatch.taps import TapVerb
from locales.catalogue import Locale, text
from orders.order import Ground
from orders.organisation import Department

NAMES_BEGIN = "boran_"
MAX_LENGTH = 1024  # characters of a template's body, filled in, and of the body above reply buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One approved text. name: at Meta. key: of the text; its variables fill the places {{1}}, {{2}}, … in this order.

    reply: the key of the button that answers us. link: of the button that opens a page; both may be empty.
    """

    name: str
    key: str
    parameters: tuple[str, ...]
    reply: str = ""
    link: str = ""


_FACTS = ("action", "source", "place", "when", "details", "code")
_LOST = ("source", "place", "when", "code")
_SHORTENED = frozenset({"place"})
_OF_THE_DAY = frozenset({"grades", "courses", "action", "validity"})
_REPLY, _LINK = "whatsapp-button-acquainted", "whatsapp-button-open"

NOTICE = Frame(name="boran_notice_1", key="whatsapp-notice", parameters=_FACTS, reply=_REPLY)
REVOCATION = Frame(name="boran_revocation_1", key="whatsapp-revocation", parameters=("usual", *_LOST))
NARROWED = Frame(name="boran_narrowed_1", key="whatsapp-narrowed", parameters=_LOST)
STAFF_ORDER = Frame(name="boran_staff_order_1", key="whatsapp-staff-order", parameters=_FACTS, reply=_REPLY)
STAFF_LINK = Frame(name="boran_staff_link_1", key="whatsapp-staff-link", parameters=_FACTS, reply=_REPLY, link=_LINK)
FRAMES = (NOTICE, REVOCATION, NARROWED, STAFF_ORDER, STAFF_LINK)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How much a text tells where the whole does not fit. places: names of a list, the rest is counted."""

    places: int = wording.MAX_PLACES
    advice: bool = True
    note: bool = True


_ROOMS = (_Room(), _Room(places=3), _Room(places=3, advice=False), _Room(places=1, advice=False, note=False))


def notice(locale: Locale, about: Particulars) -> Card:
    """Return the message to families about an order in force (п. 14). Raises `ReleaseRefused` when nothing fits."""
    return _filled(NOTICE, locale, about)


def revocation(locale: Locale, about: Particulars) -> Card:
    """Return the all-clear to everybody who was told of an order that no longer holds."""
    return _filled(REVOCATION, locale, about)


def narrowed(locale: Locale, about: Particulars) -> Card:
    """Return the all-clear to families whose class a replacing order no longer names."""
    return _filled(NARROWED, locale, about)


def staff_order(locale: Locale, about: Particulars, link: str = "") -> Card:
    """Return the order to a member of staff (п. 16). link: their page without Telegram; empty for none."""
    return _filled(STAFF_LINK if link else STAFF_ORDER, locale, about, link=link)


def body(frame: Frame, locale: Locale) -> str:
    """Return the text as Meta approves it, with numbered places: `… {{1}} …`."""
    places = {name: f"{{{{{number}}}}}" for number, name in enumerate(frame.parameters, start=1)}
    return text(locale, frame.key, **places)


def examples(frame: Frame, locale: Locale) -> tuple[str, ...]:
    """Return what the approver sees in the places."""
    return tuple(text(locale, f"whatsapp-example-{name}") for name in frame.parameters)


def _filled(frame: Frame, locale: Locale, about: Particulars, *, link: str = "") -> Card:
    """Return the frame with its places filled: the fullest text that fits into a message."""
    for room in _ROOMS:
        values = {name: _flat(value) for name, value in _values(frame, locale, about, room).items()}
        said = text(locale, frame.key, **values)
        if len(said) <= MAX_LENGTH:
            _check(said, values, locale, about)
            parameters = tuple(values[name] for name in frame.parameters)
            buttons = tuple(_buttons(frame, locale, about, link))
            return Card(text=said, buttons=buttons, template=Template(name=frame.name, parameters=parameters))
    raise ReleaseRefused(Finding.TOO_LONG, f"`{frame.name}` in `{locale}` needs more than {MAX_LENGTH} characters")


def _flat(value: str) -> str:
    """Return a value as a place takes it: no line breaks, no tabs, no runs of spaces."""
    return " ".join(value.split())


def _ended(sentence: str) -> str:
    """Return a line as a sentence among others; what people wrote themselves may lack its full stop."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _values(frame: Frame, locale: Locale, about: Particulars, room: _Room) -> dict[str, str]:
    order = about.order
    details = _staff_details if frame in {STAFF_ORDER, STAFF_LINK} else _family_details
    values = {
        "action": family_texts.action(locale, order),
        "usual": wording.usual(locale, order),
        "source": about.issuer.name(locale),
        "place": _place(locale, about, room),
        "when": wording.when(locale, order),
        "details": " ".join(_ended(sentence) for sentence in details(locale, about, room)),
        "code": ", ".join(filter(None, (order.check_code, wording.verify_url(about)))),
    }
    return {name: values[name] for name in frame.parameters}


def _place(locale: Locale, about: Particulars, room: _Room) -> str:
    """Return where the order holds. A school's place is its department, which is not where the order holds."""
    places = wording.places(locale, about, most=room.places)
    if not isinstance(about.issuer, Department):
        return text(locale, "whatsapp-place-own", places=places)
    by_territory = all(isinstance(place, Department) for place in about.places)
    return text(locale, "whatsapp-place-all", places=places) if by_territory else places


def _family_details(locale: Locale, about: Particulars, room: _Room) -> Iterator[str]:
    yield wording.why(locale, about.order, note=room.note)
    if room.advice:
        yield from family_texts.for_children(locale, about)
    yield wording.valid(locale, about.order)
    yield from family_texts.changes(locale, about.order)


def _staff_details(locale: Locale, about: Particulars, room: _Room) -> Iterator[str]:
    order = about.order
    yield wording.why(locale, order, note=room.note)
    yield wording.valid(locale, order)
    yield from staff_texts.telling(locale, about)
    if room.advice and (regime := wording.regime(locale, order)):
        yield text(locale, "staff-regime", regime=regime)
    if room.advice and order.ground is Ground.WEATHER and order.outcome in family_texts.AT_HOME:
        yield text(locale, "staff-come")  # п. 18, п. 20


def _check(said: str, values: dict[str, str], locale: Locale, about: Particulars) -> None:
    """Raise `ReleaseRefused` when a fact of the order is missing from the filled text (R-24, R-25)."""
    untold = _SHORTENED if "action" in values else _SHORTENED | _OF_THE_DAY
    for fact, words in facts(locale, about).items():
        if fact not in untold and _flat(words) not in said:
            raise ReleaseRefused(Finding.INCOMPLETE_TEXT, f"the WhatsApp text in `{locale}` lacks the {fact}")


def _buttons(frame: Frame, locale: Locale, about: Particulars, link: str) -> Iterator[tuple[Button, ...]]:
    if frame.reply:
        yield (button(about.order, TapVerb.ACQUAINTED, text(locale, frame.reply)),)
    if frame.link:
        yield (Button(label=text(locale, frame.link), url=link),)
