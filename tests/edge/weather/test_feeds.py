"""Both feeds against a real server on loopback: every way an answer can go wrong is a failure, never an exception."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.edge.weather.pretend_service import PretendService
from tests.unit.weather.answers import ALMATY, DATA, KOSTANAY, LISAKOVSK, NOW, forecast_item, metar_answer
from weather.aviation_weather import AviationWeather
from weather.feed import Feed
from weather.fetching import MAX_ANSWER_BYTES, MAX_EVIDENCE_CHARS
from weather.open_meteo import OpenMeteo
from weather.reading import Concern, Failure, Reading

AGENT = "boran-test/0.1 (+http://127.0.0.1)"
FRESH = "METAR UAUU 160030Z 18006MPS 9999 M26/M29 Q1040 NOSIG"

FeedMaker = Callable[..., Feed]


def open_meteo(client: httpx.AsyncClient, url: str, **settings: Any) -> Feed:
    return OpenMeteo(client=client, base_url=url, user_agent=AGENT, **settings)


def aviation_weather(client: httpx.AsyncClient, url: str, **settings: Any) -> Feed:
    return AviationWeather(client=client, base_url=url, user_agent=AGENT, **settings)


both_feeds = pytest.mark.parametrize("make", [open_meteo, aviation_weather])


async def failure(feed: Feed) -> Failure:
    [found] = await feed.fetch([KOSTANAY], now=NOW)
    assert isinstance(found, Failure), found
    return found


async def test_a_forecast_is_asked_for_in_one_call_and_read(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says(json.dumps([forecast_item(KOSTANAY), forecast_item(ALMATY, location_id=1)]))
    found = await open_meteo(client, service.url).fetch([KOSTANAY, ALMATY], now=NOW)
    assert len(found) == 56
    assert all(isinstance(one, Reading) for one in found)
    [request] = service.requests
    assert (request.path, request.headers["User-Agent"]) == ("/v1/forecast", AGENT)
    assert (request.query["wind_speed_unit"], request.query["latitude"]) == ("ms", "53.2144,43.2389")


async def test_places_without_elevation_cost_a_second_call(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says(json.dumps(forecast_item(KOSTANAY)))
    found = await open_meteo(client, service.url).fetch([LISAKOVSK, KOSTANAY], now=NOW)
    assert ["elevation" in request.query for request in service.requests] == [True, False]
    assert {one.place for one in found} == {"kostanay", "lisakovsk"}


async def test_all_aerodromes_are_asked_for_in_one_call(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says(metar_answer([FRESH, "METAR UAAA 160030Z 00000MPS CAVOK M09/M11 Q1030"]).body)
    found = await aviation_weather(client, service.url + "/").fetch([KOSTANAY, LISAKOVSK, ALMATY], now=NOW)
    assert [(one.place, one.source) for one in found] == [("kostanay", "metar:UAUU"), ("almaty", "metar:UAAA")]
    [request] = service.requests
    assert (request.path, request.query["ids"]) == ("/api/data/metar", "UAUU,UAAA")
    assert request.headers["User-Agent"] == AGENT


async def test_places_without_aerodrome_cost_no_call(service: PretendService, client: httpx.AsyncClient) -> None:
    assert await aviation_weather(client, service.url).fetch([LISAKOVSK], now=NOW) == []
    assert service.requests == []


async def test_no_report_is_said_for_each_place(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says("", status=204)
    found = await aviation_weather(client, service.url).fetch([KOSTANAY, ALMATY], now=NOW)
    assert [one.concern for one in found if isinstance(one, Failure)] == [Concern.SOURCE_FAILED] * 2


async def test_the_evidence_names_address_status_and_body_but_no_key(
    service: PretendService, client: httpx.AsyncClient
) -> None:
    item = forecast_item(KOSTANAY)
    service.says(json.dumps(item))
    feed = open_meteo(client, service.url, api_key="s3cret")
    first, *_ = await feed.fetch([KOSTANAY], now=NOW)
    assert service.requests[0].query["apikey"] == "s3cret"
    assert first.evidence is not None
    assert (first.evidence.status, json.loads(first.evidence.body)) == (200, item)
    assert first.evidence.url.startswith(service.url)
    assert "s3cret" not in f"{first} {feed}"


@both_feeds
@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (400, (DATA / "error_400_bad_unit.json").read_text(encoding="utf-8"), "application/json"),
        (429, '{"error":true,"reason":"Minutely API request limit exceeded."}', "application/json"),
        (500, "", "text/plain"),
        (502, "<html><body>Bad gateway</body></html>", "text/html"),
        (301, "moved", "text/plain"),
        (403, "<html>Forbidden</html>", "text/html"),
    ],
)
async def test_a_status_that_is_no_answer_fails_with_its_words(
    *, make: FeedMaker, status: int, body: str, content_type: str, service: PretendService, client: httpx.AsyncClient
) -> None:
    service.says(body, status=status, content_type=content_type)
    found = await failure(make(client, service.url))
    assert found.concern is Concern.SOURCE_FAILED
    assert found.detail.startswith(f"HTTP {status}")
    assert found.evidence is not None
    assert (found.evidence.status, found.evidence.body) == (status, body)


@both_feeds
@pytest.mark.parametrize("body", ["<!DOCTYPE html><html>Checking your browser</html>", "OK", '{"x":', "\ufffd", "{}"])
async def test_a_page_instead_of_json_is_refused_and_kept(
    make: FeedMaker, body: str, service: PretendService, client: httpx.AsyncClient
) -> None:
    service.says(body, content_type="text/html")
    found = await failure(make(client, service.url))
    assert found.concern is Concern.SOURCE_REFUSED
    assert found.evidence is not None
    assert found.evidence.body == body


@both_feeds
@pytest.mark.parametrize("way", ["hang", "never_answer"])
async def test_an_answer_that_does_not_end_fails_at_the_time_limit(
    make: FeedMaker, way: str, service: PretendService, client: httpx.AsyncClient
) -> None:
    service.behave = getattr(service, way)
    found = await failure(make(client, service.url, timeout_s=0.2))
    assert found.concern is Concern.SOURCE_FAILED
    assert found.evidence is not None
    assert found.evidence.url.startswith(service.url)


@both_feeds
async def test_a_broken_connection_fails(make: FeedMaker, service: PretendService, client: httpx.AsyncClient) -> None:
    service.behave = service.reset
    assert (await failure(make(client, service.url))).concern is Concern.SOURCE_FAILED


@both_feeds
async def test_nobody_listening_fails(make: FeedMaker, unused_tcp_port: int, client: httpx.AsyncClient) -> None:
    found = await failure(make(client, f"http://127.0.0.1:{unused_tcp_port}"))
    assert found.concern is Concern.SOURCE_FAILED
    assert found.detail.startswith("ConnectError")


@both_feeds
async def test_a_flood_is_cut_off(make: FeedMaker, service: PretendService, client: httpx.AsyncClient) -> None:
    service.behave = service.flood
    found = await failure(make(client, service.url))
    assert found.detail == f"answer larger than {MAX_ANSWER_BYTES} bytes"


async def test_a_long_answer_is_read_and_kept_in_part(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says("<html>" + "x" * (MAX_EVIDENCE_CHARS * 2))
    found = await failure(open_meteo(client, service.url))
    assert found.evidence is not None
    assert len(found.evidence.body) < MAX_EVIDENCE_CHARS + 100


def _kmh(item: dict[str, Any]) -> None:
    item["current_units"]["wind_speed_10m"] = "km/h"


def _kelvin(item: dict[str, Any]) -> None:
    item["hourly_units"]["temperature_2m"] = "K"


def _null(item: dict[str, Any]) -> None:
    item["current"]["temperature_2m"] = None


@pytest.mark.parametrize(
    ("spoil", "detail"),
    [
        (_kmh, "current wind_speed_10m came in 'km/h', asked for 'm/s'"),
        (_kelvin, "hourly temperature_2m came in 'K', asked for '°C'"),
        (_null, "temperature_2m is null"),
    ],
)
async def test_wrong_units_and_nulls_are_refused(
    spoil: Callable[[dict[str, Any]], None], detail: str, service: PretendService, client: httpx.AsyncClient
) -> None:
    item = forecast_item(KOSTANAY)
    spoil(item)
    service.says(json.dumps(item))
    found = await failure(open_meteo(client, service.url))
    assert (found.concern, found.detail) == (Concern.SOURCE_REFUSED, detail)


async def test_last_weeks_forecast_is_stale(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says(json.dumps(forecast_item(KOSTANAY, now=NOW - timedelta(days=7))))
    assert (await failure(open_meteo(client, service.url))).concern is Concern.SOURCE_STALE


async def test_last_weeks_report_is_stale(service: PretendService, client: httpx.AsyncClient) -> None:
    service.says(metar_answer(["METAR UAUU 090030Z 18006MPS 9999 M26/M29 Q1040 NOSIG"]).body)
    assert (await failure(aviation_weather(client, service.url))).concern is Concern.SOURCE_STALE
