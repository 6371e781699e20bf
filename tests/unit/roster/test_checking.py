"""A roster is checked as a whole: what is sound becomes values, what is not is named by its row."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from boran.roster import Known, Problem, check
from channels.base import ChannelKind
from dispatch.roster import Pupil, Site
from orders.organisation import (
    Department,
    DepartmentLevel,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    Person,
    Programme,
    Role,
    SchoolClass,
)
from tests.unit.roster.samples import (
    CLASS,
    DAY_OFF,
    DEPARTMENT,
    FAMILY,
    HEAD,
    OTHER_CLASS,
    PLACE,
    SCHOOL,
    SECRET,
    SITE,
    SOUND,
    TABLES,
    TEACHER,
    changed,
    errors,
    file_of,
    problems,
    sound,
    with_instead,
)
from thresholds.table import Settlement
from weather.place import Place

KST_1 = OrganisationCode("kst-1")


def test_a_sound_file_becomes_values() -> None:
    roster = sound(*SOUND)
    head, teacher, guardian = roster.persons
    (pupil,) = roster.pupils
    assert roster.remarks == ()
    assert roster.places == (
        Place(
            code="kostanay",
            name_kk="Қостанай",
            name_ru="Костанай",
            latitude=53.2144,
            longitude=63.6246,
            metar_station="UAUU",
        ),
    )
    assert roster.departments == (
        Department(
            code=OrganisationCode("kst-city"),
            level=DepartmentLevel.DISTRICT,
            name_kk="Қостанай қаласының білім бөлімі",
            name_ru="Отдел образования города Костаная",
            region="kostanay",
            district="kostanay-city",
        ),
    )
    assert roster.organisations == (
        Organisation(
            code=KST_1,
            kind=OrganisationKind.SCHOOL,
            programmes=frozenset({Programme.GENERAL}),
            name_kk="№ 1 мектеп",
            name_ru="Школа № 1",
            department=OrganisationCode("kst-city"),
            region="kostanay",
            district="kostanay-city",
            settlement=Settlement.URBAN,
            place="kostanay",
            table="kostanay-oblast",
            days_per_week=5,
            shifts=(1, 2),
            regime_kk="Қашықтан",
            regime_ru="Дистанционно",
        ),
    )
    assert head == Person(id=head.id, name="Директор школы № 1", locale="ru", phone="+77010000001")
    assert [(one.person, one.role) for one in roster.appointments] == [
        (head.id, Role.HEAD),
        (head.id, Role.RESPONSIBLE),
        (head.id, Role.DUTY_TEACHER),
        (teacher.id, Role.HOMEROOM_TEACHER),
    ]
    assert [(one.id, one.grade, one.letter, one.shift, one.homeroom_teacher) for one in roster.classes] == [
        ("kst-1-4А", 4, "А", 1, teacher.id),
        ("kst-1-5Ә", 5, "Ә", 2, teacher.id),
    ]
    assert pupil.name == "Оқушы 1"
    assert roster.guardianships == ((guardian.id, pupil.id),)
    assert [(one.person, one.channel, one.lane, one.address) for one in roster.contacts] == [
        (head.id, ChannelKind.TELEGRAM, "telegram-staff", "501"),
        (guardian.id, ChannelKind.TELEGRAM, "telegram-families", "601"),
    ]
    assert roster.sites == (Site(organisation=KST_1, url="https://school.example/boran", secret=SECRET),)
    assert roster.days_off == tuple(("", date(2026, 3, day)) for day in (21, 22, 23))


def test_the_order_of_the_rows_does_not_matter() -> None:
    expected = sound(*SOUND)
    for some in list(permutations(SOUND[:5]))[::17]:
        shuffled = sound(*SOUND[5:], *some)
        assert set(shuffled.organisations) == set(expected.organisations)
        assert set(shuffled.classes) == set(expected.classes)
        assert set(shuffled.guardianships) == set(expected.guardianships)


@pytest.mark.parametrize(
    ("record", "cells", "problem"),
    [
        (PLACE, {"code": "Қостанай"}, Problem.BAD_CODE),
        (PLACE, {"latitude": "север"}, Problem.BAD_NUMBER),
        (PLACE, {"latitude": "nan"}, Problem.BAD_NUMBER),
        (PLACE, {"longitude": "363"}, Problem.BAD_NUMBER),
        (PLACE, {"elevation_m": "1,5"}, Problem.BAD_NUMBER),
        (DEPARTMENT, {"level": "республика"}, Problem.BAD_CHOICE),
        (DEPARTMENT, {"district": ""}, Problem.MISSING),
        (SCHOOL, {"regime_ru": ""}, Problem.MISSING),
        (SCHOOL, {"kind": "лицей?"}, Problem.BAD_CHOICE),
        (SCHOOL, {"programmes": "общее, танцы"}, Problem.BAD_CHOICE),
        (SCHOOL, {"shifts": "4"}, Problem.BAD_CHOICE),
        (SCHOOL, {"days_per_week": "7"}, Problem.BAD_CHOICE),
        (SCHOOL, {"department": "nobody"}, Problem.UNKNOWN_REFERENCE),
        (SCHOOL, {"district": "rudny"}, Problem.OTHER_DISTRICT),
        (SCHOOL, {"region": "astana"}, Problem.OTHER_DISTRICT),
        (SCHOOL, {"place": "nowhere"}, Problem.UNKNOWN_REFERENCE),
        (SCHOOL, {"table": "none"}, Problem.UNKNOWN_REFERENCE),
        (CLASS, {"shift": "3"}, Problem.WRONG_SHIFT),
        (OTHER_CLASS, {"class": "4А"}, Problem.TWICE),
        (HEAD, {"role": "капитан"}, Problem.BAD_CHOICE),
        (HEAD, {"role": "дежурный"}, Problem.WRONG_ROLE),
        (HEAD, {"organisation": "kst-city"}, Problem.WRONG_ROLE),
        (HEAD, {"organisation": "kst-2"}, Problem.UNKNOWN_REFERENCE),
        (HEAD, {"phone": "12"}, Problem.BAD_PHONE),
        (HEAD, {"whatsapp": "нет"}, Problem.BAD_PHONE),
        (HEAD, {"telegram_chat_id": "@head"}, Problem.BAD_CHAT),
        (HEAD, {"telegram_chat_id": "-100501"}, Problem.GROUP_CHAT),
        (HEAD, {"telegram_chat_id": "601"}, None),  # another lane than the family's
        (HEAD, {"since": "завтра"}, Problem.BAD_DATE),
        (HEAD, {"person_id": "тест"}, Problem.BAD_CODE),
        (HEAD, {"locale": "en"}, Problem.BAD_CHOICE),
        (TEACHER, {"class": ""}, Problem.CLASS_NEEDED),
        (TEACHER, {"class": "6А"}, Problem.UNKNOWN_REFERENCE),
        (TEACHER, {"class": "все"}, Problem.BAD_CLASS),
        (FAMILY, {"class": "6А"}, Problem.UNKNOWN_REFERENCE),
        (FAMILY, {"class": "13А"}, Problem.BAD_CLASS),
        (FAMILY, {"organisation": "kst-2"}, Problem.UNKNOWN_REFERENCE),
        (FAMILY, {"phone": "8 701 000 00"}, Problem.BAD_PHONE),
        (FAMILY, {"locale": ""}, Problem.MISSING),
        (FAMILY, {"excused_until": "май"}, Problem.BAD_DATE),
        (SITE, {"url": "school.example"}, Problem.BAD_URL),
        (SITE, {"secret": "пароль"}, Problem.BAD_SECRET),
        (DAY_OFF, {"until": "20.03.2026"}, Problem.BAD_DAYS),
        (DAY_OFF, {"until": "20.03.2028"}, Problem.BAD_DAYS),
        (DAY_OFF, {"organisation": "kst-2"}, Problem.UNKNOWN_REFERENCE),
    ],
)
def test_each_wrong_cell_is_named_with_its_row(record: object, cells: dict[str, str], problem: Problem | None) -> None:
    (index,) = (number for number, one in enumerate(SOUND) if one is record)
    spoiled = with_instead(SOUND[index], **cells)
    if problem is None:
        assert sound(*spoiled).remarks == ()
        return
    assert (index + 2, problem) in problems(*spoiled)


def test_every_error_of_a_file_is_told_at_once() -> None:
    found = problems(
        *SOUND,
        changed(FAMILY, phone="1", pupil="Оқушы 2"),
        changed(FAMILY, phone="2", locale="", telegram_chat_id="x"),
    )
    assert found == [
        (12, Problem.BAD_PHONE),
        (13, Problem.MISSING),
        (13, Problem.BAD_PHONE),
        (13, Problem.BAD_CHAT),
    ]


def test_a_guardian_of_two_pupils_is_one_person_with_two_rows() -> None:
    roster = sound(*SOUND, changed(FAMILY, pupil="Оқушы 2", **{"class": "5Ә"}))
    assert len(roster.persons) == 3
    assert len(roster.pupils) == 2
    assert len({person for person, _ in roster.guardianships}) == 1


def test_a_pupil_with_two_guardians_is_one_pupil_with_two_rows() -> None:
    roster = sound(*SOUND, changed(FAMILY, guardian="Отбасы 1-б", phone="+77010000099", telegram_chat_id=""))
    assert len(roster.pupils) == 1
    assert len(roster.guardianships) == 2


def test_a_teacher_whose_own_child_is_in_the_school_is_one_person_reached_on_both_lanes() -> None:
    roster = sound(
        *with_instead(FAMILY, phone="8 701 000 00 01", guardian="Директор школы № 1", telegram_chat_id="501")
    )
    (head,) = (one for one in roster.persons if one.phone == "+77010000001")
    assert sorted(one.lane for one in roster.contacts if one.person == head.id) == [
        "telegram-families",
        "telegram-staff",
    ]


def test_a_number_under_two_names_is_one_person_and_a_remark() -> None:
    roster = sound(*SOUND, changed(FAMILY, pupil="Оқушы 2", guardian="Әже"))
    assert [(remark.number, remark.problem) for remark in roster.remarks] == [(12, Problem.OTHER_NAME)]
    assert [one.name for one in roster.persons][-1] == "Отбасы 1"


def test_a_person_keeps_one_identity_from_file_to_file() -> None:
    first, second = (
        sound(*SOUND),
        sound(*with_instead(FAMILY, guardian="Басқа аты", locale="ru", telegram_chat_id="777")),
    )
    assert [one.id for one in first.persons] == [one.id for one in second.persons]


@pytest.mark.parametrize(
    "cells",
    [{"phone": ""}, {"phone": "", "telegram_chat_id": ""}, {"person_id": "diary-17"}],
    ids=["by chat", "by pupil", "by number from elsewhere"],
)
def test_a_person_without_a_phone_is_told_apart_too(cells: dict[str, str]) -> None:
    first, second = (sound(*with_instead(FAMILY, **cells)) for _ in range(2))
    assert first.guardianships == second.guardianships
    assert ("diary-17" in {one.id for one in first.persons}) is ("person_id" in cells)


def test_verified_addresses_of_other_systems_are_taken_over() -> None:
    roster = sound(*with_instead(FAMILY, phone="", whatsapp="8 702 000 00 05", sms="8 702 000 00 04"))
    guardian = roster.persons[-1]
    assert guardian.phone == "+77020000004"
    assert [(one.channel, one.lane, one.address) for one in roster.contacts if one.person == guardian.id] == [
        (ChannelKind.TELEGRAM, "telegram-families", "601"),
        (ChannelKind.WHATSAPP, "whatsapp", "+77020000005"),
        (ChannelKind.SMS, "sms", "+77020000004"),
    ]


def test_a_phone_alone_is_no_address() -> None:
    roster = sound(*with_instead(FAMILY, telegram_chat_id=""))
    assert [one.lane for one in roster.contacts] == ["telegram-staff"]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"sms": "8 7142 54 32 10"}, Problem.LANDLINE_SMS),
        ({"sms": "8 709 000 00 01"}, Problem.UNKNOWN_RANGE),
        ({"phone": "+7 912 345 67 89"}, Problem.FOREIGN_PHONE),
    ],
)
def test_a_doubtful_number_is_taken_with_a_remark(cells: dict[str, str], problem: Problem) -> None:
    roster = sound(*with_instead(FAMILY, **cells))
    assert [(remark.number, remark.problem) for remark in roster.remarks] == [(9, problem)]


def test_a_landline_gets_no_sms() -> None:
    roster = sound(*with_instead(FAMILY, sms="8 7142 54 32 10"))
    assert ChannelKind.SMS not in {one.channel for one in roster.contacts}


def test_one_address_under_two_numbers_is_an_error_that_names_the_other_row() -> None:
    (found,) = errors(*SOUND, changed(FAMILY, pupil="Оқушы 2", phone="+77010000077"))
    assert (found.number, found.problem, found.values["number"]) == (12, Problem.SAME_ADDRESS, 9)


def test_two_addresses_of_one_person_are_an_error() -> None:
    assert problems(*SOUND, changed(FAMILY, pupil="Оқушы 2", telegram_chat_id="602")) == [(12, Problem.TWO_ADDRESSES)]


def test_one_name_in_two_classes_asks_for_numbers_that_tell_the_pupils_apart() -> None:
    twin = changed(FAMILY, phone="+77010000077", telegram_chat_id="602", **{"class": "5Ә"})
    assert problems(*SOUND, twin) == [(12, Problem.SAME_PUPIL)]
    roster = sound(*with_instead(FAMILY, pupil_id="17"), changed(twin, pupil_id="18"))
    assert len({pupil.id for pupil in roster.pupils}) == 2


def test_a_pupil_keeps_one_identity_when_the_class_changes() -> None:
    (before,), (after,) = (sound(*records).pupils for records in (SOUND, with_instead(FAMILY, **{"class": "5Ә"})))
    assert after == replace(before, class_id=after.class_id)
    assert after.class_id == "kst-1-5Ә"


def test_an_excused_pupil_is_kept_with_the_day() -> None:
    (pupil,) = sound(*with_instead(FAMILY, excused_until="31.05.2026")).pupils
    assert isinstance(pupil, Pupil)
    assert pupil.excused_until == date(2026, 5, 31)


def test_two_homeroom_teachers_of_one_class_are_an_error() -> None:
    other = changed(TEACHER, phone="+77010000077", **{"class": "4А"})
    assert problems(*SOUND, other) == [(12, Problem.TWO_TEACHERS)]


def test_an_appointment_lasts_to_the_end_of_its_last_day() -> None:
    roster = sound(*with_instead(HEAD, since="01.02.2026", until="28.02.2026", role="директор"))
    head = next(one for one in roster.appointments if one.role is Role.HEAD)
    assert (head.since, head.until) == (date(2026, 2, 1), date(2026, 3, 1))
    assert head.holds_on(date(2026, 2, 28))
    assert not head.holds_on(date(2026, 3, 1))


def test_groups_of_a_college_have_a_course() -> None:
    college = changed(SCHOOL, kind="колледж", programmes="техникалық, медициналық")
    group = changed(CLASS, **{"class": "2 ПО-21"})
    roster = sound(PLACE, DEPARTMENT, college, group)
    assert roster.organisations[0].programmes == {Programme.TECHNICAL, Programme.MEDICAL}
    assert [(one.grade, one.course, one.title) for one in roster.classes] == [(None, 2, "2ПО-21")]
    assert problems(PLACE, DEPARTMENT, college, changed(group, **{"class": "9А"})) == [(5, Problem.BAD_CLASS)]


def test_who_is_missing_is_remarked_where_the_rule_asks_for_them() -> None:
    region = changed(DEPARTMENT, code="kst", level="область", district="")
    roster = sound(PLACE, region, changed(SCHOOL, department="kst"), CLASS)
    assert [(remark.number, remark.problem) for remark in roster.remarks] == [
        (3, Problem.NO_SIGNER),
        (4, Problem.NO_SIGNER),
        (4, Problem.NO_RESPONSIBLE),
        (4, Problem.NO_DUTY_TEACHER),
        (5, Problem.NO_HOMEROOM_TEACHER),
    ]


@pytest.fixture
def register() -> Known:
    """What is known after the sound file was stored."""
    roster = sound(*SOUND)
    return Known(
        tables=TABLES.tables,
        places=frozenset({"kostanay"}),
        departments={one.code: one for one in roster.departments},
        organisations={one.code: one for one in roster.organisations},
        classes={one.id: one for one in roster.classes},
        held=frozenset((one.body, one.role) for one in roster.appointments),
    )


def test_a_later_file_may_name_what_the_register_knows(register: Known) -> None:
    roster = sound(FAMILY, HEAD, SITE, known=register)
    assert roster.remarks == ()
    assert roster.organisations == ()
    assert roster.classes == ()
    assert len(roster.pupils) == 1


def test_a_class_keeps_its_homeroom_teacher_when_the_file_names_none(register: Known) -> None:
    roster = sound(CLASS, known=register)
    assert roster.remarks == ()
    assert roster.classes == (register.classes[roster.classes[0].id],)


def test_a_new_homeroom_teacher_of_a_known_class_takes_it_over(register: Known) -> None:
    roster = sound(changed(TEACHER, phone="+77010000044", **{"class": "4А"}), known=register)
    ((one,), (person,)) = (roster.classes, roster.persons)
    assert isinstance(one, SchoolClass)
    assert one == replace(register.classes[one.id], homeroom_teacher=person.id)


def test_checking_changes_nothing_and_says_the_same_again() -> None:
    file = file_of(*SOUND, changed(FAMILY, phone="1"))
    assert check(file, known=TABLES) == check(file, known=TABLES)
