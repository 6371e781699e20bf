"""The books in memory keep the same promises as SQLite: what is tested on them is tested."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest

from orders.errors import OpenOrderExists
from orders.order import Ground, Order, OrderId, OrderState
from orders.organisation import OrganisationCode
from orders.ports import Event, EventKind, JournalEntry, OrdersTransaction
from tests.memory.orders import MemoryRegistry, MemoryStorage
from tests.unit.orders.test_emergency import proposal
from tests.unit.orders.world import DAY, NEIGHBOUR, SCHOOL, World, at, reading

DRAFT = World().drafted()


class Books(Protocol):
    def transaction(self) -> AbstractContextManager[OrdersTransaction]: ...


@pytest.fixture(params=["memory", "sqlite"])
def books(request: pytest.FixtureRequest) -> Books:
    if request.param == "memory":
        return MemoryStorage(MemoryRegistry())
    storage: Books = request.getfixturevalue("sqlite_storage")
    return storage


def another(number: int, **changed: object) -> Order:
    values = {"id": OrderId(f"{number:032x}"), "check_code": f"CODE{number}", **changed}
    return replace(DRAFT, **values)  # type: ignore[arg-type]  # a builder takes any field


def test_an_order_comes_back_and_its_revisions_as_they_last_stood(books: Books) -> None:
    returned = replace(DRAFT, state=OrderState.RETURNED)
    second = replace(DRAFT, revision=2, grades=(0,))
    with books.transaction() as tx:
        tx.orders.add(DRAFT)
        tx.orders.save(returned)
        tx.orders.save(second)
    with books.transaction() as tx:
        assert tx.orders.get(DRAFT.id, lock=True) == second
        assert list(tx.orders.revisions(DRAFT.id)) == [returned, second]
        assert tx.orders.by_check_code(DRAFT.check_code) == second
        assert tx.orders.get(OrderId("0" * 32)) is None
        assert tx.orders.by_check_code("NONE") is None


def test_one_open_weather_order_per_key(books: Books) -> None:
    with books.transaction() as tx:
        tx.orders.add(DRAFT)
        with pytest.raises(OpenOrderExists):
            tx.orders.add(another(1))
        tx.orders.add(another(2, shift=2))
        tx.orders.add(another(3, body=NEIGHBOUR))
        tx.orders.add(another(4, first_day=DAY + timedelta(days=3), last_day=DAY + timedelta(days=3)))
        tx.orders.save(replace(DRAFT, state=OrderState.REJECTED))
        tx.orders.add(another(5, prepared_at=at("06:00")))
        assert tx.orders.open_for(SCHOOL, shift=1, day=DAY) == another(5, prepared_at=at("06:00"))
        assert tx.orders.latest_for(SCHOOL, shift=1, day=DAY) == another(5, prepared_at=at("06:00"))
        assert tx.orders.open_for(SCHOOL, shift=3, day=DAY) is None
        assert tx.orders.latest_for(SCHOOL, shift=3, day=DAY) is None


def test_emergencies_have_no_key(books: Books) -> None:
    emergency = proposal(World())
    with books.transaction() as tx:
        tx.orders.add(emergency)
        tx.orders.add(replace(emergency, id=OrderId("1" * 32), check_code="ANOTHER2"))
        assert tx.orders.open_for(emergency.body, shift=None, day=DAY) is None
        assert tx.orders.latest_for(emergency.body, shift=None, day=DAY) is None


def test_an_empty_filter_does_not_narrow_and_a_given_one_does(books: Books) -> None:
    week = another(6, body=NEIGHBOUR, last_day=DAY + timedelta(days=6), ground=Ground.QUARANTINE)
    with books.transaction() as tx:
        tx.orders.add(DRAFT)
        tx.orders.add(week)
        assert {order.id for order in tx.orders.find()} == {DRAFT.id, week.id}
        assert [order.id for order in tx.orders.find(day=DAY + timedelta(days=6))] == [week.id]
        assert [order.id for order in tx.orders.find(bodies=[SCHOOL])] == [DRAFT.id]
        assert list(tx.orders.find(states=[OrderState.APPROVED])) == []
        assert list(tx.orders.find(bodies=[OrganisationCode("kst-9")])) == []


def test_a_failed_transaction_leaves_nothing_behind(books: Books) -> None:
    def fail() -> None:
        with books.transaction() as tx:
            tx.orders.add(DRAFT)
            tx.outbox.put(Event(kind=EventKind.DRAFT_READY, order=DRAFT.id, revision=1, at=at("06:00")))
            tx.journal.append(JournalEntry(at=at("06:00"), action="order.drafted"))
            tx.readings.add(reading())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with books.transaction() as tx:
        assert list(tx.orders.find()) == []
        assert list(tx.readings.latest("rudny", since=at("00:00"))) == []


def test_what_a_source_said_last_about_an_instant_counts(books: Books) -> None:
    first = reading(temp_c=-20, fetched_at=at("05:35"))
    corrected = reading(temp_c=-25, fetched_at=at("05:50"))
    earlier = reading(valid_at=at("05:00"))
    officer = reading(source="officer:officer", valid_at=at("05:45"))
    with books.transaction() as tx:
        tx.readings.add(corrected, first, earlier, officer, reading(place="arkalyk"))
        tx.readings.add()
        assert list(tx.readings.latest("rudny", since=at("04:00"))) == [officer, corrected, earlier]
        assert list(tx.readings.latest("rudny", since=at("05:40"))) == [officer]


def test_the_memorys_outbox_keeps_an_event_once() -> None:
    books = MemoryStorage(MemoryRegistry())
    event = Event(kind=EventKind.ESCALATE, order=DRAFT.id, revision=1, at=at("06:10"), step=1)
    with books.transaction() as tx:
        for each in (event, replace(event, at=at("06:11")), replace(event, step=2), replace(event, revision=2)):
            tx.outbox.put(each)
    assert list(books.records.events.values()) == [event, replace(event, step=2), replace(event, revision=2)]
