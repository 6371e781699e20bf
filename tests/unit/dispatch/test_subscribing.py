"""How people come to be reachable, and stay one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.subscribing import (
    Outcome,
    accept_invitation,
    choose_language,
    classes_of,
    e164,
    follow_class,
    recognise_family,
    recognise_staff,
    stop,
)
from orders.organisation import Appointment, Person, PersonId, Role
from tests.unit.dispatch.samples import FAMILIES, SCHOOL, STAFF, World, class_id, guardian, pupil

CHAT = "9001"
PHONE = "+77010000001"
MOTHER, HEAD = PersonId("mother"), PersonId("new-head")


@pytest.fixture
def known(world: World) -> World:
    """The roster knows a mother of a pupil of 4А and a head by their phones; neither has a chat yet."""
    with world.storage.transaction() as tx:
        world.person(tx, MOTHER, "Мать 4А-0", lane=None, phone=PHONE, locale="kk")
        tx.registry_writer.add_guardian(MOTHER, pupil("4А", 0))
        world.person(tx, HEAD, "Директор школы № 1", lane=None, phone="+77010000002")
        tx.registry_writer.appoint(Appointment(person=HEAD, body=SCHOOL, role=Role.HEAD))
        tx.registry_writer.put_invite("invite-head", person=HEAD)
    return world


def test_a_class_link_makes_a_follower_without_a_name_or_a_number(known: World) -> None:
    with known.storage.transaction() as tx:
        joined = follow_class(tx, invite="join-kst-1-4А", lane=FAMILIES, address=CHAT, locale="kk")
        assert joined.outcome is Outcome.FOLLOWING
        assert [one.title for one in joined.classes] == ["4А"]
        assert joined.person is not None
        assert (joined.person.name, joined.person.phone, joined.person.locale) == ("", "", "kk")
        followers = {member.person for member in tx.roster.families([class_id("4А")])}
        assert joined.person.id in followers


def test_opening_the_link_again_changes_nothing(known: World) -> None:
    with known.storage.transaction() as tx:
        first = follow_class(tx, invite="join-kst-1-4А", lane=FAMILIES, address=CHAT, locale="kk")
        before = tx.roster.family_count([class_id("4А")])
        again = follow_class(tx, invite="join-kst-1-4А", lane=FAMILIES, address=CHAT, locale="ru")
        assert again.outcome is Outcome.ALREADY
        assert again.person == first.person
        assert tx.roster.family_count([class_id("4А")]) == before


def test_the_links_of_two_classes_make_one_person(known: World) -> None:
    with known.storage.transaction() as tx:
        follow_class(tx, invite="join-kst-1-4А", lane=FAMILIES, address=CHAT, locale="kk")
        joined = follow_class(tx, invite="join-kst-1-0А", lane=FAMILIES, address=CHAT, locale="kk")
        assert [one.title for one in joined.classes] == ["0А", "4А"]
        assert tx.roster.family_count([class_id("0А"), class_id("4А")]) == 6  # 4 guardians, the mother, the follower


@pytest.mark.parametrize("invite", ["", "join-kst-1-12Я", "invite-head", "'; DROP TABLE"])
def test_a_link_nobody_printed_is_unknown_and_leaves_no_trace(known: World, invite: str) -> None:
    with known.storage.transaction() as tx:
        assert (
            follow_class(tx, invite=invite, lane=FAMILIES, address=CHAT, locale="kk").outcome is Outcome.UNKNOWN_INVITE
        )
        assert tx.roster.person_at(FAMILIES.name, CHAT) is None


@pytest.mark.parametrize("written", [PHONE, "77010000001", "8 (701) 000-00-01", "0077010000001"])
def test_a_guardian_is_recognised_by_the_number_however_it_is_written(known: World, written: str) -> None:
    with known.storage.transaction() as tx:
        found = recognise_family(tx, phone=written, lane=FAMILIES, address=CHAT)
        assert found.outcome is Outcome.RECOGNISED
        assert found.person is not None
        assert (found.person.id, [one.title for one in found.classes]) == (MOTHER, ["4А"])
        reached = tx.roster.person_at(FAMILIES.name, CHAT)
        assert reached is not None
        assert reached.id == MOTHER


@pytest.mark.parametrize("phone", ["", "+77019999999", "not a number"])
def test_an_unknown_number_is_answered_and_not_kept(known: World, phone: str) -> None:
    with known.storage.transaction() as tx:
        assert recognise_family(tx, phone=phone, lane=FAMILIES, address=CHAT).outcome is Outcome.UNKNOWN_PHONE
        assert tx.roster.person_at(FAMILIES.name, CHAT) is None


def test_a_member_of_staff_without_children_is_no_family_and_a_mother_is_no_staff(known: World) -> None:
    with known.storage.transaction() as tx:
        assert recognise_family(tx, phone="+77010000002", lane=FAMILIES, address=CHAT).outcome is Outcome.UNKNOWN_PHONE
        assert recognise_staff(tx, phone=PHONE, lane=STAFF, address=CHAT).outcome is Outcome.UNKNOWN_PHONE
        assert recognise_staff(tx, phone="+77010000002", lane=STAFF, address=CHAT).outcome is Outcome.RECOGNISED


def test_a_follower_who_is_recognised_later_is_one_person_and_keeps_the_other_class(known: World) -> None:
    with known.storage.transaction() as tx:
        for title in ("4А", "0А"):
            follow_class(tx, invite=f"join-kst-1-{title}", lane=FAMILIES, address=CHAT, locale="ru")
        found = recognise_family(tx, phone=PHONE, lane=FAMILIES, address=CHAT)
        assert found.person is not None
        assert [one.title for one in found.classes] == ["0А", "4А"]
        members = tx.roster.families([class_id("0А"), class_id("4А")])
        assert [member.person for member in members if any(one.address == CHAT for one in member.contacts)] == [MOTHER]
        assert len(members) == 5  # nobody is left over without an address


def test_an_invitation_links_its_person_once(known: World) -> None:
    with known.storage.transaction() as tx:
        assert accept_invitation(tx, invite="invite-head", lane=STAFF, address=CHAT).outcome is Outcome.RECOGNISED
        assert accept_invitation(tx, invite="invite-head", lane=STAFF, address=CHAT).outcome is Outcome.RECOGNISED
        spent = accept_invitation(tx, invite="invite-head", lane=STAFF, address="6666")
        assert (spent.outcome, spent.person) == (Outcome.SPENT, None)
        head = tx.roster.person_at(STAFF.name, CHAT)
        assert head is not None
        assert head.id == HEAD
        assert tx.roster.person_at(STAFF.name, "6666") is None


def test_an_invitation_works_again_after_the_old_account_was_lost(known: World) -> None:
    with known.storage.transaction() as tx:
        accept_invitation(tx, invite="invite-head", lane=STAFF, address=CHAT)
        tx.roster.set_blocked(STAFF.name, CHAT, blocked=True)
        assert accept_invitation(tx, invite="invite-head", lane=STAFF, address="6666").outcome is Outcome.RECOGNISED


@pytest.mark.parametrize("invite", ["", "nobody", "join-kst-1-4А"])
def test_an_invitation_nobody_wrote_is_unknown(known: World, invite: str) -> None:
    with known.storage.transaction() as tx:
        assert accept_invitation(tx, invite=invite, lane=STAFF, address=CHAT).outcome is Outcome.UNKNOWN_INVITE


def test_who_stops_hears_nothing_and_a_guardian_stays_on_the_teachers_list(known: World) -> None:
    with known.storage.transaction() as tx:
        recognise_family(tx, phone=PHONE, lane=FAMILIES, address=CHAT)
        tx.roster.follow(MOTHER, class_id("0А"))
        assert stop(tx, lane=FAMILIES, address=CHAT).outcome is Outcome.STOPPED
        assert [one.title for one in classes_of(tx, MOTHER)] == ["4А"]
        [mother] = [member for member in tx.roster.families([class_id("4А")]) if member.person == MOTHER]
        assert all(contact.blocked for contact in mother.contacts)


def test_who_comes_back_is_reached_again(known: World) -> None:
    with known.storage.transaction() as tx:
        recognise_family(tx, phone=PHONE, lane=FAMILIES, address=CHAT)
        stop(tx, lane=FAMILIES, address=CHAT)
        recognise_family(tx, phone=PHONE, lane=FAMILIES, address=CHAT)
        [mother] = [member for member in tx.roster.families([class_id("4А")]) if member.person == MOTHER]
        assert not any(contact.blocked for contact in mother.contacts)


def test_a_stranger_cannot_stop_anything(known: World) -> None:
    with known.storage.transaction() as tx:
        assert stop(tx, lane=FAMILIES, address="404").outcome is Outcome.NOT_SUBSCRIBED


def test_the_language_is_chosen_per_person(known: World) -> None:
    with known.storage.transaction() as tx:
        choose_language(tx, person=guardian("4А", 0), locale="ru")
        found: Person | None = tx.registry.person(guardian("4А", 0))
        assert found is not None
        assert found.locale == "ru"


@given(st.text() | st.from_regex(r"[+0-8 ()-]{0,20}"))
def test_a_number_is_digits_with_a_plus_or_nothing(written: str) -> None:
    number = e164(written)
    assert number == "" or (number[0] == "+" and number[1:].isdecimal())
    assert e164(number) == number
