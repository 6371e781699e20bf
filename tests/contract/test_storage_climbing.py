"""Whom another channel could still reach, what it costs, how well the accounts work: the same on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.base import ChannelKind, Reason
from dispatch.delivery import Change, DeliveryState, LaneName, Purpose, Suppression
from dispatch.health import LaneState
from dispatch.lanes import Lane
from dispatch.roster import Contact, Pupil
from dispatch.unsettled import Cut, Look
from orders.order import OrderId, OrderState
from orders.organisation import ClassId, Person, PersonId, PupilId
from storage import SqlStorage
from storage.transaction import SqlTransaction
from tests.contract.storage_samples import (
    LANE,
    NOW,
    ORDER,
    delivery,
    minutes,
    order,
    organisation,
    school_class,
)

SMS = Lane(name=LaneName("sms-one"), channel=ChannelKind.SMS, route=LaneName("sms"), part_price_tiyn=900)
OTHER_SMS = Lane(name=LaneName("sms-two"), channel=ChannelKind.SMS, route=LaneName("sms"), part_price_tiyn=1100)


def person(tx: SqlTransaction, number: int, *lanes: str) -> PersonId:
    who = PersonId(f"person-{number}")
    tx.registry_writer.add_person(Person(id=who, name="…", locale="kk"))
    for lane in lanes:
        kind = ChannelKind.TELEGRAM if lane == LANE else ChannelKind(lane)
        tx.roster.put_contact(Contact(person=who, channel=kind, lane=LaneName(lane), address=f"{lane}-{number}"))
    return who


def looked(**changed: Any) -> Look:
    values: dict[str, Any] = {
        "order": ORDER,
        "revision": 1,
        "purpose": Purpose.FAMILY_NOTICE,
        "routes": (LANE, LaneName("sms")),
        "older_than": dict.fromkeys(ChannelKind, NOW),
    }
    return Look(**{**values, **changed})


@pytest.mark.parametrize(
    ("state", "changed", "look", "found"),
    [
        (DeliveryState.REFUSED, {}, {}, True),
        (DeliveryState.PLANNED, {}, {}, False),
        (DeliveryState.PLANNED, {}, {"waiting": True}, True),
        (DeliveryState.PLANNED, {}, {"dead": (LANE,)}, True),
        (DeliveryState.PLANNED, {}, {"dead": ("another",)}, False),
        (DeliveryState.ACCEPTED, {"accepted_at": NOW}, {}, False),
        (DeliveryState.ACCEPTED, {"accepted_at": NOW}, {"everybody": True}, True),
        (DeliveryState.UNKNOWN, {"updated_at": NOW}, {}, True),
        (DeliveryState.UNKNOWN, {"updated_at": NOW + minutes(1)}, {}, False),
        (DeliveryState.DEFERRED, {"attempts": 1, "not_before": NOW}, {}, True),
        (DeliveryState.DEFERRED, {"attempts": 0, "not_before": NOW}, {}, False),
        (DeliveryState.SUPPRESSED, {"reason": Suppression.COST_LIMIT}, {}, False),
        (DeliveryState.SUPPRESSED, {"reason": Suppression.COST_LIMIT}, {"held_back": True}, True),
    ],
)
def test_a_row_is_looked_at_when_its_person_may_need_another_channel(
    storage: SqlStorage, state: DeliveryState, changed: dict[str, Any], look: dict[str, Any], found: bool
) -> None:
    with storage.transaction() as tx:
        who = person(tx, 1, LANE, "sms")
        tx.ledger.add([], [delivery(1, person=who, state=state, **changed)])
        assert list(tx.unsettled.persons(looked(**look))) == ([who] if found else [])


def queue(tx: SqlTransaction, count: int, **changed: Any) -> list[PersonId]:
    """Plan a row for each of so many people who have an SMS contact as well, and return them in the order of claims."""
    people = [person(tx, number, LANE, "sms") for number in range(count)]
    tx.ledger.add([], [delivery(number, person=who, **changed) for number, who in enumerate(people)])
    return people


def test_a_cut_lies_behind_so_many_messages_of_a_lane_in_the_order_of_claims(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        queue(tx, 5)
        soon, staff = PersonId("soon"), PersonId("staff")
        tx.ledger.add([], [delivery(11, person=soon, not_after=delivery().not_after - minutes(1))])
        tx.ledger.add([], [delivery(12, person=staff, purpose=Purpose.STAFF_ORDER)])
        tx.ledger.add([], [delivery(13, person=staff, lane=SMS.name, channel=ChannelKind.SMS)])
        cuts = [tx.unsettled.cut(LANE, reach, now=NOW) for reach in range(7)]
        places = [cut.place for cut in cuts if cut]
        assert len(places) == 7
        assert places == sorted(places)
        assert tx.unsettled.cut(LANE, 7, now=NOW) is None
        [soonest, of_staff, *_] = tx.ledger.claim(LANE, now=NOW, limit=9, lease=minutes(5))
        assert [place[0] for place in places[:2]] == [soonest.not_after, of_staff.not_after]
        assert [row.person for row in (soonest, of_staff)] == [soon, staff]
        assert places[1][1] < places[2][1]  # staff before families


@pytest.mark.parametrize("claimed", [0, 2])
def test_whoever_stands_behind_a_cut_is_looked_at_and_nobody_ahead_of_it(storage: SqlStorage, claimed: int) -> None:
    with storage.transaction() as tx:
        people = queue(tx, 6)
        tx.ledger.claim(LANE, now=NOW, limit=claimed, lease=minutes(5))
        cut = tx.unsettled.cut(LANE, 4, now=NOW)
        assert cut is not None
        look = looked(cuts=(cut,))
        assert list(tx.unsettled.persons(look)) == people[4:]
        behind = tx.unsettled.beyond(look, people)
        assert behind == {row.id for row in tx.ledger.of_order(ORDER) if row.person in people[4:]}
        assert tx.unsettled.beyond(look, people[:5]) < behind
        assert tx.unsettled.beyond(looked(), people) == frozenset()
        assert list(tx.unsettled.persons(look_elsewhere(cut))) == []
        assert tx.unsettled.cut(LANE, 6, now=NOW) is None
        assert tx.unsettled.cut(LANE, 0, now=delivery().not_after) is None


def look_elsewhere(cut: Cut) -> Look:
    """Return the look with the same cut on another lane."""
    return looked(cuts=(replace(cut, lane=LaneName("another")),))


def test_the_rows_of_other_orders_count_and_are_not_looked_at(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(90 + n, person=f"first-{n}", order=OrderId("first")) for n in range(3)])
        people = queue(tx, 3)
        cut = tx.unsettled.cut(LANE, 4, now=NOW)
        assert cut is not None
        assert list(tx.unsettled.persons(looked(cuts=(cut,)))) == people[1:]


def test_nobody_is_looked_at_again_for_whom_something_was_planned_later(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        first, second = queue(tx, 2)
        tx.roster.put_contact(
            Contact(person=first, channel=ChannelKind.WHATSAPP, lane=LaneName("whatsapp"), address="+77010000001")
        )
        on_sms = delivery(50, person=first, channel=ChannelKind.SMS, lane=SMS.name)
        tx.ledger.add([], [on_sms])
        cut, behind_sms = tx.unsettled.cut(LANE, 0, now=NOW), tx.unsettled.cut(SMS.name, 0, now=NOW)
        assert cut is not None
        assert behind_sms is not None
        routes = (LANE, LaneName("sms"), LaneName("whatsapp"))
        assert list(tx.unsettled.persons(looked(routes=routes, cuts=(cut,)))) == [second]
        assert list(tx.unsettled.persons(looked(routes=routes, cuts=(cut, behind_sms)))) == [first, second]
        assert on_sms.id not in tx.unsettled.beyond(looked(cuts=(cut,)), [first, second])


def test_any_number_of_lanes_may_be_cut(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        [only] = queue(tx, 1)
        cut = tx.unsettled.cut(LANE, 0, now=NOW)
        assert cut is not None
        others = tuple(replace(cut, lane=LaneName(f"bot-{number}")) for number in range(1_500))
        assert list(tx.unsettled.persons(looked(cuts=(*others, cut)))) == [only]


@pytest.mark.parametrize(
    ("channel", "state", "silent", "needless"),
    [
        (ChannelKind.SMS, DeliveryState.DELIVERED, (), True),
        (ChannelKind.SMS, DeliveryState.READ, (), True),
        (ChannelKind.SMS, DeliveryState.ACCEPTED, (), False),
        (ChannelKind.SMS, DeliveryState.ACCEPTED, (SMS.name,), True),
        (ChannelKind.EMAIL, DeliveryState.ACCEPTED, (), True),
        (ChannelKind.SMS, DeliveryState.REFUSED, (), False),
        (ChannelKind.SMS, DeliveryState.PLANNED, (), False),
        (ChannelKind.SMS, DeliveryState.UNKNOWN, (), False),
    ],
)
def test_what_waits_for_somebody_who_has_heard_elsewhere_is_needless(
    storage: SqlStorage, channel: ChannelKind, state: DeliveryState, silent: tuple[LaneName, ...], needless: bool
) -> None:
    with storage.transaction() as tx:
        heard, other = queue(tx, 2)
        tried = delivery(40, person=PersonId("tried"), state=DeliveryState.DEFERRED, attempts=1)
        elsewhere = {"channel": channel, "lane": SMS.name, "state": state}
        rows = [tried, *(delivery(n, person=who, **elsewhere) for n, who in ((50, heard), (51, tried.person)))]
        tx.ledger.add([], [*rows, delivery(52, person=other, revision=2, **elsewhere)])
        expected = [delivery(0).id] if needless else []
        assert list(tx.unsettled.needless(looked(), silent=silent)) == expected


def test_nobody_without_another_open_channel_is_looked_at(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        alone, blocked, used = person(tx, 1, LANE), person(tx, 2, LANE, "sms"), person(tx, 3, LANE, "sms")
        tx.roster.set_blocked(LaneName("sms"), "sms-2", blocked=True)
        refused = [delivery(n, person=who, state=DeliveryState.REFUSED) for n, who in enumerate((alone, blocked, used))]
        tx.ledger.add([], [*refused, delivery(9, person=used, channel=ChannelKind.SMS, state=DeliveryState.REFUSED)])
        assert list(tx.unsettled.persons(looked())) == []
        assert not tx.unsettled.anybody(looked())


def test_kin_are_all_adults_of_the_same_children(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(organisation())
        tx.registry_writer.add_class(school_class())
        mother, father, stranger = (person(tx, number, LANE) for number in range(3))
        child = PupilId("child")
        tx.registry_writer.add_pupil(Pupil(id=child, name="…", class_id=school_class().id))
        for adult in (mother, father):
            tx.registry_writer.add_guardian(adult, child)
        found = {member.person: member for member in tx.unsettled.kin([mother, stranger])}
        assert found.keys() == {mother, father, stranger}
        assert (found[father].pupils, found[father].classes) == ((child,), (school_class().id,))
        assert found[stranger].pupils == ()


def test_people_are_counted_by_the_channels_they_have(storage: SqlStorage) -> None:
    routes = {ChannelKind.TELEGRAM: (LANE,), ChannelKind.SMS: (LaneName("sms"),)}
    with storage.transaction() as tx:
        tx.registry_writer.add_organisation(organisation())
        tx.registry_writer.add_class(school_class())
        for number, lanes in enumerate(((LANE,), (LANE, "sms"), (LANE, "sms"), ("sms",), ())):
            tx.roster.follow(person(tx, number, *lanes), school_class().id)
        crowd = tx.crowds.of_classes([school_class().id], routes)
        nobody = tx.crowds.of_classes([ClassId("none")], routes)
    assert crowd.people == {
        (ChannelKind.TELEGRAM,): 1,
        (ChannelKind.TELEGRAM, ChannelKind.SMS): 2,
        (ChannelKind.SMS,): 1,
        (): 1,
    }
    assert nobody.people == {}


def test_what_an_order_costs_is_what_has_left_or_may_leave(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        rows = [
            delivery(n, person=f"p{n}", price_tiyn=1800, state=state)
            for n, state in enumerate((DeliveryState.PLANNED, DeliveryState.ACCEPTED, DeliveryState.SUPERSEDED))
        ]
        tx.ledger.add([], rows)
        assert tx.spending.spent(ORDER) == 3600
        assert tx.spending.allowed(ORDER) is None
        assert tx.spending.allow(ORDER, limit_tiyn=5000, by=PersonId("head"), at=NOW)
        assert not tx.spending.allow(ORDER, limit_tiyn=4000, by=PersonId("head"), at=NOW)
        assert tx.spending.allowed(ORDER) == 5000


def test_the_state_of_an_account_comes_back_as_it_was(storage: SqlStorage) -> None:
    kept = LaneState(lane=SMS.name, share=18, dead_until=NOW + minutes(5), shifted_at=NOW)
    with storage.transaction() as tx:
        tx.health.keep([LaneState(lane=SMS.name, share=75), kept])
        assert tx.health.states() == {SMS.name: kept}


def test_an_account_is_observed_by_its_own_troubles_and_not_by_bad_numbers(storage: SqlStorage) -> None:
    def row(number: int, **changed: Any) -> Any:
        return delivery(number, person=f"p{number}", channel=ChannelKind.SMS, lane=SMS.name, **changed)

    failed = {"state": DeliveryState.UNKNOWN, "updated_at": NOW, "reason": Reason.TIMEOUT}
    old = NOW - minutes(8)
    with storage.transaction() as tx:
        tx.ledger.add(
            [],
            [
                row(1, **failed),
                row(2, state=DeliveryState.REFUSED, updated_at=NOW, reason=Reason.BAD_ADDRESS),
                row(3, state=DeliveryState.ACCEPTED, accepted_at=NOW - timedelta(seconds=30)),
                row(4, state=DeliveryState.ACCEPTED, accepted_at=old),
                row(5, not_before=NOW - minutes(3), next_attempt_at=NOW - minutes(3), not_after=NOW + minutes(60)),
            ],
        )
        seen = tx.health.observe(SMS, now=NOW)
    assert (seen.accepted, seen.failed, seen.silent, seen.refused) == (1, 1, 1, False)
    assert seen.overdue == minutes(3)


@pytest.mark.parametrize("accepted_before", [timedelta(seconds=30), timedelta(minutes=3)])
def test_a_bot_is_idle_when_much_has_failed_and_nothing_was_accepted_for_two_minutes(
    storage: SqlStorage, accepted_before: timedelta
) -> None:
    bot = Lane(name=LANE, channel=ChannelKind.TELEGRAM)
    failed = {"state": DeliveryState.DEFERRED, "updated_at": NOW, "reason": Reason.CONNECTION}
    with storage.transaction() as tx:
        tx.orders.add(order(state=OrderState.RELEASED))
        tx.ledger.add([], [delivery(99, state=DeliveryState.ACCEPTED, accepted_at=NOW - accepted_before)])
        assert not tx.health.observe(bot, now=NOW).idle
        tx.ledger.add([], [delivery(number, **failed) for number in range(10)])
        assert tx.health.observe(bot, now=NOW).idle is (accepted_before > minutes(2))


def test_an_edit_stays_with_the_account_that_sent_the_message(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        rows = (delivery(n, channel=ChannelKind.SMS, lane=SMS.name, edits=edits) for n, edits in enumerate(("", "7")))
        tx.ledger.add([], list(rows))
        assert tx.health.move(SMS, OTHER_SMS, keep=0) == 1


def test_an_account_has_written_to_people_once_however_many_messages_they_got(storage: SqlStorage) -> None:
    whatsapp = LaneName("whatsapp-one")
    with storage.transaction() as tx:
        rows = (
            delivery(1, accepted_at=NOW, state=DeliveryState.READ),
            delivery(2, accepted_at=NOW, state=DeliveryState.ACCEPTED, person=delivery(1).person, revision=2),
            delivery(3, accepted_at=NOW - minutes(24 * 60), state=DeliveryState.DELIVERED),
            delivery(4, state=DeliveryState.PLANNED),
            delivery(5, state=DeliveryState.SUPERSEDED),
            delivery(6, state=DeliveryState.REFUSED),
        )
        tx.ledger.add([], [replace(row, lane=whatsapp, channel=ChannelKind.WHATSAPP) for row in rows])
        assert tx.health.written_to(whatsapp, since=NOW - minutes(24 * 60)) == 2
        assert tx.health.written_to(LaneName("another"), since=NOW - minutes(24 * 60)) == 0


def test_the_unsent_rows_of_an_account_go_to_another_of_its_route(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        rows = [
            delivery(n, person=f"p{n}", channel=ChannelKind.SMS, lane=SMS.name, address="+77010000001", parts=2)
            for n in range(200)
        ]
        tx.ledger.add([], rows)
        tx.ledger.record([Change(delivery=rows[0].id, state=DeliveryState.CLAIMED, at=NOW)])
        half = tx.health.move(SMS, OTHER_SMS, keep=50)
        rest = tx.health.move(SMS, OTHER_SMS, keep=0)
        moved = [row for row in tx.ledger.of_order(ORDER) if row.lane == OTHER_SMS.name]
    assert (90 <= half <= 110, half + rest) == (True, 199)
    assert {(row.price_tiyn, row.address) for row in moved} == {(2200, "+77010000001")}


def test_a_message_goes_to_another_bot_only_where_the_person_knows_it(storage: SqlStorage) -> None:
    first = Lane(name=LANE, channel=ChannelKind.TELEGRAM)
    second = Lane(name=LaneName("telegram-two"), channel=ChannelKind.TELEGRAM)
    with storage.transaction() as tx:
        both, one = person(tx, 1, LANE), person(tx, 2, LANE)
        there = Contact(person=both, channel=ChannelKind.TELEGRAM, lane=second.name, address="99")
        tx.roster.put_contact(there)
        tx.ledger.add([], [delivery(1, person=both), delivery(2, person=one)])
        assert tx.health.move(first, second, keep=0) == 1
        found = {row.person: (row.lane, row.address) for row in tx.ledger.of_order(ORDER)}
    assert found[both] == (second.name, "99")
    assert found[one][0] == LANE
