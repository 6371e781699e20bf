"""Whoever plans hears of a commit: in the process on SQLite, between processes on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from orders.ports import Event, EventKind
from storage import SqlStorage, open_storage
from storage.news import News
from tests.contract.storage_samples import NOW, ORDER, order, taken_back
from tests.postgres import Server

WITHIN_S = 30.0
DECIDED = Event(kind=EventKind.DRAFT_READY, order=ORDER, revision=1, at=NOW)


class Ear:
    """Keeps what was heard, and waits for more."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[News] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def ring(self, news: News) -> None:
        self._loop.call_soon_threadsafe(self._heard.put_nowait, news)

    async def hears(self, expected: News) -> None:
        async with asyncio.timeout(WITHIN_S):
            while await self._heard.get() is not expected:
                pass

    def forget(self) -> None:
        while not self._heard.empty():
            self._heard.get_nowait()

    @property
    def silent(self) -> bool:
        return self._heard.empty()


@asynccontextmanager
async def listening(storage: SqlStorage) -> AsyncIterator[Ear]:
    ear = Ear()
    task = asyncio.create_task(storage.listen(ear.ring))
    try:
        if storage.hears_others:
            await ear.hears(News.PLANNED)  # everything counts as told when the connection has been made
        else:
            await asyncio.sleep(0)
        ear.forget()
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def put(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.outbox.put(DECIDED)


def finish(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        for queued in tx.events.take(1, now=NOW):
            tx.events.finish(queued.id, NOW)


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest) -> Iterator[SqlStorage]:
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    opened = open_storage(url)
    with opened.transaction() as tx:
        tx.orders.add(order())
    yield opened
    opened.close()


async def test_a_committed_event_is_heard_and_so_is_that_it_was_planned(storage: SqlStorage) -> None:
    async with listening(storage) as ear:
        await asyncio.to_thread(put, storage)
        await ear.hears(News.DECIDED)
        await asyncio.to_thread(finish, storage)
        await ear.hears(News.PLANNED)


async def test_what_is_taken_back_is_not_heard(storage: SqlStorage) -> None:
    async with listening(storage) as ear:
        with taken_back(storage) as tx:
            tx.outbox.put(DECIDED)
        with storage.transaction() as tx:
            assert tx.events.next_due() is None
        if not storage.hears_others:
            await asyncio.sleep(0)
        assert ear.silent


async def test_another_process_hears_through_postgresql(postgres_url: str) -> None:
    here, there = open_storage(postgres_url), open_storage(postgres_url)
    with there.transaction() as tx:
        tx.orders.add(order())
    async with listening(here) as ear:
        await asyncio.to_thread(put, there)
        await ear.hears(News.DECIDED)
    here.close()
    there.close()


async def test_a_listener_that_lost_the_server_looks_at_once_when_it_is_back(
    postgres_server: Server, postgres_url: str
) -> None:
    here = open_storage(postgres_url)
    async with listening(here) as ear:
        await asyncio.to_thread(postgres_server.cut_off, postgres_url)
        await ear.hears(News.DECIDED)
    here.close()
