"""How old a reading may be."""

from datetime import timedelta

import pytest

from tests.unit.weather.answers import NOW, forecast, observation
from weather.freshness import LIMITS, OTHER_LIMITS, failure, limit_for
from weather.reading import Concern, Kind


@pytest.mark.parametrize("source", ["metar:UAUU", "officer:7", "synop:28952"])
@pytest.mark.parametrize(
    ("age_min", "concern"),
    [
        (0, None),
        (90, None),
        (91, Concern.SOURCE_STALE),
        (7 * 24 * 60, Concern.SOURCE_STALE),
        (-10, None),
        (-11, Concern.SOURCE_REFUSED),
    ],
)
def test_an_observation_ages_from_its_instant(source: str, age_min: int, concern: Concern | None) -> None:
    found = failure(observation(source, valid_at=NOW - timedelta(minutes=age_min)), NOW)
    assert (found.concern if found else None) is concern


@pytest.mark.parametrize("source", ["open-meteo", "met-norway"])
@pytest.mark.parametrize(("age_min", "stale"), [(0, False), (120, False), (121, True)])
def test_a_forecast_ages_from_when_it_was_fetched(source: str, age_min: int, stale: bool) -> None:
    reading = forecast(hours_ahead=5, source=source, fetched_at=NOW - timedelta(minutes=age_min))
    found = failure(reading, NOW)
    assert (found is not None) is stale


def test_a_forecast_of_the_day_after_tomorrow_is_refused() -> None:
    found = failure(forecast(hours_ahead=40), NOW)
    assert found is not None
    assert found.concern is Concern.SOURCE_REFUSED


def test_a_failure_names_the_source_the_age_and_the_limit() -> None:
    found = failure(observation(valid_at=NOW - timedelta(minutes=95)), NOW)
    assert found is not None
    assert (found.place, found.source) == ("kostanay", "metar:UAUU")
    assert found.detail == "95 min old, at most 90 min allowed (valid at 2026-01-15T23:05Z)"


def test_every_limit_has_a_reason_and_every_kind_a_limit() -> None:
    assert all(limit.reason for limit in (*LIMITS.values(), *OTHER_LIMITS.values()))
    assert set(OTHER_LIMITS) == set(Kind)
    assert limit_for(observation("nobody", kind=Kind.WARNING)) is OTHER_LIMITS[Kind.WARNING]
