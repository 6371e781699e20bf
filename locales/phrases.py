"""How figures are spoken: runs of grades, dates, times. The same in messages, cards and on paper."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from locales.catalogue import Locale

ZONE = ZoneInfo("Asia/Almaty")
DATE_PATTERNS = {"kk": "y 'жылғы' d MMMM", "ru": "d MMMM y 'года'"}


def runs(numbers: Iterable[int]) -> str:
    """Return runs of numbers joined with an en dash: `0–4`, `1–6, 9`, empty for none."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found)


def day(locale: Locale, value: date) -> str:
    """Return the full date: `2026 жылғы 16 қаңтар`, `16 января 2026 года`."""
    return str(format_date(value, DATE_PATTERNS[locale], locale=locale))


def clock_time(instant: datetime) -> str:
    """Return the wall-clock time in Kazakhstan: `06:45`."""
    return instant.astimezone(ZONE).strftime("%H:%M")


def figure(value: float) -> str:
    """Return a temperature or a speed as people write it: a real minus, a decimal comma, no useless zero."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}").replace(".", ",")


def weekday(locale: Locale, value: date) -> str:
    """Return the name of the day: `жұма`, `пятница`. It unmasks a screenshot of last year's message."""
    return str(format_date(value, "EEEE", locale=locale))


def sentence(words: str) -> str:
    """Return words as the beginning of a sentence: the first letter large."""
    return words[:1].upper() + words[1:]
