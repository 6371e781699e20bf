"""Buckets on paper: no clock, only instants."""

from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch.forecast import expected_finish
from dispatch.pacing import TELEGRAM, Pace, Pacer
from dispatch.semantics import SEMANTICS
from orders.windows import Window
from tests.unit.dispatch.samples import at

START = at("06:45")
SECOND = timedelta(seconds=1)


def booked(pacer: Pacer, count: int, *, lateness: timedelta = timedelta(0)) -> list[datetime]:
    """Book one instant after the other; every sleep ends a little late."""
    found, now = [], START
    for _ in range(count):
        now = max(now, pacer.reserve(now)) + lateness
        found.append(now)
    return found


def densest(instants: list[datetime], span: timedelta) -> int:
    return max(sum(first <= one < first + span for one in instants) for first in instants)


def test_no_second_ever_holds_more_than_telegram_allows() -> None:
    assert densest(booked(Pacer(TELEGRAM), 300), SECOND) <= 30


@given(st.lists(st.integers(min_value=0, max_value=9), min_size=1, max_size=200))
def test_late_sleepers_never_make_a_burst(late_ms: list[int]) -> None:
    pacer, now, found = Pacer(TELEGRAM), START, []
    for lateness in late_ms:
        now = max(now, pacer.reserve(now)) + timedelta(milliseconds=lateness)
        found.append(now)
    assert densest(found, SECOND) <= 31


def test_the_allowed_rate_is_used_although_every_sleep_is_late() -> None:
    instants = booked(Pacer(TELEGRAM), 3000, lateness=timedelta(milliseconds=2))
    per_second = (len(instants) - 1) / (instants[-1] - instants[0]).total_seconds()
    assert per_second >= 0.97 * 30


@given(st.lists(st.integers(min_value=0, max_value=2000), min_size=2, max_size=100))
def test_instants_are_handed_out_in_order_and_never_in_the_past(gaps_ms: list[int]) -> None:
    pacer, now, before = Pacer(TELEGRAM), START, START - SECOND
    for gap in gaps_ms:
        now += timedelta(milliseconds=gap)
        booked_at = pacer.reserve(now)
        assert booked_at >= now
        assert booked_at > before
        before = booked_at


def test_an_idle_lane_sends_at_once() -> None:
    pacer = Pacer(TELEGRAM)
    pacer.reserve(START)
    assert pacer.reserve(START + timedelta(minutes=1)) == START + timedelta(minutes=1)


def test_a_held_lane_sends_nothing_before_the_wait_is_over_and_goes_on_at_its_pace() -> None:
    pacer = Pacer(TELEGRAM)
    pacer.hold(START + 7 * SECOND)
    assert pacer.reserve(START) == START + 7 * SECOND
    assert pacer.reserve(START) == START + 7 * SECOND + TELEGRAM.interval


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    pacer = Pacer(TELEGRAM)
    pacer.hold(START + 7 * SECOND)
    pacer.hold(START + SECOND)
    assert pacer.held_until == START + 7 * SECOND


def test_one_chat_gets_one_message_a_second_and_holds_no_other_chat() -> None:
    pacer = Pacer(TELEGRAM)
    assert [pacer.reserve_address("501", START) for _ in range(3)] == [START, START + SECOND, START + 2 * SECOND]
    assert pacer.reserve_address("502", START) == START


def test_a_chat_is_forgotten_when_it_has_rested() -> None:
    pacer = Pacer(TELEGRAM)
    for number in range(5_000):
        pacer.reserve_address(str(number), START + number * timedelta(milliseconds=10))
        assert len(pacer._addresses) == len(pacer._resting) == min(number + 1, 100)


@given(
    st.lists(
        st.tuples(st.sampled_from(["501", "502", "-100", "@news"]), st.integers(0, 1_500)), min_size=1, max_size=40
    )
)
def test_forgetting_brings_no_message_to_a_chat_too_early_and_keeps_only_who_rests(
    bookings: list[tuple[str, int]],
) -> None:
    pacer, now, free = Pacer(TELEGRAM), START, dict[str, datetime]()
    for address, later_ms in bookings:
        now += timedelta(milliseconds=later_ms)
        booked = pacer.reserve_address(address, now)
        assert booked == max(now, free.get(address, now))
        free[address] = booked + (SECOND if address.isdigit() else 3 * SECOND)
        assert pacer._addresses == {one: until for one, until in free.items() if until > now}


def test_a_channel_without_a_pace_per_address_waits_for_nothing() -> None:
    pacer = Pacer(Pace(interval=SECOND))
    assert [pacer.reserve_address("x", START) for _ in range(2)] == [START, START]


def test_an_account_without_a_limit_waits_for_nothing() -> None:
    pacer = Pacer(Pace(interval=timedelta(0)))
    assert [pacer.reserve(START) for _ in range(3)] == [START] * 3
    assert Pace(interval=timedelta(0)).per_second > 1_000_000


@given(late_ms=st.dictionaries(st.integers(0, 89), st.integers(0, 60), max_size=4))
@example({0: 20})
def test_however_late_single_messages_leave_no_second_holds_more_than_thirty(late_ms: dict[int, int]) -> None:
    pacer, now, left = Pacer(TELEGRAM), at("06:45"), []
    for number in range(90):
        turn = pacer.reserve(now)
        now = turn + timedelta(milliseconds=late_ms.get(number, 0))
        pacer.late(now - turn)
        left.append(now)
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in zip(left, left[30:], strict=False))


def test_every_channel_has_its_row() -> None:
    assert SEMANTICS.keys() == set(ChannelKind)


WINDOW = Window(opens=at("06:45"), closes=at("08:00"))


@pytest.mark.parametrize(
    ("now", "ahead", "finish"),
    [
        ("06:10", 0, at("06:45") + 300 * TELEGRAM.interval),
        ("06:10", 1000, at("06:45") + 1300 * TELEGRAM.interval),
        ("07:20", 0, at("07:20") + 300 * TELEGRAM.interval),
    ],
)
def test_a_mailing_ends_after_its_own_messages_and_the_queue_ahead(now: str, ahead: int, finish: datetime) -> None:
    forecast = expected_finish(300, ahead=ahead, pace=TELEGRAM, span=WINDOW, now=at(now))
    assert forecast.finish == finish
    assert forecast.in_time


def test_a_mailing_that_cannot_end_before_the_window_closes_is_announced_as_late() -> None:
    forecast = expected_finish(200_000, ahead=0, pace=TELEGRAM, span=WINDOW, now=at("06:10"))
    assert not forecast.in_time
    assert forecast.finish > WINDOW.closes
