"""Grades as buttons and as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grades import offered, typed
from dispatch.choices import Span, span_of
from thresholds.table import HIGHEST_GRADE

TAUGHT = (0, 1, 4, 5, 9, 11)
grade = st.integers(min_value=0, max_value=HIGHEST_GRADE)
span = st.tuples(grade, grade).map(lambda ends: Span(min(ends), max(ends)))


@given(span)
def test_a_span_survives_its_button(one: Span) -> None:
    assert span_of(str(one)) == one


@pytest.mark.parametrize("argument", ["", "-", "5-", "-5", "5", "9-0", "0-13", "0-9-11", "a-b", "0–9", "٣-٤", "0-9\n"])
def test_a_broken_argument_is_no_span(argument: str) -> None:
    assert span_of(argument) is None


@pytest.mark.parametrize(
    ("message", "grades", "words"),
    [
        ("0-4 сильный ветер", (0, 1, 4), "сильный ветер"),
        ("0–9, жел күшейіп келеді", (0, 1, 4, 5, 9), "жел күшейіп келеді"),
        (" 1 - 6 , 9: метель ", (1, 4, 5, 9), "метель"),
        ("9", (9,), ""),
        ("3, 9 метель", (3, 9), "метель"),
        ("0-11", TAUGHT, ""),
        ("4\nпричина", (4,), "причина"),
    ],
)
def test_typed_grades_are_read_with_the_words_after_them(message: str, grades: tuple[int, ...], words: str) -> None:
    found = typed(message)
    assert found is not None
    assert (found.grades(TAUGHT), found.words) == (grades, words)


@pytest.mark.parametrize(
    "message", ["", "метель", "-27 6", "13", "9-4 метель", "0-4-9 метель", "16.01", "06:45", "100"]
)
def test_what_is_not_a_list_of_grades_is_not_read_as_one(message: str) -> None:
    assert typed(message) is None


@given(st.lists(span, min_size=1, max_size=4), st.sampled_from(["", " метель", ", жел"]))
def test_whatever_runs_are_typed_exactly_their_grades_are_meant(spans: list[Span], words: str) -> None:
    found = typed(", ".join(f"{one.first}-{one.last}" for one in spans) + words)
    assert found is not None
    everybody = tuple(range(HIGHEST_GRADE + 1))
    assert set(found.grades(everybody)) == {each for one in spans for each in one.among(everybody)}


def test_the_table_its_near_rows_and_the_usual_bands_are_offered_once_each() -> None:
    choices = offered([(0, 1, 4), (0, 1, 4, 5, 9)], TAUGHT)
    assert [choice.among(TAUGHT) for choice in choices] == [(0, 1, 4), (0, 1, 4, 5), (0, 1, 4, 5, 9), TAUGHT]


def test_a_proposal_with_a_hole_is_not_offered_as_a_span() -> None:
    assert Span(1, 9) not in offered([(1, 9)], TAUGHT)


def test_a_shift_in_which_nobody_learns_offers_nothing() -> None:
    assert offered([(0, 1)], ()) == ()


@given(st.sets(grade, min_size=1), st.lists(st.sets(grade), max_size=3))
def test_every_choice_sends_somebody_home_and_no_two_send_the_same(taught: set[int], said: list[set[int]]) -> None:
    among = [choice.among(taught) for choice in offered(said, taught)]
    assert all(among)
    assert len(among) == len(set(among))
