"""Days as people type them."""

from datetime import date

import pytest

from bot.days import Days, typed_days

TODAY = date(2026, 1, 16)


@pytest.mark.parametrize(
    ("message", "first", "last"),
    [
        ("16.01", TODAY, TODAY),
        ("16.01.2026", TODAY, TODAY),
        ("16.01-18.01", TODAY, date(2026, 1, 18)),
        (" 17.1 – 2.2 ", date(2026, 1, 17), date(2026, 2, 2)),
        ("16.01.2026-18.01.2026", TODAY, date(2026, 1, 18)),
    ],
)
def test_one_day_or_two_are_read(message: str, first: date, last: date) -> None:
    assert typed_days(message, today=TODAY) == Days(first=first, last=last)


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    assert typed_days("10.01", today=date(2025, 12, 28)) == Days(first=date(2026, 1, 10), last=date(2026, 1, 10))


@pytest.mark.parametrize(
    "message", ["", "завтра", "15.01", "30.12", "18.01-16.01", "31.02", "16.13", "16.01-", "16.01.26", "16/01"]
)
def test_days_that_are_over_or_make_no_sense_are_asked_again(message: str) -> None:
    assert typed_days(message, today=TODAY) is None
