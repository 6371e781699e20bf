"""How an order's figures are said on paper: who, when, what the weather was."""

from datetime import datetime

from locales import phrases
from locales.catalogue import Locale, text
from orders.order import Order
from orders.windows import ZONE

PRESCHOOL = 0


def who(locale: Locale, grades: tuple[int, ...], courses: tuple[int, ...]) -> str:
    """Return the learners in the form the order's sentence needs: `5–9 классов и 1–2 курсов`."""
    if not courses:
        return _grades(locale, grades)
    named = text(locale, "paper-who-courses", courses=phrases.runs(courses), count=len(set(courses)))
    if not grades:
        return named
    return text(locale, "paper-who-both", grades=_grades(locale, grades), courses=named)


def _grades(locale: Locale, grades: tuple[int, ...]) -> str:
    """Return the grades; the preschool class, which has six names in use, is explained."""
    named = text(locale, "paper-who-grades", grades=phrases.runs(grades), count=len(set(grades)))
    return text(locale, "paper-who-grades-with-preschool", grades=named) if PRESCHOOL in grades else named


def dates(locale: Locale, order: Order) -> str:
    """Return the day, or the first and the last day, in the form the order's sentence needs."""
    first, last = phrases.day(locale, order.first_day), phrases.day(locale, order.last_day)
    if order.first_day == order.last_day:
        return text(locale, "paper-dates-one", first=first)
    return text(locale, "paper-dates-several", first=first, last=last)


def moment(locale: Locale, key: str, instant: datetime, **values: str | int) -> str:
    """Return the text `key` with the local `$day` and `$time` of an instant."""
    day = phrases.day(locale, instant.astimezone(ZONE).date())
    return text(locale, key, day=day, time=phrases.clock_time(instant), **values)


def sentence(words: str) -> str:
    """Return words that go on inside a sentence: without the full stop they may have brought along."""
    return words.strip().rstrip(".")
