"""What is still in order and what is a lapse, at the very edges; and nothing that is in order is ever one."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.audit import (
    Heartbeat,
    Lapse,
    LapseKind,
    Limits,
    Queue,
    audience_lapse,
    clock_lapse,
    feed_lapses,
    queue_lapses,
    role_lapses,
)
from dispatch.delivery import LaneName
from dispatch.lanes import LANES
from orders.order import OrderId
from tests.unit.dispatch.samples import FAMILIES, at

NOW = at("07:00")
LIMITS = Limits()
LATE = LIMITS.late_after
ONE = OrderId("a" * 32)


def kinds(lapses: Iterable[Lapse]) -> list[LapseKind]:
    return [lapse.kind for lapse in lapses]


def queue(**changed: object) -> Queue:
    values: dict[str, object] = {
        "lane": FAMILIES.name,
        "due": 900,
        "oldest": NOW - timedelta(minutes=15),
        "closes": at("08:00"),
        "moved_at": NOW,
    }
    return Queue(**{**values, **changed})  # type: ignore[arg-type]  # a test names what it changes


def of_queue(one: Queue, *, lease: timedelta | None = None) -> list[LapseKind]:
    ends = {} if lease is None else {FAMILIES.name: NOW + lease}
    return kinds(queue_lapses([one], lanes=LANES.every, lease_ends=ends, now=NOW, limits=LIMITS))


def test_a_long_queue_that_moves_and_will_be_done_in_time_is_in_order() -> None:
    assert of_queue(queue(due=50_000)) == []


def test_rows_that_have_only_just_become_due_are_in_order_whoever_takes_them() -> None:
    just = NOW - LATE + timedelta(seconds=1)
    assert of_queue(queue(oldest=just, moved_at=None)) == []
    assert of_queue(queue(oldest=NOW - LATE, moved_at=None)) == [LapseKind.LANE_STALLED]


@pytest.mark.parametrize("moved", [None, LATE, timedelta(hours=1)])
def test_late_rows_on_a_lane_that_nothing_leaves_are_an_alarm_without_any_error(moved: timedelta | None) -> None:
    """R-11: lateness itself is the alarm. With audits half a minute apart it comes within two minutes."""
    assert of_queue(queue(due=1, moved_at=moved and NOW - moved)) == [LapseKind.LANE_STALLED]
    assert LIMITS.late_after + timedelta(seconds=30) <= timedelta(minutes=2)


def test_a_lane_that_moves_too_slowly_to_be_done_in_time_is_behind() -> None:
    # at 33.8 ms a message an hour is worth 106,508
    assert of_queue(queue(due=106_500)) == []
    assert of_queue(queue(due=106_510)) == [LapseKind.LANE_BEHIND]


def test_a_lane_nobody_has_any_more_is_named_as_that() -> None:
    assert of_queue(queue(moved_at=None), lease=timedelta(0)) == [LapseKind.LANE_UNOWNED]
    assert of_queue(queue(), lease=timedelta(seconds=1)) == []


def test_a_lane_that_is_not_set_up_is_judged_by_the_slowest_pace() -> None:
    assert of_queue(queue(lane=LaneName("sms-old"), due=10)) == []
    assert of_queue(queue(lane=LaneName("sms-old"), due=10, moved_at=None)) == [LapseKind.LANE_STALLED]


@given(
    due=st.integers(1, 1_000_000),
    waited=st.timedeltas(timedelta(0), timedelta(hours=2)),
    moved=st.none() | st.timedeltas(timedelta(0), timedelta(hours=2)),
)
def test_a_lane_has_at_most_one_lapse_and_none_before_it_is_late(
    due: int, waited: timedelta, moved: timedelta | None
) -> None:
    found = of_queue(queue(due=due, oldest=NOW - waited, moved_at=None if moved is None else NOW - moved))
    assert len(found) <= 1
    assert waited >= LATE or not found


def test_a_role_is_silent_when_none_of_its_processes_beats() -> None:
    def beat(process: str, ago: float) -> Heartbeat:
        return Heartbeat(process=process, role=process[0], at=NOW - timedelta(seconds=ago))

    alive = [beat("w1", 80), beat("w2", 10), beat("b1", 74)]
    assert kinds(role_lapses(alive, now=NOW, limits=LIMITS)) == []
    silent = list(role_lapses([*alive, beat("s1", 76)], now=NOW, limits=LIMITS))
    assert [str(one) for one in silent] == ["process_silent s 76"]


def test_what_has_been_gone_for_a_day_was_taken_away_on_purpose() -> None:
    gone = Heartbeat(process="w", role="w", at=NOW - timedelta(days=1))
    assert kinds(role_lapses([gone], now=NOW, limits=LIMITS)) == []


def test_a_place_of_which_no_feed_speaks_is_named() -> None:
    heard = {"fresh": NOW - timedelta(minutes=39), "old": NOW - timedelta(minutes=40), "never": None}
    assert [str(one) for one in feed_lapses(heard, now=NOW, limits=LIMITS)] == ["feed_stale never", "feed_stale old"]


@pytest.mark.parametrize(
    ("expected", "shown", "changed"),
    [(100, 100, False), (115, 100, False), (116, 100, True), (85, 100, False), (84, 100, True), (9, None, False)],
)
def test_the_audience_may_differ_by_fifteen_in_a_hundred(expected: int, shown: int | None, changed: bool) -> None:
    found = kinds(audience_lapse(ONE, expected=expected, shown=shown, limits=LIMITS))
    assert found == ([LapseKind.AUDIENCE_CHANGED] if changed else [])


@pytest.mark.parametrize(("seconds", "wrong"), [(0, False), (1.9, False), (-1.9, False), (2, True), (-2, True)])
def test_a_clock_may_be_off_by_less_than_two_seconds(seconds: float, wrong: bool) -> None:
    assert bool(kinds(clock_lapse(timedelta(seconds=seconds), where="machine", limits=LIMITS))) == wrong


def test_a_fast_clock_gets_more_patience_and_no_more_families() -> None:
    graces = [LIMITS.with_grace(timedelta(seconds=grace)) for grace in (0, 60, 3600)]
    assert graces[0] == LIMITS
    for less, more in pairwise(graces):
        assert less.late_after < more.late_after
        assert less.audience == more.audience
