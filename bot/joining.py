"""What somebody who joins is told: what they follow, what will come and when, and what else we would like to know."""

from dataclasses import dataclass

from bot.context import Turn
from dispatch import wording
from dispatch.subscribing import Subscription, choose_language, classes_of
from locales.catalogue import Locale, text
from locales.phrases import clock_time
from orders.organisation import Person, SchoolClass
from orders.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    text: str
    asks_phone: bool


def welcome(turn: Turn, person: Person | None, locale: Locale) -> Welcome:
    """Return what follows the choice of the language. Whose number the roster knows is not asked for it again."""
    classes = classes_of(turn.tx, person.id) if person else ()
    asks_phone = person is None or not person.phone
    lines = [*_followed(turn, locale, classes), what_comes(turn, locale)]
    if asks_phone:
        lines.append(text(locale, "bot-family-ask-phone" if classes else "bot-family-start-bare"))
    return Welcome(text="\n\n".join(lines), asks_phone=asks_phone)


def recognised(turn: Turn, found: Subscription, locale: Locale, *, chosen: Locale | None) -> str:
    """Return what came of a shared number. chosen: a language picked before we knew who it was."""
    if found.person is None:
        return text(locale, "bot-family-unknown-phone")
    if chosen:
        choose_language(turn.tx, person=found.person.id, locale=chosen)
    spoken = chosen or found.person.locale
    return "\n\n".join((*_followed(turn, spoken, found.classes), what_comes(turn, spoken)))


def what_comes(turn: Turn, locale: Locale) -> str:
    """Return when which news will come, by the regulation in force."""
    first, second = (_hours(turn.edition.family_window(shift, turn.today)) for shift in (1, 2))
    return text(locale, "bot-family-what", first=first, second=second)


def _followed(turn: Turn, locale: Locale, classes: tuple[SchoolClass, ...]) -> list[str]:
    if not classes:
        return []
    return [text(locale, "bot-family-follows", classes="\n".join(_name(turn, locale, one) for one in classes))]


def _name(turn: Turn, locale: Locale, one: SchoolClass) -> str:
    organisation = turn.tx.registry.organisation(one.organisation)
    assert organisation is not None  # a class belongs to an organisation
    return f"– {organisation.name(locale)}, {wording.school_class(locale, one)}"


def _hours(window: Window) -> str:
    return f"{clock_time(window.opens)}–{clock_time(window.closes)}"
