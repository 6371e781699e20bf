"""Claiming: in the right order, never twice, never stale, and never lost when a worker dies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from threading import Barrier

import pytest

from channels.base import ChannelKind
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose
from dispatch.semantics import SENT_AGAIN_WHEN_UNKNOWN
from storage import SqlStorage
from tests.contract.storage_samples import LANE, NOW, ORDER, delivery, minutes, taken_back

LEASE = timedelta(minutes=1)
STAFF = LaneName("telegram-staff")


def add(storage: SqlStorage, *deliveries: Delivery) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], deliveries)


def claim(storage: SqlStorage, *, after: timedelta = timedelta(), limit: int = 100) -> list[Delivery]:
    with storage.transaction() as tx:
        return list(tx.ledger.claim(LANE, now=NOW + after, limit=limit, lease=LEASE))


def ids(deliveries: list[Delivery]) -> list[str]:
    return [one.id for one in deliveries]


def test_a_claimed_delivery_says_until_when(storage: SqlStorage) -> None:
    add(storage, delivery())
    (claimed,) = claim(storage, after=minutes(2))
    assert claimed.state is DeliveryState.CLAIMED
    assert claimed.claimed_until == NOW + minutes(3)
    assert claimed.updated_at == NOW + minutes(2)


def test_the_earliest_deadline_goes_first_then_staff_then_the_oldest(storage: SqlStorage) -> None:
    add(
        storage,
        delivery(1, not_after=NOW + minutes(60)),
        delivery(2, not_after=NOW + minutes(60), purpose=Purpose.STAFF_ORDER),
        delivery(3, not_after=NOW + minutes(30)),
        delivery(4, not_after=NOW + minutes(30)),
        delivery(5, not_after=NOW + minutes(30), purpose=Purpose.REMINDER),
    )
    expected = [delivery(number).id for number in (5, 3, 4, 2, 1)]
    assert ids(claim(storage, limit=2)) == expected[:2]
    assert ids(claim(storage, limit=9)) == expected[2:]
    assert claim(storage) == []


@pytest.mark.parametrize(
    ("row", "after", "claimable"),
    [
        (delivery(), timedelta(), True),
        (delivery(not_before=NOW + minutes(1)), timedelta(), False),
        (delivery(not_before=NOW + minutes(1)), minutes(1), True),
        (delivery(next_attempt_at=NOW + minutes(1)), timedelta(), False),
        (delivery(), minutes(60) - timedelta(microseconds=1), True),
        (delivery(), minutes(60), False),
        (delivery(lane=STAFF), timedelta(), False),
    ],
    ids=["due", "early", "span opens", "not yet", "last moment", "closed", "other lane"],
)
def test_only_what_is_due_and_inside_its_span_is_claimed(
    storage: SqlStorage, row: Delivery, after: timedelta, *, claimable: bool
) -> None:
    add(storage, row)
    with storage.transaction() as tx:
        assert (LANE in tx.ledger.lanes(now=NOW + after)) is claimable
    assert bool(claim(storage, after=after)) is claimable


def test_unknown_deliveries_are_claimed_again_only_where_a_repetition_is_harmless(storage: SqlStorage) -> None:
    rows = [
        delivery(number, state=state, channel=channel)
        for number, (state, channel) in enumerate(product(DeliveryState, ChannelKind))
    ]
    add(storage, *rows)
    waiting = {DeliveryState.PLANNED, DeliveryState.DEFERRED}
    again = {(DeliveryState.UNKNOWN, channel) for channel in SENT_AGAIN_WHEN_UNKNOWN}
    expected = [row.id for row in rows if row.state in waiting or (row.state, row.channel) in again]
    assert ids(claim(storage)) == expected


def test_an_unknown_delivery_that_may_be_repeated_counts_as_due(storage: SqlStorage) -> None:
    add(storage, delivery(state=DeliveryState.UNKNOWN))
    with storage.transaction() as tx:
        assert tx.ledger.next_due() == NOW
        assert tx.ledger.lanes(now=NOW) == [LANE]


def test_the_lanes_with_something_to_send_are_each_named_once(storage: SqlStorage) -> None:
    lanes = [LaneName(f"lane-{number}") for number in range(5)]
    add(storage, *(delivery(number, lane=lanes[number % 4]) for number in range(40)))
    add(storage, delivery(100, lane=lanes[4], not_before=NOW + minutes(5)))
    with storage.transaction() as tx:
        assert tx.ledger.lanes(now=NOW) == lanes[:4]
        assert tx.ledger.lanes(now=NOW + minutes(5)) == lanes
        assert tx.ledger.lanes(now=NOW + minutes(60)) == []


def test_the_next_due_instant_is_that_of_the_lane_asked_for(storage: SqlStorage) -> None:
    add(
        storage,
        delivery(1, not_before=NOW + minutes(7)),
        delivery(2, not_before=NOW + minutes(3), lane=STAFF),
        delivery(3, not_before=NOW + minutes(1), not_after=NOW + minutes(1)),
    )
    with storage.transaction() as tx:
        assert tx.ledger.next_due() == NOW + minutes(3)
        assert tx.ledger.next_due(LANE) == NOW + minutes(7)
        assert tx.ledger.next_due(LaneName("none")) is None


@pytest.mark.parametrize("state", list(DeliveryState))
def test_a_correction_waits_until_what_it_corrects_has_left_for_good_or_never_will(
    storage: SqlStorage, state: DeliveryState
) -> None:
    notice = delivery(1, lane=STAFF, state=state, not_before=NOW + minutes(1))
    correction = delivery(2, after=notice.id)
    add(storage, notice, correction)
    waits = state in {
        DeliveryState.PLANNED,
        DeliveryState.CLAIMED,
        DeliveryState.DEFERRED,
        DeliveryState.UNKNOWN,  # it is sent again
    }
    with storage.transaction() as tx:
        assert tx.ledger.next_due(LANE) == (None if waits else NOW)
        assert (LANE in tx.ledger.lanes(now=NOW)) is not waits
    assert ids(claim(storage)) == ([] if waits else [correction.id])


def test_a_correction_follows_its_notice_as_soon_as_that_is_recorded(storage: SqlStorage) -> None:
    notice, correction = delivery(1), delivery(2, after=delivery(1).id)
    add(storage, notice, correction)
    assert ids(claim(storage)) == [notice.id]
    with storage.transaction() as tx:
        tx.ledger.record([Change(delivery=notice.id, state=DeliveryState.ACCEPTED, at=NOW)])
    assert ids(claim(storage)) == [correction.id]


@pytest.mark.parametrize("state", [DeliveryState.DEFERRED, DeliveryState.UNKNOWN])
def test_a_withdrawn_notice_that_comes_back_is_never_sent_after_all(storage: SqlStorage, state: DeliveryState) -> None:
    notice, all_clear = delivery(1), delivery(2, purpose=Purpose.REVOCATION, after=delivery(1).id)
    add(storage, notice)
    claim(storage)
    add(storage, all_clear)
    with storage.transaction() as tx:
        tx.ledger.record([Change(delivery=notice.id, state=state, at=NOW, next_attempt_at=NOW)])
        assert [row.state for row in tx.ledger.of_order(ORDER)] == [DeliveryState.SUPERSEDED, DeliveryState.PLANNED]
    assert ids(claim(storage)) == [all_clear.id]


def test_a_withdrawn_notice_whose_worker_died_is_never_sent_again(storage: SqlStorage) -> None:
    notice, all_clear = delivery(1), delivery(2, purpose=Purpose.REVOCATION, after=delivery(1).id)
    add(storage, notice)
    claim(storage)
    add(storage, all_clear)
    with storage.transaction() as tx:
        assert tx.ledger.sweep(now=NOW + LEASE) == 1
    assert ids(claim(storage, after=LEASE)) == [all_clear.id]


def test_what_only_a_mark_waits_for_is_still_sent(storage: SqlStorage) -> None:
    news, mark = delivery(1), delivery(2, purpose=Purpose.REPLACED_MARK, after=delivery(1).id, edits="7")
    add(storage, news, mark)
    claim(storage)
    with storage.transaction() as tx:
        tx.ledger.record([Change(delivery=news.id, state=DeliveryState.DEFERRED, at=NOW, next_attempt_at=NOW)])
    assert ids(claim(storage)) == [news.id]


def test_a_row_that_waits_holds_up_nobody_behind_it(storage: SqlStorage) -> None:
    add(storage, delivery(1, not_before=NOW + minutes(1)), delivery(2, after=delivery(1).id), delivery(3))
    assert ids(claim(storage, limit=1)) == [delivery(3).id]


def test_what_follows_a_delivery_that_is_not_in_the_ledger_waits_for_nothing(storage: SqlStorage) -> None:
    add(storage, delivery(2, after=delivery(1).id))
    assert ids(claim(storage)) == [delivery(2).id]


def test_an_unknown_delivery_that_outlived_its_span_is_never_due_again(storage: SqlStorage) -> None:
    add(storage, delivery(state=DeliveryState.UNKNOWN))
    with storage.transaction() as tx:
        assert tx.ledger.next_due(LANE) == NOW
        assert tx.ledger.expire(now=NOW + minutes(60)) == 0
        assert tx.ledger.next_due(LANE) is None
        assert tx.ledger.next_due() is None
        assert [row.state for row in tx.ledger.of_order(ORDER)] == [DeliveryState.UNKNOWN]


def test_the_queue_ahead_counts_what_is_planned_deferred_or_claimed(storage: SqlStorage) -> None:
    states = list(DeliveryState)
    add(storage, *(delivery(number, state=state) for number, state in enumerate(states)), delivery(99, lane=STAFF))
    with storage.transaction() as tx:
        assert tx.ledger.waiting(LANE) == 3
        assert tx.ledger.waiting(LaneName("none")) == 0


def test_two_claimers_never_get_the_same_row_and_leave_none(storage: SqlStorage) -> None:
    add(storage, *(delivery(number) for number in range(400)))
    start = Barrier(4)

    def work(_number: int) -> list[str]:
        start.wait()
        taken: list[str] = []
        while batch := claim(storage, limit=7):
            taken += ids(batch)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [one for worker in pool.map(work, range(4)) for one in worker]
    assert sorted(taken) == sorted(delivery(number).id for number in range(400))


def test_a_claim_that_is_taken_back_leaves_the_rows_to_others(storage: SqlStorage) -> None:
    add(storage, delivery())
    with taken_back(storage) as tx:
        assert len(tx.ledger.claim(LANE, now=NOW, limit=1, lease=LEASE)) == 1
    assert len(claim(storage)) == 1


def test_a_dead_workers_rows_become_unknown_when_the_lease_ends_and_are_tried_again(storage: SqlStorage) -> None:
    add(storage, delivery(1), delivery(2, channel=ChannelKind.SMS))
    assert len(claim(storage)) == 2
    with storage.transaction() as tx:
        assert tx.ledger.sweep(now=NOW + LEASE - timedelta(microseconds=1)) == 0
        assert tx.ledger.sweep(now=NOW + LEASE) == 2
        assert tx.ledger.sweep(now=NOW + LEASE) == 0
        assert {row.state for row in tx.ledger.of_order(ORDER)} == {DeliveryState.UNKNOWN}
        assert {row.claimed_until for row in tx.ledger.of_order(ORDER)} == {None}
    assert ids(claim(storage, after=LEASE)) == [delivery(1).id]


def test_a_worker_that_was_thought_dead_may_still_say_what_happened(storage: SqlStorage) -> None:
    add(storage, delivery())
    claim(storage)
    with storage.transaction() as tx:
        tx.ledger.sweep(now=NOW + LEASE)
        accepted = Change(delivery=delivery().id, state=DeliveryState.ACCEPTED, at=NOW + LEASE + minutes(1))
        tx.ledger.record([accepted])
        (found,) = tx.ledger.of_order(ORDER)
    assert found.state is DeliveryState.ACCEPTED
