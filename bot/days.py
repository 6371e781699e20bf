"""Days as people type them: `16.01`, `16.01-18.01`, `16.01.2026`."""

import re
from dataclasses import dataclass
from datetime import date

_DAY = r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?"
_DAYS = re.compile(rf"\s*{_DAY}(?:\s*[-–—]\s*{_DAY})?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date


def typed_days(message: str, *, today: date) -> Days | None:
    """Read one day or two; None for anything else, for days that are over and for a last day before the first.

    A day without a year is the nearest one: in December `10.01` is next January, in January `30.12` is over.
    """
    found = _DAYS.fullmatch(message)
    if found is None:
        return None
    first = _day(found[1], found[2], found[3], today)
    last = _day(found[4], found[5], found[6], today) if found[4] else first
    if first is None or last is None or not today <= first <= last:
        return None
    return Days(first=first, last=last)


def _day(day: str, month: str, year: str | None, today: date) -> date | None:
    try:
        if year:
            return date(int(year), int(month), int(day))
        years = (today.year - 1, today.year, today.year + 1)
        return min((date(each, int(month), int(day)) for each in years), key=lambda found: abs(found - today))
    except ValueError:  # 31.02, or 29.02 near a year without one
        return None
