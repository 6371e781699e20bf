from datetime import timedelta

import pytest

from orders.answers import Answer, Done, Refused
from orders.approval import approve, return_for_edit, revoke
from orders.duties import complete_orders, escalate, expire_drafts, mark_released
from orders.order import Order, OrderId, OrderState
from tests.unit.orders.test_emergency import proposal
from tests.unit.orders.world import DAY, World, at, edition, reading, reconciled

TOMORROW = DAY + timedelta(days=1)


def expire(world: World, clock: str) -> list[Order]:
    with world.storage.transaction() as tx:
        return expire_drafts(tx, now=at(clock), edition=edition())


def told(world: World, clock: str) -> list[int]:
    with world.storage.transaction() as tx:
        return [event.step for event in escalate(tx, now=at(clock), edition=edition())]


def release(world: World, order: Order, clock: str = "06:11") -> Answer:
    with world.storage.transaction() as tx:
        return mark_released(tx, order_id=order.id, now=at(clock))


def test_drafts_expire_exactly_when_the_families_window_closes_and_once() -> None:
    world = World()
    first = world.drafted()
    returned = world.done(
        return_for_edit, world.drafted(reconciled(reading(-28, 6)), shift=2, clock="10:05"), reason="x", clock="10:40"
    )
    assert expire(world, "07:59:59") == []
    assert [order.id for order in expire(world, "08:00:00")] == [first.id]
    assert expire(world, "08:00:20") == []
    assert [order.id for order in expire(world, "13:00:00")] == [returned.id]
    assert world.order(returned.id).state is OrderState.EXPIRED
    assert [kind for kind, _, _ in world.events].count("draft_expired") == 2


def test_a_silent_head_is_told_on_after_ten_and_twenty_minutes_counted_from_when_they_could_act() -> None:
    world = World()
    world.drafted(clock="05:30")
    assert told(world, "06:09:59") == []
    assert told(world, "06:10:00") == [1]
    assert told(world, "06:19:59") == [1]
    assert told(world, "06:20:00") == [1, 2]
    assert world.events == [("draft_ready", 1, 0), ("escalate", 1, 1), ("escalate", 1, 2)]


def test_a_draft_made_later_gives_its_head_the_same_ten_minutes() -> None:
    world = World()
    world.drafted(clock="07:15")
    assert told(world, "07:24") == []
    assert told(world, "07:25") == [1]


def test_a_new_revision_gives_the_head_the_same_ten_minutes_again() -> None:
    world = World()
    world.drafted()
    told(world, "06:10")
    world.draft(reconciled(reading(-30, 6)), clock="06:11")
    told(world, "06:20")
    assert ("escalate", 2, 1) not in world.events
    told(world, "06:21")
    assert ("escalate", 2, 1) in world.events


def test_nothing_is_told_on_when_somebody_has_decided_or_the_window_is_over() -> None:
    world = World()
    world.done(approve, world.drafted(), clock="06:05")
    assert told(world, "06:30") == []
    late = World()
    late.drafted()
    assert told(late, "08:00") == []


def test_an_emergency_waits_for_its_second_person_not_for_a_deputy() -> None:
    world = World()
    proposal(world)
    assert told(world, "08:30") == []


def test_releasing_is_recorded_once() -> None:
    world = World()
    order = world.done(approve, world.drafted())
    released = release(world, order)
    assert isinstance(released, Done)
    assert released.order.state is OrderState.RELEASED
    assert release(world, order, "06:12") == Done(order=released.order, repeated=True)
    assert world.actions.count("order.released") == 1


def test_what_is_not_in_force_is_not_released() -> None:
    world = World()
    draft = world.drafted()
    refused = release(world, draft)
    assert isinstance(refused, Refused)
    assert (refused.refusal, refused.detail) == ("state", "draft")
    order = world.done(approve, draft)
    world.done(revoke, order, reason="ветер стих")
    revoked = release(world, order)
    assert isinstance(revoked, Refused)
    assert revoked.detail == "revoked"
    with world.storage.transaction() as tx:
        unknown = mark_released(tx, order_id=OrderId("e" * 32), now=at("06:11"))
    assert isinstance(unknown, Refused)
    assert unknown.refusal == "not_found"


@pytest.mark.parametrize(("day", "clock", "count"), [(DAY, "23:59:59", 0), (TOMORROW, "00:00:00", 1)])
def test_a_released_order_is_completed_when_its_last_day_is_over(day: object, clock: str, count: int) -> None:
    world = World()
    release(world, world.done(approve, world.drafted()))
    with world.storage.transaction() as tx:
        assert len(complete_orders(tx, now=at(clock, day if day is TOMORROW else DAY))) == count
        assert complete_orders(tx, now=at(clock, day if day is TOMORROW else DAY)) == []
