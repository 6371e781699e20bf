"""Every outbox event becomes rows of the ledger, once, in one transaction with what it says about the order."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from channels.base import ChannelKind
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose, Suppression, Text
from dispatch.planner import plan_pending
from dispatch.roster import Contact
from dispatch.taps import TapVerb, unpack
from orders.order import Order, OrderId, OrderState, Parts, Scope, ScopeKind
from orders.organisation import PersonId
from orders.ports import EventKind
from storage.schema.decisions import journal as lines
from tests.unit.dispatch.samples import (
    DAY,
    DEPARTMENT_HEAD,
    DEPUTY,
    DUTY,
    EDITIONS,
    FAMILIES,
    FIRST,
    HEAD,
    OFFICER,
    OTHER_SCHOOL,
    RESPONSIBLE,
    SCHOOL,
    SECOND,
    World,
    at,
    class_id,
    emergency,
    guardian,
    order,
    pupil,
    signed,
    teacher,
)

AUDIENCE = {guardian(title, number) for title in ("0А", "4А") for number in range(2)}


def consume(world: World, *, now: datetime) -> int:
    with world.storage.transaction() as tx:
        return plan_pending(tx, now=now, editions=EDITIONS, public_url="https://boran.example")


def rows(world: World, one: Order, *purposes: Purpose) -> Sequence[Delivery]:
    with world.storage.transaction() as tx:
        return tx.ledger.of_order(one.id, purposes=purposes)


def told(world: World, one: Order, *purposes: Purpose) -> set[str]:
    return {row.person for row in rows(world, one, *purposes) if row.state is DeliveryState.PLANNED}


def text_of(world: World, row: Delivery) -> Text:
    with world.storage.transaction() as tx:
        return tx.ledger.text(row.text)


def verbs(world: World, row: Delivery) -> list[TapVerb]:
    return [unpack(button.data).verb for line in text_of(world, row).buttons for button in line]


def state(world: World, one: Order) -> OrderState:
    with world.storage.transaction() as tx:
        found = tx.orders.get(one.id)
    assert found is not None
    return found.state


def journal(world: World) -> list[tuple[str, dict[str, Any]]]:
    query = select(lines.c.action, lines.c.details).order_by(lines.c.number)
    with world.storage.transaction() as tx:
        return [(action, dict(details)) for action, details in tx.journal._connection.execute(query)]


def record(world: World, one: Order, states: dict[PersonId, DeliveryState], *purposes: Purpose, now: datetime) -> None:
    """Let the deliveries of these persons have ended like this."""
    with world.storage.transaction() as tx:
        for lane in {row.lane for row in tx.ledger.of_order(one.id, purposes=purposes)}:
            tx.ledger.claim(lane, now=now, limit=1000, lease=timedelta(minutes=5))
        tx.ledger.record(
            [
                Change(
                    delivery=row.id,
                    state=states.get(row.person, DeliveryState.DEFERRED),
                    at=now,
                    next_attempt_at=now,
                    counts_as_attempt=row.person in states,
                )
                for row in tx.ledger.of_order(one.id, purposes=purposes)
            ]
        )


def approved(world: World, **changed: Any) -> Order:
    one = world.put(signed(order(**changed)), EventKind.ORDER_APPROVED, now=at("06:10"))
    assert consume(world, now=at("06:10")) == 1
    return one


# --- Before the decision ------------------------------------------------------------------------------


def test_a_draft_goes_to_the_head_with_one_tap_to_approve(world: World) -> None:
    one = world.put(order(), EventKind.DRAFT_READY, now=at("05:40"))
    consume(world, now=at("05:41"))
    [row] = rows(world, one)
    assert (row.purpose, row.person, row.state) == (Purpose.DRAFT_CARD, HEAD, DeliveryState.PLANNED)
    assert (row.not_before, row.not_after, row.paragraph) == (at("05:41"), at("08:00"), "15")
    assert verbs(world, row)[0] is TapVerb.APPROVE


def test_who_has_just_edited_a_draft_gets_no_second_card(world: World) -> None:
    one = world.put(order(edited_by=HEAD), EventKind.DRAFT_READY, now=at("05:40"))
    consume(world, now=at("05:41"))
    assert rows(world, one) == []


def test_a_new_revision_supersedes_the_card_that_has_not_left(world: World) -> None:
    first = world.put(order(), EventKind.DRAFT_READY, now=at("05:40"))
    consume(world, now=at("05:41"))
    world.put(order(revision=2, grades=(0, 1)), EventKind.DRAFT_READY, now=at("05:50"))
    consume(world, now=at("05:51"))
    assert [(row.revision, row.state) for row in rows(world, first)] == [
        (1, DeliveryState.SUPERSEDED),
        (2, DeliveryState.PLANNED),
    ]


def test_an_event_about_an_outdated_revision_or_state_says_nothing_any_more(world: World) -> None:
    one = world.put(order(), EventKind.DRAFT_READY, now=at("05:40"))
    world.put(replace(one, revision=2, state=OrderState.RETURNED), EventKind.REMIND, now=at("05:41"))
    assert consume(world, now=at("05:41")) == 2
    assert rows(world, one) == []
    assert consume(world, now=at("05:42")) == 0


def test_a_silent_head_is_escalated_to_the_deputy_who_may_sign(world: World) -> None:
    one = world.put(order(), EventKind.ESCALATE, now=at("06:10"), step=1)
    consume(world, now=at("06:10"))
    [row] = rows(world, one)
    assert (row.purpose, row.person, row.locale) == (Purpose.ESCALATION, DEPUTY, "kk")
    assert text_of(world, row).body.startswith("Басшы әлі жауап берген жоқ.")
    assert TapVerb.APPROVE in verbs(world, row)


def test_the_second_escalation_tells_the_department_which_cannot_sign(world: World) -> None:
    one = world.put(order(), EventKind.ESCALATE, now=at("06:20"), step=2)
    consume(world, now=at("06:20"))
    assert told(world, one, Purpose.ESCALATION) == {OFFICER, DEPARTMENT_HEAD}
    assert all(verbs(world, row) == [] for row in rows(world, one))


def test_an_expired_draft_is_told_to_its_signers_and_the_department(world: World) -> None:
    draft = world.put(order(), EventKind.DRAFT_READY, now=at("05:40"))
    consume(world, now=at("05:41"))
    world.put(replace(draft, state=OrderState.EXPIRED), EventKind.DRAFT_EXPIRED, now=at("08:00"))
    consume(world, now=at("08:00"))
    assert told(world, draft, Purpose.EXPIRY_NOTICE) == {HEAD, DEPUTY, OFFICER, DEPARTMENT_HEAD}
    by_person = {row.person: row for row in rows(world, draft, Purpose.EXPIRY_NOTICE)}
    assert verbs(world, by_person[HEAD]) == [TapVerb.APPROVE_LATE]
    assert verbs(world, by_person[OFFICER]) == []
    [card] = rows(world, draft, Purpose.DRAFT_CARD)
    assert card.state is DeliveryState.SUPERSEDED


def test_a_departments_order_waits_for_a_second_person(world: World) -> None:
    one = world.put(emergency(), EventKind.COUNTERSIGN_NEEDED, now=at("07:37"))
    consume(world, now=at("07:37"))
    [row] = rows(world, one)
    assert (row.purpose, row.person, row.paragraph) == (Purpose.COUNTERSIGN_CARD, SECOND, "22")
    assert row.person != FIRST


# --- The release ------------------------------------------------------------------------------------------


def test_an_approved_weather_day_is_released_to_site_staff_and_families(world: World) -> None:
    one = approved(world)
    assert told(world, one, Purpose.FAMILY_NOTICE) == AUDIENCE
    assert told(world, one, Purpose.STAFF_ORDER) == {teacher("0А"), teacher("4А"), RESPONSIBLE, DUTY}
    assert told(world, one, Purpose.SITE_NOTICE) == {f"site:{SCHOOL}"}
    assert rows(world, one, Purpose.HEAD_NOTICE) == []
    assert state(world, one) is OrderState.RELEASED


def test_families_wait_for_their_window_and_everybody_else_does_not(world: World) -> None:
    one = approved(world)
    for row in rows(world, one):
        if row.purpose is Purpose.FAMILY_NOTICE:
            assert (row.not_before, row.not_after, row.next_attempt_at) == (at("06:45"), at("08:00"), at("06:45"))
        else:
            assert (row.not_before, row.next_attempt_at) == (at("06:10"), at("06:10"))


def test_each_family_reads_its_own_language(world: World) -> None:
    one = approved(world)
    bodies = {row.locale: text_of(world, row).body for row in rows(world, one, Purpose.FAMILY_NOTICE)}
    assert "қашықтан оқиды" in bodies["kk"]
    assert "дистанционно" in bodies["ru"]
    assert "https://boran.example/v/KST7Q2MD" in bodies["ru"]


def test_a_family_may_say_that_it_knows_and_staff_have_their_three_buttons(world: World) -> None:
    one = approved(world)
    assert verbs(world, rows(world, one, Purpose.FAMILY_NOTICE)[0]) == [TapVerb.ACQUAINTED]
    assert verbs(world, rows(world, one, Purpose.STAFF_ORDER)[0]) == [
        TapVerb.ACQUAINTED,
        TapVerb.PASTE,
        TapVerb.UNREACHED,
    ]


def test_the_site_gets_one_signed_event_with_both_languages(world: World) -> None:
    one = approved(world)
    [row] = rows(world, one, Purpose.SITE_NOTICE)
    assert (row.channel, row.address) == (ChannelKind.WEBHOOK, "https://kst-1.example/hook")
    event = json.loads(text_of(world, row).body)
    assert event["type"] == "order.approved"
    assert event["timestamp"] == "2026-01-16T06:10:00+05:00"
    assert event["data"]["grades"] == [0, 1, 2, 3, 4]
    assert event["data"]["expires_at"] == "2026-01-17T00:00:00+05:00"
    assert event["data"]["text"].keys() == {"kk", "ru"}
    assert event["data"]["url"] == "https://boran.example/v/KST7Q2MD"


def test_three_children_in_one_family_are_one_message(world: World) -> None:
    adult = guardian("0А", 0)
    with world.storage.transaction() as tx:
        tx.registry_writer.add_guardian(adult, pupil("4А", 0))
        tx.registry_writer.add_guardian(adult, pupil("4А", 1))
        tx.roster.follow(adult, class_id("4А"))
    one = approved(world)
    assert len([row for row in rows(world, one, Purpose.FAMILY_NOTICE) if row.person == adult]) == 1


def test_silence_has_a_reason(world: World) -> None:
    with world.storage.transaction() as tx:
        world.person(tx, PersonId("no-phone"), "Без телефона", lane=None)
        tx.registry_writer.add_guardian(PersonId("no-phone"), pupil("0А", 0))
        tx.roster.set_blocked(FAMILIES.name, world.chats[guardian("4А", 1)], blocked=True)
    one = approved(world)
    silent = {
        row.person: row.reason
        for row in rows(world, one, Purpose.FAMILY_NOTICE)
        if row.state is DeliveryState.SUPPRESSED
    }
    assert silent == {PersonId("no-phone"): Suppression.NO_CONTACT, guardian("4А", 1): Suppression.BLOCKED}


def test_a_school_without_a_site_is_on_record(world: World) -> None:
    with world.storage.transaction() as tx:
        world.add_school(tx, OTHER_SCHOOL, classes=["1А"], families=1)
    one = approved(
        world,
        body=OTHER_SCHOOL,
        scope=Scope(kind=ScopeKind.ORGANISATION, names=(OTHER_SCHOOL,)),
        parts=Parts(regime_kk="…", regime_ru="…", responsible=(RESPONSIBLE,), duty_teachers=(DUTY,)),
    )
    [row] = rows(world, one, Purpose.SITE_NOTICE)
    assert (row.state, row.reason) == (DeliveryState.SUPPRESSED, Suppression.NO_CONTACT)


def test_the_youngest_classes_stand_first_in_the_queue(world: World) -> None:
    one = approved(world)
    classes = [row.person.split("-")[3] for row in rows(world, one, Purpose.FAMILY_NOTICE)]
    assert classes == ["0А", "0А", "4А", "4А"]


def test_a_release_that_comes_after_the_window_sends_families_nothing_and_says_why(world: World) -> None:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("07:59"))
    consume(world, now=at("08:00"))
    reasons = {(row.state, row.reason) for row in rows(world, one, Purpose.FAMILY_NOTICE)}
    assert reasons == {(DeliveryState.SUPPRESSED, Suppression.WINDOW_CLOSED)}
    assert told(world, one, Purpose.STAFF_ORDER)


def test_a_late_order_goes_to_families_at_once_and_says_that_it_is_late(world: World) -> None:
    late = signed(order(), when="08:20", late=True, reason="буран")
    one = world.put(late, EventKind.ORDER_APPROVED, now=at("08:20"))
    consume(world, now=at("08:20"))
    assert told(world, one, Purpose.FAMILY_NOTICE) == AUDIENCE
    russian = next(row for row in rows(world, one, Purpose.FAMILY_NOTICE) if row.locale == "ru")
    assert "позже установленного времени" in text_of(world, russian).body
    assert "Причина: «буран" in text_of(world, rows(world, one, Purpose.STAFF_ORDER)[0]).body


def test_an_emergency_goes_to_every_shift_at_once_and_to_the_head(world: World) -> None:
    draft = emergency()
    one = world.put(signed(draft, by=SECOND, when="07:40"), EventKind.ORDER_APPROVED, now=at("07:40"))
    consume(world, now=at("07:40"))
    everybody = {guardian(title, number) for title in ("0А", "2А", "4А", "5А") for number in range(2)}
    assert told(world, one, Purpose.FAMILY_NOTICE) == everybody
    assert told(world, one, Purpose.HEAD_NOTICE) == {HEAD}
    assert told(world, one, Purpose.STAFF_ORDER) >= {teacher("2А"), RESPONSIBLE, DUTY}
    assert {row.not_before for row in rows(world, one)} == {at("07:40")}
    assert {row.not_after for row in rows(world, one)} == {at("00:00", day=DAY + timedelta(days=3))}


def test_a_person_with_children_in_two_schools_of_the_territory_hears_once(world: World) -> None:
    with world.storage.transaction() as tx:
        world.add_school(tx, OTHER_SCHOOL, classes=["1А"], families=1)
        tx.registry_writer.add_guardian(guardian("0А", 0), pupil("1А", 0, OTHER_SCHOOL))
    one = world.put(signed(emergency(), by=SECOND), EventKind.ORDER_APPROVED, now=at("07:40"))
    consume(world, now=at("07:40"))
    mine = [row for row in rows(world, one, Purpose.FAMILY_NOTICE) if row.person == guardian("0А", 0)]
    assert len(mine) == 1


def test_cards_that_had_not_left_are_superseded_by_the_decision(world: World) -> None:
    world.put(order(), EventKind.DRAFT_READY, now=at("05:40"))
    consume(world, now=at("05:41"))
    one = approved(world)
    [card] = rows(world, one, Purpose.DRAFT_CARD)
    assert card.state is DeliveryState.SUPERSEDED


def test_an_event_is_consumed_once_however_often_planning_runs(world: World) -> None:
    one = approved(world)
    before = rows(world, one)
    assert consume(world, now=at("06:11")) == 0
    assert rows(world, one) == before


def test_planning_stops_at_its_limit_and_goes_on_next_time(world: World) -> None:
    for number in range(3):
        world.put(
            order(id=OrderId(f"{number}" * 32), shift=number + 1, check_code=f"C{number}"),
            EventKind.DRAFT_READY,
            now=at("05:40"),
        )
    with world.storage.transaction() as tx:
        assert plan_pending(tx, now=at("05:41"), editions=EDITIONS, limit=2) == 2
    assert consume(world, now=at("05:42")) == 1


def test_the_release_is_in_the_journal_with_figures_and_no_names(world: World) -> None:
    approved(world)
    action, details = journal(world)[-1]
    assert action == "dispatch.planned"
    assert details == {"family_notice": "4", "staff_order": "4", "site_notice": "1"}


# --- Refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"grades": (9,)}, "empty_audience"),
        ({"scope": Scope(kind=ScopeKind.ORGANISATION, names=("kst-404",))}, "unknown_scope"),
        ({"shift": None}, "no_window"),
        (
            {"parts": Parts(regime_kk="x", regime_ru="По приказу № 42 от 18 января 2016 года", responsible=(HEAD,))},
            "repealed_act",
        ),
        ({"parts": Parts(regime_kk="ұзақ " * 900, regime_ru="…", responsible=(HEAD,))}, "too_long"),
    ],
)
def test_an_order_that_must_not_go_out_stays_approved_and_its_signer_is_told(
    world: World, changed: dict[str, Any], finding: str
) -> None:
    one = approved(world, **changed)
    assert [(row.purpose, row.person) for row in rows(world, one)] == [(Purpose.RELEASE_REFUSED, HEAD)]
    assert state(world, one) is OrderState.APPROVED
    assert "НЕ разослан" in text_of(world, rows(world, one)[0]).body
    action, details = journal(world)[-1]
    assert (action, details["finding"]) == ("dispatch.refused", finding)


def test_an_unknown_cause_is_refused_and_not_guessed(world: World) -> None:
    one = world.put(signed(emergency(cause="aliens"), by=SECOND), EventKind.ORDER_APPROVED, now=at("07:40"))
    consume(world, now=at("07:40"))
    assert [row.purpose for row in rows(world, one)] == [Purpose.RELEASE_REFUSED]


def test_a_refused_order_does_not_hold_the_events_behind_it(world: World) -> None:
    world.put(signed(order(id=OrderId("b" * 32), grades=(9,), shift=2)), EventKind.ORDER_APPROVED, now=at("06:00"))
    one = world.put(order(check_code="K2"), EventKind.DRAFT_READY, now=at("06:01"))
    assert consume(world, now=at("06:02")) == 2
    assert told(world, one, Purpose.DRAFT_CARD) == {HEAD}


# --- Taken back -------------------------------------------------------------------------------------------


def test_a_revoked_order_is_taken_back_from_whoever_may_have_been_told(world: World) -> None:
    one = approved(world)
    states = {
        guardian("0А", 0): DeliveryState.ACCEPTED,
        guardian("0А", 1): DeliveryState.UNKNOWN,
        guardian("4А", 0): DeliveryState.REFUSED,
        teacher("0А"): DeliveryState.ACCEPTED,
        PersonId(f"site:{SCHOOL}"): DeliveryState.ACCEPTED,
    }
    record(world, one, states, Purpose.FAMILY_NOTICE, Purpose.STAFF_ORDER, Purpose.SITE_NOTICE, now=at("06:50"))
    revoked = replace(signed(order()), state=OrderState.REVOKED, change_reason="ошибка в показаниях")
    world.put(revoked, EventKind.ORDER_REVOKED, now=at("06:55"))
    consume(world, now=at("06:55"))
    assert told(world, one, Purpose.REVOCATION) == {
        guardian("0А", 0),
        guardian("0А", 1),
        teacher("0А"),
        f"site:{SCHOOL}",
    }
    by_person = {row.person: row for row in rows(world, one, Purpose.REVOCATION)}
    assert "әдеттегі кесте бойынша" in text_of(world, by_person[guardian("0А", 0)]).body
    assert "ошибка в показаниях" in text_of(world, by_person[teacher("0А")]).body
    assert '"order.revoked"' in text_of(world, by_person[PersonId(f"site:{SCHOOL}")]).body
    states_now = {row.person: row.state for row in rows(world, one, Purpose.FAMILY_NOTICE)}
    assert states_now[guardian("4А", 1)] is DeliveryState.SUPERSEDED


def test_an_order_revoked_before_anybody_was_told_disturbs_nobody(world: World) -> None:
    one = approved(world)
    world.put(replace(one, state=OrderState.REVOKED), EventKind.ORDER_REVOKED, now=at("06:20"))
    consume(world, now=at("06:20"))
    assert rows(world, one, Purpose.REVOCATION) == []
    assert {row.state for row in rows(world, one)} == {DeliveryState.SUPERSEDED}


def test_a_replacing_order_tells_its_own_and_gives_the_all_clear_to_the_others(world: World) -> None:
    former = approved(world)
    everybody = dict.fromkeys([*AUDIENCE, teacher("0А"), teacher("4А")], DeliveryState.ACCEPTED)
    record(world, former, everybody, Purpose.FAMILY_NOTICE, Purpose.STAFF_ORDER, now=at("06:46"))
    world.put(replace(former, state=OrderState.AMENDED), EventKind.ORDER_APPROVED, now=at("06:50"))
    narrower = signed(order(id=OrderId("b" * 32), grades=(0,), check_code="KSTNEW22", amends=former.id), when="06:50")
    one = world.put(narrower, EventKind.ORDER_APPROVED, now=at("06:50"))
    consume(world, now=at("06:50"))
    assert told(world, one, Purpose.FAMILY_NOTICE) == {guardian("0А", 0), guardian("0А", 1)}
    assert told(world, one, Purpose.REVOCATION) == {guardian("4А", 0), guardian("4А", 1), teacher("4А")}
    by_person = {row.person: row for row in rows(world, one)}
    assert "вашего класса больше не касается" in text_of(world, by_person[guardian("4А", 1)]).body
    assert "алдыңғысының орнына" in text_of(world, by_person[guardian("0А", 0)]).body


def test_a_withdrawn_notice_that_ended_unknown_is_not_sent_again(world: World) -> None:
    one = approved(world)
    record(world, one, {guardian("0А", 0): DeliveryState.UNKNOWN}, Purpose.FAMILY_NOTICE, now=at("06:50"))
    world.put(replace(one, state=OrderState.REVOKED), EventKind.ORDER_REVOKED, now=at("06:55"))
    consume(world, now=at("06:55"))
    with world.storage.transaction() as tx:
        again = tx.ledger.claim(FAMILIES.name, now=at("06:56"), limit=100, lease=timedelta(minutes=5))
    assert {row.purpose for row in again} == {Purpose.REVOCATION}


def test_nothing_is_half_done_when_planning_breaks_in_the_middle(world: World) -> None:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))

    def break_off() -> None:
        with world.storage.transaction() as tx:
            plan_pending(tx, now=at("06:10"), editions=EDITIONS)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        break_off()
    assert rows(world, one) == []
    assert state(world, one) is OrderState.APPROVED
    assert consume(world, now=at("06:11")) == 1
    assert told(world, one, Purpose.FAMILY_NOTICE) == AUDIENCE


def test_a_contact_on_a_foreign_lane_is_no_contact(world: World) -> None:
    with world.storage.transaction() as tx:
        world.person(tx, PersonId("elsewhere"), "Другой бот", lane=None)
        tx.registry_writer.add_guardian(PersonId("elsewhere"), pupil("0А", 0))
        old = Contact(
            person=PersonId("elsewhere"), channel=ChannelKind.TELEGRAM, lane=LaneName("telegram-old"), address="9"
        )
        tx.roster.put_contact(old)
    one = approved(world)
    [row] = [row for row in rows(world, one, Purpose.FAMILY_NOTICE) if row.person == "elsewhere"]
    assert row.reason == Suppression.NO_CONTACT
