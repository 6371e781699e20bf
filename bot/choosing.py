"""The screens on which a signer chooses: who learns at home, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot import grades
from bot.context import Turn
from bot.replies import rows_of
from channels.base import Button
from dispatch import wording
from dispatch.card import Card
from dispatch.taps import Tap, TapVerb, pack
from locales.catalogue import Locale, text
from orders.choice import taught_in_scope
from orders.learners import Learners, proposal
from orders.order import Order

REASON = "~"  # stands between a choice and its reason: `0-9~wind`; with nothing after it, the reason is to be typed
# Keys of `bot-reason-…`, at most five letters: they share a button's 64 bytes with the order.
WIDENING = ("wind", "cold", "road", "local")
NARROWING = ("mild", "calm", "local")
REASONS: Mapping[TapVerb, tuple[str, ...]] = {
    TapVerb.RETURN: ("data", "class", "duty"),
    TapVerb.REJECT: ("mild", "calm", "data"),
    TapVerb.APPROVE_LATE: ("safe", "worse"),
}
KNOWN_REASONS = frozenset({*WIDENING, *NARROWING, *(key for keys in REASONS.values() for key in keys)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What there is to choose from: the grades of a school, or the courses of a college.

    taught: who really learns there in the order's shift. proposed, nearly: what the table says, and nearly says.
    """

    taught: tuple[int, ...]
    proposed: tuple[int, ...]
    nearly: tuple[tuple[int, ...], ...]
    are_courses: bool

    def learners(self, chosen: tuple[int, ...]) -> Learners:
        return Learners.of((), chosen) if self.are_courses else Learners.of(chosen)

    def said(self, locale: Locale, chosen: tuple[int, ...]) -> str:
        """Return `0–4 классы` or `1–2 курсы`."""
        learners = self.learners(chosen)
        return wording.grades(locale, learners.grades, learners.courses)


def field_of(turn: Turn, order: Order) -> Field:
    """Return what a signer of this order chooses from. Without a table, the author's choice is the proposal."""
    taught = taught_in_scope(turn.tx.registry, order, turn.edition)
    said = proposal(order)
    near = order.basis.near if order.basis else ()
    if taught.grades:
        nearly = tuple(row.grades for row in near)
        return Field(taught=taught.grades, proposed=said.grades, nearly=nearly, are_courses=False)
    nearly = tuple(row.courses for row in near)
    return Field(taught=taught.courses, proposed=said.courses, nearly=nearly, are_courses=True)


def grades_screen(locale: Locale, tap: Tap, field: Field) -> Card:
    """Offer what the table says, the usual bands, any first and last grade, or words to type."""
    choices = [
        button(field.said(locale, span.among(field.taught)), tap, TapVerb.SET_GRADES, str(span))
        for span in grades.offered((field.proposed, *field.nearly), field.taught)
    ]
    other = button(text(locale, "bot-grades-other"), tap, TapVerb.SET_GRADES, "-")
    said = text(locale, "bot-grades-choose", taught=field.said(locale, field.taught))
    return Card(text=said, buttons=(*rows_of([*choices, other], 2), (back(locale, tap),)))


def end_screen(locale: Locale, tap: Tap, field: Field) -> Card:
    """Ask for the first grade (`-`), or for the last when the first is known (`5-`)."""
    first = tap.argument.removesuffix("-")
    if not first.isdecimal():
        begin = [button(str(grade), tap, TapVerb.SET_GRADES, f"{grade}-") for grade in field.taught]
        return Card(text=text(locale, "bot-grades-first"), buttons=(*rows_of(begin, 4), (back(locale, tap),)))
    lasts = [grade for grade in field.taught if grade >= int(first)]
    end = [button(str(grade), tap, TapVerb.SET_GRADES, f"{first}-{grade}") for grade in lasts]
    return Card(text=text(locale, "bot-grades-last", first=first), buttons=(*rows_of(end, 4), (back(locale, tap),)))


def reason_screen(locale: Locale, question: str, tap: Tap, keys: Collection[str]) -> Card:
    """Ask why. tap: what will be done once the reason is known; its argument holds the choice."""
    ready = [button(text(locale, f"bot-reason-{key}"), tap, tap.verb, f"{tap.argument}{REASON}{key}") for key in keys]
    own = button(text(locale, "bot-reason-own"), tap, tap.verb, f"{tap.argument}{REASON}")
    return Card(text=question, buttons=(*rows_of([*ready, own], 1), (back(locale, tap),)))


def button(label: str, tap: Tap, verb: TapVerb, argument: str = "") -> Button:
    """Return a button about the same order and revision as `tap`."""
    return Button(label=label, data=pack(replace(tap, verb=verb, argument=argument)))


def back(locale: Locale, tap: Tap) -> Button:
    return button(text(locale, "bot-back"), tap, TapVerb.BACK)
