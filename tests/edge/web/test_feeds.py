"""Status, Atom, calendar and CAP over real HTTP, each held to its published form."""

import json
import re
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import icalendar
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from capvalidator import Validator
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jsonschema import Draft202012Validator
from lxml import etree

from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import StoppedClock, at
from tests.edge.web.cap_rules import NAMESPACE as CAP
from tests.edge.web.cap_rules import XSD, faults
from tests.edge.web.certificates import pem_pair
from tests.edge.web.test_pages import approved, heating_failure, revoked
from web.app import create_app
from web.feeds.cap import Status
from web.feeds.routes import CapOptions
from web.feeds.seal import BadSeal, Seal

Client = TestClient[Request, Application]
URL = "https://boran.example"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
STATUS = Draft202012Validator(json.loads(files("web").joinpath("schemas/status.json").read_text(encoding="utf-8")))


@pytest.fixture
def storage(sqlite_storage: SqlStorage) -> SqlStorage:
    school.furnish(sqlite_storage)
    return sqlite_storage


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(at("06:00"))


@pytest.fixture(scope="module")
def seal() -> Seal:
    key, certificate = pem_pair(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return Seal(key, certificate)


@pytest.fixture
async def client(storage: SqlStorage, clock: StoppedClock, seal: Seal) -> AsyncIterator[Client]:
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS, public_url=URL, cap=CapOptions(seal=seal))
    async with TestClient(TestServer(app)) as client:
        yield client


async def body_of(client: Client, path: str, status: int = 200) -> bytes:
    async with client.get(path) as response:
        assert response.status == status, await response.text()
        return await response.read()


async def status_of(client: Client, code: str) -> dict[str, Any]:
    document = json.loads(await body_of(client, f"/feeds/{code}.json"))
    STATUS.validate(document)
    assert isinstance(document, dict)
    return document


async def cap_of(client: Client, path: str) -> etree._Element:
    """Return the alert, after the schema, the signature and what the schema cannot say were checked."""
    document = await body_of(client, path)
    alert = etree.fromstring(document)
    assert faults(alert) == set(), XSD.error_log
    assert Validator(document).signature() == (True, "CAP alert signature is valid.")
    for name in ("sent", "effective", "onset", "expires"):
        for found in alert.iterfind(f".//cap:{name}", CAP):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:00", found.text or "")
    return alert


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(path, CAP)]


async def test_a_usual_day_says_until_when_it_may_change(client: Client) -> None:
    status = await status_of(client, school.SCHOOL)
    assert status["state"] == "usual"
    assert status["orders"] == []
    [first, *_] = status["shifts"]
    assert (first["state"], first["may_change_until"]) == ("usual", "2026-01-16T08:00:00+05:00")


async def test_an_order_is_in_the_status_of_its_school_district_and_region(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:20")
    for code in (school.SCHOOL, school.CITY, school.REGION):
        status = await status_of(client, code)
        assert status["state"] == "changed"
        [found] = status["orders"]
        assert (found["check_code"], found["organisations"]) == (order.check_code, [school.SCHOOL])
        assert found["expires_at"] == "2026-01-17T00:00:00+05:00"
        assert set(found["text"]) == {"kk", "ru"}
    assert (await status_of(client, school.DISTRICT))["state"] == "usual"


async def test_what_has_not_changed_is_not_sent_again_and_anybody_may_ask(client: Client) -> None:
    async with client.get(f"/feeds/{school.SCHOOL}.json") as first:
        tag = first.headers["ETag"]
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age=60" in first.headers["Cache-Control"]
    async with client.get(f"/feeds/{school.SCHOOL}.json", headers={"If-None-Match": tag}) as second:
        assert (second.status, await second.read()) == (304, b"")


async def test_the_database_is_asked_once_in_some_seconds_whoever_asks(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    before = await body_of(client, f"/feeds/{school.SCHOOL}.json")
    approved(storage, at("06:10"))
    assert await body_of(client, f"/feeds/{school.SCHOOL}.json") == before
    clock.instant = at("06:11")
    assert await body_of(client, f"/feeds/{school.SCHOOL}.json") != before


async def test_the_last_answer_outlives_the_database_and_tells_its_age(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    before = await body_of(client, f"/feeds/{school.SCHOOL}.json")
    with storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE departments")
    clock.instant = at("06:10")
    async with client.get(f"/feeds/{school.SCHOOL}.json") as response:
        assert (response.status, await response.read()) == (200, before)
        assert response.headers["Age"] == "600"
        assert response.headers["Warning"].startswith("110")
    async with client.get(f"/feeds/{school.RURAL}.json") as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("form", ["json", "atom", "ics", "cap.xml"])
async def test_a_code_nobody_has_is_not_found_in_both_languages(client: Client, form: str) -> None:
    said = (await body_of(client, f"/feeds/kst-999.{form}", 404)).decode()
    assert "Мұндай ұйым жоқ" in said
    assert "Такой организации нет" in said


async def test_without_an_order_there_is_no_cap_message(client: Client) -> None:
    said = (await body_of(client, f"/feeds/{school.SCHOOL}.cap.xml", 404)).decode()
    assert "По этому адресу сейчас нет сообщения." in said
    assert "как обычно" not in said  # an unknown message says nothing of the day: another order may be in force


async def test_an_order_is_an_alert_with_both_languages(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:20")
    alert = await cap_of(client, f"/feeds/{school.SCHOOL}.cap.xml")
    assert texts(alert, "cap:msgType") == ["Alert"]
    assert texts(alert, "cap:status") == ["Actual"]
    assert texts(alert, "cap:sent") == ["2026-01-16T06:10:00+05:00"]
    assert texts(alert, "cap:references") == []
    assert texts(alert, "cap:info/cap:language") == ["kk-KZ", "ru-KZ"]
    assert texts(alert, "cap:info/cap:category") == ["Met", "Safety"] * 2
    assert texts(alert, "cap:info/cap:severity") == ["Moderate"] * 2
    assert texts(alert, "cap:info/cap:certainty") == ["Observed"] * 2
    assert texts(alert, "cap:info/cap:event") == ["Қашықтан оқыту", "Дистанционное обучение"]
    assert texts(alert, "cap:info/cap:expires") == ["2026-01-17T00:00:00+05:00"] * 2
    assert texts(alert, "cap:info/cap:web") == [f"{URL}/v/{order.check_code}"] * 2
    assert "№ 1 мектеп" in texts(alert, "cap:info/cap:area/cap:areaDesc")[0]
    assert texts(alert, ".//cap:polygon") == []


async def test_a_second_order_updates_and_the_last_withdrawal_cancels(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:20")
    first = await cap_of(client, f"/feeds/{school.SCHOOL}.cap.xml")
    revoked(storage, order, at("07:00"))
    clock.instant = at("07:01")
    cancel = await cap_of(client, f"/feeds/{school.SCHOOL}.cap.xml")
    assert texts(cancel, "cap:msgType") == ["Cancel"]
    named = ",".join(texts(first, f"cap:{name}")[0] for name in ("sender", "identifier", "sent"))
    assert texts(cancel, "cap:references") == [named]
    assert texts(cancel, "cap:info/cap:responseType") == ["AllClear"] * 2
    assert texts(cancel, "cap:info/cap:urgency") == ["Past"] * 2


async def test_a_district_order_updates_what_a_school_had_said(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    approved(storage, at("06:10"))
    heating_failure(storage, at("06:15"))
    clock.instant = at("06:20")
    region = await cap_of(client, f"/feeds/{school.REGION}.cap.xml")
    assert texts(region, "cap:msgType") == ["Update"]
    assert len(texts(region, "cap:info")) == 4
    assert texts(region, "cap:references")[0].count("boran.example,") == 1
    district = await cap_of(client, f"/feeds/{school.DISTRICT}.cap.xml")
    assert texts(district, "cap:msgType") == ["Alert"]
    assert texts(district, "cap:info/cap:category") == ["Infra", "Safety"] * 2
    assert texts(district, "cap:info/cap:area/cap:geocode/cap:value") == [school.DISTRICT] * 2


async def test_an_earlier_message_stays_at_its_address_byte_by_byte(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:20")
    newest = await body_of(client, f"/feeds/{school.SCHOOL}.cap.xml")
    identifier = etree.fromstring(newest).findtext("cap:identifier", namespaces=CAP)
    revoked(storage, order, at("07:00"))
    clock.instant = at("07:10")
    assert await body_of(client, f"/feeds/{school.SCHOOL}/{identifier}.cap.xml") == newest
    await body_of(client, f"/feeds/{school.SCHOOL}/nothing.such.cap.xml", 404)


async def test_atom_leads_to_the_page_and_the_cap_message_of_each_order(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:20")
    feed = etree.fromstring(await body_of(client, f"/feeds/{school.SCHOOL}.atom"))
    [entry] = feed.iterfind("atom:entry", ATOM)
    links = {link.get("type"): link.get("href") for link in entry.iterfind("atom:link", ATOM)}
    assert links["text/html"] == f"{URL}/v/{order.check_code}"
    await cap_of(client, links["application/cap+xml"].removeprefix(URL))
    assert feed.findtext("atom:updated", namespaces=ATOM) == "2026-01-16T06:10:00+05:00"
    assert "Қашықтан" in (entry.findtext("atom:content", namespaces=ATOM) or "").title()


async def test_a_calendar_event_keeps_its_uid_and_is_cancelled_with_a_higher_sequence(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:20")
    [before] = await events(client)
    revoked(storage, order, at("07:00"))
    clock.instant = at("07:10")
    [after] = await events(client)
    assert before["uid"] == after["uid"] == f"{order.id}@boran.example"
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert (before.decoded("dtstart"), before.decoded("dtend")) == (school.DAY, school.DAY.replace(day=17))


async def events(client: Client) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(await body_of(client, f"/feeds/{school.SCHOOL}.ics"))
    assert calendar["method"] == "PUBLISH"
    assert calendar["x-wr-timezone"] == "Asia/Almaty"
    return [component for component in calendar.walk("VEVENT") if isinstance(component, icalendar.Event)]


async def test_the_bulletin_page_is_plain_text_in_both_languages(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    approved(storage, at("06:10"))
    clock.instant = at("06:20")
    async with client.get(f"/bulletin/{school.CITY}.txt") as response:
        said = await response.text()
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Эфирге: 6 сағат 45 минуттан бастап" in said
    assert "Учатся дома, дистанционно" in said


async def test_a_drill_is_never_actual_and_without_a_key_nothing_is_signed(storage: SqlStorage) -> None:
    approved(storage, at("06:10"))
    options = CapOptions(status=Status.EXERCISE)
    clock = StoppedClock(at("06:20"))
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS, public_url=URL, cap=options)
    async with TestClient(TestServer(app)) as client:
        document = await body_of(client, f"/feeds/{school.SCHOOL}.cap.xml")
    assert texts(etree.fromstring(document), "cap:status") == ["Exercise"]
    assert Validator(document).signature() == (False, "CAP alert has not been signed.")


def test_an_elliptic_key_signs_too_and_a_strangers_certificate_never() -> None:
    key, certificate = pem_pair(ec.generate_private_key(ec.SECP256R1()))
    other, _ = pem_pair(ec.generate_private_key(ec.SECP256R1()))
    assert b"ecdsa-sha256" in Seal(key, certificate).sign(b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>')
    with pytest.raises(BadSeal, match="another key"):
        Seal(other, certificate)
    with pytest.raises(BadSeal, match="in PEM"):
        Seal(b"key", certificate)
    assert repr(key) not in repr(Seal(key, certificate))
