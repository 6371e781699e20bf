"""Open-Meteo and aviationweather.gov, answering from the script the way the recorded samples look."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.faults.book import Fault, FaultKind, Lie
from sandbox.weather.script import Between, Place, RawReport, Sample
from sandbox.world import World
from tests.edge.sandbox.conftest import Answer, Caller
from tests.hand_clock import HandClock

FORECAST, METAR = "/open-meteo/v1/forecast", "/aviationweather/api/data/metar"
KOSTANAY = {"latitude": "53.2144", "longitude": "63.6246"}
SIX = datetime.fromisoformat("2026-01-16T06:00:00+05:00")


@pytest.fixture(autouse=True)
def script(world: World) -> None:
    """The clock shows 06:45; at 06:00 it was −28 °C with 6 m/s, at 08:00 it will be −26 °C."""
    world.weather.add(
        Place(
            name="Kostanay",
            latitude=53.2144,
            longitude=63.6246,
            elevation_m=156,
            station="UAUU",
            between=Between.LINEAR,
            samples=(
                Sample(
                    at=SIX, temp_c=-28, wind_ms=6, gust_ms=11, wind_from_deg=240, visibility_m=2000, weather_code=73
                ),
                Sample(at=SIX + timedelta(hours=2), temp_c=-26, wind_ms=6, weather_code=3),
            ),
        ),
        Place(name="Arkalyk", station="UAUR", samples=(Sample(at=SIX, temp_c=-31.5, wind_ms=4.5),)),
    )


async def _forecast(call: Caller, **query: str) -> Any:
    answer = await call.get(FORECAST, **{**KOSTANAY, **query})
    assert answer.status == 200
    return answer.body


async def test_the_units_asked_for_come_back(call: Caller) -> None:
    variables = "temperature_2m,wind_speed_10m,wind_gusts_10m,visibility,weather_code"
    query = {"current": variables, "wind_speed_unit": "ms", "timezone": "GMT", "timeformat": "unixtime"}
    body = await _forecast(call, **query)
    assert body["current_units"] == {
        "time": "unixtime",
        "interval": "seconds",
        "temperature_2m": "°C",
        "wind_speed_10m": "m/s",
        "wind_gusts_10m": "m/s",
        "visibility": "m",
        "weather_code": "wmo code",
    }
    assert body["current"] == {
        "time": int(datetime.fromisoformat("2026-01-16T06:45:00+05:00").timestamp()),
        "interval": 900,
        "temperature_2m": -27.2,
        "wind_speed_10m": 6.0,
        "wind_gusts_10m": 11.0,
        "visibility": 2000.0,
        "weather_code": 73,
    }
    assert (body["timezone"], body["utc_offset_seconds"], body["elevation"]) == ("GMT", 0, 156)


async def test_kilometres_per_hour_are_the_default(call: Caller) -> None:
    body = await _forecast(call, current="wind_speed_10m", temperature_unit="fahrenheit")
    assert (body["current_units"]["wind_speed_10m"], body["current"]["wind_speed_10m"]) == ("km/h", 21.6)


@pytest.mark.parametrize(("unit", "value"), [("ms", 6.0), ("kmh", 21.6), ("mph", 13.4), ("kn", 11.7)])
async def test_wind_comes_in_each_unit(call: Caller, unit: str, value: float) -> None:
    assert (await _forecast(call, current="wind_speed_10m", wind_speed_unit=unit))["current"]["wind_speed_10m"] == value


async def test_hours_are_columns_in_the_zone_asked_for(call: Caller) -> None:
    body = await _forecast(
        call, hourly="temperature_2m,relative_humidity_2m", past_hours="1", forecast_hours="3", timezone="Asia/Almaty"
    )
    assert body["hourly"] == {
        "time": ["2026-01-16T05:00", "2026-01-16T06:00", "2026-01-16T07:00", "2026-01-16T08:00"],
        "temperature_2m": [None, -28.0, -27.0, -26.0],
        "relative_humidity_2m": [None] * 4,
    }
    assert (body["timezone_abbreviation"], body["utc_offset_seconds"]) == ("GMT+5", 18000)


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ({}, "2026-01-16T00:00", 7 * 24),
        ({"forecast_days": "1", "past_days": "1"}, "2026-01-15T00:00", 48),
        ({"start_date": "2026-01-10", "end_date": "2026-01-11"}, "2026-01-10T00:00", 48),
    ],
)
async def test_whole_days_start_at_midnight(call: Caller, query: dict[str, str], first: str, count: int) -> None:
    times = (await _forecast(call, hourly="temperature_2m", timezone="auto", **query))["hourly"]["time"]
    assert (times[0], len(times)) == (first, count)


async def test_several_points_are_answered_with_a_list(call: Caller) -> None:
    body = await _forecast(call, latitude="53.2144,51.13", longitude="63.6246,71.43", current="temperature_2m")
    assert [one.get("location_id") for one in body] == [None, 1]
    assert [one["current"]["temperature_2m"] for one in body] == [-27.2, None]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            {"current": "lksdfj"},
            (
                "Cannot initialize SurfaceAndPressureVariable<ForecastSurfaceVariable, ForecastPressureVariable> "
                "from invalid String value lksdfj for key current"
            ),
        ),
        (
            {"temperature_unit": "asdfsfd"},
            "Cannot initialize TemperatureUnit from invalid String value asdfsfd for key temperature_unit",
        ),
        ({"timezone": "Mars/Olympus"}, "Invalid timezone"),
        ({"latitude": ""}, "Value of type 'String' required for key 'latitude'."),
        ({"latitude": "north"}, "Cannot convert 'north' to Float for key 'latitude'."),
        ({"latitude": "91"}, "Latitude must be in range of -90 to 90°. Given: 91.0."),
        ({"latitude": "1,2"}, "Parameter 'latitude' and 'longitude' must have the same number of elements"),
        ({"forecast_days": "17"}, "Forecast days is invalid. Allowed range 0 to 16. Given 17."),
        ({"start_date": "soon"}, "Invalid date format for key 'start_date'. Make sure to use 'YYYY-MM-DD'"),
        (
            {"start_date": "2026-01-11", "end_date": "2026-01-10"},
            "End-date must be larger or equals than start-date",
        ),
    ],
)
async def test_a_wrong_question_is_refused_with_a_reason(call: Caller, query: dict[str, str], reason: str) -> None:
    answer = await call.get(FORECAST, **{**KOSTANAY, **query})
    assert (answer.status, answer.body) == (400, {"error": True, "reason": reason})


async def test_a_metar_is_written_from_each_sample_that_has_come_in(call: Caller) -> None:
    [report] = (await call.get(METAR, ids="UAUU", format="json", hours="2")).body
    assert report["rawOb"] == "UAUU 160100Z 24006G11MPS 2000 SN OVC010 M28/// Q////"
    assert {name: report[name] for name in ("icaoId", "temp", "wspd", "wgst", "visib", "wxString", "obsTime")} == {
        "icaoId": "UAUU",
        "temp": -28,
        "wspd": 12,
        "wgst": 21,
        "visib": 1.24,
        "wxString": "SN",
        "obsTime": int(SIX.timestamp()),
    }
    assert report["reportTime"] == "2026-01-16 01:00:00"


async def test_a_report_comes_in_five_minutes_after_its_time(call: Caller, clock: HandClock) -> None:
    clock.advance(79 * 60)
    assert len((await call.get(METAR, ids="UAUU", format="json", hours="3")).body) == 1
    clock.advance(60)
    reports = (await call.get(METAR, ids="UAUU", format="json", hours="3")).body
    assert [report["mostRecent"] for report in reports] == [1, 0]


async def test_raw_reports_are_served_as_they_are(call: Caller, world: World) -> None:
    raw = "UACC 160130Z 24010MPS 0800 +SN BLSN M25/M27 Q1030 TEMPO 0500 FZFG RMK QFE757"
    world.weather.add(
        Place(name="Astana", station="UACC", reports=(RawReport(at=SIX + timedelta(minutes=30), raw=raw),))
    )
    answer = await call.get(METAR, ids="UACC,UAUU", hours="2")
    assert answer.body.splitlines() == ["UAUU 160100Z 24006G11MPS 2000 SN OVC010 M28/// Q////", raw]


@pytest.mark.parametrize("query", [{"ids": "UAAA"}, {"ids": "UAUU", "hours": "0.5"}])
async def test_no_report_is_an_answer_without_content(call: Caller, query: dict[str, str]) -> None:
    answer = await call.get(METAR, format="json", **query)
    assert (answer.status, answer.body) == (204, "")


@pytest.mark.parametrize("query", [{}, {"ids": "UAUU", "hours": "many"}, {"ids": "UAUU", "hours": "9999"}])
async def test_a_wrong_question_about_metars_is_refused(call: Caller, query: dict[str, str]) -> None:
    assert (await call.get(METAR, **query)).status == 400


async def _lied(call: Caller, world: World, lie: Lie, path: str, **query: str) -> Answer:
    world.faults.clear()
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=lie))
    return await call.get(path, **query)


async def test_a_forecast_may_lie(call: Caller, world: World) -> None:
    query = {**KOSTANAY, "current": "temperature_2m,wind_speed_10m", "hourly": "temperature_2m", "forecast_hours": "1"}
    query |= {"wind_speed_unit": "ms", "timezone": "auto"}

    async def current(lie: Lie) -> dict[str, Any]:
        body = (await _lied(call, world, lie, FORECAST, **query)).body
        return {"unit": body["current_units"]["wind_speed_10m"], **body["current"], "hour": body["hourly"]["time"][0]}

    kmh, kelvin = await current(Lie.KMH), await current(Lie.KELVIN)
    nulls, stale = await current(Lie.NULLS), await current(Lie.STALE)
    assert (kmh["unit"], kmh["wind_speed_10m"]) == ("km/h", 21.6)
    assert (kelvin["unit"], kelvin["temperature_2m"]) == ("m/s", 245.95)
    assert (nulls["temperature_2m"], nulls["wind_speed_10m"]) == (None, None)
    assert (stale["time"], stale["hour"], stale["temperature_2m"]) == ("2026-01-09T06:45", "2026-01-09T06:00", -27.2)
    assert (await _lied(call, world, Lie.HTML, FORECAST, **query)).body.startswith("<!DOCTYPE html>")


async def test_a_metar_may_lie(call: Caller, world: World) -> None:
    query = {"ids": "UAUU", "format": "json", "hours": "2"}
    [nulls] = (await _lied(call, world, Lie.NULLS, METAR, **query)).body
    [stale] = (await _lied(call, world, Lie.STALE, METAR, **query)).body
    assert (nulls["temp"], nulls["icaoId"]) == (None, "UAUU")
    assert stale["rawOb"].startswith("UAUU 090100Z")
    assert stale["obsTime"] == int(SIX.timestamp()) - 7 * 86400


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(kind=FaultKind.FLOOD), 429),
        (Fault(kind=FaultKind.ERROR, status=503), 503),
        (Fault(kind=FaultKind.BAD_GATEWAY), 502),
    ],
)
async def test_a_weather_service_may_fail(call: Caller, world: World, fault: Fault, status: int) -> None:
    world.faults.arm(fault)
    for path in (FORECAST, METAR):
        assert (await call.get(path, **KOSTANAY, ids="UAUU")).status == status
    assert world.journal.entries() == []
