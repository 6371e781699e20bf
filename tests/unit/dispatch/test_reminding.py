"""Homeroom teachers are reminded once; then whoever controls it hears who is missing, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.delivery import Change, Delivery, DeliveryState, Purpose
from dispatch.planner import plan_pending
from dispatch.ports import Acknowledgement
from dispatch.reminding import EVERY, LAST, late_readers, remind, step_at
from orders.order import Order, OrderState, Scope, ScopeKind
from orders.organisation import Appointment, PersonId, Role
from orders.ports import EventKind
from tests.unit.dispatch.samples import (
    DAY,
    EDITION,
    EDITIONS,
    HEAD,
    OTHER_SCHOOL,
    RESPONSIBLE,
    SECOND,
    STAFF,
    World,
    at,
    delivery,
    emergency,
    order,
    signed,
    teacher,
)


@pytest.fixture
def released(world: World) -> Order:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, "06:10")
    deliver(world, one, "06:11")
    return one


def plan(world: World, clock: str) -> None:
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at(clock), editions=EDITIONS)


def deliver(world: World, one: Order, clock: str) -> None:
    """Let Telegram accept everything that waits for staff."""
    with world.storage.transaction() as tx:
        claimed = tx.ledger.claim(STAFF.name, now=at(clock), limit=100, lease=timedelta(minutes=5))
        tx.ledger.record([Change(delivery=row.id, state=DeliveryState.ACCEPTED, at=at(clock)) for row in claimed])


def ring(world: World, clock: str) -> int:
    with world.storage.transaction() as tx:
        events = remind(tx, now=at(clock), edition=EDITION)
    plan(world, clock)
    return events


def written_to(world: World, one: Order, purpose: Purpose) -> list[str]:
    with world.storage.transaction() as tx:
        return [row.person for row in tx.ledger.of_order(one.id, purposes=(purpose,))]


def body(world: World, one: Order, purpose: Purpose) -> str:
    with world.storage.transaction() as tx:
        [row] = tx.ledger.of_order(one.id, purposes=(purpose,))
        return tx.ledger.text(row.text).body


def acknowledge(world: World, one: Order, person: PersonId) -> None:
    with world.storage.transaction() as tx:
        tx.acknowledgements.add(
            Acknowledgement(order=one.id, revision=1, person=person, at=at("06:15"), means="telegram")
        )


def test_nobody_is_reminded_in_the_first_minutes(world: World, released: Order) -> None:
    assert ring(world, "06:19") == 0
    assert ring(world, "06:20") == 0  # the order arrived at 06:11


def test_teachers_who_have_not_acknowledged_are_reminded_once(world: World, released: Order) -> None:
    acknowledge(world, released, teacher("0А"))
    assert ring(world, "06:21") == 1
    assert written_to(world, released, Purpose.REMINDER) == [teacher("4А")]
    assert ring(world, "06:22") == 0
    ring(world, "06:35")
    assert written_to(world, released, Purpose.REMINDER) == [teacher("4А")]


def test_from_the_second_round_on_the_responsible_person_hears_who_is_missing(world: World, released: Order) -> None:
    acknowledge(world, released, teacher("0А"))
    ring(world, "06:21")
    assert written_to(world, released, Purpose.CONTROL_NOTICE) == []
    assert ring(world, "06:30") == 1
    assert written_to(world, released, Purpose.CONTROL_NOTICE) == [RESPONSIBLE]
    assert "– Классный руководитель 4А (4А)" in body(world, released, Purpose.CONTROL_NOTICE)
    assert "0А" not in body(world, released, Purpose.CONTROL_NOTICE)
    assert ring(world, "06:41") == 0


def test_when_everybody_has_acknowledged_nothing_is_written(world: World, released: Order) -> None:
    for title in ("0А", "4А"):
        acknowledge(world, released, teacher(title))
    assert [ring(world, clock) for clock in ("06:21", "06:30", "07:00")] == [0, 0, 0]


def test_after_an_hour_it_is_left_to_people(world: World, released: Order) -> None:
    assert timedelta(hours=1) == LAST * EVERY
    assert ring(world, "07:20") == 0


def test_a_teacher_whose_order_arrived_late_is_reminded_in_a_later_round(world: World) -> None:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, "06:10")
    ring(world, "06:21")
    assert written_to(world, one, Purpose.REMINDER) == []
    deliver(world, one, "06:25")
    ring(world, "06:36")
    assert set(written_to(world, one, Purpose.REMINDER)) == {teacher("0А"), teacher("4А")}


def test_in_an_emergency_the_schools_own_responsible_persons_control(world: World) -> None:
    one = world.put(signed(emergency(), by=SECOND, when="07:40"), EventKind.ORDER_APPROVED, now=at("07:40"))
    plan(world, "07:40")
    deliver(world, one, "07:41")
    ring(world, "08:01")
    assert written_to(world, one, Purpose.CONTROL_NOTICE) == [RESPONSIBLE]
    assert set(written_to(world, one, Purpose.REMINDER)) == {teacher(title) for title in ("0А", "2А", "4А", "5А")}


def test_an_order_nobody_can_read_any_more_keeps_no_other_schools_teachers_from_being_reminded(
    world: World, released: Order
) -> None:
    lost = Scope(kind=ScopeKind.ORGANISATION, names=("gone",))
    broken = signed(emergency(scope=lost, prepared_at=at("06:00")), by=SECOND, when="06:01")
    world.put(replace(broken, state=OrderState.RELEASED), EventKind.REMIND, now=at("06:01"))
    assert ring(world, "06:21") == 1
    assert set(written_to(world, released, Purpose.REMINDER)) == {teacher("0А"), teacher("4А")}


def test_teachers_are_reminded_the_evening_before_an_emergency_too(world: World) -> None:
    tomorrow = DAY + timedelta(days=1)
    draft = emergency(first_day=tomorrow, last_day=tomorrow)
    one = world.put(signed(draft, by=SECOND, when="22:40"), EventKind.ORDER_APPROVED, now=at("22:40"))
    plan(world, "22:40")
    deliver(world, one, "22:41")
    assert ring(world, "22:52") == 1
    assert len(written_to(world, one, Purpose.REMINDER)) == 4


def test_without_responsible_persons_the_head_controls(world: World) -> None:
    with world.storage.transaction() as tx:
        world.add_school(tx, OTHER_SCHOOL, classes=["1А"], families=1)
        tx.registry_writer.appoint(Appointment(person=HEAD, body=OTHER_SCHOOL, role=Role.HEAD))
    scope = Scope(kind=ScopeKind.ORGANISATIONS, names=(OTHER_SCHOOL,))
    one = world.put(signed(emergency(scope=scope), by=SECOND, when="07:40"), EventKind.ORDER_APPROVED, now=at("07:40"))
    plan(world, "07:40")
    ring(world, "08:01")
    assert written_to(world, one, Purpose.CONTROL_NOTICE) == [HEAD]


def staff_order(person: str, **changed: object) -> Delivery:
    values: dict[str, object] = {
        "purpose": Purpose.STAFF_ORDER,
        "person": PersonId(person),
        "state": DeliveryState.ACCEPTED,
        "accepted_at": at("06:11"),
        **changed,
    }
    return delivery(**values)


def test_only_who_has_had_the_order_long_enough_is_late() -> None:
    rows = [
        staff_order("long"),
        staff_order("just", accepted_at=at("06:12")),
        staff_order("never", state=DeliveryState.SUPPRESSED, accepted_at=None),
        staff_order("said"),
        staff_order("reminded"),
        staff_order("reminded", purpose=Purpose.REMINDER),
    ]
    assert late_readers(rows, frozenset({PersonId("said")}), now=at("06:21")) == {PersonId("long")}


def test_rounds_are_counted_from_the_approval() -> None:
    one = signed(order())
    assert [step_at(one, at(clock)) for clock in ("06:10", "06:19", "06:20", "06:45")] == [0, 0, 1, 3]
    assert step_at(order(), at("07:00")) == 0
