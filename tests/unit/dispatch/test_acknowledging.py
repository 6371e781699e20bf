"""A person's act, counted in pupils, recorded once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.acknowledging import AckOutcome, Coverage, Why, acknowledge, coverage, mark_told, unreached
from dispatch.delivery import Change, DeliveryState, Purpose
from dispatch.errors import UnknownOrder
from dispatch.planner import plan_pending
from dispatch.report import delivery_report
from dispatch.roster import Pupil
from orders.order import Order, OrderId, OrderState
from orders.organisation import PersonId, PupilId
from orders.ports import EventKind
from tests.unit.dispatch.samples import (
    DUTY,
    EDITIONS,
    FAMILIES,
    HEAD,
    OFFICER,
    RESPONSIBLE,
    World,
    at,
    class_id,
    guardian,
    order,
    pupil,
    signed,
    teacher,
)


@pytest.fixture
def released(world: World) -> Order:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with world.storage.transaction() as tx:
        tx.roster.set_blocked(FAMILIES.name, world.chats[guardian("0А", 1)], blocked=True)
        world.person(tx, PersonId("silent"), "Без телефона", lane=None)
        tx.registry_writer.add_guardian(PersonId("silent"), pupil("4А", 1))
        plan_pending(tx, now=at("06:10"), editions=EDITIONS)
        found = tx.orders.get(one.id)
    assert found is not None
    return found


def say(world: World, one: Order, person: PersonId, *, revision: int = 1) -> AckOutcome:
    with world.storage.transaction() as tx:
        answer = acknowledge(tx, order_id=one.id, revision=revision, person=person, now=at("07:00"), means="telegram")
    return answer.outcome


def tell(world: World, one: Order, number: int, *, by: PersonId, title: str = "4А") -> AckOutcome:
    with world.storage.transaction() as tx:
        return mark_told(tx, order_id=one.id, pupil=pupil(title, number), by=by, now=at("07:05")).outcome


def counted(world: World, one: Order) -> Coverage:
    with world.storage.transaction() as tx:
        return coverage(tx, one)


def why(world: World, one: Order, person: PersonId) -> dict[str, Why]:
    with world.storage.transaction() as tx:
        return {found.pupil: found.why for found in unreached(tx, order_id=one.id, teacher=person)}


def end(world: World, one: Order, states: dict[PersonId, DeliveryState]) -> None:
    with world.storage.transaction() as tx:
        tx.ledger.claim(FAMILIES.name, now=at("06:45"), limit=100, lease=timedelta(minutes=5))
        rows = [row for row in tx.ledger.of_order(one.id, purposes=(Purpose.FAMILY_NOTICE,)) if row.person in states]
        tx.ledger.record(
            [Change(delivery=row.id, state=states[row.person], at=at("06:46"), reason="…") for row in rows]
        )


def test_an_acknowledgement_is_recorded_once_and_every_repeat_is_harmless(world: World, released: Order) -> None:
    assert say(world, released, teacher("4А")) is AckOutcome.RECORDED
    assert say(world, released, teacher("4А")) is AckOutcome.REPEATED


def test_an_outdated_revision_is_stale_and_nothing_is_recorded(world: World, released: Order) -> None:
    assert say(world, released, teacher("4А"), revision=2) is AckOutcome.STALE
    assert counted(world, released).acknowledged == 0


@pytest.mark.parametrize("state", [OrderState.REVOKED, OrderState.AMENDED])
def test_a_withdrawn_order_has_nothing_to_acknowledge(world: World, released: Order, state: OrderState) -> None:
    with world.storage.transaction() as tx:
        tx.orders.save(replace(released, state=state))
    assert say(world, released, teacher("4А")) is AckOutcome.WITHDRAWN


def test_a_draft_and_a_forged_id_are_not_found(world: World) -> None:
    draft = world.put(order(), EventKind.DRAFT_READY, now=at("05:40"))
    assert say(world, draft, teacher("4А")) is AckOutcome.NOT_FOUND
    assert say(world, order(id=OrderId("f" * 32)), teacher("4А")) is AckOutcome.NOT_FOUND


@pytest.mark.parametrize("person", [guardian("5А", 0), guardian("2А", 0), OFFICER, PersonId("nobody")])
def test_whom_the_order_does_not_concern_cannot_acknowledge_it(world: World, released: Order, person: PersonId) -> None:
    assert say(world, released, person) is AckOutcome.NOT_CONCERNED
    with world.storage.transaction() as tx:
        assert not tx.acknowledgements.of_order(released.id)


@pytest.mark.parametrize("person", [guardian("0А", 1), teacher("4А"), teacher("5А"), RESPONSIBLE, DUTY, HEAD])
def test_families_of_its_classes_and_staff_of_the_school_may_acknowledge(
    world: World, released: Order, person: PersonId
) -> None:
    assert say(world, released, person) is AckOutcome.RECORDED


def test_who_follows_a_class_by_its_link_may_acknowledge_its_orders_only(world: World, released: Order) -> None:
    with world.storage.transaction() as tx:
        for person, title in (("aunt", "4А"), ("uncle", "5А")):
            world.person(tx, PersonId(person), person, lane=FAMILIES.name)
            tx.roster.follow(PersonId(person), class_id(title))
    assert say(world, released, PersonId("aunt")) is AckOutcome.RECORDED
    assert say(world, released, PersonId("uncle")) is AckOutcome.NOT_CONCERNED


def test_a_pupil_is_reached_when_one_adult_acknowledges(world: World, released: Order) -> None:
    assert counted(world, released) == Coverage(pupils=4, reached=0, teachers=2, acknowledged=0)
    say(world, released, guardian("4А", 1))
    say(world, released, teacher("0А"))
    assert counted(world, released) == Coverage(pupils=4, reached=1, teachers=2, acknowledged=1)


def test_a_message_that_arrived_is_not_a_pupil_that_is_reached(world: World, released: Order) -> None:
    end(world, released, {guardian("4А", 0): DeliveryState.ACCEPTED})
    assert counted(world, released).reached == 0


def test_the_homeroom_teacher_may_say_that_a_family_knows_and_nobody_else(world: World, released: Order) -> None:
    assert tell(world, released, 1, by=teacher("0А")) is AckOutcome.NOT_YOURS
    assert tell(world, released, 7, by=teacher("4А")) is AckOutcome.NOT_YOURS
    assert tell(world, released, 1, by=teacher("4А")) is AckOutcome.RECORDED
    assert tell(world, released, 1, by=teacher("4А")) is AckOutcome.REPEATED
    assert counted(world, released).reached == 1


def test_a_family_outside_the_order_cannot_be_marked(world: World, released: Order) -> None:
    assert tell(world, released, 0, by=teacher("5А"), title="5А") is AckOutcome.NOT_YOURS


def test_the_teachers_list_says_why_each_family_is_not_reached(world: World, released: Order) -> None:
    assert why(world, released, teacher("0А")) == {pupil("0А", 0): Why.WAITING, pupil("0А", 1): Why.BLOCKED}
    ended = {
        guardian("0А", 0): DeliveryState.ACCEPTED,
        guardian("4А", 0): DeliveryState.UNKNOWN,
        guardian("4А", 1): DeliveryState.REFUSED,
    }
    end(world, released, ended)
    assert why(world, released, teacher("0А"))[pupil("0А", 0)] is Why.NO_ANSWER
    assert why(world, released, teacher("4А")) == {pupil("4А", 0): Why.UNKNOWN, pupil("4А", 1): Why.FAILED}
    say(world, released, guardian("0А", 0))
    assert pupil("0А", 0) not in why(world, released, teacher("0А"))


def test_a_pupil_without_any_adult_has_no_contact(world: World) -> None:
    with world.storage.transaction() as tx:
        tx.registry_writer.add_pupil(Pupil(id=PupilId("p-orphan"), name="Ученик 0А-9", class_id=class_id("0А")))
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at("06:10"), editions=EDITIONS)
    assert why(world, one, teacher("0А"))["p-orphan"] is Why.NO_CONTACT


def test_a_stranger_has_no_list_and_an_unknown_order_is_an_error(world: World, released: Order) -> None:
    assert why(world, released, PersonId("nobody")) == {}
    with pytest.raises(UnknownOrder):
        why(world, order(id=OrderId("f" * 32)), teacher("4А"))


def test_before_the_release_nothing_is_counted(world: World) -> None:
    one = world.put(signed(order()), EventKind.DRAFT_READY, now=at("06:10"))
    assert counted(world, one) == Coverage()


def test_the_report_counts_deliveries_and_lists_every_silence(world: World, released: Order) -> None:
    end(world, released, {guardian("4А", 0): DeliveryState.ACCEPTED})
    say(world, released, guardian("4А", 0))
    with world.storage.transaction() as tx:
        report = delivery_report(tx, released.id)
    assert report.by_purpose["family_notice"] == {"accepted": 1, "claimed": 2, "suppressed": 2}
    assert report.by_channel == {"telegram": 9, "webhook": 1}
    assert (report.deliveries, report.coverage.reached) == (10, 1)
    reasons = {silence.person: silence.reason for silence in report.silences if silence.state == "suppressed"}
    assert reasons == {guardian("0А", 1): "blocked", "silent": "no_contact"}
    plain = report.as_json()
    assert plain["first_accepted_at"] == plain["last_accepted_at"] == "2026-01-16T06:46:00+05:00"
    assert plain["coverage"] == {"pupils": 4, "reached": 1, "teachers": 2, "acknowledged": 0}
    assert plain["state"] == "released"


def test_a_report_of_an_unknown_order_is_an_error_that_says_where_to_look(world: World) -> None:
    with world.storage.transaction() as tx, pytest.raises(UnknownOrder, match="boran orders list"):
        delivery_report(tx, OrderId("f" * 32))
