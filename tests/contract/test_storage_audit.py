"""What audits ask of the database: who has no row, who has one too many, what is due and does not move."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from channels.base import ChannelKind
from dispatch.audit import Heartbeat, Limits
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose
from dispatch.lanes import LANES, Lane
from dispatch.links import TeacherLinks
from dispatch.planner import plan_pending
from dispatch.repair import BEYOND_ROSTER, audit_roster, audited
from dispatch.roster import Contact, Pupil
from orders.order import Order, OrderState
from orders.organisation import Person, PersonId, PupilId
from orders.ports import EventKind
from storage import SqlStorage
from storage.schema.ledger import deliveries
from tests.unit.dispatch.samples import (
    DAY,
    EDITIONS,
    FAMILIES,
    SECOND,
    World,
    at,
    class_id,
    emergency,
    guardian,
    order,
    signed,
    teacher,
)

NEIGHBOUR = PersonId("neighbour")
LIMITS = Limits()


@pytest.fixture
def world(storage: SqlStorage) -> World:
    return World(storage).furnish()


def release(world: World) -> Order:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at("06:10"), editions=EDITIONS)
    return one


def audit(world: World, clock: str = "06:50") -> list[str]:
    """Audit every order that families may still be told of; return what was found."""
    now = at(clock)
    with world.storage.reading() as tx:
        orders = audited(tx, now=now, editions=EDITIONS)
    return [
        lapse.kind.value
        for one in orders
        for lapse in audit_roster(world.storage, one, now=now, editions=EDITIONS, lanes=LANES, limits=LIMITS)
    ]


def rows(world: World, *purposes: Purpose) -> list[Delivery]:
    with world.storage.reading() as tx:
        return list(tx.ledger.of_order(order().id, purposes=purposes))


def keys(world: World) -> set[tuple[Purpose, PersonId]]:
    return {(row.purpose, row.person) for row in rows(world)}


def remove(world: World, *purposes: Purpose) -> None:
    """Delete rows by hand, as nobody should."""
    with world.storage._engines.writer.begin() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.purpose.in_(purposes)))


def journal_of(world: World, action: str) -> list[dict[str, str]]:
    with world.storage._engines.reader.connect() as connection:
        lines = connection.exec_driver_sql(f"SELECT details FROM journal WHERE action = '{action}'")  # noqa: S608
        return [line[0] for line in lines]


def test_a_complete_ledger_is_left_alone(world: World) -> None:
    release(world)
    before = rows(world)
    assert audit(world) == []
    assert rows(world) == before
    assert journal_of(world, "audit.repaired") == []


@pytest.mark.parametrize(
    "purposes",
    [
        (Purpose.FAMILY_NOTICE,),
        (Purpose.STAFF_ORDER,),
        (Purpose.SITE_NOTICE,),
        (Purpose.FAMILY_NOTICE, Purpose.STAFF_ORDER, Purpose.SITE_NOTICE),
    ],
)
def test_deleted_rows_are_found_and_planned_again_with_the_same_ids(
    world: World, purposes: tuple[Purpose, ...]
) -> None:
    """R-05: one audit finds and mends it, and audits are half a minute apart."""
    release(world)
    before = {row.id for row in rows(world)}
    remove(world, *purposes)
    assert audit(world) == ["rows_missing"]
    assert {row.id for row in rows(world)} == before
    assert {row.state for row in rows(world, *purposes)} == {DeliveryState.PLANNED}
    assert len(journal_of(world, "audit.repaired")) == 1
    assert audit(world) == []


def test_staff_whose_rows_were_lost_get_the_links_they_had(world: World) -> None:
    sms = Lane(name=LaneName("sms-one"), channel=ChannelKind.SMS, route=LaneName("sms"))
    lanes = replace(LANES, staff=(sms,))
    links = TeacherLinks(public_url="https://boran.example", secret="of this installation")
    with world.storage.transaction() as tx:
        tx.roster.put_contact(
            Contact(person=teacher("0А"), channel=sms.channel, lane=sms.serves, address="+77010000001")
        )
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at("06:10"), editions=EDITIONS, lanes=lanes, links=links)
    remove(world, Purpose.STAFF_ORDER)
    with world.storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM texts WHERE purpose = 'staff_order'")
    audit_roster(world.storage, one, now=at("06:50"), editions=EDITIONS, lanes=lanes, limits=LIMITS, links=links)
    [row] = [row for row in rows(world, Purpose.STAFF_ORDER) if row.person == teacher("0А")]
    with world.storage.reading() as tx:
        assert links.of(one, teacher("0А")) in tx.ledger.text(row.text).body


def test_who_was_told_already_is_not_planned_again(world: World) -> None:
    release(world)
    with world.storage.transaction() as tx:
        claimed = tx.ledger.claim(FAMILIES.name, now=at("06:46"), limit=2, lease=timedelta(minutes=5))
        tx.ledger.record([Change(delivery=row.id, state=DeliveryState.ACCEPTED, at=at("06:46")) for row in claimed])
    with world.storage._engines.writer.begin() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.state == DeliveryState.PLANNED))
    assert audit(world) == ["rows_missing"]
    told = {row.id for row in rows(world) if row.state is DeliveryState.ACCEPTED}
    assert told == {row.id for row in claimed}
    assert len(keys(world)) == len(rows(world))


def test_a_family_brought_in_during_the_window_is_told_as_well(world: World) -> None:
    release(world)
    newcomer = PersonId("newcomer")
    with world.storage.transaction() as tx:
        tx.registry_writer.add_person(Person(id=newcomer, name="Жаңа отбасы", locale="kk", phone=""))
        tx.registry_writer.add_pupil(Pupil(id=PupilId("new"), name="Жаңа оқушы", class_id=class_id("4А")))
        tx.registry_writer.add_guardian(newcomer, PupilId("new"))
        tx.roster.put_contact(Contact(person=newcomer, channel=FAMILIES.channel, lane=FAMILIES.name, address="900"))
    assert audit(world, "07:00") == ["rows_missing"]
    [row] = [row for row in rows(world, Purpose.FAMILY_NOTICE) if row.person == newcomer]
    assert (row.address, row.not_after) == ("900", at("08:00"))


def test_who_follows_a_class_by_its_link_is_counted_too(world: World) -> None:
    release(world)
    follower = PersonId("follower")
    with world.storage.transaction() as tx:
        tx.registry_writer.add_person(Person(id=follower, name="Ата", locale="kk", phone=""))
        tx.roster.follow(follower, class_id("0А"))
    assert audit(world) == ["rows_missing"]
    assert (Purpose.FAMILY_NOTICE, follower) in keys(world)


def test_a_row_beyond_the_roster_is_withdrawn_and_never_sent(world: World) -> None:
    """R-07: the roster says who is told; a row alone says nothing."""
    release(world)
    stranger = rows(world, Purpose.FAMILY_NOTICE)[0]
    with world.storage._engines.writer.begin() as connection:
        connection.execute(
            deliveries.update()
            .where(deliveries.c.id == stranger.id)
            .values(person=guardian("5А", 0))  # grade 5 has school today
        )
    assert sorted(audit(world)) == ["rows_beyond_roster", "rows_missing"]
    with world.storage.transaction() as tx:
        claimed = tx.ledger.claim(FAMILIES.name, now=at("06:50"), limit=100, lease=timedelta(minutes=5))
    assert guardian("5А", 0) not in {row.person for row in claimed}
    [withdrawn] = [row for row in rows(world) if row.state is DeliveryState.SUPERSEDED]
    assert withdrawn.reason == BEYOND_ROSTER


def test_somebody_who_stopped_following_is_not_written_to(world: World) -> None:
    follower = PersonId("follower")
    with world.storage.transaction() as tx:
        tx.registry_writer.add_person(Person(id=follower, name="Ата", locale="kk", phone=""))
        tx.roster.put_contact(Contact(person=follower, channel=FAMILIES.channel, lane=FAMILIES.name, address="901"))
        tx.roster.follow(follower, class_id("0А"))
    release(world)
    with world.storage.transaction() as tx:
        tx.roster.unfollow_all(follower)
    assert audit(world, "06:30") == ["rows_beyond_roster"]
    assert audit(world, "06:31") == []


def test_an_audience_far_from_the_one_that_was_signed_is_a_finding(world: World) -> None:
    draft = world.put(order(), EventKind.DRAFT_READY, now=at("05:45"))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at("05:45"), editions=EDITIONS)
    with world.storage.reading() as tx:
        assert tx.audit.shown(draft.id, 1) == 4
    release(world)
    assert audit(world) == []
    with world.storage.transaction() as tx:
        for number in range(2):
            person, pupil = PersonId(f"new-{number}"), PupilId(f"new-{number}")
            tx.registry_writer.add_person(Person(id=person, name="Жаңа", locale="kk", phone=""))
            tx.registry_writer.add_pupil(Pupil(id=pupil, name="Жаңа", class_id=class_id("4А")))
            tx.registry_writer.add_guardian(person, pupil)
    assert sorted(audit(world)) == ["audience_changed", "rows_missing"]


def test_an_emergency_of_tomorrow_is_audited_while_families_are_told_tonight(world: World) -> None:
    tomorrow = DAY + timedelta(days=1)
    one = signed(emergency(first_day=tomorrow, last_day=tomorrow), by=SECOND, when="23:00")
    world.put(one, EventKind.ORDER_APPROVED, now=at("23:00"))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at("23:00"), editions=EDITIONS)
    remove(world, Purpose.FAMILY_NOTICE)
    assert audit(world, "23:05") == ["rows_missing"]


def test_nothing_is_audited_after_the_window_or_after_a_withdrawal(world: World) -> None:
    one = release(world)
    remove(world, Purpose.FAMILY_NOTICE)
    assert audit(world, "08:00") == []
    with world.storage.transaction() as tx:
        tx.orders.save(replace(one, state=OrderState.REVOKED))
    assert audit(world) == []
    assert rows(world, Purpose.FAMILY_NOTICE) == []


def test_an_order_whose_school_nobody_knows_any_more_is_a_finding_and_stops_nothing(world: World) -> None:
    one = release(world)
    with world.storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE classes SET grade = 11 WHERE grade < 5")
    assert audit(world) == ["order_unreadable"]
    with world.storage.reading() as tx:
        assert tx.orders.get(one.id) is not None


def test_queues_say_what_is_due_since_when_and_until_when(world: World) -> None:
    release(world)
    with world.storage.reading() as tx:
        before = {queue.lane: queue for queue in tx.audit.queues(now=at("06:30"))}
        after = {queue.lane: queue for queue in tx.audit.queues(now=at("06:50"))}
        assert tx.audit.queues(now=at("23:59") + timedelta(days=1)) == []
    assert FAMILIES.name not in before
    due = after[FAMILIES.name]
    assert (due.due, due.oldest, due.closes, due.moved_at) == (4, at("06:45"), at("08:00"), None)


def test_a_lane_moved_when_its_provider_last_accepted_something(world: World) -> None:
    one = release(world)
    with world.storage.transaction() as tx:
        first, second, *_ = tx.ledger.claim(FAMILIES.name, now=at("06:46"), limit=4, lease=timedelta(minutes=5))
        tx.ledger.record(
            [
                Change(delivery=first.id, state=DeliveryState.ACCEPTED, at=at("06:47")),
                Change(delivery=second.id, state=DeliveryState.UNKNOWN, at=at("06:48"), next_attempt_at=at("06:49")),
            ]
        )
    with world.storage.reading() as tx:
        assert tx.audit.moved_at(FAMILIES.name, [one.id]) == at("06:47")
        assert tx.audit.moved_at(LaneName("sms"), [one.id]) is None
        assert tx.audit.moved_at(FAMILIES.name, []) is None


def test_events_are_stuck_when_nobody_finishes_them(world: World) -> None:
    world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with world.storage.transaction() as tx:
        assert tx.audit.stuck_events(before=at("06:09")) == 0
        assert tx.audit.stuck_events(before=at("06:11")) == 1
        plan_pending(tx, now=at("06:12"), editions=EDITIONS)
        assert tx.audit.stuck_events(before=at("06:20")) == 0


def test_a_heartbeat_replaces_the_one_before_and_ends_on_purpose(storage: SqlStorage) -> None:
    worker, auditor = (Heartbeat(process=f"{role}@a:1", role=role, at=at("06:00")) for role in ("worker", "auditor"))
    late = Heartbeat(process="auditor@a:1", role="auditor", at=at("06:01"), findings=("lane_stalled site 2",))
    with storage.transaction() as tx:
        for one in (worker, auditor, late):
            tx.audit.beat(one)
        assert tx.audit.heartbeats() == [late, worker]
        tx.audit.fall_silent("worker@a:1")
        assert tx.audit.heartbeats() == [late]


def test_the_databases_own_clock_is_asked_only_where_it_has_one(storage: SqlStorage, database_url: str) -> None:
    with storage.reading() as tx:
        there = tx.audit.database_time()
    assert (there is None) == database_url.startswith("sqlite")
    assert there is None or there.tzinfo is not None
