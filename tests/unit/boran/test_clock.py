"""The moved clock runs at its rate from its start, and old zone data is refused."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from boran import clock
from boran.clock import MovedClock, SystemClock, WrongZoneData, check_zone_data

START = datetime(2026, 1, 16, 0, 30, tzinfo=UTC)


def test_two_clocks_with_the_same_three_values_show_the_same_time() -> None:
    origin = time.monotonic() - 10
    first, second = MovedClock(START, 60, origin), MovedClock(START, 60, origin)
    assert abs(first.now() - second.now()) < timedelta(seconds=1)
    assert first.now() >= START + timedelta(minutes=10)


async def test_a_moved_sleep_lasts_its_share_of_real_time() -> None:
    moved = MovedClock(START, 1000)
    before = moved.now()
    await moved.sleep(timedelta(seconds=10))
    assert moved.now() - before >= timedelta(seconds=10)


def test_the_real_clock_speaks_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_this_machine_knows_that_kazakhstan_is_on_utc_plus_five() -> None:
    check_zone_data()


def test_zone_data_an_hour_wrong_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "ZoneInfo", lambda _name: timezone(timedelta(hours=6)))
    with pytest.raises(WrongZoneData, match="tzdata 2024a"):
        check_zone_data()
