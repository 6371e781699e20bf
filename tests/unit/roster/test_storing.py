"""Storing a roster: all of it or nothing, the same again changes nothing, a newer one changes what it names."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from boran.roster import Absent, Leftovers, Roster, check, known, store
from boran.roster.generating import Record
from boran.roster.storing import size
from dispatch.delivery import LaneName
from orders.organisation import ClassId, OrganisationCode, PersonId, Role
from storage import SqlStorage
from storage.errors import Contradiction
from storage.schema import people
from tests.unit.roster.samples import (
    CLASS,
    FAMILY,
    HEAD,
    OTHER_CLASS,
    SOUND,
    TABLES,
    TEACHER,
    changed,
    file_of,
    with_instead,
)

KST_1, FOURTH, FIFTH = OrganisationCode("kst-1"), ClassId("kst-1-4А"), ClassId("kst-1-5Ә")
FAMILIES = LaneName("telegram-families")


@pytest.fixture
def storage(sqlite_storage: SqlStorage) -> SqlStorage:
    return sqlite_storage


def load(storage: SqlStorage, *records: Record, absent: Absent = Absent.KEEP) -> Leftovers:
    with storage.transaction() as tx:
        roster = check(file_of(*records), known=known(tx, tables=TABLES.tables))
        assert isinstance(roster, Roster), roster
        return store(tx, roster, absent=absent)


@pytest.fixture
def rows(sqlite_url: str) -> Iterator[Any]:
    """Every row of every table about people, to compare before and after."""
    engine = create_engine(sqlite_url)

    def everything() -> dict[str, set[tuple[Any, ...]]]:
        with engine.connect() as connection:
            return {
                table.name: {
                    tuple(value for name, value in row.items() if name != "number")
                    for row in connection.execute(text(f"SELECT * FROM {table.name}")).mappings()  # noqa: S608 - names
                }
                for table in people.persons.metadata.sorted_tables
                if table.name != "journal"
            }

    yield everything
    engine.dispose()


def test_what_a_file_says_is_in_the_register(storage: SqlStorage) -> None:
    assert load(storage, *SOUND) == Leftovers(appointments=(), pupils=())
    with storage.reading() as tx:
        (member,) = tx.roster.families([FOURTH])
        (head,) = tx.registry.appointments(body=KST_1, role=Role.HEAD)
        assert member.name == "Отбасы 1"
        assert [one.address for one in member.contacts] == ["601"]
        assert tx.registry.person(head.person) is not None
        assert [one.id for one in tx.registry.classes(KST_1)] == [FOURTH, FIFTH]
        assert len(tx.registry.days_off(KST_1)) == 3
        assert tx.roster.sites([KST_1])[0].url == "https://school.example/boran"
        assert [place.code for place in tx.registry.places()] == ["kostanay"]


def test_the_same_file_again_changes_nothing(storage: SqlStorage, rows: Any) -> None:
    load(storage, *SOUND)
    before = rows()
    load(storage, *SOUND)
    assert rows() == before


def test_what_people_did_since_stays_when_the_file_comes_again(storage: SqlStorage, rows: Any) -> None:
    load(storage, *SOUND)
    with storage.transaction() as tx:
        (member,) = tx.roster.families([FOURTH])
        tx.roster.set_locale(member.person, "ru")
        tx.roster.set_blocked(FAMILIES, "601", blocked=True)
        tx.roster.follow(member.person, FIFTH)
    before = rows()
    load(storage, *SOUND)
    assert rows() == before


def test_every_class_and_every_member_of_staff_gets_one_lasting_invitation(storage: SqlStorage) -> None:
    load(storage, *SOUND)
    with storage.reading() as tx:
        codes = {tx.roster.invite_of_class(one) for one in (FOURTH, FIFTH)}
        assert len(codes) == 2
        assert all(len(code) == 12 for code in codes)
        assert {tx.roster.class_by_invite(code) for code in codes} == {FOURTH, FIFTH}
    load(storage, *with_instead(CLASS, shift="2"))
    with storage.reading() as tx:
        assert {tx.roster.invite_of_class(one) for one in (FOURTH, FIFTH)} == codes


def test_a_newer_file_moves_a_pupil_and_replaces_the_guardians(storage: SqlStorage) -> None:
    load(storage, *SOUND)
    moved = changed(FAMILY, guardian="Отбасы 1-б", phone="+77010000055", telegram_chat_id="655", **{"class": "5Ә"})
    load(storage, CLASS, OTHER_CLASS, moved)
    with storage.reading() as tx:
        assert tx.roster.families([FOURTH]) == []
        (member,) = tx.roster.families([FIFTH])
        assert (member.name, [one.address for one in member.contacts]) == ("Отбасы 1-б", ["655"])


def test_a_newer_file_corrects_names_shifts_and_addresses(storage: SqlStorage) -> None:
    load(storage, *SOUND)
    load(storage, changed(OTHER_CLASS, shift="1"), changed(FAMILY, guardian="Жаңа аты", telegram_chat_id="999"))
    with storage.reading() as tx:
        (member,) = tx.roster.families([FOURTH])
        assert (member.name, [one.address for one in member.contacts]) == ("Жаңа аты", ["999"])
        school_class = tx.registry.school_class(FIFTH)
        assert school_class is not None
        assert school_class.shift == 1
        assert school_class.homeroom_teacher is not None


def test_a_file_of_one_family_leaves_the_others_and_says_so(storage: SqlStorage) -> None:
    other = changed(FAMILY, pupil="Оқушы 2", guardian="Отбасы 2", phone="+77010000066", telegram_chat_id="602")
    load(storage, *SOUND, other)
    left = load(storage, FAMILY)
    assert len(left.pupils) == 1
    assert left.appointments == ()
    with storage.reading() as tx:
        assert len(tx.roster.families([FOURTH])) == 2


def test_who_left_the_school_is_removed_when_that_is_asked_for(storage: SqlStorage) -> None:
    other = changed(FAMILY, pupil="Оқушы 2", guardian="Отбасы 2", phone="+77010000066", telegram_chat_id="602")
    load(storage, *SOUND, other)
    successor = changed(HEAD, phone="+77010000077", telegram_chat_id="577", name="Новый директор школы № 1")
    left = load(storage, FAMILY, successor, TEACHER, absent=Absent.REMOVE)
    assert (len(left.pupils), len(left.appointments)) == (1, 3)
    with storage.reading() as tx:
        assert [member.name for member in tx.roster.families([FOURTH])] == ["Отбасы 1"]
        assert list(tx.roster.persons_with_phone("+77010000066")) == []
        assert list(tx.roster.persons_with_phone("+77010000001")) == []
        (head,) = tx.registry.appointments(body=KST_1, role=Role.HEAD)
        assert [one.id for one in tx.roster.persons_with_phone("+77010000077")] == [head.person]


def test_a_file_about_one_school_leaves_others_alone(storage: SqlStorage) -> None:
    second = [
        changed(record, phone="", telegram_chat_id="", **{column: "kst-2"})
        for record in SOUND[2:-1]
        for column, value in record[1].items()
        if value == "kst-1"
    ]
    load(storage, *SOUND, *second)
    left = load(storage, *SOUND, absent=Absent.REMOVE)
    assert left == Leftovers(appointments=(), pupils=())
    with storage.reading() as tx:
        assert len(tx.registry.appointments(body=OrganisationCode("kst-2"))) == 4
        assert tx.roster.family_count([ClassId("kst-2-4А")]) == 1


def test_nothing_is_kept_of_a_roster_whose_storing_fails(storage: SqlStorage, rows: Any) -> None:
    empty = rows()
    roster = check(file_of(*SOUND), known=TABLES)
    assert isinstance(roster, Roster)
    broken = replace(roster, guardianships=((PersonId("nobody"), roster.pupils[0].id),))
    with pytest.raises(Contradiction), storage.transaction() as tx:
        store(tx, broken)
    assert rows() == empty


def test_progress_is_reported_up_to_the_end(storage: SqlStorage) -> None:
    roster = check(file_of(*SOUND), known=TABLES)
    assert isinstance(roster, Roster)
    steps: list[int] = []
    with storage.transaction() as tx:
        store(tx, roster, progress=steps.append)
    assert sum(steps) == size(roster)
