"""The order book keeps what it promises on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event as Flag

import pytest

from orders.errors import OpenOrderExists
from orders.order import Ground, OrderId, OrderState, Scope, ScopeKind
from orders.organisation import OrganisationCode, PersonId
from orders.ports import Event, EventKind, JournalEntry
from storage import SqlStorage
from storage.errors import NotStored
from storage.journal import Intact
from tests.contract.storage_samples import DAY, NOW, ORDER, SCHOOL, full_order, minutes, order

OTHER = OrderId("b" * 32)


@pytest.mark.parametrize("sample", [order(), full_order(), order(shift=None, grades=(), college_courses=(3,))])
def test_an_order_comes_back_as_it_was(storage: SqlStorage, sample: object) -> None:
    assert isinstance(sample, type(order()))
    with storage.transaction() as tx:
        tx.orders.add(sample)
    with storage.transaction() as tx:
        assert tx.orders.get(sample.id) == sample
        assert tx.orders.get(sample.id, lock=True) == sample
        assert tx.orders.revisions(sample.id) == [sample]


def test_an_unknown_order_is_none(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        assert tx.orders.get(OTHER) is None
        assert tx.orders.by_check_code("NOPE") is None
        assert tx.orders.open_for(SCHOOL, shift=1, day=DAY) is None
        assert tx.orders.latest_for(SCHOOL, shift=1, day=DAY) is None
        assert tx.orders.revisions(OTHER) == []


def test_saving_an_order_that_was_never_added_says_so(storage: SqlStorage) -> None:
    with pytest.raises(NotStored, match="add it first"), storage.transaction() as tx:
        tx.orders.save(order())


def test_every_revision_stays_readable_as_it_last_stood(storage: SqlStorage) -> None:
    first = order()
    returned = replace(first, state=OrderState.RETURNED, change_reason="мало классов")
    second = replace(first, revision=2, grades=(0, 1, 2), updated_at=NOW + minutes(5))
    with storage.transaction() as tx:
        tx.orders.add(first)
        tx.orders.save(returned)
        tx.orders.save(second)
    with storage.transaction() as tx:
        assert tx.orders.revisions(ORDER) == [returned, second]
        assert tx.orders.get(ORDER) == second


@pytest.mark.parametrize("shift", [1, None])
def test_one_open_weather_order_holds_a_body_shift_and_day(storage: SqlStorage, shift: int | None) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order(shift=shift))
    with storage.transaction() as tx:
        with pytest.raises(OpenOrderExists):
            tx.orders.add(order(id=OTHER, shift=shift))
        # The transaction is still good: whoever lost the race goes on with the winner's order.
        winner = tx.orders.open_for(SCHOOL, shift=shift, day=DAY, lock=True)
    assert winner == order(shift=shift)


def test_a_refused_order_leaves_no_revision(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())
        with pytest.raises(OpenOrderExists):
            tx.orders.add(order(id=OTHER))
        assert tx.orders.revisions(OTHER) == []


@pytest.mark.parametrize(
    "beside",
    [
        order(id=OTHER, shift=2),
        order(id=OTHER, shift=None),
        order(id=OTHER, first_day=DAY + timedelta(days=1), last_day=DAY + timedelta(days=1)),
        order(id=OTHER, body=OrganisationCode("kst-2")),
        order(id=OTHER, ground=Ground.EMERGENCY),
        order(id=OTHER, state=OrderState.APPROVED),
    ],
    ids=["shift", "every shift", "day", "organisation", "ground", "no longer open"],
)
def test_an_order_with_another_key_stands_beside_it(storage: SqlStorage, beside: object) -> None:
    assert isinstance(beside, type(order()))
    with storage.transaction() as tx:
        tx.orders.add(order())
        tx.orders.add(beside)
        assert tx.orders.get(OTHER) == beside


def test_a_department_may_prepare_two_emergencies_on_one_day(storage: SqlStorage) -> None:
    emergency = order(ground=Ground.EMERGENCY, body=OrganisationCode("kst-dept"), shift=None)
    with storage.transaction() as tx:
        tx.orders.add(emergency)
        tx.orders.add(replace(emergency, id=OTHER, scope=Scope(kind=ScopeKind.DISTRICT, names=("rudny",))))
        assert len(tx.orders.find(bodies=[OrganisationCode("kst-dept")])) == 2


def test_a_decided_order_frees_its_key(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())
        tx.orders.save(order(state=OrderState.REJECTED))
        tx.orders.add(order(id=OTHER, prepared_at=NOW + minutes(10)))
        assert tx.orders.open_for(SCHOOL, shift=1, day=DAY) == order(id=OTHER, prepared_at=NOW + minutes(10))


def test_an_edit_that_moves_a_draft_onto_an_open_one_is_refused(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())
        tx.orders.add(order(id=OTHER, shift=2))
        with pytest.raises(OpenOrderExists):
            tx.orders.save(order(id=OTHER, shift=1))
        assert tx.orders.get(OTHER) == order(id=OTHER, shift=2)


def test_only_one_of_two_racing_drafts_is_added(storage: SqlStorage) -> None:
    def draft(number: int) -> bool:
        try:
            with storage.transaction() as tx:
                tx.orders.add(order(id=OrderId(f"{number:032x}")))
        except OpenOrderExists:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(draft, range(8)))
    assert sum(added) == 1


def test_the_newest_weather_order_of_a_key_is_found_in_any_state(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order(state=OrderState.REJECTED))
        tx.orders.add(order(id=OTHER, state=OrderState.EXPIRED, prepared_at=NOW + minutes(1)))
        tx.orders.add(order(id=OrderId("d" * 32), ground=Ground.QUARANTINE, prepared_at=NOW + minutes(2)))
        latest = tx.orders.latest_for(SCHOOL, shift=1, day=DAY)
    assert latest is not None
    assert latest.id == OTHER


def test_orders_are_found_by_day_body_and_state_and_an_empty_filter_does_not_narrow(storage: SqlStorage) -> None:
    week = order(id=OTHER, ground=Ground.QUARANTINE, last_day=DAY + timedelta(days=6), prepared_at=NOW + minutes(1))
    elsewhere = order(id=OrderId("d" * 32), body=OrganisationCode("kst-2"), state=OrderState.APPROVED)
    with storage.transaction() as tx:
        for one in (order(), week, elsewhere):
            tx.orders.add(one)
        assert {found.id for found in tx.orders.find()} == {ORDER, OTHER, elsewhere.id}
        assert tx.orders.find(day=DAY + timedelta(days=3)) == [week]
        assert tx.orders.find(day=DAY + timedelta(days=7)) == []
        assert tx.orders.find(day=DAY, bodies=[SCHOOL]) == [order(), week]
        assert tx.orders.find(bodies=[SCHOOL, elsewhere.body], states=[OrderState.APPROVED]) == [elsewhere]


def test_an_order_is_found_by_its_check_code(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order(check_code="Q7MX"))
        assert tx.orders.by_check_code("Q7MX") == order(check_code="Q7MX")


def test_a_locked_order_makes_the_second_approver_wait_and_see_the_first_ones_work(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())
    seen_by_second = Flag()

    def second() -> int:
        with storage.transaction() as tx:
            found = tx.orders.get(ORDER, lock=True)
            seen_by_second.set()
        assert found is not None
        return found.revision

    with ThreadPoolExecutor(1) as pool:
        with storage.transaction() as tx:
            tx.orders.get(ORDER, lock=True)
            waiting = pool.submit(second)
            tx.orders.save(order(revision=2))
            assert not seen_by_second.wait(0.2)
        assert waiting.result() == 2


def test_fifty_taps_approve_once(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())

    def tap(_number: int) -> bool:
        with storage.transaction() as tx:
            found = tx.orders.get(ORDER, lock=True)
            if found is None or found.state is not OrderState.DRAFT:
                return False
            tx.orders.save(replace(found, state=OrderState.APPROVED))
            tx.outbox.put(Event(kind=EventKind.ORDER_APPROVED, order=ORDER, revision=1, at=NOW))
            tx.journal.append(JournalEntry(at=NOW, action="order.approved", order=ORDER, person=PersonId("head")))
            return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(tap, range(50))) == 1
    verdict = storage.verify_journal()
    assert isinstance(verdict, Intact)
    assert verdict.lines == 1
    with storage.transaction() as tx:
        assert len(tx.events.take(10, now=NOW)) == 1
