"""What a family asks: is there school today, and is this message real."""

from collections.abc import Iterator

from bot.context import Turn
from dispatch import wording
from dispatch.card import Card
from dispatch.particulars import gather
from dispatch.subscribing import classes_of
from locales.catalogue import Locale, text
from locales.phrases import clock_time, day
from orders.learners import classes_at_home
from orders.organisation import Organisation, PersonId, SchoolClass
from orders.standing import recognise, standing


def status(turn: Turn, person: PersonId | None, locale: Locale) -> Card:
    """Say what holds today for each class the person follows."""
    classes = classes_of(turn.tx, person) if person else ()
    lines = [line for one in classes for line in _class_lines(turn, locale, one)]
    return Card(text="\n\n".join(lines) or text(locale, "bot-family-nobody"))


def _class_lines(turn: Turn, locale: Locale, one: SchoolClass) -> Iterator[str]:
    organisation = turn.tx.registry.organisation(one.organisation)
    if organisation is None:
        return
    found = standing(turn.tx, organisation, day=turn.today, edition=turn.edition)
    orders = [order for shift in found.shifts if shift.shift == one.shift for order in shift.orders]
    named = {"class": wording.school_class(locale, one), "school": organisation.name(locale)}
    mine = [order for order in orders if classes_at_home(order, (one,))]
    for order in mine:
        said = {"action": wording.action(locale, order), "why": wording.why(locale, order), "code": order.check_code}
        yield text(locale, "bot-family-ordered", **named, **said)
    if not mine:
        yield _usual(turn, locale, one, organisation, teaches=found.teaches)


def _usual(turn: Turn, locale: Locale, one: SchoolClass, organisation: Organisation, *, teaches: bool) -> str:
    """Say that there are lessons as usual, and until when that may still change."""
    named = {"class": wording.school_class(locale, one), "school": organisation.name(locale)}
    if not teaches:
        return text(locale, "bot-family-day-off", **named)
    closes = turn.edition.family_window(one.shift, turn.today).closes
    if turn.now < closes:
        return text(locale, "bot-family-may-change", **named, time=clock_time(closes))
    return text(locale, "bot-family-usual", **named)


def check(turn: Turn, code: str, locale: Locale) -> Card:
    """Say what stands behind a code from a message."""
    if not code:
        return Card(text=text(locale, "bot-check-how"))
    found = recognise(turn.tx, code, today=turn.today)
    key = f"web-verify-{found.authenticity}"
    lines = [text(locale, key), text(locale, f"{key}-advice", today=day(locale, turn.today))]
    if order := found.order:
        about = gather(turn.tx, order, edition=turn.edition)
        lines += [about.issuer.name(locale), wording.when(locale, order), wording.action(locale, order)]
        lines += [text(locale, "bot-check-link", url=f"{turn.public_url.rstrip('/')}/v/{order.check_code}")]
    return Card(text="\n\n".join(lines))
