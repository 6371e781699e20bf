"""What families read. Every text names source, place, date, shift, grades, action, validity and check code (R-24)."""

from collections.abc import Iterable, Iterator

from dispatch import wording
from dispatch.particulars import Particulars
from locales.catalogue import LOCALES, Locale, text
from orders.order import Ground, Order
from orders.organisation import Department, OrganisationKind, SchoolClass
from thresholds.outcome import Outcome

AT_HOME = frozenset({Outcome.DISTANCE, Outcome.CANCELLED})
PRESCHOOL = 0


def notice(locale: Locale, about: Particulars) -> str:
    """Return the message to families about an order in force (п. 14, п. 18, п. 21, п. 22).

    A locked phone shows the first line only: it says who stays at home.
    """
    order = about.order
    return paragraphs(
        [action(locale, order)],
        heading(locale, about),
        [wording.why(locale, order)],
        for_children(locale, about),
        _validity(locale, order),
        signature(locale, about),
    )


def revocation(locale: Locale, about: Particulars) -> str:
    """Return the all-clear to families who were told of an order that no longer holds."""
    return paragraphs(
        [text(locale, "family-revoked"), wording.usual(locale, about.order)],
        heading(locale, about),
        signature(locale, about),
    )


def narrowed(locale: Locale, about: Particulars) -> str:
    """Return the all-clear to families whose class a replacing order no longer names."""
    return paragraphs([text(locale, "family-narrowed")], heading(locale, about), signature(locale, about))


def paste(locale: Locale, about: Particulars, school_class: SchoolClass) -> str:
    """Return the text a homeroom teacher pastes into the class chat: both languages, the reader's own first."""
    others = [other for other in LOCALES if other != locale]
    return "\n\n———\n\n".join(_paste(one, about, school_class) for one in (locale, *others))


def _paste(locale: Locale, about: Particulars, school_class: SchoolClass) -> str:
    order = about.order
    named = wording.school_class(locale, school_class)
    return paragraphs(
        [text(locale, f"paste-action-{order.outcome}", **{"class": named})],
        heading(locale, about),
        [wording.why(locale, order)],
        for_children(locale, about),
        [wording.valid(locale, order), wording.approved_at(locale, order)],
        [*signature(locale, about), text(locale, "paste-check")],
    )


def heading(locale: Locale, about: Particulars) -> list[str]:
    """Return source, place and time of an order."""
    where = wording.places(locale, about)
    if isinstance(about.issuer, Department):
        by_territory = all(isinstance(place, Department) for place in about.places)
        where = text(locale, "order-places-all" if by_territory else "order-places", places=where)
    return [about.issuer.name(locale), where, wording.when(locale, about.order)]


def action(locale: Locale, order: Order) -> str:
    """Return what changes for whom; grade 0 is explained, because it has six names in use."""
    said = wording.action(locale, order)
    return f"{said} {text(locale, 'order-preschool')}" if PRESCHOOL in order.grades else said


def signature(locale: Locale, about: Particulars) -> list[str]:
    """Return the order's number, if it has one, and the code by which anybody can check it (R-26)."""
    number = about.order.number
    numbered = [text(locale, "order-number", number=number)] if number else []
    return [*numbered, wording.code(locale, about)]


def paragraphs(*blocks: Iterable[str]) -> str:
    """Join lines into paragraphs; empty lines and empty paragraphs vanish."""
    joined = ("\n".join(line for line in block if line) for block in blocks)
    return "\n\n".join(block for block in joined if block)


def for_children(locale: Locale, about: Particulars) -> Iterator[str]:
    """Yield what happens to a child who comes all the same, and what those do who stay at home."""
    order = about.order
    if order.outcome in AT_HOME:
        # п. 18 promises lessons and hot meals on distance days for weather; a school without heating cannot.
        taught = order.ground is Ground.WEATHER and order.outcome is Outcome.DISTANCE
        yield text(locale, f"family-come-{'weather' if taught else 'emergency'}", who=_who(order))
    if order.outcome is Outcome.DISTANCE:
        yield text(locale, "family-alone")  # п. 21
    if OrganisationKind.BOARDING_SCHOOL in about.kinds:
        yield text(locale, "family-boarding")  # п. 16, last sentence
    if OrganisationKind.UNIVERSITY in about.kinds:
        yield text(locale, "family-practice")  # № 97 п. 25


def _who(order: Order) -> str:
    """Return of whom a text about coming speaks: nobody calls the students of a college children."""
    return "child" if order.grades else "student"


def _validity(locale: Locale, order: Order) -> Iterator[str]:
    yield wording.valid(locale, order)
    yield from changes(locale, order)


def changes(locale: Locale, order: Order) -> Iterator[str]:
    """Yield what a text says of others about the same day: that they may come, or came before."""
    yield text(locale, "family-changes")
    if order.amends:
        yield text(locale, "family-replaces")
    if order.late:
        yield text(locale, "family-late")
