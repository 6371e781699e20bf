"""Synthetic rosters: importable as they are, the same for the same seed, of people that do not exist."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boran.roster import Column, RecordKind, Roster, RosterFile, Row, check
from boran.roster.generating import FIRST_CHAT, Record, generate
from orders.organisation import Role
from tests.unit.roster.samples import TABLES


def checked(records: list[Record]) -> Roster:
    rows = tuple(Row(kind=kind, number=number, cells=_filled(cells)) for number, (kind, cells) in enumerate(records))
    roster = check(RosterFile(rows=rows), known=TABLES)
    assert isinstance(roster, Roster), roster
    return roster


def _filled(cells: dict[Column, str]) -> dict[Column, str]:
    return {column: value for column, value in cells.items() if value}


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(1, 400), st.integers())
def test_a_roster_of_any_size_is_sound_and_has_so_many_schools_and_families(
    schools: int, families: int, seed: int
) -> None:
    roster = checked(list(generate(schools=schools, families=families, seed=seed)))
    assert roster.remarks == ()
    assert len(roster.organisations) == schools
    assert len({guardian for guardian, _ in roster.guardianships}) == families
    assert len(roster.contacts) == len(roster.persons)


def test_the_same_seed_makes_the_same_roster_and_another_seed_another() -> None:
    first, again, other = (list(generate(schools=3, families=50, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.fixture(scope="module")
def roster() -> Roster:
    return checked(list(generate(schools=45, families=6000, seed=1)))


def test_most_families_speak_kazakh(roster: Roster) -> None:
    guardians = {guardian for guardian, _ in roster.guardianships}
    kazakh = sum(one.locale == "kk" for one in roster.persons if one.id in guardians)
    assert 0.67 < kazakh / len(guardians) < 0.73


def test_schools_learn_in_two_shifts_with_classes_of_a_real_size(roster: Roster) -> None:
    assert {one.shift for one in roster.classes} == {1, 2}
    assert {one.grade for one in roster.classes} == set(range(12))
    sizes = [sum(pupil.class_id == one.id for pupil in roster.pupils) for one in roster.classes]
    assert max(sizes) <= 30


def test_some_families_have_two_children_in_one_school(roster: Roster) -> None:
    assert len(roster.pupils) == 6000 + 6000 // 5


def test_every_school_has_everybody_an_order_needs(roster: Roster) -> None:
    roles = {(one.body, one.role) for one in roster.appointments}
    for school in roster.organisations:
        assert {(school.code, role) for role in (Role.HEAD, Role.DEPUTY, Role.RESPONSIBLE, Role.DUTY_TEACHER)} <= roles
    assert all(one.homeroom_teacher for one in roster.classes)
    assert len(roster.departments) == 3


def test_nobody_in_it_can_be_reached_outside_the_sandbox(roster: Roster) -> None:
    assert all(one.channel == "telegram" and int(one.address) > FIRST_CHAT for one in roster.contacts)


def test_records_of_one_kind_come_together() -> None:
    kinds = [kind for kind, _ in generate(schools=41, families=10, seed=1)]
    assert [kind for number, kind in enumerate(kinds) if number == 0 or kinds[number - 1] is not kind] == [
        RecordKind.PLACE,
        RecordKind.DEPARTMENT,
        RecordKind.ORGANISATION,
        RecordKind.CLASS,
        RecordKind.STAFF,
        RecordKind.FAMILY,
    ]
