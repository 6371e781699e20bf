from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.calendar import is_school_day, shift_runs
from orders.identity import ALPHABET, CODE_LENGTH, new_check_code, new_order_id, read_check_code
from orders.learners import NOBODY, Learners, classes_at_home, taught
from orders.order import Scope, ScopeKind
from orders.scope import covers, reach, unknown_names
from tests.unit.orders.world import (
    CLASSES,
    COLLEGE,
    DAY,
    NEIGHBOUR,
    ORGANISATIONS,
    SCHOOL,
    World,
    edition,
    organisation,
    reading,
    reconciled,
    registry,
)

MONDAY = date(2026, 1, 12)
GRADES = st.sets(st.integers(0, 12))
COURSES = st.sets(st.integers(1, 4))


@pytest.mark.parametrize(("days_per_week", "taught_days"), [(5, 5), (6, 6)])
def test_a_week_has_five_or_six_days_and_never_a_sunday(days_per_week: int, taught_days: int) -> None:
    school = organisation(days_per_week=days_per_week)
    week = [MONDAY + timedelta(days=each) for each in range(7)]
    assert [is_school_day(school, day, ()) for day in week] == [each < taught_days for each in range(7)]


def test_days_off_are_off() -> None:
    assert not is_school_day(organisation(), DAY, [DAY])
    assert is_school_day(organisation(), DAY, [DAY + timedelta(days=1)])


def test_a_shift_runs_when_the_organisation_names_it_and_somebody_learns_in_it() -> None:
    classes = registry().classes(SCHOOL)
    assert [shift_runs(organisation(), shift, classes) for shift in (1, 2, 3)] == [True, True, False]
    assert not shift_runs(organisation(shifts=(1,)), 2, classes)
    assert not shift_runs(organisation(shifts=(1, 2, 3)), 3, classes)


def test_order_ids_are_what_a_button_can_carry() -> None:
    ids = {new_order_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(each) == 32 and set(each) <= set("0123456789abcdef") for each in ids)


def test_check_codes_use_no_letter_that_is_taken_for_a_digit() -> None:
    assert not set(ALPHABET) & set("01OI")
    codes = {new_check_code(lambda _: False) for _ in range(100)}
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)


def test_a_taken_check_code_is_not_given_again() -> None:
    seen: list[str] = []

    def is_taken(code: str) -> bool:
        seen.append(code)
        return len(seen) < 3

    assert new_check_code(is_taken) == seen[2]


@pytest.mark.parametrize("typed", ["ABEK-MHPC", " abek mhpc ", "АВЕК МНРС", "авекмнрс"])
def test_a_code_is_read_as_people_type_it_even_in_cyrillic(typed: str) -> None:
    assert read_check_code(typed) == "ABEKMHPC"


@given(code=st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_reading_a_code_changes_no_real_code(code: str) -> None:
    assert read_check_code(code) == read_check_code(code.lower()) == code


@given(grades=GRADES, other_grades=GRADES, courses=COURSES, other_courses=COURSES)
def test_learners_split_into_those_among_others_and_those_beyond(
    grades: set[int], other_grades: set[int], courses: set[int], other_courses: set[int]
) -> None:
    some, others = Learners.of(grades, courses), Learners.of(other_grades, other_courses)
    assert some.among(others).joined(some.beyond(others)) == some
    assert not some.beyond(others).among(others)
    assert bool(some) is bool(grades or courses)


def test_learners_are_written_shortly() -> None:
    assert str(Learners.of((2, 0, 1), (1,))) == "0,1,2 c1"
    assert str(Learners.of((), (2, 1))) == "c1,c2"
    assert str(NOBODY) == ""


def test_who_learns_in_a_shift_comes_from_the_classes() -> None:
    classes = registry().classes(SCHOOL)
    assert taught(classes, 2) == Learners.of((5, 6, 7))
    assert taught(classes, None) == Learners.of((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11))
    assert taught(registry().classes(COLLEGE), 1) == Learners.of((), (1, 2, 3))


def test_classes_at_home_are_those_of_the_grades_and_the_shift() -> None:
    order = World().drafted(reconciled(reading(-27, 6)))
    assert {each.grade for each in classes_at_home(order, registry().classes(SCHOOL))} == {0, 1, 2, 3, 4, 8, 9}


@pytest.mark.parametrize(
    ("kind", "name", "covered"),
    [
        (ScopeKind.ORGANISATION, SCHOOL, {SCHOOL}),
        (ScopeKind.ORGANISATIONS, COLLEGE, {COLLEGE}),
        (ScopeKind.DISTRICT, "kostanay", {NEIGHBOUR}),
        (ScopeKind.REGION, "kostanay", {each.code for each in ORGANISATIONS}),
        (ScopeKind.REGION, "", set()),
        (ScopeKind.DISTRICT, "Rudny", set()),
    ],
)
def test_a_scope_covers_exactly_whom_it_names(kind: ScopeKind, name: str, covered: set[str]) -> None:
    scope = Scope(kind=kind, names=(name,))
    assert {each.code for each in ORGANISATIONS if covers(scope, each)} == covered
    found = reach(registry(), scope, edition())
    assert {each.code for each in (*found.bound, *found.left_out)} == covered
    assert unknown_names(registry(), scope) == (() if covered else (name,))


def test_every_class_of_the_sample_belongs_to_somebody() -> None:
    assert {each.organisation for each in CLASSES} <= {each.code for each in ORGANISATIONS}
