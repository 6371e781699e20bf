"""The watchdog on a real database, heard by a real one on loopback: break each condition, and it hears nothing.

R-12: the heartbeat proves that an audit passed, not that a process is alive.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from boran.settings import Settings, WatchdogSettings
from boran.watchdog import AUDITOR, Pulse, Watchdog, limits_for, process_name
from boran.wiring import Services
from dispatch.audit import Heartbeat, Lapse, LapseKind
from dispatch.delivery import Change, DeliveryState
from dispatch.lanes import LANES
from dispatch.planner import plan_pending
from orders.order import Order
from orders.ports import EventKind
from storage import SqlStorage
from tests.unit.dispatch.samples import EDITIONS, FAMILIES, SITES, STAFF, World, at, order, reading, signed
from thresholds.catalogue import load_all
from weather.place import Place

KOSTANAY = Place(code="kostanay", name_kk="Қостанай", name_ru="Костанай", latitude=53.2, longitude=63.6)


@dataclass
class Hand:
    """A clock moved by hand. `rate` is that of real time."""

    instant: datetime
    rate: float = 1.0

    def now(self) -> datetime:
        return self.instant

    async def sleep(self, span: timedelta) -> None:
        self.instant += span


@dataclass
class Outside:
    """The watchdog at the other end: counts what it hears."""

    url: str = ""
    status: int = 200
    heard: int = 0
    paths: list[str] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard += 1
        self.paths.append(request.path_qs)
        return web.Response(status=self.status)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    there = Outside()
    app = web.Application()
    app.router.add_get("/{path:.*}", there.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.url = f"http://127.0.0.1:{runner.addresses[0][1]}/ping/boran"
    yield there
    await runner.cleanup()


@pytest.fixture
def clock() -> Hand:
    return Hand(at("06:50"))


@pytest.fixture
def services(sqlite_storage: SqlStorage, clock: Hand, outside: Outside, tmp_path: Path) -> Services:
    return Services(
        settings=Settings(home=tmp_path, watchdog=WatchdogSettings(heartbeat_url=outside.url)),
        clock=clock,  # type: ignore[arg-type]  # a third clock, for tests
        storage=sqlite_storage,
        editions=EDITIONS,
        tables=load_all(),
        lanes=LANES,
    )


@pytest.fixture
def world(services: Services) -> World:
    """One released order of which everything due has been accepted; every feed has just answered."""
    world = World(services.storage).furnish()
    world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with services.storage.transaction() as tx:
        tx.registry_writer.add_place(KOSTANAY)
        plan_pending(tx, now=at("06:10"), editions=EDITIONS)
    accept(world, at("06:49"))
    hear(world, at("06:45"))
    return world


def accept(world: World, now: datetime) -> None:
    with world.storage.transaction() as tx:
        for lane in (FAMILIES, STAFF, SITES):
            claimed = tx.ledger.claim(lane.name, now=now, limit=100, lease=timedelta(minutes=5))
            tx.ledger.record([Change(delivery=row.id, state=DeliveryState.ACCEPTED, at=now) for row in claimed])


def hear(world: World, now: datetime) -> None:
    with world.storage.transaction() as tx:
        tx.readings.add(reading(valid_at=now - timedelta(minutes=10), fetched_at=now))


@asynccontextmanager
async def watching(services: Services) -> AsyncIterator[Watchdog]:
    async with httpx.AsyncClient() as client:
        dog = Watchdog(services, client)
        dog._clocks = (services.clock.now(), dog._clocks[1])
        yield dog


async def kinds(services: Services) -> list[LapseKind]:
    async with watching(services) as dog:
        return [lapse.kind for lapse in await dog.audit()]


async def test_all_is_well_and_the_outside_watchdog_hears_of_it(
    services: Services, world: World, outside: Outside
) -> None:
    assert await kinds(services) == []
    assert outside.paths == ["/ping/boran"]
    with services.storage.reading() as tx:
        [beat] = tx.audit.heartbeats()
    assert beat == Heartbeat(process=process_name(AUDITOR), role=AUDITOR, at=at("06:50"))


def delete_rows(world: World, _clock: Hand) -> None:
    execute(world, "DELETE FROM deliveries WHERE purpose = 'family_notice'")


def stall_a_lane(world: World, clock: Hand) -> None:
    execute(world, "UPDATE deliveries SET state = 'deferred', accepted_at = NULL WHERE purpose = 'family_notice'")


def leave_an_event(world: World, clock: Hand) -> None:
    waiting = order(id=order().id.replace("a", "b"), shift=2)
    world.put(waiting, EventKind.DRAFT_READY, now=clock.instant - timedelta(minutes=2))


def silence_the_feeds(world: World, clock: Hand) -> None:
    execute(world, "UPDATE readings SET fetched_at = fetched_at - 3600000000")


def kill_the_worker(world: World, clock: Hand) -> None:
    with world.storage.transaction() as tx:
        tx.audit.beat(Heartbeat(process="worker@gone:1", role="worker", at=clock.instant - timedelta(minutes=3)))


def turn_the_clock_back(world: World, clock: Hand) -> None:
    clock.instant -= timedelta(minutes=1)


def execute(world: World, statement: str) -> None:
    with world.storage._engines.writer.begin() as connection:
        connection.exec_driver_sql(statement)


BREAKS: dict[LapseKind, Callable[[World, Hand], None]] = {
    LapseKind.ROWS_MISSING: delete_rows,
    LapseKind.LANE_STALLED: stall_a_lane,
    LapseKind.EVENTS_STUCK: leave_an_event,
    LapseKind.FEED_STALE: silence_the_feeds,
    LapseKind.PROCESS_SILENT: kill_the_worker,
    LapseKind.CLOCK_WRONG: turn_the_clock_back,
}


@pytest.mark.parametrize("lapse", BREAKS, ids=str)
async def test_whatever_breaks_the_outside_watchdog_hears_nothing_and_the_log_says_what(
    services: Services, world: World, clock: Hand, outside: Outside, lapse: LapseKind
) -> None:
    async with watching(services) as dog:
        assert await dog.audit() == ()
        BREAKS[lapse](world, clock)
        with capture_logs() as logs:
            found = await dog.audit()
    assert [one.kind for one in found] == [lapse]
    assert outside.heard == 1
    assert [(entry["log_level"], entry["kind"]) for entry in logs if entry["event"] == "audit.lapse"] == [
        ("error", lapse)
    ]
    with services.storage.reading() as tx:
        [auditor] = [one for one in tx.audit.heartbeats() if one.role == AUDITOR]
    assert auditor.findings == tuple(map(str, found))


async def test_what_was_repaired_lets_the_heartbeat_come_back_within_a_minute(
    services: Services, world: World, outside: Outside
) -> None:
    """R-05: found and mended by one audit, half a minute later it passes."""
    async with watching(services) as dog:
        delete_rows(world, Hand(at("06:50")))
        assert await dog.audit()
        assert outside.heard == 0
        accept(world, at("06:50"))
        assert await dog.audit() == ()
    assert outside.heard == 1


async def test_an_audit_that_cannot_be_made_is_heard_of_nowhere(
    services: Services, world: World, outside: Outside
) -> None:
    execute(world, "ALTER TABLE heartbeats RENAME TO gone")
    stop = asyncio.Event()
    fast = replace(services, clock=Hand(at("06:50"), rate=60.0))  # type: ignore[arg-type]
    async with watching(fast) as dog:
        with capture_logs() as logs:
            running = asyncio.create_task(dog.run(stop))
            async with asyncio.timeout(20):
                while not any(entry["event"] == "audit.failed" for entry in logs):  # noqa: ASYNC110 - a log rings no bell
                    await asyncio.sleep(0.05)
            stop.set()
            await running
    assert outside.heard == 0


async def test_an_outside_watchdog_that_is_away_harms_nobody(
    services: Services, world: World, outside: Outside
) -> None:
    outside.status = 503
    with capture_logs() as logs:
        assert await kinds(services) == []
    assert [entry["event"] for entry in logs] == ["heartbeat.not_heard"]
    assert not any(outside.url in str(entry) for entry in logs)


async def test_an_auditor_sweeps_what_a_dead_worker_held_when_there_is_no_other(
    services: Services, world: World, clock: Hand
) -> None:
    execute(world, "UPDATE deliveries SET state = 'planned', accepted_at = NULL WHERE purpose = 'family_notice'")
    with world.storage.transaction() as tx:
        tx.ledger.claim(FAMILIES.name, now=at("06:49"), limit=2, lease=timedelta(seconds=30))
    await kinds(services)
    with world.storage.reading() as tx:
        states = [row.state for row in tx.ledger.of_order(order().id) if row.claimed_until is not None]
        unknown = [row for row in tx.ledger.of_order(order().id) if row.state is DeliveryState.UNKNOWN]
    assert states == []
    assert len(unknown) == 2


async def test_a_process_beats_while_it_runs_and_leaves_nothing_when_it_ends(services: Services) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Pulse(services, frozenset({"worker", "web"})).run(stop))

    def roles() -> list[str]:
        with services.storage.reading() as tx:
            return [beat.role for beat in tx.audit.heartbeats()]

    async with asyncio.timeout(20):
        while await asyncio.to_thread(roles) != ["web", "worker"]:  # noqa: ASYNC110 - a database rings no bell
            await asyncio.sleep(0.01)
        stop.set()
        await running
    assert roles() == []


async def test_lapses_name_no_person(services: Services, world: World) -> None:
    delete_rows(world, Hand(at("06:50")))
    async with watching(services) as dog:
        found: tuple[Lapse, ...] = await dog.audit()
    one: Order = order()
    assert [str(lapse) for lapse in found] == [f"rows_missing {one.id} 4"]


def test_a_fast_clock_is_given_the_time_that_work_takes_on_it() -> None:
    assert limits_for(1.0).late_after == timedelta(seconds=75)
    assert limits_for(60.0).late_after == timedelta(seconds=75 + 240)
