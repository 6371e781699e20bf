from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import phrases
from locales.catalogue import Locale

FRIDAY = date(2026, 1, 16)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((), ""), ((4,), "4"), ((0, 1, 2, 3, 4), "0–4"), ((9, 1, 2), "1–2, 9"), ((1, 1, 2, 2), "1–2"), ((11, 0), "0, 11")],
)
def test_runs_of_grades_are_joined_with_a_dash(numbers: tuple[int, ...], said: str) -> None:
    assert phrases.runs(numbers) == said


@given(st.sets(st.integers(min_value=0, max_value=12)))
def test_runs_lose_and_invent_no_grade(grades: set[int]) -> None:
    named: set[int] = set()
    for run in filter(None, phrases.runs(grades).split(", ")):
        first, _, last = run.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == grades


@pytest.mark.parametrize(("locale", "said"), [("kk", "2026 жылғы 16 қаңтар"), ("ru", "16 января 2026 года")])
def test_a_day_is_written_out(locale: Locale, said: str) -> None:
    assert phrases.day(locale, FRIDAY) == said


@pytest.mark.parametrize(("locale", "said"), [("kk", "жұма"), ("ru", "пятница")])
def test_a_day_has_its_name(locale: Locale, said: str) -> None:
    assert phrases.weekday(locale, FRIDAY) == said


def test_times_are_told_in_kazakhstan() -> None:
    assert phrases.clock_time(datetime(2026, 1, 16, 1, 45, tzinfo=UTC)) == "06:45"


@pytest.mark.parametrize(("value", "said"), [(-27.0, "−27"), (-27.4, "−27,4"), (0.0, "0"), (12.5, "12,5")])
def test_figures_have_a_real_minus_and_a_decimal_comma(value: float, said: str) -> None:
    assert phrases.figure(value) == said


@pytest.mark.parametrize(
    ("words", "said"), [("учащиеся 4 класса", "Учащиеся 4 класса"), ("", ""), ("0–4-сынып", "0–4-сынып")]
)
def test_a_sentence_begins_with_a_capital(words: str, said: str) -> None:
    assert phrases.sentence(words) == said
