"""Open-Meteo: the question, the units that come back, and every answer that may not be believed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.weather.answers import ALMATY, DATA, KOSTANAY, LISAKOVSK, NOW, almaty_hours, answer, forecast_item
from weather.open_meteo import batches, parameters, parse
from weather.place import Place
from weather.reading import Concern, Failure, Kind, Phenomenon, Reading


def readings(item: object, place: Place = KOSTANAY) -> list[Reading]:
    found = parse(answer(item), [place], fetched_at=NOW)
    assert all(isinstance(one, Reading) for one in found), found
    return [one for one in found if isinstance(one, Reading)]


def failure(item: object) -> Failure:
    [found] = parse(answer(item), [KOSTANAY], fetched_at=NOW)
    assert isinstance(found, Failure), found
    return found


def recorded(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def test_the_question_names_units_times_and_places() -> None:
    assert parameters([ALMATY, KOSTANAY]) == {
        "latitude": "43.2389,53.2144",
        "longitude": "76.8897,63.6246",
        "elevation": "757,170",
        "wind_speed_unit": "ms",
        "timeformat": "unixtime",
        "timezone": "GMT",
        "current": "temperature_2m,wind_speed_10m,wind_gusts_10m,weather_code",
        "hourly": "temperature_2m,wind_speed_10m,wind_gusts_10m,weather_code,visibility,snowfall",
        "past_hours": "3",
        "forecast_hours": "24",
    }


def test_coordinates_have_at_most_four_decimals() -> None:
    place = Place(code="x", name_kk="", name_ru="", latitude=51.128_432_1, longitude=71.430_48)
    asked = parameters([place])
    assert (asked["latitude"], asked["longitude"]) == ("51.1284", "71.4305")
    assert "elevation" not in asked


def test_places_with_and_without_elevation_are_asked_apart() -> None:
    many = [ALMATY] * 60
    assert [len(batch) for batch in batches([LISAKOVSK, *many])] == [50, 10, 1]


def test_the_models_now_and_every_hour_are_forecasts() -> None:
    found = readings(forecast_item(KOSTANAY))
    temperatures, winds = almaty_hours(0, 27)
    assert [one.temp_c for one in found] == [temperatures[3], *temperatures]
    assert [one.wind_ms for one in found] == [winds[3], *winds]
    assert {one.kind for one in found} == {Kind.FORECAST}
    assert found[0].valid_at == datetime(2026, 1, 16, 0, 30, tzinfo=UTC)
    assert found[1].valid_at == datetime(2026, 1, 15, 21, tzinfo=UTC)
    assert found[-1].valid_at == datetime(2026, 1, 16, 23, tzinfo=UTC)
    assert {(one.place, one.source, one.fetched_at) for one in found} == {("kostanay", "open-meteo", NOW)}


def test_several_places_come_in_the_order_they_were_asked_for() -> None:
    items = [forecast_item(ALMATY), forecast_item(KOSTANAY, location_id=1)]
    found = parse(answer(items), [ALMATY, KOSTANAY], fetched_at=NOW)
    assert [one.place for one in found] == ["almaty"] * 28 + ["kostanay"] * 28


def test_each_place_keeps_its_own_raw_item_as_evidence() -> None:
    items = [forecast_item(ALMATY), forecast_item(KOSTANAY, location_id=1)]
    body = json.dumps(items, indent=1, ensure_ascii=False)
    found = parse(answer(body), [ALMATY, KOSTANAY], fetched_at=NOW)
    last = found[-1]
    assert last.evidence is not None
    assert json.loads(last.evidence.body) == items[1]
    assert last.evidence.body in body


def test_a_broken_item_fails_its_own_place_only() -> None:
    items = [forecast_item(ALMATY) | {"current": None}, forecast_item(KOSTANAY, location_id=1)]
    found = parse(answer(items), [ALMATY, KOSTANAY], fetched_at=NOW)
    assert isinstance(found[0], Failure)
    assert found[0].place == "almaty"
    assert [one.place for one in found[1:]] == ["kostanay"] * 28


@pytest.mark.parametrize("part", ["current_units", "hourly_units"])
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("wind_speed_10m", "km/h"),
        ("wind_gusts_10m", "mp/h"),
        ("temperature_2m", "K"),
        ("temperature_2m", "°F"),
        ("temperature_2m", "undefined"),
        ("time", "iso8601"),
        ("weather_code", "undefined"),
    ],
)
def test_another_unit_is_refused_by_name(part: str, name: str, unit: str) -> None:
    item = forecast_item(KOSTANAY)
    item[part][name] = unit
    found = failure(item)
    assert found.concern is Concern.SOURCE_REFUSED
    assert name in found.detail
    assert repr(unit) in found.detail


@pytest.mark.parametrize("name", ["wind_speed_10m", "visibility"])
def test_a_unit_that_does_not_come_back_is_refused(name: str) -> None:
    item = forecast_item(KOSTANAY)
    del item["hourly_units"][name]
    assert "came in None" in failure(item).detail


def test_a_recorded_answer_in_default_units_is_refused() -> None:
    assert failure(recorded("berlin_winter_homeassistant_excerpt.json")).concern is Concern.SOURCE_REFUSED


@pytest.mark.parametrize(
    "name", ["berlin_current_ms_20260907_excerpt.json", "almaty_current_unixtime_20260927_excerpt.json"]
)
def test_a_recorded_answer_without_the_hours_is_refused(name: str) -> None:
    assert failure(recorded(name)).concern is Concern.SOURCE_REFUSED


def test_a_recorded_answer_of_another_host_is_refused_for_every_place() -> None:
    items = recorded("almaty_airquality_current_multilocation.json")
    found = parse(answer(items), [ALMATY] * len(items), fetched_at=NOW)
    assert len(found) == len(items)
    assert all(isinstance(one, Failure) for one in found)


def test_the_services_own_words_are_kept_when_it_answers_with_an_error() -> None:
    body = recorded("error_400_bad_unit.json")
    assert failure(body).detail == f"service says: {body['reason']}"


def test_a_null_temperature_now_is_refused() -> None:
    item = forecast_item(KOSTANAY)
    item["current"]["temperature_2m"] = None
    assert failure(item).detail == "temperature_2m is null"


def test_hours_that_are_all_null_are_refused() -> None:
    item = forecast_item(KOSTANAY)
    item["hourly"]["temperature_2m"] = [None] * 27
    assert failure(item).detail == "temperature_2m is null"


def test_nulls_at_the_end_of_the_range_are_left_out() -> None:
    item = forecast_item(KOSTANAY)
    item["hourly"]["temperature_2m"][-2:] = [None, None]
    assert len(readings(item)) == 26


def test_a_null_wind_is_unknown_not_calm() -> None:
    item = forecast_item(KOSTANAY)
    item["current"]["wind_speed_10m"] = None
    item["hourly"]["wind_speed_10m"][0] = 0.0
    found = readings(item)
    assert (found[0].wind_ms, found[1].wind_ms) == (None, 0.0)


def test_minus_zero_is_zero() -> None:
    item = forecast_item(KOSTANAY)
    item["current"]["temperature_2m"] = -0.0
    assert str(readings(item)[0].temp_c) == "0.0"


@pytest.mark.parametrize("values", [["-25.1"] * 27, [True] * 27, [-25.1] * 26, None, "x"])
def test_columns_that_are_not_parallel_numbers_are_refused(values: object) -> None:
    item = forecast_item(KOSTANAY)
    item["hourly"]["temperature_2m"] = values
    assert failure(item).concern is Concern.SOURCE_REFUSED


@pytest.mark.parametrize("age", [timedelta(days=7), timedelta(minutes=80)])
def test_last_weeks_answer_is_stale(age: timedelta) -> None:
    found = failure(forecast_item(KOSTANAY, now=NOW - age))
    assert found.concern is Concern.SOURCE_STALE


def test_an_answer_from_the_future_is_refused() -> None:
    found = failure(forecast_item(KOSTANAY, now=NOW + timedelta(hours=1)))
    assert found.concern is Concern.SOURCE_REFUSED


def test_an_answer_for_another_place_is_refused() -> None:
    assert "answer is for" in failure(forecast_item(ALMATY)).detail


def test_answers_in_another_order_are_refused() -> None:
    items = [forecast_item(ALMATY), forecast_item(KOSTANAY, location_id=2)]
    found = parse(answer(items), [ALMATY, KOSTANAY], fetched_at=NOW)
    assert isinstance(found[-1], Failure)
    assert found[-1].detail == "answer 1 says that it is number 2"


def test_another_number_of_answers_is_refused_for_every_place() -> None:
    found = parse(answer([forecast_item(ALMATY)]), [ALMATY, KOSTANAY], fetched_at=NOW)
    assert [(one.place, one.detail) for one in found if isinstance(one, Failure)] == [
        ("almaty", "1 answers for 2 places"),
        ("kostanay", "1 answers for 2 places"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><title>502</title>",
        "",
        '{"current": ',
        "[" * 100_000,
        '{"latitude": NaN}',
        "null",
        '"ok"',
        "[]",
        "{}",
    ],
)
def test_what_is_not_the_expected_json_is_refused(body: str) -> None:
    found = failure(body)
    assert found.concern is Concern.SOURCE_REFUSED
    assert found.detail
    assert found.evidence is not None


@pytest.mark.parametrize(
    ("changes", "phenomena"),
    [
        ({"weather_code": 66}, {Phenomenon.ICE}),
        ({"weather_code": 61, "temperature_2m": -0.5}, {Phenomenon.ICE}),
        ({"weather_code": 61, "temperature_2m": 0.5}, set()),
        ({"weather_code": 45, "visibility": 300.0}, {Phenomenon.FOG, Phenomenon.LOW_VISIBILITY}),
        (
            {"weather_code": 75, "wind_speed_10m": 12.0, "visibility": 400.0},
            {Phenomenon.BLIZZARD, Phenomenon.LOW_VISIBILITY, Phenomenon.STRONG_WIND},
        ),
        (
            {"snowfall": 0.4, "wind_gusts_10m": 16.0, "visibility": 800.0},
            {Phenomenon.BLIZZARD, Phenomenon.LOW_VISIBILITY},
        ),
        ({"weather_code": 75, "wind_speed_10m": 12.0, "visibility": None}, {Phenomenon.STRONG_WIND}),
        ({"weather_code": 75, "wind_speed_10m": 12.0, "visibility": 3000.0}, {Phenomenon.STRONG_WIND}),
        (
            {"weather_code": 3, "wind_speed_10m": 12.0, "visibility": 400.0},
            {Phenomenon.LOW_VISIBILITY, Phenomenon.STRONG_WIND},
        ),
        ({"weather_code": 75, "visibility": 400.0}, {Phenomenon.LOW_VISIBILITY}),
    ],
)
def test_a_models_hour_is_called_by_the_words_of_the_tables(
    changes: dict[str, float | None], phenomena: set[Phenomenon]
) -> None:
    item = forecast_item(KOSTANAY)
    for name, value in changes.items():
        item["hourly"][name][5] = value
    assert readings(item)[6].phenomena == phenomena
