"""What all sources say together, and what a head is told about it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.weather.answers import NOW, forecast, observation
from weather.reading import Concern, Failure, Kind, Phenomenon, Reading, Reconciled
from weather.reconcile import reconcile

WALKING = (NOW.replace(minute=0) + timedelta(hours=1), NOW.replace(minute=0) + timedelta(hours=5))  # 06:00-10:00
OFFICER = "officer:7"


def hours(*temperatures: float, **values: Any) -> list[Reading]:
    """Return hourly forecasts from 06:00 on; with four of them the walking hours are covered."""
    return [forecast(ahead, temp_c=temp_c, **values) for ahead, temp_c in enumerate(temperatures)]


CALM_MORNING = hours(-26.0, -26.0, -26.0, -26.0)


def together(*readings: Reading, failures: list[Failure] | None = None) -> Reconciled:
    return reconcile("kostanay", readings, failures or [], now=NOW, walking=WALKING)


def concerns(reconciled: Reconciled) -> list[Concern]:
    return [worry.concern for worry in reconciled.worries]


def failed(concern: Concern = Concern.SOURCE_FAILED, source: str = "metar:UAUU", detail: str = "HTTP 503") -> Failure:
    return Failure(place="kostanay", source=source, concern=concern, detail=detail)


def test_an_observation_and_a_forecast_that_agree_leave_no_worry() -> None:
    metar = observation()
    found = together(metar, *CALM_MORNING)
    assert (found.reading, found.used, found.worries, found.decidable) == (metar, (metar,), (), True)
    assert found.outlook == tuple(CALM_MORNING)
    assert found.others == (CALM_MORNING[0],)


def test_the_officer_decides_before_the_aerodrome() -> None:
    officer, metar = observation(OFFICER, temp_c=-27.5), observation()
    found = together(metar, officer, *CALM_MORNING)
    assert found.reading == officer
    assert metar in found.others


def test_an_aerodrome_decides_before_an_unknown_source() -> None:
    metar = observation()
    assert together(observation("station:1"), metar, *CALM_MORNING).reading == metar


def test_the_newest_reading_of_a_source_counts() -> None:
    old = observation(OFFICER, temp_c=-24.0, valid_at=NOW - timedelta(minutes=60))
    new = observation(OFFICER, temp_c=-27.0)
    found = together(new, old, *CALM_MORNING)
    assert found.reading == new
    assert old not in found.others


def test_a_stale_officer_gives_way_and_is_named() -> None:
    metar = observation()
    found = together(metar, observation(OFFICER, valid_at=NOW - timedelta(minutes=95)), *CALM_MORNING)
    assert found.reading == metar
    assert [(worry.concern, worry.source) for worry in found.worries] == [(Concern.SOURCE_STALE, OFFICER)]


def test_without_an_observation_the_coldest_walking_hour_decides_and_it_is_said() -> None:
    morning = hours(-26.0, -27.0, -28.0, -27.0)
    found = together(forecast(-1, temp_c=-30.0), *morning)
    assert found.reading == morning[2]
    assert concerns(found) == [Concern.NO_OBSERVATION]
    assert found.decidable


def test_without_anything_nothing_is_decided() -> None:
    found = together(failures=[failed(), failed(source="open-meteo", detail="timeout")])
    assert (found.reading, found.used, found.decidable) == (None, (), False)
    assert concerns(found) == [Concern.NO_DATA, Concern.SOURCE_FAILED, Concern.SOURCE_FAILED, Concern.NO_FORECAST]


def test_a_forecast_outside_the_walking_hours_decides_nothing() -> None:
    found = together(forecast(12, temp_c=-35.0), forecast(-2, temp_c=-35.0))
    assert found.reading is None
    assert not found.decidable


def test_a_missing_forecast_is_said() -> None:
    found = together(observation())
    assert [(worry.concern, worry.detail) for worry in found.worries] == [
        (Concern.NO_FORECAST, "nothing for 01:00Z-05:00Z")
    ]


def test_a_hole_in_the_forecast_is_said() -> None:
    found = together(observation(), CALM_MORNING[0], CALM_MORNING[3])
    assert [worry.detail for worry in found.worries] == ["nothing for 01:00Z-04:00Z"]


def test_the_next_three_hours_count_when_no_walking_hours_are_given() -> None:
    found = reconcile("kostanay", [observation(), *CALM_MORNING], now=NOW)
    assert found.outlook == tuple(CALM_MORNING[:3])


@pytest.mark.parametrize("concern", [Concern.SOURCE_FAILED, Concern.SOURCE_REFUSED, Concern.SOURCE_STALE])
def test_every_failure_becomes_a_worry(concern: Concern) -> None:
    found = together(observation(OFFICER), *CALM_MORNING, failures=[failed(concern)])
    assert [(worry.concern, worry.source, worry.detail) for worry in found.worries] == [
        (concern, "metar:UAUU", "HTTP 503")
    ]
    assert found.decidable


def test_a_stale_model_is_one_worry_not_one_per_hour() -> None:
    stale = hours(-26.0, -26.0, -26.0, -26.0, fetched_at=NOW - timedelta(hours=3))
    found = together(observation(), *stale)
    assert concerns(found) == [Concern.SOURCE_STALE, Concern.NO_FORECAST]
    assert found.outlook == ()


def test_an_old_report_beside_a_fresh_one_of_the_same_source_is_no_worry() -> None:
    old = observation(valid_at=NOW - timedelta(hours=2))
    assert together(old, observation(), *CALM_MORNING).worries == ()


def test_another_places_readings_and_failures_are_ignored() -> None:
    elsewhere = Failure(place="rudny", source="metar:UAUU", concern=Concern.SOURCE_FAILED, detail="")
    metar = observation()
    found = together(metar, observation(OFFICER, place="rudny"), *CALM_MORNING, failures=[elsewhere])
    assert (found.reading, found.worries) == (metar, ())


@pytest.mark.parametrize(
    ("other_c", "concern", "decidable"),
    [
        (-30.0, None, True),
        (-30.1, Concern.SOURCES_DIFFER, True),
        (-34.0, Concern.SOURCES_DIFFER, True),
        (-34.1, Concern.SOURCES_DISAGREE, False),
        (-17.9, Concern.SOURCES_DISAGREE, False),
    ],
)
def test_sources_may_be_four_degrees_apart(other_c: float, concern: Concern | None, decidable: bool) -> None:
    found = together(observation(OFFICER, temp_c=-26.0), observation(temp_c=other_c), *CALM_MORNING)
    assert concerns(found) == ([] if concern is None else [concern])
    assert found.decidable is decidable


def test_a_second_observation_outvotes_a_model_that_disagrees() -> None:
    far_off = hours(-16.0, -16.0, -16.0, -16.0)
    alone = together(observation(OFFICER), *far_off)
    confirmed = together(observation(OFFICER), observation(temp_c=-25.0), *far_off)
    assert Concern.SOURCES_DISAGREE in concerns(alone)
    assert Concern.SOURCES_DISAGREE in concerns(confirmed)
    assert (alone.decidable, confirmed.decidable) == (False, True)


@pytest.mark.parametrize(("other_ms", "differs"), [(10.0, False), (10.1, True), (1.9, True)])
def test_winds_may_be_four_metres_per_second_apart(other_ms: float, differs: bool) -> None:
    found = together(observation(OFFICER), observation(wind_ms=other_ms, gust_ms=other_ms), *CALM_MORNING)
    assert (Concern.SOURCES_DIFFER in concerns(found)) is differs


def test_readings_of_different_hours_are_not_compared() -> None:
    late = observation(OFFICER, valid_at=NOW + timedelta(minutes=8))
    early = observation(temp_c=-10.0, valid_at=NOW - timedelta(minutes=80))
    assert concerns(together(late, early, *CALM_MORNING)) == []


def test_a_missing_wind_is_lent_by_another_observation_and_the_lender_is_named() -> None:
    officer = observation(OFFICER, wind_ms=None, gust_ms=None)
    metar = observation(wind_ms=7.0, gust_ms=11.0)
    found = together(officer, metar, *CALM_MORNING)
    assert found.reading is not None
    assert (found.reading.source, found.reading.wind_ms, found.reading.gust_ms) == (OFFICER, 7.0, 11.0)
    assert found.used == (officer, metar)
    assert found.others == (CALM_MORNING[0],)
    assert [(worry.concern, worry.source, worry.detail) for worry in found.worries] == [
        (Concern.VALUE_BORROWED, "metar:UAUU", "wind 7.0 m/s")
    ]


def test_a_forecast_lends_nothing_and_a_missing_wind_stays_unknown() -> None:
    found = together(observation(OFFICER, wind_ms=None, gust_ms=None), *CALM_MORNING)
    assert found.reading is not None
    assert found.reading.wind_ms is None
    assert concerns(found) == [Concern.WIND_UNKNOWN]


def test_a_blizzard_that_only_the_aerodrome_reports_is_not_lost() -> None:
    metar = observation(phenomena=frozenset({Phenomenon.BLIZZARD}))
    found = together(observation(OFFICER), metar, *CALM_MORNING)
    assert found.reading is not None
    assert found.reading.phenomena == {Phenomenon.BLIZZARD}
    assert concerns(found) == [Concern.VALUE_BORROWED]


def test_strong_wind_is_not_lent_when_the_deciding_reading_has_its_own_wind() -> None:
    metar = observation(wind_ms=11.0, gust_ms=11.0, phenomena=frozenset({Phenomenon.STRONG_WIND}))
    found = together(observation(OFFICER, wind_ms=8.0, gust_ms=8.0), metar, *CALM_MORNING)
    assert found.reading is not None
    assert found.reading.phenomena == frozenset()


def test_low_visibility_is_not_lent_when_the_deciding_reading_has_its_own_visibility() -> None:
    metar = observation(visibility_m=400, phenomena=frozenset({Phenomenon.LOW_VISIBILITY}))
    found = together(observation(OFFICER, visibility_m=2000), metar, *CALM_MORNING)
    assert found.reading is not None
    assert found.reading.phenomena == frozenset()


def test_ice_typed_without_a_temperature_joins_the_aerodromes_reading() -> None:
    officer = observation(
        OFFICER,
        temp_c=None,
        wind_ms=None,
        gust_ms=None,
        phenomena=frozenset({Phenomenon.ICE}),
        nmu_degree=2,
        nmu_days=3,
    )
    found = together(officer, observation(temp_c=-3.0), *hours(-3.0, -3.0, -3.0, -3.0))
    assert found.reading is not None
    assert (found.reading.source, found.reading.temp_c) == ("metar:UAUU", -3.0)
    assert found.reading.phenomena == {Phenomenon.ICE}
    assert (found.reading.nmu_degree, found.reading.nmu_days) == (2, 3)
    assert found.worries[-1].detail == "nmu degree 2; ice"


def test_ice_alone_stands_without_a_temperature_and_says_so() -> None:
    officer = observation(OFFICER, temp_c=None, wind_ms=None, gust_ms=None, phenomena=frozenset({Phenomenon.ICE}))
    found = together(officer)
    assert found.reading == officer
    assert concerns(found) == [Concern.TEMP_UNKNOWN, Concern.WIND_UNKNOWN, Concern.NO_FORECAST]
    assert found.decidable


def test_an_observation_lends_to_a_forecast_that_has_to_decide() -> None:
    metar = observation(temp_c=None, phenomena=frozenset({Phenomenon.BLIZZARD}))
    found = together(metar, *CALM_MORNING)
    assert found.reading is not None
    assert found.reading.kind is Kind.FORECAST
    assert found.reading.phenomena == {Phenomenon.BLIZZARD}
    assert concerns(found) == [Concern.NO_OBSERVATION, Concern.VALUE_BORROWED]


@pytest.mark.parametrize(
    ("morning", "detail"),
    [
        (hours(-26.0, -26.9, -26.0, -26.0), None),
        (hours(-26.0, -27.0, -28.5, -26.0), "-28.5 C at 03:00Z, now -26.0"),
        (hours(-26.0, -26.0, -26.0, -26.0, wind_ms=7.9), None),
        (hours(-26.0, -26.0, -26.0, -26.0, wind_ms=8.0), "8.0 m/s at 01:00Z, now 6.0"),
        (
            hours(-26.0, -26.0, -26.0, -26.0, phenomena=frozenset({Phenomenon.ICE, Phenomenon.FOG})),
            "fog, ice at 01:00Z",
        ),
        (hours(-20.0, -20.0, -20.0, -20.0, wind_ms=None), None),
    ],
)
def test_a_morning_that_gets_worse_is_said_but_not_mixed_in(morning: list[Reading], detail: str | None) -> None:
    metar = observation()
    found = together(metar, *morning)
    assert found.reading == metar
    worse = [worry.detail for worry in found.worries if worry.concern is Concern.FORECAST_WORSE]
    assert worse == ([] if detail is None else [detail])


def test_a_warning_decides_nothing() -> None:
    assert together(observation("meteoalert", kind=Kind.WARNING)).reading is None


@given(
    st.lists(
        st.builds(
            observation,
            st.sampled_from(["metar:UAUU", OFFICER, "officer:8", "station:1"]),
            temp_c=st.none() | st.floats(-60, 52),
            wind_ms=st.none() | st.floats(0, 60),
            valid_at=st.timedeltas(timedelta(hours=-4), timedelta(hours=1)).map(lambda ago: NOW + ago),
        )
        | st.builds(forecast, st.integers(-4, 20), temp_c=st.none() | st.floats(-60, 52)),
        max_size=8,
    )
)
def test_whatever_comes_nothing_is_invented_and_nothing_is_decided_in_silence(readings: list[Reading]) -> None:
    found = together(*readings)
    assert set(found.used) | set(found.others) | set(found.outlook) <= set(readings)
    if found.reading is None:
        assert not found.decidable
        assert Concern.NO_DATA in concerns(found)
    else:
        assert found.reading.temp_c == found.used[0].temp_c
        assert found.reading.wind_ms in {None, *(reading.wind_ms for reading in found.used)}
        assert (found.reading.wind_ms is None) == (Concern.WIND_UNKNOWN in concerns(found))
        assert (found.reading.kind is Kind.FORECAST) == (Concern.NO_OBSERVATION in concerns(found))
        assert found.decidable or Concern.SOURCES_DISAGREE in concerns(found)
    assert found.outlook or Concern.NO_FORECAST in concerns(found)
