from datetime import UTC, datetime, timedelta

import pytest
from avwx.current.metar import Metar
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.weather.metar import decoded, reported_at, written
from sandbox.weather.script import Between, Place, Sample, WeatherScript

SIX = datetime(2026, 1, 16, 1, 0, tzinfo=UTC)
EIGHT = SIX + timedelta(hours=2)


def _place(between: Between = Between.STEP) -> Place:
    return Place(
        name="Қостанай",
        latitude=53.21,
        longitude=63.62,
        between=between,
        samples=(
            Sample(at=SIX, temp_c=-28.0, wind_ms=6.0, weather_code=71),
            Sample(at=EIGHT, temp_c=-24.0, weather_code=3),
        ),
    )


def test_a_sample_holds_until_the_next_one() -> None:
    sample = _place().at(SIX + timedelta(hours=1, minutes=59))
    assert sample is not None
    assert (sample.temp_c, sample.wind_ms, sample.weather_code) == (-28.0, 6.0, 71)


def test_numbers_run_straight_between_samples_when_asked_to() -> None:
    sample = _place(Between.LINEAR).at(SIX + timedelta(hours=1))
    assert sample is not None
    assert (sample.temp_c, sample.wind_ms, sample.weather_code) == (-26.0, 6.0, 71)


def test_nothing_is_known_before_the_first_sample_and_the_last_one_holds() -> None:
    assert _place().at(SIX - timedelta(seconds=1)) is None
    late = _place(Between.LINEAR).at(EIGHT + timedelta(days=1))
    assert late is not None
    assert late.temp_c == -24.0


def test_the_nearest_place_within_reach_answers() -> None:
    script = WeatherScript()
    script.add(_place(), Place(name="Рудный", latitude=52.96, longitude=63.13))
    near = script.nearest(53.19, 63.6)
    assert near is not None
    assert near.name == "Қостанай"
    assert script.nearest(51.1, 71.4) is None


def test_samples_may_come_in_any_order() -> None:
    script = WeatherScript()
    script.add(Place(name="a", samples=(Sample(at=EIGHT, temp_c=1), Sample(at=SIX, temp_c=0))))
    assert [sample.temp_c for sample in script.places()[0].samples] == [0, 1]


@pytest.mark.parametrize(
    ("sample", "raw"),
    [
        (Sample(at=SIX, temp_c=-28, wind_ms=6, wind_from_deg=238, visibility_m=12000), "24006MPS 9999 NSC M28///"),
        (Sample(at=SIX, temp_c=-0.3, dew_point_c=-1, wind_ms=0.2, visibility_m=640), "00000MPS 0600 NSC M00/M01"),
        (
            Sample(at=SIX, temp_c=3.5, wind_ms=15, gust_ms=22, visibility_m=1250, phenomena=("+SN", "BLSN")),
            "VRB15G22MPS 1200 +SN BLSN OVC010 04///",
        ),
        (Sample(at=SIX, weather_code=48, wind_ms=3, gust_ms=3.2, wind_from_deg=2), "36003MPS //// FZFG OVC010 /////"),
        (Sample(at=SIX, visibility_m=8700), "/////MPS 8000 NSC /////"),
    ],
)
def test_a_sample_is_written_as_a_metar(sample: Sample, raw: str) -> None:
    assert written("UAUU", sample) == f"UAUU 160100Z {raw} Q////"


@settings(deadline=None)
@given(
    temp_c=st.floats(-55, 45),
    wind_ms=st.floats(0, 60),
    gust_more=st.floats(0, 30),
    visibility_m=st.floats(0, 20000),
    direction=st.floats(0, 360),
)
def test_an_independent_parser_reads_what_is_written(
    temp_c: float, wind_ms: float, gust_more: float, visibility_m: float, direction: float
) -> None:
    sample = Sample(
        at=SIX,
        temp_c=temp_c,
        dew_point_c=temp_c - 3,
        wind_ms=wind_ms,
        gust_ms=wind_ms + gust_more,
        visibility_m=visibility_m,
        wind_from_deg=direction,
        pressure_hpa=1030,
    )
    parsed = Metar.from_report(written("UAUU", sample))
    assert parsed is not None
    data, units = parsed.data, parsed.units
    assert data is not None
    assert units is not None
    assert units.wind_speed == "m/s"
    assert data.wind_speed is not None
    assert data.wind_speed.value is not None
    assert abs(data.wind_speed.value - wind_ms) <= 0.5
    assert data.temperature is not None
    assert data.temperature.value is not None
    assert abs(data.temperature.value - temp_c) <= 0.5
    assert data.visibility is not None
    assert data.visibility.value is not None
    assert data.visibility.value <= max(visibility_m, 10_000 if visibility_m >= 10_000 else 0)
    if data.wind_gust is not None and data.wind_gust.value is not None:
        assert data.wind_gust.value > data.wind_speed.value


def test_decoding_knows_knots_miles_and_where_the_trend_begins() -> None:
    seen = decoded("UACC 160100Z 24010G15MPS 0800 +SN BLSN FZFG BKN010 M25/M27 Q1030 TEMPO 0500 FZFG RMK QFE757")
    assert (seen.wspd, seen.wgst, seen.wdir, seen.temp, seen.dewp, seen.altim) == (19, 29, 240, -25, -27, 1030)
    assert (seen.visib, seen.weather, seen.clouds) == (0.5, "+SN BLSN FZFG", [{"cover": "BKN", "base": 1000}])


def test_decoding_leaves_out_what_is_missing() -> None:
    seen = decoded("UARR 160100Z /////MPS //// ///// Q////")
    assert (seen.wspd, seen.wgst, seen.wdir, seen.temp, seen.dewp, seen.altim, seen.visib) == (None,) * 7
    assert decoded("UTTT 180730Z VRB03KT CAVOK 07/M05 Q1024").visib == "6+"
    assert decoded("UTTT 180730Z VRB03KT CAVOK 07/M05 Q1024").wspd == 3


@pytest.mark.parametrize(
    ("raw", "near", "at"),
    [
        ("UAUU 160100Z", SIX, SIX),
        ("UAUU 312330Z", datetime(2026, 2, 1, 1, 0, tzinfo=UTC), datetime(2026, 1, 31, 23, 30, tzinfo=UTC)),
        ("UAUU 010030Z", datetime(2025, 12, 31, 23, 0, tzinfo=UTC), datetime(2026, 1, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_month_of_a_report_is_the_nearest_one(raw: str, near: datetime, at: datetime) -> None:
    assert reported_at(raw, near) == at


def test_a_report_without_a_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no ddhhmmZ group"):
        reported_at("UAUU 24006MPS", SIX)
    with pytest.raises(ValueError, match="does not exist"):
        reported_at("UAUU 320100Z", SIX)
