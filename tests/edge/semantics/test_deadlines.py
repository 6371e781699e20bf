"""R-08: `not_after` is looked at when a row is planned, when it is claimed and right before the call; a miss counts.

The third look is proved in tests/edge/channels/test_sender.py, on a lane that is too slow for its window.
"""

import asyncio
import json
from collections import Counter
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from boran.clock import MovedClock
from boran.commands.deliveries import deliveries
from boran.settings import Settings
from boran.wiring import Services
from boran.worker import Worker
from channels.telegram import TelegramChannel
from dispatch.delivery import DeliveryState, Purpose, Suppression
from dispatch.lanes import LANES
from dispatch.planner import plan_pending
from dispatch.report import DeliveryReport, delivery_report
from dispatch.sender import Sender
from orders.ports import EventKind
from storage import SqlStorage, open_storage
from tests.edge.bot.school import StoppedClock
from tests.edge.channels.test_sender import fresh
from tests.edge.channels.wires import TOKEN, serving
from tests.unit.dispatch.samples import EDITIONS, FAMILIES, World, at, order, signed


def release(storage: SqlStorage, clock: str) -> World:
    world = World(storage).furnish()
    world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with storage.transaction() as tx:
        plan_pending(tx, now=at(clock), editions=EDITIONS)
    return world


def report(storage: SqlStorage) -> DeliveryReport:
    with storage.reading() as tx:
        return delivery_report(tx, order().id)


def parts(storage: SqlStorage, clock: MovedClock, home: Path) -> Services:
    return Services(
        settings=Settings(home=home), clock=clock, storage=storage, editions=EDITIONS, tables={}, lanes=LANES
    )


def missed(storage: SqlStorage) -> dict[str, int]:
    return report(storage).by_purpose["family_notice"]


async def drained(storage: SqlStorage, clock: str) -> int:
    """Send whatever may be sent at this instant; return how many calls the provider saw."""
    async with serving() as wire:
        wire.behave = fresh()
        channel = TelegramChannel(TOKEN, base_url=wire.url)
        await Sender(storage, {FAMILIES.name: channel}, StoppedClock(at(clock))).drain()
        await channel.aclose()
        return len(wire.seen)


async def test_what_is_planned_after_the_window_is_suppressed_and_says_why(storage: SqlStorage) -> None:
    release(storage, "08:00")
    assert await drained(storage, "08:00") == 0
    found = report(storage)
    assert found.by_purpose["family_notice"] == {"suppressed": 4}
    missed = [one for one in found.silences if one.purpose == Purpose.FAMILY_NOTICE]
    assert {one.reason for one in missed} == {Suppression.WINDOW_CLOSED}


@pytest.mark.parametrize(("clock", "calls"), [("07:59:59", 4), ("08:00", 0)])
async def test_nothing_is_claimed_at_the_instant_the_window_closes(storage: SqlStorage, clock: str, calls: int) -> None:
    release(storage, "06:10")
    assert await drained(storage, clock) == calls


async def test_a_row_put_off_beyond_its_deadline_expires_there_and_then(storage: SqlStorage) -> None:
    release(storage, "06:10")
    with storage.transaction() as tx:
        tx.ledger.claim(FAMILIES.name, now=at("07:58"), limit=2, lease=timedelta(minutes=1))
    assert await drained(storage, "08:01") == 0
    states = Counter(report(storage).by_purpose["family_notice"])
    # what a dead worker held may have been sent: unknown it stays, and it is never sent again
    assert states == {DeliveryState.EXPIRED: 2, DeliveryState.UNKNOWN: 2}


async def test_a_worker_restarted_after_the_deadline_sends_nothing_and_counts_what_it_missed(
    storage: SqlStorage, tmp_path: Path
) -> None:
    """Down from before the window until after it: families are on the teachers' lists, and nobody hears too late."""
    release(storage, "06:10")
    clock = MovedClock(at("08:00"), rate=50.0)
    services = parts(storage, clock, tmp_path)
    stop = asyncio.Event()
    async with serving() as wire:
        wire.behave = fresh()
        channel = TelegramChannel(TOKEN, base_url=wire.url)
        running = asyncio.create_task(Worker(services, {FAMILIES.name: channel}).run(stop))
        async with asyncio.timeout(30):
            while await asyncio.to_thread(missed, storage) != {"expired": 4}:  # noqa: ASYNC110 - a ledger rings no bell
                await asyncio.sleep(0.05)
        stop.set()
        await running
        await channel.aclose()
    assert wire.seen == []


async def test_a_miss_is_shown_by_the_report_and_by_the_watch(storage: SqlStorage, tmp_path: Path) -> None:
    release(storage, "06:10")
    await drained(storage, "08:00")
    found = report(storage)
    assert found.by_state["expired"] == 4
    assert sum(one.state == "expired" for one in found.silences) == 4
    assert found.coverage.reached == 0
    opened = parts(storage, MovedClock(at("08:01"), rate=1.0), tmp_path)
    shown = CliRunner().invoke(deliveries, ["watch", "--once", "--json"], obj=lambda: nullcontext(opened))
    [watched] = json.loads(shown.output)
    assert (watched["failed"], watched["reached"]) == (4, 0)


async def test_a_row_that_nobody_looked_at_is_not_sent_by_whoever_opens_the_database_next(
    sqlite_storage: SqlStorage, sqlite_url: str
) -> None:
    release(sqlite_storage, "06:10")
    sqlite_storage.close()
    reopened = open_storage(sqlite_url)
    assert await drained(reopened, "12:00") == 0
    assert report(reopened).by_purpose["family_notice"] == {"expired": 4}
    reopened.close()
