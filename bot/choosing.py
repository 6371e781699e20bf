"""The screens on which a signer chooses: who learns at home, and why."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot import grades
from bot.replies import rows_of
from channels.base import Button
from dispatch.card import Card
from dispatch.choices import Choices
from dispatch.taps import Tap, TapVerb, pack
from locales.catalogue import Locale, text

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


def grades_screen(locale: Locale, tap: Tap, choices: Choices) -> Card:
    """Offer what the table says, the usual bands, any first and last grade, or words to type."""
    spans = [
        button(choices.said(locale, span.among(choices.taught)), tap, TapVerb.SET_GRADES, str(span))
        for span in grades.offered((choices.proposed, *choices.nearly), choices.taught)
    ]
    other = button(text(locale, "bot-grades-other"), tap, TapVerb.SET_GRADES, "-")
    said = text(locale, "bot-grades-choose", taught=choices.said(locale, choices.taught))
    return Card(text=said, buttons=(*rows_of([*spans, other], 2), (back(locale, tap),)))


def end_screen(locale: Locale, tap: Tap, choices: Choices) -> Card:
    """Ask for the first grade (`-`), or for the last when the first is known (`5-`)."""
    first = tap.argument.removesuffix("-")
    if not first.isdecimal():
        begin = [button(str(grade), tap, TapVerb.SET_GRADES, f"{grade}-") for grade in choices.taught]
        return Card(text=text(locale, "bot-grades-first"), buttons=(*rows_of(begin, 4), (back(locale, tap),)))
    lasts = [grade for grade in choices.taught if grade >= int(first)]
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
