"""Leases of lanes: one owner at a time, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from dispatch.delivery import LaneName
from dispatch.leases import NOBODY, Lease, WorkerName
from storage import SqlStorage
from tests.contract.storage_samples import LANE, NOW, delivery, minutes, taken_back

A, B = WorkerName("a"), WorkerName("b")
SECOND = timedelta(seconds=1)
OTHER = LaneName("other")


def acquire(storage: SqlStorage, owner: WorkerName, *, after: timedelta = timedelta(), lane: LaneName = LANE) -> bool:
    now = NOW + after
    with storage.transaction() as tx:
        return tx.leases.acquire(lane, owner=owner, now=now, until=now + 15 * SECOND)


def test_a_free_lane_is_taken_once(storage: SqlStorage) -> None:
    assert acquire(storage, A)
    assert not acquire(storage, B)
    with storage.reading() as tx:
        assert tx.leases.owned(A, now=NOW) == [LANE]
        assert tx.leases.owned(B, now=NOW) == []


def test_an_owner_renews_and_nobody_else_comes_between(storage: SqlStorage) -> None:
    assert acquire(storage, A)
    assert acquire(storage, A, after=10 * SECOND)
    assert not acquire(storage, B, after=24 * SECOND)
    assert acquire(storage, B, after=25 * SECOND)
    assert not acquire(storage, A, after=26 * SECOND)


def test_a_released_lane_is_free_at_once_and_only_its_owner_releases_it(storage: SqlStorage) -> None:
    acquire(storage, A)
    with storage.transaction() as tx:
        tx.leases.release(LANE, owner=B, now=NOW)
    assert not acquire(storage, B)
    with storage.transaction() as tx:
        tx.leases.release(LANE, owner=A, now=NOW)
        assert tx.leases.of((LANE,), now=NOW) == [Lease(lane=LANE, owner=NOBODY, until=NOW)]
    assert acquire(storage, B)


def test_a_lane_is_seized_from_the_dead_and_from_nobody_else(storage: SqlStorage) -> None:
    acquire(storage, A)
    with storage.transaction() as tx:
        assert not tx.leases.seize(LANE, former=WorkerName("c"), owner=B, until=NOW + 15 * SECOND)
        assert tx.leases.seize(LANE, former=A, owner=B, until=NOW + 15 * SECOND)
        assert tx.leases.owned(B, now=NOW) == [LANE]


def test_a_lane_that_was_never_leased_is_free_since_it_was_asked_for(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        assert [lease.until for lease in tx.leases.of((LANE, OTHER), now=NOW)] == [NOW, NOW]
    with storage.transaction() as tx:
        assert [lease.until for lease in tx.leases.of((LANE,), now=NOW + minutes(1))] == [NOW]


def test_a_lease_that_is_taken_back_was_never_there(storage: SqlStorage) -> None:
    with taken_back(storage) as tx:
        assert tx.leases.acquire(LANE, owner=A, now=NOW, until=NOW + 15 * SECOND)
    assert acquire(storage, B)


def test_of_many_who_race_one_gets_the_lane(storage: SqlStorage) -> None:
    start = Barrier(4)

    def race(number: int) -> bool:
        start.wait()
        return acquire(storage, WorkerName(f"w{number}"))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(race, range(4))) == 1


def test_workers_are_alive_until_their_time_is_over_or_they_leave(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.leases.attend(A, now=NOW, until=NOW + 15 * SECOND)
        tx.leases.attend(B, now=NOW, until=NOW + 10 * SECOND)
        tx.leases.attend(B, now=NOW, until=NOW + 12 * SECOND)
        assert tx.leases.workers(now=NOW) == [A, B]
        assert tx.leases.workers(now=NOW + 12 * SECOND) == [A]
        tx.leases.leave(A)
        assert tx.leases.workers(now=NOW) == [B]


def test_the_claims_of_a_dead_worker_run_out_at_once_and_those_of_other_lanes_do_not(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(1), delivery(2, lane=OTHER)])
        for lane in (LANE, OTHER):
            tx.ledger.claim(lane, now=NOW, limit=9, lease=minutes(5))
        assert tx.leases.orphan(LANE, by=NOW + 30 * SECOND) == 1
        assert tx.ledger.sweep(now=NOW + 29 * SECOND) == 0
        assert tx.ledger.sweep(now=NOW + 30 * SECOND) == 1
