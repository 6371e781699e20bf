"""Whom the first channel does not reach is written to on the next one, in time, and nobody else is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from channels.base import ChannelKind
from dispatch import climbing, replacing
from dispatch.acknowledging import acknowledge, mark_told
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose, Suppression
from dispatch.health import LaneState
from dispatch.lanes import LANES, Lane, Lanes
from dispatch.planner import plan_pending
from dispatch.report import delivery_report
from dispatch.roster import Contact
from dispatch.spending import Allowed, allow
from orders.edition import Span
from orders.order import Order, OrderId, OrderState
from orders.organisation import PersonId
from orders.ports import EventKind
from storage import SqlStorage
from storage.schema.decisions import outbox
from tests.unit.dispatch.samples import (
    EDITION,
    EDITIONS,
    FAMILIES,
    HEAD,
    STAFF,
    World,
    at,
    guardian,
    order,
    pupil,
    signed,
    teacher,
)

WHATSAPP = Lane(name=LaneName("whatsapp-cloud"), channel=ChannelKind.WHATSAPP, route=LaneName("whatsapp"))
SMS = Lane(name=LaneName("sms-mobizon"), channel=ChannelKind.SMS, route=LaneName("sms"), part_price_tiyn=1500)
LADDER = Lanes(families=(FAMILIES, WHATSAPP, SMS), staff=(STAFF, SMS), sites=LANES.sites)
ADULT, OTHER = guardian("0А", 0), guardian("0А", 1)
Rows = dict[tuple[PersonId, ChannelKind], Delivery]


@pytest.fixture
def world(sqlite_storage: SqlStorage) -> World:
    found = World(sqlite_storage).furnish(classes=("0А",))
    with sqlite_storage.transaction() as tx:
        for number, person in enumerate((ADULT, OTHER, teacher("0А"))):
            for lane in ("whatsapp", "sms"):
                channel = ChannelKind(lane)
                address = f"+770100000{number:02}"
                tx.roster.put_contact(Contact(person=person, channel=channel, lane=LaneName(lane), address=address))
    return found


def consume(world: World, now: datetime, lanes: Lanes = LADDER) -> None:
    with world.storage.transaction() as tx:
        plan_pending(tx, now=now, editions=EDITIONS, lanes=lanes, public_url="https://boran.example")


def released(world: World, lanes: Lanes = LADDER, *, approved: str = "06:50") -> Order:
    one = world.put(signed(order(grades=(0,)), when=approved), EventKind.ORDER_APPROVED, now=at(approved))
    consume(world, at(approved), lanes)
    with world.storage.transaction() as tx:
        found = tx.orders.get(one.id)
    assert found is not None
    return found


def rows(world: World, one: Order, purpose: Purpose = Purpose.FAMILY_NOTICE) -> Rows:
    with world.storage.transaction() as tx:
        return {(row.person, row.channel): row for row in tx.ledger.of_order(one.id, purposes=(purpose,))}


def channels(world: World, one: Order, person: PersonId, purpose: Purpose = Purpose.FAMILY_NOTICE) -> list[str]:
    found = sorted(rows(world, one, purpose).values(), key=lambda row: row.rung)
    return [row.channel.value for row in found if row.person == person and row.state is not DeliveryState.SUPPRESSED]


def becomes(world: World, row: Delivery, *states: DeliveryState, when: datetime, reason: str = "") -> None:
    with world.storage.transaction() as tx:
        for state in (DeliveryState.CLAIMED, *states):
            change = Change(delivery=row.id, state=state, at=when, reason=reason, provider_message_id="7")
            tx.ledger.record([change])


def settle_others(world: World, one: Order, *but: PersonId, when: str = "06:51") -> None:
    for (person, _), row in rows(world, one).items():
        if person not in but:
            becomes(world, row, DeliveryState.ACCEPTED, when=at(when))


def test_everybody_is_first_written_to_on_their_best_channel_alone(world: World) -> None:
    one = released(world)
    assert {channel for _, channel in rows(world, one)} == {ChannelKind.TELEGRAM}
    assert {row.rung for row in rows(world, one).values()} == {0}


def test_a_refusal_brings_the_next_channel_at_the_next_look(world: World) -> None:
    one = released(world)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:51") + timedelta(seconds=15))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp"]
    assert channels(world, one, OTHER) == ["telegram"]
    assert rows(world, one)[ADULT, ChannelKind.WHATSAPP].rung == 1


def test_whatsapp_waits_for_its_receipt_and_an_unknown_sms_ends_its_rung_at_once(world: World) -> None:
    one = released(world)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"))
    becomes(world, rows(world, one)[ADULT, ChannelKind.WHATSAPP], DeliveryState.ACCEPTED, when=at("06:52"))
    consume(world, at("06:54"))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp"]
    consume(world, at("06:55"))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp", "sms"]
    sms = rows(world, one)[ADULT, ChannelKind.SMS]
    assert (sms.rung, sms.price_tiyn, sms.lane) == (2, sms.parts * 1500, "sms-mobizon")
    assert 1 <= sms.parts <= 2
    becomes(world, sms, DeliveryState.UNKNOWN, when=at("06:56"), reason="timeout")
    with world.storage.transaction() as tx:
        [call] = delivery_report(tx, one.id, LADDER).call_list
    assert (call.person, call.why[-1]) == (ADULT, "sms: timeout")


def test_a_child_covered_by_the_other_adult_costs_nothing_more(world: World) -> None:
    with world.storage.transaction() as tx:
        tx.registry_writer.add_guardian(OTHER, pupil("0А", 0))
    one = released(world)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"))
    assert channels(world, one, ADULT) == ["telegram"]


@pytest.mark.parametrize("by_word_of", ["the adult", "the teacher"])
def test_who_knows_by_word_climbs_no_further(world: World, by_word_of: str) -> None:
    one = released(world)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    with world.storage.transaction() as tx:
        if by_word_of == "the adult":
            acknowledge(tx, order_id=one.id, revision=1, person=ADULT, now=at("06:51"), means="web")
        else:
            mark_told(tx, order_id=one.id, pupil=pupil("0А", 0), by=teacher("0А"), now=at("06:51"))
    consume(world, at("06:52"))
    assert channels(world, one, ADULT) == ["telegram"]
    with world.storage.transaction() as tx:
        assert delivery_report(tx, one.id, LADDER).call_list == ()


def test_what_still_waits_when_time_runs_short_is_not_waited_for(world: World) -> None:
    one = released(world)
    consume(world, at("07:00"))
    assert channels(world, one, ADULT) == ["telegram"]
    consume(world, at("07:45"))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp"]
    consume(world, at("07:49"))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp", "sms"]


def test_ladders_are_climbed_however_long_before_the_window_the_order_was_signed(world: World) -> None:
    late = Span(shifts=frozenset({1}), opens=time(9), closes=time(10, 30))
    edition = replace(EDITION, family_spans=(late, *EDITION.family_spans[1:]))
    one = world.put(signed(order(grades=(0,)), when="06:10"), EventKind.ORDER_APPROVED, now=at("06:10"))
    for clock in ("06:10", "06:40", "07:20", "07:30", "08:30", "09:01", "09:02"):
        with world.storage.transaction() as tx:
            plan_pending(tx, now=at(clock), editions=(edition,), lanes=LADDER, public_url="https://boran.example")
        if clock == "09:01":
            becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at(clock))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp"]


def test_nobody_is_written_to_after_the_window(world: World) -> None:
    one = released(world)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("07:59"))
    consume(world, at("08:00"))
    assert channels(world, one, ADULT) == ["telegram"]


def with_limit(people: int) -> Lanes:
    return replace(LADDER, families=(FAMILIES, replace(WHATSAPP, daily_limit=people), SMS))


def test_beyond_the_days_limit_of_a_number_people_are_written_to_on_their_next_channel_at_once(world: World) -> None:
    with world.storage.transaction() as tx:
        for person in (ADULT, OTHER):
            tx.roster.set_blocked(FAMILIES.name, world.chats[person], blocked=True)
    one = released(world, with_limit(1))
    assert sorted(channels(world, one, ADULT) + channels(world, one, OTHER)) == ["sms", "whatsapp"]


def test_who_can_be_reached_nowhere_else_is_written_to_beyond_the_limit(world: World) -> None:
    with world.storage.transaction() as tx:
        for number, person in enumerate((ADULT, OTHER)):
            tx.roster.set_blocked(FAMILIES.name, world.chats[person], blocked=True)
            tx.roster.set_blocked(LaneName("sms"), f"+770100000{number:02}", blocked=True)
    one = released(world, with_limit(1))
    assert [channels(world, one, person) for person in (ADULT, OTHER)] == [["whatsapp"], ["whatsapp"]]


def test_a_number_that_has_written_to_all_it_may_is_left_out_of_the_ladder(world: World) -> None:
    lanes = with_limit(1)
    one = released(world, lanes)
    settle_others(world, one, ADULT, OTHER)
    for person in (ADULT, OTHER):
        becomes(world, rows(world, one)[person, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"), lanes)
    consume(world, at("06:53"), lanes)
    assert sorted([channels(world, one, ADULT)[1], channels(world, one, OTHER)[1]]) == ["sms", "whatsapp"]


def test_nobody_climbs_to_an_account_that_is_dead_while_another_of_its_kind_works(world: World) -> None:
    twin = replace(SMS, name=LaneName("sms-smsc"))
    lanes = replace(LADDER, families=(FAMILIES, SMS, twin))
    one = released(world, lanes)
    settle_others(world, one, ADULT, OTHER)
    with world.storage.transaction() as tx:
        tx.health.keep(
            LaneState(lane=name, share=50, dead_until=at("06:58") if dead else None)
            for name, dead in ((SMS.name, True), (twin.name, False))
        )
    for person in (ADULT, OTHER):
        becomes(world, rows(world, one)[person, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"), lanes)
    assert {row.lane for row in rows(world, one).values() if row.channel is ChannelKind.SMS} == {twin.name}


def test_however_many_climb_at_once_each_is_written_to_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "AT_ONCE", 1)
    one = released(world)
    for person in (ADULT, OTHER):
        becomes(world, rows(world, one)[person, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"))
    assert [channels(world, one, person) for person in (ADULT, OTHER)] == [["telegram", "whatsapp"]] * 2


def test_a_look_that_is_repeated_adds_nothing(world: World) -> None:
    one = released(world)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    for second in range(5):
        consume(world, at("06:52") + timedelta(seconds=second))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp"]


def test_a_teacher_who_does_not_acknowledge_hears_on_a_second_path(world: World) -> None:
    one = released(world)
    becomes(
        world,
        rows(world, one, Purpose.STAFF_ORDER)[teacher("0А"), ChannelKind.TELEGRAM],
        DeliveryState.ACCEPTED,
        when=at("06:51"),
    )
    consume(world, at("07:00"))
    assert channels(world, one, teacher("0А"), Purpose.STAFF_ORDER) == ["telegram"]
    consume(world, at("07:01"))
    assert channels(world, one, teacher("0А"), Purpose.STAFF_ORDER) == ["telegram", "sms"]


def test_the_looks_end_when_nobody_needs_them_any_more(world: World) -> None:
    one = released(world)
    waiting = select(func.count()).where(outbox.c.finished_at.is_(None), outbox.c.kind == EventKind.NEXT_RUNG)
    for purpose in (Purpose.FAMILY_NOTICE, Purpose.STAFF_ORDER):
        for row in rows(world, one, purpose).values():
            becomes(world, row, DeliveryState.ACCEPTED, DeliveryState.READ, when=at("06:51"))
    staff = {person for person, _ in rows(world, one, Purpose.STAFF_ORDER)}
    with world.storage.transaction() as tx:
        for person in staff:
            acknowledge(tx, order_id=one.id, revision=1, person=person, now=at("06:51"), means="telegram")
    consume(world, at("06:52"))
    with world.storage.transaction() as tx:
        assert tx._connection.execute(waiting).scalar_one() == 0


def test_with_one_channel_nothing_is_ever_looked_at(world: World) -> None:
    released(world, LANES)
    with world.storage.transaction() as tx:
        looks = select(func.count()).where(outbox.c.kind == EventKind.NEXT_RUNG)
        assert tx._connection.execute(looks).scalar_one() == 0


def limited(tenge: int) -> Lanes:
    return replace(LADDER, families=(FAMILIES, SMS), limit_tiyn=tenge * 100)


def test_beyond_the_limit_the_signer_is_asked_and_one_tap_lets_it_go_on(world: World) -> None:
    lanes = limited(10)
    one = released(world, lanes)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"), lanes)
    assert channels(world, one, ADULT) == ["telegram"]
    [(asked, _)] = rows(world, one, Purpose.COST_QUESTION)
    assert asked == HEAD
    with world.storage.transaction() as tx:
        assert [call.person for call in delivery_report(tx, one.id, lanes).call_list] == [ADULT]
        answers = [
            allow(tx, tx.orders.get(one.id), by=by, limit_tiyn=6000, now=at("06:53"), edition=EDITION)
            for by in (teacher("0А"), HEAD, HEAD)
        ]
    assert answers == [Allowed.NOT_YOURS, Allowed.RECORDED, Allowed.REPEATED]
    consume(world, at("06:54"), lanes)
    assert channels(world, one, ADULT) == ["telegram", "sms"]


def test_who_can_only_be_told_for_money_beyond_the_limit_is_on_record_with_the_reason(world: World) -> None:
    with world.storage.transaction() as tx:
        tx.roster.set_blocked(FAMILIES.name, world.chats[ADULT], blocked=True)
    lanes = limited(10)
    one = released(world, lanes)
    [row] = [row for (person, _), row in rows(world, one).items() if person == ADULT]
    assert (row.state, row.reason) == (DeliveryState.SUPPRESSED, Suppression.COST_LIMIT)
    with world.storage.transaction() as tx:
        allow(tx, tx.orders.get(one.id), by=HEAD, limit_tiyn=6000, now=at("06:53"), edition=EDITION)
    consume(world, at("06:54"), lanes)
    assert channels(world, one, ADULT) == ["sms"]


def told_everywhere(world: World, one: Order) -> None:
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.UNKNOWN, when=at("06:51"))
    consume(world, at("06:57"))
    becomes(world, rows(world, one)[ADULT, ChannelKind.WHATSAPP], DeliveryState.ACCEPTED, when=at("06:57"))


def test_a_withdrawal_follows_the_notice_on_every_channel(world: World) -> None:
    one = released(world)
    told_everywhere(world, one)
    world.put(replace(one, state=OrderState.REVOKED, updated_at=at("06:58")), EventKind.ORDER_REVOKED, now=at("06:58"))
    consume(world, at("06:58"))
    taken = {key: row.state for key, row in rows(world, one, Purpose.REVOCATION).items() if key[0] == ADULT}
    assert taken == {
        (ADULT, ChannelKind.TELEGRAM): DeliveryState.PLANNED,
        (ADULT, ChannelKind.WHATSAPP): DeliveryState.PLANNED,
    }


def test_a_region_is_given_the_all_clear_part_by_part_and_each_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "AT_ONCE", 1)
    one = released(world)
    settle_others(world, one)
    world.put(replace(one, state=OrderState.REVOKED, updated_at=at("06:58")), EventKind.ORDER_REVOKED, now=at("06:58"))
    consume(world, at("06:58"))
    told = set(rows(world, one))
    assert {key for key in rows(world, one, Purpose.REVOCATION) if key in told} == told
    assert set(rows(world, one, Purpose.REPLACED_MARK)) == told


def test_an_all_clear_is_sent_whatever_the_notice_has_cost(world: World) -> None:
    with world.storage.transaction() as tx:
        tx.roster.set_blocked(FAMILIES.name, world.chats[ADULT], blocked=True)
    lanes = limited(45)
    one = released(world, lanes)
    becomes(world, rows(world, one)[ADULT, ChannelKind.SMS], DeliveryState.ACCEPTED, when=at("06:51"))
    world.put(replace(one, state=OrderState.REVOKED, updated_at=at("06:58")), EventKind.ORDER_REVOKED, now=at("06:58"))
    consume(world, at("06:58"), lanes)
    assert channels(world, one, ADULT, Purpose.REVOCATION) == ["sms"]


def test_an_all_clear_climbs_whatever_the_notice_has_cost(world: World) -> None:
    lanes = limited(45)
    one = released(world, lanes)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.UNKNOWN, when=at("06:51"))
    consume(world, at("06:57"), lanes)
    becomes(world, rows(world, one)[ADULT, ChannelKind.SMS], DeliveryState.ACCEPTED, when=at("06:57"))
    becomes(world, rows(world, one)[OTHER, ChannelKind.TELEGRAM], DeliveryState.ACCEPTED, when=at("06:57"))
    world.put(replace(one, state=OrderState.REVOKED, updated_at=at("06:58")), EventKind.ORDER_REVOKED, now=at("06:58"))
    consume(world, at("06:58"), lanes)
    news = rows(world, one, Purpose.REVOCATION)[OTHER, ChannelKind.TELEGRAM]
    becomes(world, news, DeliveryState.REFUSED, when=at("06:59"))
    consume(world, at("07:00"), lanes)
    assert channels(world, one, OTHER, Purpose.REVOCATION) == ["telegram", "sms"]


def test_a_replacing_order_is_told_wherever_the_former_was(world: World) -> None:
    former = released(world)
    told_everywhere(world, former)
    world.put(replace(former, state=OrderState.AMENDED), EventKind.REMIND, now=at("06:58"))
    wider = signed(order(id=OrderId("b" * 32), grades=(0, 1), check_code="KSTNEW22", amends=former.id), when="06:58")
    one = world.put(wider, EventKind.ORDER_APPROVED, now=at("06:58"))
    consume(world, at("06:58"))
    assert channels(world, one, ADULT) == ["telegram", "whatsapp"]


def texts(world: World, found: Sequence[Delivery]) -> Mapping[str, str]:
    with world.storage.transaction() as tx:
        said = tx.ledger.texts([row.text for row in found])
    return {row.edits: said[row.text].body for row in found}


def test_the_old_message_is_marked_in_place_after_the_new_one_has_gone(world: World) -> None:
    one = released(world)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.ACCEPTED, when=at("06:51"))
    world.put(replace(one, state=OrderState.REVOKED, updated_at=at("06:58")), EventKind.ORDER_REVOKED, now=at("06:58"))
    consume(world, at("06:58"))
    [mark] = rows(world, one, Purpose.REPLACED_MARK).values()
    news = rows(world, one, Purpose.REVOCATION)[ADULT, ChannelKind.TELEGRAM]
    assert (mark.person, mark.edits, mark.after) == (ADULT, "7", news.id)
    assert texts(world, [mark])["7"].startswith("КҮШІ ЖОЙЫЛДЫ.")
    with world.storage.transaction() as tx:
        first = tx.ledger.claim(FAMILIES.name, now=at("06:59"), limit=10, lease=timedelta(minutes=1))
    assert [row.purpose for row in first] == [Purpose.REVOCATION]


def test_the_question_of_cost_says_which_order_it_is_about(world: World) -> None:
    lanes = limited(10)
    one = released(world, lanes)
    settle_others(world, one, ADULT)
    becomes(world, rows(world, one)[ADULT, ChannelKind.TELEGRAM], DeliveryState.REFUSED, when=at("06:51"))
    consume(world, at("06:52"), lanes)
    [question] = rows(world, one, Purpose.COST_QUESTION).values()
    with world.storage.reading() as tx:
        said = tx.ledger.texts([question.text])[question.text].body
    assert one.check_code in said
    assert "учатся дома, дистанционно" in said
    assert "2026" in said
