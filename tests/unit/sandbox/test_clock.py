import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import RunningClock, real_clock
from sandbox.errors import SandboxError
from tests.hand_clock import HandClock

START = datetime.fromisoformat("2026-01-16T05:30:00+05:00")


def test_a_moved_clock_runs_at_its_rate_from_its_origin() -> None:
    clock = RunningClock(start=START, rate=100.0, origin=time.monotonic() - 60)
    passed = clock.now() - START
    assert timedelta(seconds=6000) <= passed < timedelta(seconds=6000 + 3000)


def test_two_clocks_with_the_same_figures_show_the_same_time() -> None:
    one = RunningClock(start=START, rate=50.0, origin=1000.0)
    other = RunningClock(start=START, rate=50.0, origin=1000.0)
    first, second, third = one.now(), other.now(), one.now()
    assert first <= second <= third


def test_the_clock_answers_in_utc() -> None:
    assert RunningClock(start=START).now().utcoffset() == timedelta()
    assert HandClock(START).now() == START.astimezone(UTC)


def test_the_real_clock_shows_the_machine_s_time() -> None:
    assert abs(real_clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("rate", [0.0, -1.0])
def test_a_clock_that_stands_or_runs_back_is_refused(rate: float) -> None:
    with pytest.raises(SandboxError, match="above zero"):
        RunningClock(start=START, rate=rate)


def test_a_start_without_an_offset_is_refused() -> None:
    naive = START.replace(tzinfo=None)
    with pytest.raises(SandboxError, match="offset"):
        RunningClock(start=naive)


async def test_a_sleeper_wakes_when_the_hand_has_turned_far_enough() -> None:
    clock = HandClock(START)
    sleeper = asyncio.create_task(clock.sleep(10))
    await asyncio.sleep(0)
    clock.advance(9)
    await asyncio.sleep(0)
    assert not sleeper.done()
    clock.advance(1)
    await sleeper
