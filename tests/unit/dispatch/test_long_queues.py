"""A lane that cannot reach everybody in its queue: whoever stands too far back goes on at once, the others wait."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from channels.base import ChannelKind
from dispatch.climbing import EVERY, HEARD_ELSEWHERE
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose
from dispatch.lanes import LANES, Lane, Lanes
from dispatch.pacing import Pace
from dispatch.planner import plan_pending
from dispatch.report import delivery_report
from dispatch.roster import Contact
from orders.order import Order, OrderId, OrderState
from orders.organisation import PersonId
from orders.ports import EventKind
from storage import SqlStorage
from tests.unit.dispatch.samples import EDITIONS, FAMILIES, HEAD, STAFF, World, at, guardian, order, signed

SLOW = Pace(interval=timedelta(minutes=10))
BOT = replace(FAMILIES, pace=SLOW)
WHATSAPP = Lane(name=LaneName("whatsapp-cloud"), channel=ChannelKind.WHATSAPP, route=LaneName("whatsapp"))
SMS = Lane(name=LaneName("sms-mobizon"), channel=ChannelKind.SMS, route=LaneName("sms"), part_price_tiyn=1500)
LADDER = Lanes(families=(BOT, WHATSAPP, SMS), staff=(STAFF,), sites=LANES.sites)
FAMILY_COUNT = 8
PEOPLE = tuple(guardian("0А", number) for number in range(FAMILY_COUNT))
OTHERS = tuple(guardian("4А", number) for number in range(FAMILY_COUNT))
IN_TIME = 5  # messages ten minutes apart from 06:50 to 07:42, when WhatsApp has to begin
FIRST_LOOK = at("06:50") + EVERY


@pytest.fixture
def world(sqlite_storage: SqlStorage) -> World:
    found = World(sqlite_storage).furnish(classes=("0А", "4А"), families=FAMILY_COUNT)
    with sqlite_storage.transaction() as tx:
        for number, person in enumerate((*PEOPLE, *OTHERS)):
            for channel in (ChannelKind.WHATSAPP, ChannelKind.SMS):
                at_phone = Contact(
                    person=person, channel=channel, lane=LaneName(channel.value), address=f"+770100000{number:02}"
                )
                tx.roster.put_contact(at_phone)
    return found


def consume(world: World, now: datetime, lanes: Lanes = LADDER) -> None:
    with world.storage.transaction() as tx:
        plan_pending(tx, now=now, editions=EDITIONS, lanes=lanes, public_url="https://boran.example")


def released(world: World, lanes: Lanes = LADDER, *, when: str = "06:50", **changed: object) -> Order:
    one = signed(order(**{"grades": (0,), **changed}), when=when)
    world.put(one, EventKind.ORDER_APPROVED, now=at(when))
    consume(world, at(when), lanes)
    with world.storage.transaction() as tx:
        found = tx.orders.get(one.id)
    assert found is not None
    return found


def released_second(world: World, lanes: Lanes = LADDER) -> Order:
    return released(world, lanes, id=OrderId("b" * 32), grades=(4,), check_code="KSTNEW22")


def rows(world: World, one: Order, purpose: Purpose = Purpose.FAMILY_NOTICE) -> Sequence[Delivery]:
    with world.storage.transaction() as tx:
        return tx.ledger.of_order(one.id, purposes=(purpose,))


def told_on(world: World, one: Order, channel: ChannelKind) -> list[PersonId]:
    return [row.person for row in rows(world, one) if row.channel is channel]


def states(world: World, one: Order, channel: ChannelKind) -> dict[PersonId, DeliveryState]:
    return {row.person: row.state for row in rows(world, one) if row.channel is channel}


def becomes(world: World, row: Delivery, *states: DeliveryState, when: datetime) -> None:
    with world.storage.transaction() as tx:
        for state in (DeliveryState.CLAIMED, *states):
            tx.ledger.record([Change(delivery=row.id, state=state, at=when, provider_message_id="7")])


def arrives(world: World, one: Order, channel: ChannelKind, *people: PersonId, when: datetime) -> None:
    for row in rows(world, one):
        if row.channel is channel and row.person in people:
            becomes(world, row, DeliveryState.ACCEPTED, DeliveryState.DELIVERED, when=when)


def test_who_stands_too_far_back_is_written_to_on_the_next_channel_at_the_first_look(world: World) -> None:
    one = released(world)
    assert told_on(world, one, ChannelKind.WHATSAPP) == []
    consume(world, FIRST_LOOK)
    assert told_on(world, one, ChannelKind.TELEGRAM) == list(PEOPLE)
    assert told_on(world, one, ChannelKind.WHATSAPP) == list(PEOPLE[IN_TIME:])
    assert told_on(world, one, ChannelKind.SMS) == []


def test_a_quick_lane_lets_nobody_climb(world: World) -> None:
    quick = replace(LADDER, families=(FAMILIES, WHATSAPP, SMS))
    one = released(world, quick)
    consume(world, FIRST_LOOK, quick)
    assert told_on(world, one, ChannelKind.WHATSAPP) == []


def test_nobody_climbs_before_the_window_opens(world: World) -> None:
    one = released(world, when="06:10")
    consume(world, at("06:44"))
    assert told_on(world, one, ChannelKind.WHATSAPP) == []


def test_the_rows_of_other_orders_stand_in_the_same_queue(world: World) -> None:
    first = released(world)
    second = released_second(world)
    consume(world, FIRST_LOOK)
    assert told_on(world, first, ChannelKind.WHATSAPP) == list(PEOPLE[IN_TIME:])
    assert told_on(world, second, ChannelKind.WHATSAPP) == list(OTHERS)


def test_what_a_worker_holds_is_ahead_of_the_queue(world: World) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        tx.ledger.claim(BOT.name, now=at("06:50"), limit=2, lease=timedelta(minutes=5))
    consume(world, FIRST_LOOK)
    assert told_on(world, one, ChannelKind.WHATSAPP) == list(PEOPLE[IN_TIME:])


def test_the_next_channel_has_a_cut_of_its_own(world: World) -> None:
    both_slow = replace(LADDER, families=(BOT, replace(WHATSAPP, pace=SLOW), SMS))
    one, other = released(world, both_slow), released_second(world)
    consume(world, FIRST_LOOK, both_slow)
    on_whatsapp = [person for each in (one, other) for person in told_on(world, each, ChannelKind.WHATSAPP)]
    assert told_on(world, one, ChannelKind.SMS) == told_on(world, other, ChannelKind.SMS) == []
    consume(world, FIRST_LOOK + EVERY, both_slow)
    on_sms = [person for each in (one, other) for person in told_on(world, each, ChannelKind.SMS)]
    assert on_sms == on_whatsapp[5:]  # ten minutes apart until 07:45


def test_nobody_hears_twice_on_a_channel_however_often_it_is_looked_at(world: World) -> None:
    one = released(world)
    now = FIRST_LOOK
    while now < at("08:00"):
        consume(world, now)
        now += timedelta(minutes=3)
    counted = Counter((row.person, row.channel) for row in rows(world, one))
    assert set(counted.values()) == {1}
    assert {row.state for row in rows(world, one)} == {DeliveryState.PLANNED}


def test_what_waits_for_somebody_who_has_heard_is_taken_out_of_the_queue(world: World) -> None:
    one = released(world)
    consume(world, FIRST_LOOK)
    early, *later = PEOPLE[IN_TIME:]
    arrives(world, one, ChannelKind.WHATSAPP, early, when=FIRST_LOOK)
    consume(world, FIRST_LOOK + EVERY)
    on_telegram = states(world, one, ChannelKind.TELEGRAM)
    assert on_telegram.pop(early) is DeliveryState.SUPERSEDED
    assert set(on_telegram.values()) == {DeliveryState.PLANNED}
    assert [row.reason for row in rows(world, one) if row.state is DeliveryState.SUPERSEDED] == [HEARD_ELSEWHERE]
    assert set(states(world, one, ChannelKind.WHATSAPP)) == {early, *later}


def test_what_costs_is_not_sent_to_somebody_the_first_channel_has_reached_after_all(world: World) -> None:
    lanes = replace(LADDER, families=(BOT, SMS))
    one = released(world, lanes)
    consume(world, FIRST_LOOK, lanes)
    [first, *_] = climbed = told_on(world, one, ChannelKind.SMS)
    [row] = [row for row in rows(world, one) if (row.person, row.channel) == (first, ChannelKind.TELEGRAM)]
    becomes(world, row, DeliveryState.ACCEPTED, when=FIRST_LOOK)
    consume(world, FIRST_LOOK + EVERY, lanes)
    on_sms = states(world, one, ChannelKind.SMS)
    assert [on_sms[person] for person in climbed] == [
        DeliveryState.SUPERSEDED,
        *(DeliveryState.PLANNED for _ in climbed[1:]),
    ]
    with world.storage.transaction() as tx:
        spent = tx.spending.spent(one.id)
    assert spent == sum(row.price_tiyn for row in rows(world, one) if row.person in climbed[1:])


def test_whom_no_queue_gets_to_before_the_window_closes_is_on_the_call_list_in_time(world: World) -> None:
    both_slow = replace(LADDER, families=(BOT, replace(SMS, pace=SLOW)))
    one, other = released(world, both_slow), released_second(world, both_slow)
    for now in (FIRST_LOOK, FIRST_LOOK + EVERY):
        consume(world, now, both_slow)
    climbed = [person for each in (one, other) for person in told_on(world, each, ChannelKind.SMS)]
    with world.storage.transaction() as tx:
        calls = [
            call
            for each in (one, other)
            for call in delivery_report(tx, each.id, both_slow, now=FIRST_LOOK + EVERY).call_list
        ]
    assert [call.person for call in calls] == climbed[6:]  # ten minutes apart until 08:00
    assert {call.why for call in calls} == {("telegram: planned", "sms: planned")}


def test_an_all_clear_goes_on_wherever_the_notice_was(world: World) -> None:
    one = released(world)
    consume(world, FIRST_LOOK)
    both = PEOPLE[-1]
    for channel in (ChannelKind.TELEGRAM, ChannelKind.WHATSAPP):
        arrives(world, one, channel, both, when=FIRST_LOOK)
    revoked = replace(one, state=OrderState.REVOKED, updated_at=at("06:58"))
    world.put(revoked, EventKind.ORDER_REVOKED, now=at("06:58"))
    consume(world, at("06:58"))
    news = {row.channel: row for row in rows(world, one, Purpose.REVOCATION) if row.person == both}
    becomes(world, news[ChannelKind.TELEGRAM], DeliveryState.ACCEPTED, when=at("06:59"))
    consume(world, at("07:00"))
    after = {row.channel: row.state for row in rows(world, one, Purpose.REVOCATION) if row.person == both}
    assert after == {
        ChannelKind.TELEGRAM: DeliveryState.ACCEPTED,
        ChannelKind.WHATSAPP: DeliveryState.PLANNED,
    }


def test_the_signer_is_asked_when_only_money_reaches_those_too_far_back(world: World) -> None:
    lanes = replace(LADDER, families=(BOT, SMS), limit_tiyn=1000)
    one = released(world, lanes)
    assert [row.person for row in rows(world, one, Purpose.COST_QUESTION)] == [HEAD]
    consume(world, FIRST_LOOK, lanes)
    assert told_on(world, one, ChannelKind.SMS) == []


def test_nobody_is_asked_for_money_while_a_channel_that_costs_nothing_is_left(world: World) -> None:
    lanes = replace(LADDER, limit_tiyn=1000)
    one = released(world, lanes)
    consume(world, FIRST_LOOK, lanes)
    assert told_on(world, one, ChannelKind.WHATSAPP) == list(PEOPLE[IN_TIME:])
    assert rows(world, one, Purpose.COST_QUESTION) == []
