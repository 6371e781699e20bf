"""What a site was sent can be asked for again by whoever holds its secret, in the published form."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from standardwebhooks.webhooks import Webhook

from boran.commands.sites import sites
from channels.signing import is_genuine
from dispatch.delivery import Purpose
from dispatch.planner import plan_pending
from orders.order import OrderState
from orders.ports import EventKind
from storage import SqlStorage
from tests.edge.bot.school import StoppedClock
from tests.unit.dispatch.samples import (
    EDITIONS,
    OTHER_SCHOOL,
    SCHOOL,
    SECOND,
    SECRET,
    World,
    at,
    emergency,
    order,
    signed,
)
from web.app import create_app

Client = TestClient[Request, Application]
NOW = at("07:30")
SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"
EVENT = Draft202012Validator(json.loads((SCHEMAS / "webhook-event.json").read_text(encoding="utf-8")))


@pytest.fixture
def world(sqlite_storage: SqlStorage) -> World:
    """A school whose order was approved and revoked, and whose region then closed everything."""
    world = World(sqlite_storage).furnish(families=0)
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, at("06:10"))
    released = replace(one, state=OrderState.REVOKED, updated_at=at("06:30"))
    mark_sent(world, at("06:11"))
    world.put(released, EventKind.ORDER_REVOKED, now=at("06:30"))
    plan(world, at("06:30"))
    world.put(signed(emergency(), by=SECOND, when="07:00"), EventKind.ORDER_APPROVED, now=at("07:00"))
    plan(world, at("07:00"))
    return world


def plan(world: World, now: datetime) -> None:
    with world.storage.transaction() as tx:
        plan_pending(tx, now=now, editions=EDITIONS, public_url="https://boran.example")


def mark_sent(world: World, now: datetime) -> None:
    with world.storage.transaction() as tx:
        for lane in tx.ledger.lanes(now=now):
            tx.ledger.claim(lane, now=now, limit=100, lease=timedelta(minutes=5))


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    app = create_app(storage=world.storage, clock=StoppedClock(NOW), editions=EDITIONS)
    async with TestClient(TestServer(app)) as client:
        yield client


def question(secret: str = SECRET, *, at: datetime = NOW, body: str = "") -> dict[str, str]:
    """Sign a request as the reference package does."""
    return {
        "webhook-id": "ask-1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("ask-1", at.astimezone(UTC), body),
    }


async def asked(client: Client, code: str = SCHOOL, **headers: str) -> tuple[int, Any]:
    async with client.post(f"/replay/{code}", headers=headers, data=b"") as answer:
        return answer.status, await answer.json()


async def test_a_program_that_signs_gets_every_event_newest_first_as_it_was_signed(client: Client) -> None:
    status, found = await asked(client, **question())
    assert status == 200
    bodies: Sequence[dict[str, Any]] = [json.loads(event["body"]) for event in found["events"]]
    assert [body["type"] for body in bodies] == ["order.approved", "order.revoked", "order.approved"]
    assert len({event["id"] for event in found["events"]}) == 3
    for body in bodies:
        EVENT.validate(body)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        question("whsec_" + "QQ" * 16),
        question(at=NOW - timedelta(minutes=6)),
        question(at=NOW + timedelta(minutes=6)),
        {**question(), "webhook-id": "ask-2"},
        {**question(), "webhook-timestamp": "١٧٦٨"},
        {**question(), "webhook-timestamp": "9" * 5000},
        {**question(), "webhook-signature": ""},
    ],
)
async def test_whoever_does_not_hold_the_secret_gets_nothing(client: Client, headers: dict[str, str]) -> None:
    raw = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert (await asked(client, **raw))[0] == 401


async def test_a_school_without_a_site_answers_like_a_wrong_secret(client: Client) -> None:
    for code in (OTHER_SCHOOL, "kst-999"):
        assert (await asked(client, code, **question()))[0] == 401


async def test_a_person_types_the_secret_and_sees_the_events(client: Client) -> None:
    async with client.get(f"/replay/{SCHOOL}") as form:
        assert "order.approved" not in await form.text()
    async with client.post(f"/replay/{SCHOOL}", data={"secret": SECRET}) as page:
        said = await page.text()
        assert page.status == 200
    assert "order.approved" in said
    assert SECRET not in said
    async with client.post(f"/replay/{SCHOOL}", data={"secret": "whsec_wrong"}) as refused:
        said = await refused.text()
        assert refused.status == 401
    assert "Құпия сөз сәйкес келмейді" in said
    assert "Секрет не подходит" in said
    assert "order.approved" not in said


async def test_a_question_that_is_too_long_is_not_read(client: Client) -> None:
    async with client.post(f"/replay/{SCHOOL}", data=b"x" * 5_000) as answer:
        assert answer.status == 413


async def test_the_schemas_are_served_as_they_are_published(client: Client) -> None:
    for name in ("webhook-event", "status"):
        async with client.get(f"/schemas/{name}.json") as answer:
            assert await answer.read() == (SCHEMAS / f"{name}.json").read_bytes()
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))
    async with client.get("/schemas/nothing.json") as missing:
        assert missing.status == 404


def test_every_event_in_the_ledger_has_the_published_form(world: World) -> None:
    with world.storage.reading() as tx:
        rows = [row for one in tx.orders.find() for row in tx.ledger.of_order(one.id) if row.person.startswith("site:")]
        bodies = tx.ledger.texts([row.text for row in rows]).values()
    assert {row.purpose for row in rows} == {Purpose.SITE_NOTICE, Purpose.REVOCATION}
    for text in bodies:
        EVENT.validate(json.loads(text.body))


def test_a_rotation_keeps_the_old_secret_signing_until_it_is_finished(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    monkeypatch.setenv("BORAN_DATABASE_URL", sqlite_url)
    runner = CliRunner()
    first = json.loads(runner.invoke(sites, ["rotate", SCHOOL, "--json"], catch_exceptions=False).stdout)["secret"]
    assert secrets(world) == [first, SECRET]
    second = json.loads(runner.invoke(sites, ["rotate", SCHOOL, "--json"], catch_exceptions=False).stdout)["secret"]
    assert secrets(world) == [second, first]
    assert runner.invoke(sites, ["rotate", SCHOOL, "--finish"], catch_exceptions=False).exit_code == 0
    assert secrets(world) == [second]
    [row] = json.loads(runner.invoke(sites, ["list", "--json"], catch_exceptions=False).stdout)
    assert row == {"organisation": SCHOOL, "url": "https://kst-1.example/hook", "secrets": 1}
    unknown = runner.invoke(sites, ["rotate", "kst-9"])
    assert (unknown.exit_code, "nobody knows kst-9" in unknown.output) == (1, True)


def secrets(world: World) -> list[str]:
    with world.storage.reading() as tx:
        [site] = tx.roster.sites((SCHOOL,))
        return site.secret.split()


def test_the_reference_package_signs_what_we_recognise() -> None:
    assert is_genuine(question(), b"", [SECRET], now=NOW)
    assert not is_genuine(question(), b"x", [SECRET], now=NOW)
