"""The figures for Prometheus, over real HTTP on a real database: lateness and not only errors, and nobody's data."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from prometheus_client.parser import text_string_to_metric_families

from channels.base import ChannelKind
from channels.receipts import Receipt, ReceiptKind
from dispatch.delivery import Change, DeliveryState, LaneName
from dispatch.lanes import LANES
from dispatch.planner import plan_pending
from dispatch.receiving import receive
from storage import SqlStorage
from tests.contract.storage_samples import delivery
from tests.edge.bot import school
from tests.edge.bot.school import FAMILIES, STAFF, StoppedClock, at
from tests.edge.web.test_pages import approved
from web import metrics
from web.app import create_app

Client = TestClient[Request, Application]
Figures = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def storage(sqlite_storage: SqlStorage) -> SqlStorage:
    school.furnish(sqlite_storage)
    order = approved(sqlite_storage, at("06:10"))
    with sqlite_storage.transaction() as tx:
        tx.roster.put_contact(school._contact(school.MOTHER, FAMILIES))
        tx.readings.add(
            school.Sky().reading(at("06:00")),
            replace(school.Sky().reading(at("06:05")), source="officer:p131"),
        )
        plan_pending(tx, now=at("06:11"), editions=school.EDITIONS)
        sms = delivery(7, order=order.id, lane=LaneName("sms-smsc"), channel=ChannelKind.SMS, not_after=at("08:00"))
        tx.ledger.add([], [replace(sms, state=DeliveryState.ACCEPTED, provider_message_id="m1")])
        said = [Receipt(message_id="m1", kind=ReceiptKind.DELIVERED), Receipt(message_id="m2", kind=ReceiptKind.READ)]
        receive(tx, LaneName("sms-smsc"), said, now=at("06:20"), lanes=LANES)
    return sqlite_storage


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(at("06:20"))


@pytest.fixture
async def client(storage: SqlStorage, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    monkeypatch.setattr(metrics, "KEPT_S", 0.0)
    monkeypatch.setattr(metrics, "COST_SHARE", 0)
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS)
    async with TestClient(TestServer(app)) as client:
        yield client


async def figures(client: Client) -> Figures:
    async with client.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        found = await response.text()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(found)
        for sample in family.samples
    }


def named(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


async def test_deliveries_are_counted_by_purpose_channel_and_state(client: Client) -> None:
    found = await figures(client)
    waiting = named("boran_deliveries", purpose="family_notice", channel="telegram", state="planned")
    assert found[waiting] == 1
    assert found[named("boran_deliveries", purpose="family_notice", channel="sms", state="delivered")] == 1
    assert found[named("boran_orders", state="released", ground="weather")] == 1


async def test_a_lane_is_late_by_its_oldest_due_delivery(client: Client, clock: StoppedClock) -> None:
    found = await figures(client)
    assert found[named("boran_lane_lateness_seconds", lane=STAFF)] == timedelta(minutes=9).total_seconds()
    assert found[named("boran_lane_lateness_seconds", lane=FAMILIES)] == 0  # its window has not opened
    assert found[named("boran_lane_deadline_seconds", lane=FAMILIES)] == timedelta(minutes=100).total_seconds()
    clock.instant = at("06:55")
    found = await figures(client)
    assert found[named("boran_lane_lateness_seconds", lane=FAMILIES)] == timedelta(minutes=10).total_seconds()
    assert found[named("boran_lane_waiting", lane=FAMILIES)] == 1


async def test_what_a_provider_puts_off_is_counted_with_its_reason(client: Client, storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        (row, *_) = tx.ledger.claim(STAFF, now=at("06:20"), limit=1, lease=timedelta(minutes=1))
        put_off = Change(
            delivery=row.id,
            state=DeliveryState.DEFERRED,
            at=at("06:20"),
            reason="unauthorised",
            next_attempt_at=at("06:21"),
        )
        tx.ledger.record([put_off])
    assert (await figures(client))[named("boran_lane_put_off", lane=STAFF, reason="unauthorised")] == 1


async def test_receipts_feeds_and_the_outbox_are_there(client: Client) -> None:
    found = await figures(client)
    said = {"lane": "sms-smsc", "matched": "true"}
    assert found[named("boran_receipts", kind="delivered", **said)] == 1
    assert found[named("boran_receipts", kind="read", lane="sms-smsc", matched="false")] == 1
    assert found[named("boran_feed_age_seconds", source="metar:UAUU")] == timedelta(minutes=20).total_seconds()
    assert found[named("boran_feed_age_seconds", source="officer")] == timedelta(minutes=15).total_seconds()
    assert found[named("boran_outbox_waiting")] == 0
    assert found[named("boran_database_up")] == 1


async def test_an_event_that_nobody_plans_makes_the_outbox_late(
    client: Client, storage: SqlStorage, clock: StoppedClock
) -> None:
    school.draft(storage, at("06:20"), code=school.RURAL, sky=school.Sky(place="fyodorovka"))
    clock.instant = at("06:30")
    found = await figures(client)
    assert found[named("boran_outbox_waiting")] == 1
    assert found[named("boran_outbox_lateness_seconds")] == timedelta(minutes=10).total_seconds()


async def test_no_persons_data_is_among_the_figures(client: Client) -> None:
    async with client.get("/metrics") as response:
        found = await response.text()
    for personal in ("+7701", "p131", "оқушы", "Директор", "p201"):
        assert personal not in found


async def test_that_the_database_is_away_is_a_figure_too(client: Client, storage: SqlStorage) -> None:
    with storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE receipts RENAME TO elsewhere")
    assert (await figures(client))[named("boran_database_up")] == 0


async def test_the_figures_are_kept_for_some_seconds(storage: SqlStorage, clock: StoppedClock) -> None:
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS)
    async with TestClient(TestServer(app)) as client:
        before = await figures(client)
        clock.instant = at("07:59")
        assert await figures(client) == before
