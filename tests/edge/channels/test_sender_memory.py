"""What a sender keeps: its audience may be of any size, and what it holds in its hands is not."""

import asyncio
import gc
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from boran.bench import companions
from boran.bench.letters import LANE, fill, fresh, rows, texts
from boran.clock import MovedClock
from channels.base import Message
from channels.telegram import TelegramChannel
from dispatch.delivery import Change, Delivery, DeliveryState, Text, TextId
from dispatch.lane_worker import UNWRITTEN_HANDS, Load
from dispatch.pacing import TELEGRAM, Pace
from dispatch.sender import Sender
from storage import SqlStorage, open_storage
from storage.engine import make_engines
from tests.edge.channels.wires import TOKEN, Wire, answer, serving
from tests.unit.dispatch.samples import at

NOW = at("06:45")
HAND = 40
LOAD = Load(batch=HAND)
FAST = Pace(interval=timedelta(milliseconds=1))
# Telegram's rests for each chat, in a hundredth of the time: what rests is then the same for every audience.
RATE = 100.0
RESTING = replace(TELEGRAM, interval=timedelta(seconds=1) / 30)
# Bytes: less than any object that stays behind takes, and less than a message takes while it waits for anything.
LEAST_KEPT, LEAST_PER_MESSAGE = 16, 64


@pytest.fixture
async def telegram() -> AsyncIterator[Wire]:
    async with serving() as wire:
        wire.behave = answer(200, {"ok": True, "result": {"message_id": 1}})
        yield wire


@pytest.fixture(scope="module")
def provider_url() -> Iterator[str]:
    """Run a provider in a process of its own, so that nothing it remembers is counted here."""
    with companions.provider() as provider:
        yield provider.url


@asynccontextmanager
async def running(storage: SqlStorage, url: str, *, pace: Pace, rate: float = 1.0) -> AsyncIterator[None]:
    channel, stop = TelegramChannel(TOKEN, base_url=url), asyncio.Event()
    sender = Sender(storage, {LANE: channel}, MovedClock(NOW, rate), paces={LANE: pace}, load=LOAD)
    task = asyncio.create_task(sender.run(stop))
    try:
        yield
    finally:
        stop.set()
        await task
        await channel.aclose()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - a database rings no bell
            await asyncio.sleep(0.02)


def all_recorded(storage: SqlStorage) -> bool:
    with storage.reading() as tx:
        return tx.ledger.waiting(LANE) == 0


def alive() -> Counter[str]:
    """Return how many objects there are of the kinds that a message passes through."""
    gc.collect()
    kinds = (Delivery, Text, Message, Change)
    return Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, kinds))


async def kept(storage: SqlStorage, url: str) -> tuple[int, int]:
    """Send everything; return what the sender holds afterwards and what it held at most, in bytes."""
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    async with running(storage, url, pace=RESTING, rate=RATE):
        await until(lambda: all_recorded(storage))
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    return after - before, peak - before


async def test_what_is_held_does_not_grow_with_the_audience(tmp_path: Path, provider_url: str) -> None:
    held: dict[int, tuple[int, int]] = {}
    tracemalloc.start()
    try:
        for audience in (200, 1_000, 5_000):  # the first fills what is filled once in a process
            database = f"sqlite:///{tmp_path / str(audience)}.db"
            fresh(database)
            storage = open_storage(database)
            fill(storage, audience, now=NOW)
            held[audience] = await kept(storage, provider_url)
            storage.close()
    finally:
        tracemalloc.stop()
    (after_few, most_with_few), (after_many, most_with_many) = held[1_000], held[5_000]
    assert after_many - after_few < 4_000 * LEAST_KEPT
    assert most_with_many - most_with_few < 4_000 * LEAST_PER_MESSAGE


async def test_no_message_is_kept_after_it_is_recorded(sqlite_storage: SqlStorage, telegram: Wire) -> None:
    fill(sqlite_storage, 10 * HAND, now=NOW)
    before = alive()
    async with running(sqlite_storage, telegram.url, pace=FAST):
        await until(lambda: all_recorded(sqlite_storage))
        await until(lambda: alive() - before <= Counter({"Text": len(texts())}))


async def test_each_of_many_texts_reaches_whom_it_was_made_for(sqlite_storage: SqlStorage, telegram: Wire) -> None:
    families = [replace(row, text=TextId(f"text {number}")) for number, row in enumerate(rows(700, now=NOW))]
    made = [replace(texts()[0], id=row.text, body=f"for {row.address}") for row in families]
    with sqlite_storage.transaction() as tx:
        tx.ledger.add(made, families)
    async with running(sqlite_storage, telegram.url, pace=FAST):
        await until(lambda: all_recorded(sqlite_storage))
    said = {str(seen.json["chat_id"]): seen.json["text"] for seen in telegram.seen}
    assert said == {family.address: f"for {family.address}" for family in families}


async def test_while_nothing_can_be_recorded_no_more_is_sent_than_may_be_in_doubt(
    sqlite_storage: SqlStorage, sqlite_url: str, telegram: Wire
) -> None:
    everybody = 20 * HAND
    fill(sqlite_storage, everybody, now=NOW)
    engines = make_engines(sqlite_url)
    refuse = (
        f"BEFORE UPDATE ON deliveries WHEN new.state = '{DeliveryState.ACCEPTED}' BEGIN SELECT RAISE(ABORT, ''); END"
    )
    with engines.writer.begin() as connection:
        connection.execute(text(f"CREATE TRIGGER refuse {refuse}"))
    with capture_logs() as said:
        async with running(sqlite_storage, telegram.url, pace=FAST, rate=20.0):
            await until(lambda: sum(line["event"] == "lane.record_failed" for line in said) >= 10)
            assert len(telegram.seen) < (UNWRITTEN_HANDS + 1) * HAND + LOAD.at_once
            with engines.writer.begin() as connection:
                connection.execute(text("DROP TRIGGER refuse"))
            await until(lambda: all_recorded(sqlite_storage))
    engines.dispose()
    assert len(telegram.seen) == everybody


async def test_a_hand_that_comes_in_the_moment_in_which_the_whole_crew_ends_is_sent_too(
    sqlite_storage: SqlStorage, telegram: Wire
) -> None:
    fill(sqlite_storage, HAND, now=NOW)
    channel = TelegramChannel(TOKEN, base_url=telegram.url)
    sender = Sender(sqlite_storage, {LANE: channel}, MovedClock(NOW, 1.0), paces={LANE: FAST}, load=LOAD)
    ended = {asyncio.create_task(asyncio.sleep(0)) for _ in range(LOAD.at_once)}
    await asyncio.gather(*ended)
    sender._lanes[0]._crew |= ended  # done, and the event loop has not said so yet
    async with asyncio.timeout(20):
        assert await sender.drain() == HAND
    await channel.aclose()
    assert len(telegram.seen) == HAND
