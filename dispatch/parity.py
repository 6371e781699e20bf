"""No text leaves without what every text must carry, the same in both languages (R-24, R-25)."""

from collections.abc import Mapping

from channels.base import ChannelKind
from dispatch import wording
from dispatch.errors import Finding, ReleaseRefused
from dispatch.particulars import Particulars
from dispatch.semantics import LONGEST
from locales import phrases
from locales.catalogue import LOCALES, Locale
from orders.order import Order

MAX_LENGTH = LONGEST[ChannelKind.TELEGRAM]  # characters


def check(texts: Mapping[Locale, str], about: Particulars) -> None:
    """Raise `ReleaseRefused` when a language lacks a fact of the order, or a text fits into no message.

    Every fact is looked for in the rendered text itself, so a template that lost a variable is caught before anybody
    reads it. Both languages are held against the same order: what each carries, the other carries too.
    """
    for locale in LOCALES:
        if locale not in texts:
            raise ReleaseRefused(Finding.INCOMPLETE_TEXT, f"no text in `{locale}`")
        for fact, words in facts(locale, about).items():
            if words not in texts[locale]:
                raise ReleaseRefused(Finding.INCOMPLETE_TEXT, f"the text in `{locale}` lacks the {fact}")
        check_length(texts[locale])


def check_length(text: str, channel: ChannelKind = ChannelKind.TELEGRAM) -> None:
    """Raise `ReleaseRefused` for a text that fits into no message of its channel."""
    if channel in LONGEST and len(text) > LONGEST[channel]:
        detail = f"{len(text)} characters, a message by {channel} holds {LONGEST[channel]}"
        raise ReleaseRefused(Finding.TOO_LONG, detail)


def facts(locale: Locale, about: Particulars) -> dict[str, str]:
    """Return what a text about this order must contain, by name, in the words of the language."""
    order = about.order
    return {
        "source": about.issuer.name(locale),
        "place": wording.places(locale, about),
        "first day": phrases.day(locale, order.first_day),
        "last day": phrases.day(locale, order.last_day),
        "shift": wording.shift(locale, order.shift),
        **_learners(order),
        "action": wording.action(locale, order),
        "validity": wording.valid(locale, order),
        "check code": order.check_code,
    }


def _learners(order: Order) -> dict[str, str]:
    found = {"grades": phrases.runs(order.grades), "courses": phrases.runs(order.college_courses)}
    return {name: runs for name, runs in found.items() if runs}
