"""What one reading may say: the accept / flag / refuse table at its edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.weather.answers import KOSTANAY, NOW, forecast, observation
from weather.metar import parse_report, to_reading
from weather.plausibility import agree, examine
from weather.reading import Concern, Evidence, Failure, Flag, Reading


def accepted(reading: Reading, **known: Reading) -> Reading:
    examined = examine(reading, previous=known.get("previous"))
    assert isinstance(examined, Reading), examined
    return examined


@pytest.mark.parametrize(
    ("field", "value", "flag"),
    [
        ("temp_c", -50.0, None),
        ("temp_c", -50.1, Flag.TEMP_UNUSUAL),
        ("temp_c", -57.0, Flag.TEMP_UNUSUAL),
        ("temp_c", -60.0, Flag.TEMP_UNUSUAL),
        ("temp_c", 46.1, Flag.TEMP_UNUSUAL),
        ("wind_ms", 30.0, None),
        ("wind_ms", 30.1, Flag.WIND_UNUSUAL),
        ("wind_ms", 60.0, Flag.WIND_UNUSUAL),
        ("gust_ms", 45.0, None),
        ("gust_ms", 45.1, Flag.GUST_UNUSUAL),
        ("gust_ms", 75.0, Flag.GUST_UNUSUAL),
        ("visibility_m", 0, Flag.VISIBILITY_ZERO),
        ("visibility_m", 1, None),
        ("visibility_m", 80_000, None),
    ],
)
def test_a_rare_value_is_used_and_flagged(field: str, value: float, flag: Flag | None) -> None:
    stated: dict[str, Any] = {"valid_at": datetime(2026, 4, 16, tzinfo=UTC), field: value}
    examined = accepted(observation(**stated))
    assert getattr(examined, field) == value
    assert (flag in examined.flags) is (flag is not None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temp_c", -60.1),
        ("temp_c", 52.1),
        ("temp_c", 248.0),
        ("temp_c", float("nan")),
        ("wind_ms", -0.1),
        ("wind_ms", 60.1),
        ("wind_ms", float("inf")),
        ("gust_ms", 75.1),
        ("gust_ms", -1.0),
        ("visibility_m", -1),
        ("visibility_m", 80_001),
    ],
)
def test_an_impossible_value_is_refused_by_name(field: str, value: float) -> None:
    stated: dict[str, Any] = {field: value}
    examined = examine(observation(**stated))
    assert isinstance(examined, Failure)
    assert examined.concern is Concern.SOURCE_REFUSED
    assert field in examined.detail


def test_every_refusal_is_told_at_once() -> None:
    examined = examine(observation(temp_c=248.0, wind_ms=90.0))
    assert isinstance(examined, Failure)
    assert examined.detail.count(";") == 1


@pytest.mark.parametrize(
    ("dew_point_c", "flagged"), [(-26.0, False), (-25.0, False), (-24.9, True), (-24.0, True), (None, False)]
)
def test_a_dew_point_a_little_above_the_temperature_is_flagged(dew_point_c: float | None, flagged: bool) -> None:
    examined = accepted(observation(temp_c=-26.0, dew_point_c=dew_point_c))
    assert (Flag.DEW_POINT_ABOVE_TEMP in examined.flags) is flagged


def test_a_recorded_report_with_a_dew_point_far_above_is_refused() -> None:
    raw = "UAUU 180700Z 04003MPS 7000 NSC M17/M11 Q1029 R04/82//50 NOSIG"  # Zhezkazgan really sent this
    received_at = datetime(2014, 12, 18, 7, 10, tzinfo=UTC)
    reading = to_reading(parse_report(raw), KOSTANAY, received_at=received_at, evidence=Evidence(body=raw))
    assert isinstance(reading, Reading)
    assert isinstance(examine(reading), Failure)


@pytest.mark.parametrize(("gust_ms", "flag"), [(None, Flag.GUST_NOT_REPORTED), (1.62, Flag.GUST_BELOW_MEAN)])
def test_a_gust_that_is_missing_or_below_the_mean_becomes_the_mean(gust_ms: float | None, flag: Flag) -> None:
    examined = accepted(observation(wind_ms=1.69, gust_ms=gust_ms))
    assert (examined.gust_ms, examined.flags) == (1.69, (flag,))


def test_a_gust_without_a_wind_leaves_the_wind_unknown() -> None:
    examined = accepted(observation(wind_ms=None, gust_ms=12.0))
    assert (examined.wind_ms, examined.gust_ms, examined.flags) == (None, 12.0, ())


@pytest.mark.parametrize(
    ("month", "temp_c", "flagged"),
    [(7, -0.1, True), (7, 0.0, False), (1, 20.1, True), (1, 20.0, False), (4, -5.0, False), (10, 25.0, False)],
)
def test_frost_in_summer_and_heat_in_winter_are_flagged(month: int, temp_c: float, flagged: bool) -> None:
    examined = accepted(observation(temp_c=temp_c, valid_at=datetime(2026, month, 15, tzinfo=UTC)))
    assert (Flag.OUT_OF_SEASON in examined.flags) is flagged


def earlier(temp_c: float, *, hours: float = 1.0) -> Reading:
    reading = observation()
    return replace(reading, temp_c=temp_c, valid_at=reading.valid_at - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("temp_c", "hours", "flagged"),
    [(-21.0, 1.0, False), (-20.9, 1.0, True), (-14.0, 1.0, True), (-20.0, 0.5, True), (-10.0, 4.0, False)],
)
def test_a_large_step_is_flagged(temp_c: float, hours: float, flagged: bool) -> None:
    examined = accepted(observation(temp_c=-26.0), previous=earlier(temp_c, hours=hours))
    assert (Flag.STEP_LARGE in examined.flags) is flagged


def test_a_jump_of_more_than_twelve_degrees_an_hour_is_refused() -> None:
    examined = examine(observation(temp_c=-26.0), previous=earlier(-13.9))
    assert isinstance(examined, Failure)
    assert "jumped" in examined.detail


@pytest.mark.parametrize(("witness_c", "stands"), [(-22.0, True), (-21.9, False)])
def test_a_jump_stands_when_a_second_source_agrees(witness_c: float, stands: bool) -> None:
    reading = observation(temp_c=-26.0)
    examined = examine(reading, previous=earlier(-10.0), witnesses=[reading, forecast(temp_c=witness_c)])
    assert isinstance(examined, Reading) is stands


def test_an_officer_may_correct_a_slip_of_the_finger() -> None:
    slip = observation("officer:7", temp_c=-6.0, valid_at=NOW - timedelta(minutes=12))
    examined = accepted(observation("officer:7", temp_c=-26.0), previous=slip)
    assert examined.flags == (Flag.STEP_LARGE,)


def test_a_reading_is_no_witness_for_itself() -> None:
    assert not agree(observation(), observation())


def test_a_step_is_measured_within_one_source_and_for_observations_only() -> None:
    assert accepted(observation("officer:1"), previous=earlier(0.0)).flags == ()
    model = forecast(temp_c=-26.0)
    assert accepted(model, previous=replace(model, temp_c=0.0, valid_at=NOW - timedelta(hours=1))).flags == ()


@given(
    temp_c=st.none() | st.floats(-70, 60),
    wind_ms=st.none() | st.floats(0, 70),
    gust_ms=st.none() | st.floats(0, 80),
    visibility_m=st.none() | st.integers(0, 90_000),
)
def test_examining_twice_changes_nothing_more(
    temp_c: float | None, wind_ms: float | None, gust_ms: float | None, visibility_m: int | None
) -> None:
    once = examine(observation(temp_c=temp_c, wind_ms=wind_ms, gust_ms=gust_ms, visibility_m=visibility_m))
    if isinstance(once, Reading):
        assert examine(once) == once
        assert (once.temp_c, once.wind_ms, once.visibility_m) == (temp_c, wind_ms, visibility_m)
        assert wind_ms is None or (once.gust_ms is not None and once.gust_ms >= wind_ms)
