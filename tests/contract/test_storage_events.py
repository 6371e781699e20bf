"""Events, readings, acknowledgements and seen updates."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dispatch.ports import Acknowledgement, Told
from orders.order import OrderId
from orders.organisation import PersonId, PupilId
from orders.ports import Event, EventKind
from storage import SqlStorage
from storage.errors import Contradiction
from tests.contract.storage_samples import NOW, ORDER, minutes, order, reading, taken_back
from weather.reading import Evidence, Kind

DRAFT_READY = Event(kind=EventKind.DRAFT_READY, order=ORDER, revision=1, at=NOW)
READ = Acknowledgement(order=ORDER, revision=1, person=PersonId("teacher"), at=NOW, means="telegram")
TOLD = Told(order=ORDER, pupil=PupilId("p1"), by=PersonId("teacher"), at=NOW)


@pytest.fixture
def with_order(storage: SqlStorage) -> SqlStorage:
    with storage.transaction() as tx:
        tx.orders.add(order())
    return storage


def put(storage: SqlStorage, *events: Event) -> None:
    with storage.transaction() as tx:
        for event in events:
            tx.outbox.put(event)


def test_events_are_taken_oldest_first_until_they_are_finished(with_order: SqlStorage) -> None:
    events = [DRAFT_READY, *(replace(DRAFT_READY, kind=EventKind.REMIND, step=step) for step in (1, 2))]
    put(with_order, *events)
    with with_order.transaction() as tx:
        first, second = tx.events.take(2, now=NOW)
        assert [first.event, second.event] == events[:2]
        tx.events.finish(first.id, NOW)
    with with_order.transaction() as tx:
        assert [queued.event for queued in tx.events.take(10, now=NOW)] == events[1:]


def test_a_decision_is_planned_before_the_looks_of_a_regions_ladders_and_without_them(with_order: SqlStorage) -> None:
    looks = [replace(DRAFT_READY, kind=EventKind.NEXT_RUNG, step=step) for step in range(20)]
    put(with_order, *looks, DRAFT_READY)
    with with_order.transaction() as tx:
        [decision] = tx.events.take(10, now=NOW)
        assert decision.event == DRAFT_READY
        tx.events.finish(decision.id, NOW)
    with with_order.transaction() as tx:
        assert [queued.event for queued in tx.events.take(2, now=NOW)] == looks[:2]


@pytest.mark.parametrize(
    "other",
    [{"kind": EventKind.DRAFT_EXPIRED}, {"revision": 2}, {"step": 1}],
    ids=lambda other: next(iter(other)),
)
def test_an_event_is_kept_once_however_often_it_is_put(with_order: SqlStorage, other: dict[str, Any]) -> None:
    put(with_order, DRAFT_READY, replace(DRAFT_READY, at=NOW + minutes(1)), replace(DRAFT_READY, **other))
    with with_order.transaction() as tx:
        taken = tx.events.take(10, now=NOW)
        assert [queued.event for queued in taken] == [DRAFT_READY, replace(DRAFT_READY, **other)]
        for queued in taken:
            tx.events.finish(queued.id, NOW)
    put(with_order, DRAFT_READY)
    with with_order.transaction() as tx:
        assert tx.events.take(10, now=NOW) == []


def test_an_event_waits_for_its_time(with_order: SqlStorage) -> None:
    put(with_order, replace(DRAFT_READY, at=NOW + minutes(30)))
    with with_order.transaction() as tx:
        assert tx.events.take(1, now=NOW + minutes(29)) == []
        assert len(tx.events.take(1, now=NOW + minutes(30))) == 1


def test_an_event_of_no_order_is_refused(storage: SqlStorage) -> None:
    with pytest.raises(Contradiction):
        put(storage, DRAFT_READY)


def test_an_event_whose_transaction_failed_is_taken_again(with_order: SqlStorage) -> None:
    put(with_order, DRAFT_READY)
    with taken_back(with_order) as tx:
        (queued,) = tx.events.take(1, now=NOW)
        tx.events.finish(queued.id, NOW)
    with with_order.transaction() as tx:
        assert tx.events.take(1, now=NOW) == [queued]


def test_takers_that_race_finish_each_event_once(with_order: SqlStorage) -> None:
    put(with_order, *(replace(DRAFT_READY, step=step) for step in range(60)))

    def work(_number: int) -> list[int]:
        done: list[int] = []
        while True:
            with with_order.transaction() as tx:
                taken = tx.events.take(3, now=NOW)
                for queued in taken:
                    tx.events.finish(queued.id, NOW)
                    done.append(queued.event.step)
            if not taken:
                return done

    with ThreadPoolExecutor(3) as pool:
        done = [step for worker in pool.map(work, range(3)) for step in worker]
    assert sorted(done) == list(range(60))


def test_what_each_source_said_last_about_each_instant_is_returned_newest_first(storage: SqlStorage) -> None:
    old = reading(valid_at=NOW - minutes(30))
    new = reading()
    corrected = reading(fetched_at=NOW + minutes(10), temp_c=-28.0)
    model = reading(source="open-meteo", kind=Kind.FORECAST, valid_at=NOW + minutes(45))
    stale = reading(source="officer:p1", valid_at=NOW - timedelta(hours=5))
    elsewhere = reading(place="rudny")
    with storage.transaction() as tx:
        for one in (corrected, new, old, model, stale, elsewhere):
            tx.readings.add(one)
        assert tx.readings.latest("kostanay", since=NOW - timedelta(hours=3)) == [model, corrected, old]
        assert tx.readings.latest("kostanay", since=stale.valid_at) == [model, corrected, old, stale]
        assert tx.readings.latest("kostanay", since=NOW + timedelta(hours=3)) == []


@pytest.mark.parametrize("body", ["<html>\x00\ufffd</html>", "Қарлы боран, көру 50 м", '{"a": "\\u0000"}', ""])
def test_the_raw_body_of_a_reading_is_kept_to_the_letter(storage: SqlStorage, body: str) -> None:
    sample = reading(evidence=Evidence(body=body))
    with storage.transaction() as tx:
        tx.readings.add(sample)
        assert tx.readings.latest("kostanay", since=NOW) == [sample]


def test_a_person_acknowledges_a_revision_once(with_order: SqlStorage) -> None:
    again = replace(READ, at=NOW + minutes(1), means="web")
    second = replace(READ, revision=2, at=NOW + minutes(2))
    with with_order.transaction() as tx:
        assert tx.acknowledgements.add(second)
        assert tx.acknowledgements.add(READ)
        assert not tx.acknowledgements.add(again)
        assert tx.acknowledgements.of_order(ORDER) == [READ, second]
        assert tx.acknowledgements.of_order(OrderId("b" * 32)) == []


def test_a_family_is_told_once(with_order: SqlStorage) -> None:
    with with_order.transaction() as tx:
        assert tx.acknowledgements.tell(TOLD)
        assert not tx.acknowledgements.tell(replace(TOLD, by=PersonId("other"), at=NOW + minutes(1)))
        assert tx.acknowledgements.told(ORDER) == [TOLD]
        assert tx.acknowledgements.told(OrderId("b" * 32)) == []


def test_an_update_is_new_once_per_source(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        assert tx.seen_updates.first_time("families", 7, at=NOW)
        assert not tx.seen_updates.first_time("families", 7, at=NOW + minutes(1))
        assert tx.seen_updates.first_time("staff", 7, at=NOW)
        assert tx.seen_updates.first_time("families", 2**40, at=NOW)


def test_an_update_whose_handling_failed_is_new_again(storage: SqlStorage) -> None:
    with taken_back(storage) as tx:
        assert tx.seen_updates.first_time("families", 7, at=NOW)
    with storage.transaction() as tx:
        assert tx.seen_updates.first_time("families", 7, at=NOW)


def test_an_update_that_arrives_many_times_at_once_is_new_once(storage: SqlStorage) -> None:
    def see(_number: int) -> bool:
        with storage.transaction() as tx:
            return tx.seen_updates.first_time("families", 7, at=NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(see, range(16))) == 1
