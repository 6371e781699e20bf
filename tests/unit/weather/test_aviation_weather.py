"""aviationweather.gov: only the raw report is read."""

import json
from datetime import UTC, datetime

import pytest

from tests.unit.weather.answers import ALMATY, DATA, KOSTANAY, LISAKOVSK, NOW, answer, metar_answer
from weather.aviation_weather import parameters, parse
from weather.place import Place
from weather.reading import Concern, Failure, Reading

FRESH = "UAUU 160030Z 18006MPS 9999 M26/M29 Q1040 NOSIG"
STALE = "UAUU 152300Z 18003MPS 9999 M20/M23 Q1040 NOSIG"
OLDER = "UAUU 160000Z 18003MPS 9999 M24/M27 Q1040 NOSIG"


def test_one_call_asks_for_all_stations_once() -> None:
    assert parameters([KOSTANAY, ALMATY, KOSTANAY]) == {"ids": "UAUU,UAAA", "format": "json", "hours": "2"}


def test_decoded_values_are_not_believed() -> None:
    [reading] = parse(metar_answer([FRESH]), [KOSTANAY], received_at=NOW)
    assert isinstance(reading, Reading)
    assert (reading.temp_c, reading.wind_ms, reading.visibility_m) == (-26.0, 6.0, 10_000)


def test_the_evidence_is_the_item_of_the_answer() -> None:
    _, reading = parse(metar_answer([OLDER, FRESH]), [KOSTANAY], received_at=NOW)
    assert reading.evidence is not None
    assert json.loads(reading.evidence.body)["rawOb"] == FRESH


@pytest.mark.parametrize("raws", [[FRESH, OLDER, STALE], [STALE, OLDER, FRESH], [f"METAR {FRESH}", f"SPECI {OLDER}"]])
def test_every_fresh_report_of_a_station_is_read(raws: list[str]) -> None:
    found = parse(metar_answer(raws), [KOSTANAY], received_at=NOW)
    assert {one.temp_c for one in found if isinstance(one, Reading)} == {-26.0, -24.0}
    assert len(found) == 2


def test_a_correction_replaces_the_report_of_the_same_time() -> None:
    corrected = "METAR COR UAUU 160030Z 18006MPS 9999 M28/M30 Q1040 NOSIG"
    [reading] = parse(metar_answer([FRESH, corrected]), [KOSTANAY], received_at=NOW)
    assert isinstance(reading, Reading)
    assert reading.temp_c == -28.0


@pytest.mark.parametrize("broken", ["UAUU 160040Z NIL", "UAUU broken", "UAUU 160099Z 18006MPS"])
def test_a_broken_report_does_not_hide_the_one_before(broken: str) -> None:
    [reading] = parse(metar_answer([broken, FRESH]), [KOSTANAY], received_at=NOW)
    assert isinstance(reading, Reading)
    assert reading.temp_c == -26.0


@pytest.mark.parametrize(
    ("raw", "concern"),
    [
        ("UAUU 160030Z NIL", Concern.SOURCE_FAILED),
        ("UAUU broken", Concern.SOURCE_REFUSED),
        ("UAUU 090030Z 18006MPS 9999 M26/M29", Concern.SOURCE_STALE),
        ("UAUU 160300Z 18006MPS 9999 M26/M29", Concern.SOURCE_REFUSED),
    ],
)
def test_a_report_that_cannot_be_used_says_why(raw: str, concern: Concern) -> None:
    [failure] = parse(metar_answer([raw]), [KOSTANAY], received_at=NOW)
    assert isinstance(failure, Failure)
    assert (failure.place, failure.source, failure.concern) == ("kostanay", "metar:UAUU", concern)


@pytest.mark.parametrize("body", ["", "[]", "  \n"])
def test_an_empty_answer_means_that_no_station_reported(body: str) -> None:
    found = parse(answer(body, status=204), [KOSTANAY, ALMATY], received_at=NOW)
    assert [(one.place, one.concern) for one in found if isinstance(one, Failure)] == [
        ("kostanay", Concern.SOURCE_FAILED),
        ("almaty", Concern.SOURCE_FAILED),
    ]


def test_a_silent_station_fails_alone() -> None:
    reading, failure = parse(metar_answer([FRESH]), [KOSTANAY, ALMATY], received_at=NOW)
    assert isinstance(reading, Reading)
    assert isinstance(failure, Failure)
    assert failure.detail == "no report from UAAA in the last 2 hours"


def test_two_places_may_share_an_aerodrome() -> None:
    village = Place(code="zatobolsk", name_kk="", name_ru="", latitude=53.2, longitude=63.7, metar_station="UAUU")
    found = parse(metar_answer([FRESH]), [KOSTANAY, village], received_at=NOW)
    assert [one.place for one in found] == ["kostanay", "zatobolsk"]


@pytest.mark.parametrize("body", ["<html>", '{"status": "error"}', '[{"rawOb": null}]', '["UAUU"]', "{"])
def test_an_answer_without_raw_reports_is_refused(body: str) -> None:
    [failure] = parse(answer(body), [KOSTANAY], received_at=NOW)
    assert isinstance(failure, Failure)
    assert failure.concern is Concern.SOURCE_REFUSED


def recorded_in_jerez(received_at: datetime) -> Reading | Failure:
    jerez = Place(code="jerez", name_kk="", name_ru="", latitude=36.7, longitude=-6.1, metar_station="LEJR")
    body = (DATA / "aviationweather_api_metar_json_lejr_20231027.json").read_text(encoding="utf-8")
    [found] = parse(answer(body), [jerez], received_at=received_at)
    return found


def test_a_recorded_answer_in_knots_is_read_at_its_time() -> None:
    found = recorded_in_jerez(datetime(2023, 10, 27, 15, 25, 34, tzinfo=UTC))
    assert isinstance(found, Reading)
    assert (found.temp_c, found.wind_ms, found.valid_at) == (22.0, 5.66, datetime(2023, 10, 27, 15, 30, tzinfo=UTC))


def test_a_recorded_answer_is_stale_years_later() -> None:
    found = recorded_in_jerez(NOW)
    assert isinstance(found, Failure)
    assert found.concern is Concern.SOURCE_STALE


def test_a_place_without_aerodrome_is_not_asked_for() -> None:
    assert parameters([LISAKOVSK, KOSTANAY])["ids"] == "UAUU"
