"""The registry and the roster: who is there, who belongs to whom, and where everybody can be reached."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.roster import FamilyMember, Site, StaffMember
from orders.organisation import Appointment, ClassId, OrganisationCode, PersonId, PupilId, Role
from storage import SqlStorage
from storage.errors import Contradiction, NotStored
from storage.rows import CHUNK
from storage.transaction import SqlTransaction
from tests.contract.storage_samples import (
    DAY,
    LANE,
    SCHOOL,
    a_class_with_families,
    contact,
    department,
    organisation,
    person,
    pupil,
    school_class,
)
from weather.place import Place

FOURTH, FIFTH = ClassId("kst-1-4А"), ClassId("kst-1-5А")
MOTHER, FATHER, NEIGHBOUR = PersonId("mother"), PersonId("father"), PersonId("neighbour")
ELDER, YOUNGER = PupilId("elder"), PupilId("younger")
SMS = LaneName("sms")


def member(tx: SqlTransaction, who: PersonId, *classes: ClassId) -> FamilyMember:
    (found,) = (one for one in tx.roster.families(classes) if one.person == who)
    return found


def test_what_is_written_to_the_registry_is_read_back(storage: SqlStorage) -> None:
    kostanay = Place(
        code="kostanay",
        name_kk="Қостанай",
        name_ru="Костанай",
        latitude=53.2144,
        longitude=63.6246,
        metar_station="UAUU",
    )
    rudny = Place(
        code="rudny", name_kk="Рудный", name_ru="Рудный", latitude=52.9729, longitude=63.1168, elevation_m=190
    )
    teacher = person("teacher", phone="+77010000009")
    with storage.transaction() as tx:
        tx.registry_writer.add_place(rudny, kostanay)
        tx.registry_writer.add_department(department())
        tx.registry_writer.add_organisation(organisation())
        tx.registry_writer.add_person(teacher)
        tx.registry_writer.add_class(school_class(homeroom_teacher=teacher.id))
    with storage.transaction() as tx:
        assert tx.registry.places() == [kostanay, rudny]
        assert tx.registry.department(department().code) == department()
        assert tx.registry.departments() == [department()]
        assert tx.registry.organisation(SCHOOL) == organisation()
        assert tx.registry.person(teacher.id) == teacher
        assert tx.registry.school_class(FOURTH) == school_class(homeroom_teacher=teacher.id)


def test_what_is_not_in_the_registry_is_none(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        assert tx.registry.department(OrganisationCode("none")) is None
        assert tx.registry.organisation(SCHOOL) is None
        assert tx.registry.person(MOTHER) is None
        assert tx.registry.school_class(FOURTH) is None
        assert tx.registry.classes(SCHOOL) == []
        assert tx.registry.days_off(SCHOOL) == []


def test_writing_again_replaces(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(organisation())
        tx.registry_writer.add_organisation(organisation(shifts=(1, 2, 3), days_per_week=6))
        assert tx.registry.organisations() == [organisation(shifts=(1, 2, 3), days_per_week=6)]


def test_organisations_are_found_by_region_and_district(storage: SqlStorage) -> None:
    rural = organisation("kst-2", district="auliekol")
    far = organisation("ast-1", region="astana", district="esil")
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(rural, far, organisation())
        assert tx.registry.organisations() == [far, organisation(), rural]
        assert tx.registry.organisations(region="kostanay") == [organisation(), rural]
        assert tx.registry.organisations(region="kostanay", district="auliekol") == [rural]
        assert tx.registry.organisations(region="astana", district="auliekol") == []


def test_appointments_are_found_by_body_person_and_role(storage: SqlStorage) -> None:
    head = Appointment(person=PersonId("a"), body=SCHOOL, role=Role.HEAD)
    deputy = Appointment(person=PersonId("b"), body=SCHOOL, role=Role.DEPUTY, since=DAY, until=date(2026, 2, 1))
    officer = Appointment(person=PersonId("b"), body=department().code, role=Role.OFFICER)
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("a"), person("b"))
        tx.registry_writer.appoint(head, deputy, officer)
        assert tx.registry.appointments() == [head, deputy, officer]
        assert tx.registry.appointments(body=SCHOOL) == [head, deputy]
        assert tx.registry.appointments(person=PersonId("b")) == [deputy, officer]
        assert tx.registry.appointments(body=SCHOOL, role=Role.DEPUTY) == [deputy]


def test_one_person_may_hold_a_role_for_several_terms_and_a_term_is_written_once(storage: SqlStorage) -> None:
    january = Appointment(person=MOTHER, body=SCHOOL, role=Role.DEPUTY, since=DAY, until=date(2026, 2, 1))
    march = replace(january, since=date(2026, 3, 1), until=None)
    always = replace(january, since=None, until=None)
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("mother"))
        tx.registry_writer.appoint(january, march, always)
        tx.registry_writer.appoint(january, replace(march, until=date(2026, 4, 1)), always)
        found = tx.registry.appointments(person=MOTHER)
    assert set(found) == {january, replace(march, until=date(2026, 4, 1)), always}
    assert len(found) == 3


def test_classes_come_youngest_first(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(organisation())
        for grade, letter in ((10, "А"), (1, "Ә"), (1, "А"), (0, "А")):
            tx.registry_writer.add_class(school_class(f"kst-1-{grade}{letter}", grade=grade, letter=letter))
        assert [one.grade for one in tx.registry.classes(SCHOOL)] == [0, 1, 1, 10]


def test_days_off_are_the_organisations_own_and_the_whole_countrys(storage: SqlStorage) -> None:
    nauryz, own = date(2026, 3, 21), date(2026, 3, 16)
    with storage.transaction() as tx:
        tx.registry_writer.add_day_off(nauryz, date(2026, 3, 22))
        tx.registry_writer.add_day_off(own, nauryz, organisation=SCHOOL)
        tx.registry_writer.add_day_off(own, organisation=SCHOOL)
        tx.registry_writer.add_day_off(date(2026, 5, 4), organisation=OrganisationCode("kst-2"))
        assert tx.registry.days_off(SCHOOL) == [own, nauryz, date(2026, 3, 22)]


def test_each_person_of_a_class_is_named_once_with_their_pupils(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.roster.put_contact(contact("mother", "11"))
        tx.roster.put_contact(contact("mother", "+77010000001", lane=SMS, channel=ChannelKind.SMS, blocked=True))
        families = tx.roster.families([FOURTH, FIFTH])
        assert tx.roster.family_count([FOURTH, FIFTH]) == 2
    assert families == [
        FamilyMember(
            person=FATHER,
            name="Отбасы father",
            locale="ru",
            phone="",
            pupils=(ELDER,),
            classes=(FOURTH,),
            contacts=(),
        ),
        FamilyMember(
            person=MOTHER,
            name="Отбасы mother",
            locale="kk",
            phone="+77010000001",
            pupils=(ELDER, YOUNGER),
            classes=(FOURTH,),
            contacts=(
                contact("mother", "+77010000001", lane=SMS, channel=ChannelKind.SMS, blocked=True),
                contact("mother", "11"),
            ),
        ),
    ]


def test_only_the_pupils_of_the_classes_asked_for_are_named(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.registry_writer.add_pupil(pupil("younger", FIFTH))
        assert member(tx, MOTHER, FIFTH).pupils == (YOUNGER,)
        assert member(tx, MOTHER, FOURTH, FIFTH).classes == (FOURTH, FIFTH)


def test_whoever_follows_a_class_is_told_without_a_pupil(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        for class_id in (FIFTH, FIFTH, FOURTH):
            tx.roster.follow(NEIGHBOUR, class_id)
        tx.roster.follow(MOTHER, FIFTH)
        assert member(tx, NEIGHBOUR, FOURTH, FIFTH).pupils == ()
        assert member(tx, NEIGHBOUR, FOURTH, FIFTH).classes == (FOURTH, FIFTH)
        assert member(tx, MOTHER, FOURTH, FIFTH).classes == (FOURTH, FIFTH)
        assert tx.roster.family_count([FIFTH]) == 2
        assert tx.roster.followed(NEIGHBOUR) == [FOURTH, FIFTH]
        assert tx.roster.followed(MOTHER) == [FOURTH, FIFTH]
        assert tx.roster.followed(FATHER) == [FOURTH]
        tx.roster.unfollow_all(NEIGHBOUR)
        assert tx.roster.family_count([FIFTH]) == 1


def test_the_guardians_of_a_pupil_are_found(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.roster.follow(NEIGHBOUR, FOURTH)
        assert [one.person for one in tx.roster.families_of_pupil(ELDER)] == [FATHER, MOTHER]
        assert [one.pupils for one in tx.roster.families_of_pupil(ELDER)] == [(ELDER,), (ELDER,)]
        assert tx.roster.families_of_pupil(PupilId("none")) == []


def test_nobody_is_found_for_no_class(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        assert tx.roster.families([]) == []
        assert tx.roster.family_count([]) == 0
        assert tx.roster.pupils([]) == []
        assert tx.roster.staff([]) == []
        assert tx.roster.sites([]) == []


def test_pupils_of_classes_are_listed(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        excused = pupil("elder", excused_until=DAY)
        tx.registry_writer.add_pupil(excused)
        assert tx.roster.pupils([FOURTH, FIFTH]) == [excused, pupil("younger")]


def test_more_families_than_fit_into_one_statement_are_read_at_once(storage: SqlStorage) -> None:
    count, classes = CHUNK + 1_000, [f"kst-1-{number}" for number in range(300)]
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(organisation())
        tx.registry_writer.add_class(*(school_class(one) for one in classes))
        tx.registry_writer.add_person(*(person(f"g{number}") for number in range(count)))
        tx.registry_writer.add_pupil(*(pupil(f"p{number}", classes[number % 300]) for number in range(count)))
        tx.registry_writer.add_guardians([(PersonId(f"g{n}"), PupilId(f"p{n}")) for n in range(count)])
        assert len(tx.roster.families([ClassId(one) for one in classes])) == count


def test_staff_are_found_with_their_contacts(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("a"), person("b", locale="ru"))
        tx.roster.put_contact(contact("b", "21", lane=LaneName("telegram-staff")))
        found = tx.roster.staff([PersonId("b"), PersonId("a"), PersonId("b"), PersonId("none")])
    assert found == [
        StaffMember(person=PersonId("a"), name="Отбасы a", locale="kk", contacts=()),
        StaffMember(
            person=PersonId("b"),
            name="Отбасы b",
            locale="ru",
            contacts=(contact("b", "21", lane=LaneName("telegram-staff")),),
        ),
    ]


def test_sites_are_found_by_organisation_and_by_address(storage: SqlStorage) -> None:
    site = Site(organisation=SCHOOL, url="https://school.example/hook", secret="whsec_c2VjcmV0")
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(organisation())
        tx.registry_writer.put_site(replace(site, url="https://old.example/"))
        tx.registry_writer.put_site(site)
        assert tx.roster.sites([SCHOOL, OrganisationCode("none")]) == [site]
        assert tx.roster.site_at("https://school.example/hook") == site
        assert tx.roster.site_at("https://old.example/") is None


def test_a_person_has_one_address_per_lane_and_an_address_one_person(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("mother"), person("father"))
        tx.roster.put_contact(contact("mother", "11"))
        tx.roster.put_contact(contact("mother", "12"))
        assert tx.roster.person_at(LANE, "11") is None
        tx.roster.put_contact(contact("mother", "12", lane=SMS))
        tx.roster.put_contact(contact("father", "12"))
        assert tx.roster.person_at(LANE, "12") == person("father")
        assert tx.roster.person_at(SMS, "12") == person("mother")


def test_a_blocked_contact_stays_and_can_come_back(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("mother"))
        tx.roster.put_contact(contact("mother", "11"))
        tx.roster.put_contact(contact("mother", "11", lane=SMS))
        for blocked in (True, False):
            tx.roster.set_blocked(LANE, "11", blocked=blocked)
            (found,) = tx.roster.staff([MOTHER])
            assert [one.blocked for one in found.contacts] == [False, blocked]


def test_people_are_found_by_their_number_and_nobody_by_none(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.roster.add_person(person("mother", phone="+77010000001"))
        tx.roster.add_person(person("father", phone="+77010000001"))
        tx.roster.add_person(person("neighbour"))
        assert [one.id for one in tx.roster.persons_with_phone("+77010000001")] == [FATHER, MOTHER]
        assert tx.roster.persons_with_phone("+77010000002") == []
        assert list(tx.roster.persons_with_phone("")) == []


def test_a_person_changes_the_language(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.roster.add_person(person("mother"))
        tx.roster.set_locale(MOTHER, "ru")
        assert tx.registry.person(MOTHER) == person("mother", locale="ru")


def test_invitations_lead_to_one_class_or_one_person_and_are_kept(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.registry_writer.put_invite("class-code", class_id=FOURTH)
        tx.registry_writer.put_invite("staff-code", person=MOTHER)
        tx.registry_writer.put_invite("another", class_id=FOURTH)
        assert tx.roster.class_by_invite("class-code") == FOURTH
        assert tx.roster.person_by_invite("class-code") is None
        assert tx.roster.class_by_invite("staff-code") is None
        assert tx.roster.person_by_invite("staff-code") == person("mother", phone="+77010000001")
        assert tx.roster.class_by_invite("another") is None
        assert tx.roster.invite_of_class(FOURTH) == "class-code"
        with pytest.raises(NotStored, match="kst-1-5А"):
            tx.roster.invite_of_class(FIFTH)


@pytest.mark.parametrize("invitation", [{}, {"class_id": FOURTH, "person": MOTHER}], ids=["nobody", "both"])
def test_an_invitation_for_nobody_or_for_two_is_refused(storage: SqlStorage, invitation: dict[str, Any]) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
    with pytest.raises(Contradiction), storage.transaction() as tx:
        tx.registry_writer.put_invite("code", **invitation)


def test_a_contact_of_nobody_is_refused(storage: SqlStorage) -> None:
    with pytest.raises(Contradiction) as refused, storage.transaction() as tx:
        tx.roster.put_contact(contact("nobody", "+77010000001"))
    assert "+7701" not in str(refused.value)


def test_enrolling_someone_known_keeps_the_language_they_chose(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.enrol(person("mother"), person("father", locale="ru"))
        tx.roster.set_locale(MOTHER, "ru")
        tx.registry_writer.enrol(person("mother", name="Ана", phone="+77010000001"))
        assert tx.registry.person(MOTHER) == person("mother", name="Ана", phone="+77010000001", locale="ru")
        assert tx.registry.person(FATHER) == person("father", locale="ru")


def test_adding_a_known_address_leaves_it_blocked_and_a_new_one_is_open(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("mother"), person("father"))
        tx.registry_writer.add_contact(contact("mother", "11"), contact("father", "12"))
        for address in ("11", "12"):
            tx.roster.set_blocked(LANE, address, blocked=True)
        tx.registry_writer.add_contact(contact("mother", "11"), contact("father", "13"))
        found = [one.contacts for one in tx.roster.staff([MOTHER, FATHER])]
    assert found == [(contact("father", "13"),), (contact("mother", "11", blocked=True),)]


def test_people_who_swapped_addresses_are_reached_at_their_own(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("mother"), person("father"), person("neighbour"))
        tx.registry_writer.add_contact(contact("mother", "1"), contact("father", "2"), contact("neighbour", "3"))
        tx.registry_writer.add_contact(contact("mother", "2"), contact("father", "1"))
        tx.registry_writer.add_contact(contact("father", "3"))
        found = {address: tx.roster.person_at(LANE, address) for address in ("1", "2", "3")}
    assert found == {"1": None, "2": person("mother"), "3": person("father")}


def test_guardians_are_cleared_of_the_pupils_named_only(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.registry_writer.clear_guardians([ELDER])
        assert tx.roster.families_of_pupil(ELDER) == []
        assert [one.person for one in tx.roster.families_of_pupil(YOUNGER)] == [MOTHER]


def test_only_the_terms_named_are_dismissed(storage: SqlStorage) -> None:
    first = Appointment(person=MOTHER, body=SCHOOL, role=Role.HEAD, since=DAY)
    second = replace(first, since=None, role=Role.RESPONSIBLE)
    with storage.transaction() as tx:
        tx.registry_writer.add_person(person("mother"))
        tx.registry_writer.appoint(first, second, replace(second, since=DAY))
        tx.registry_writer.dismiss(second)
        assert set(tx.registry.appointments()) == {first, replace(second, since=DAY)}


def test_who_has_no_tie_left_is_forgotten_with_their_addresses(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.registry_writer.add_person(person("teacher"), person("head"))
        tx.registry_writer.add_class(school_class(homeroom_teacher=PersonId("teacher")))
        tx.registry_writer.appoint(Appointment(person=PersonId("head"), body=SCHOOL, role=Role.HEAD))
        tx.roster.put_contact(contact("father", "11"))
        tx.roster.follow(NEIGHBOUR, FIFTH)
        tx.registry_writer.remove_pupils([ELDER])
        everybody = [MOTHER, FATHER, NEIGHBOUR, PersonId("teacher"), PersonId("head")]
        assert tx.registry_writer.forget(everybody) == 1
        assert tx.registry.person(FATHER) is None
        assert tx.roster.person_at(LANE, "11") is None
        assert all(tx.registry.person(one) for one in everybody if one != FATHER)
        assert tx.roster.pupils([FOURTH]) == [pupil("younger")]
