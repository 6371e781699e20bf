"""On which days and in which shifts an organisation teaches."""

from collections.abc import Collection, Iterable
from datetime import date

from orders.organisation import Organisation, SchoolClass


def is_school_day(organisation: Organisation, day: date, days_off: Collection[date]) -> bool:
    """Say whether the organisation teaches on `day`. A five-day week ends on Friday, a six-day week on Saturday."""
    return day.isoweekday() <= organisation.days_per_week and day not in days_off


def shift_runs(organisation: Organisation, shift: int, classes: Iterable[SchoolClass]) -> bool:
    """Say whether anybody learns in this shift."""
    return shift in organisation.shifts and any(school_class.shift == shift for school_class in classes)
