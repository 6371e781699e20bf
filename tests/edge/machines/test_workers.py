"""Several workers of one database: each lane has one owner, lanes change hands, and a restored copy says nothing."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from boran.clock import MovedClock
from boran.gate import Gate, new_id
from boran.witness import Witness
from channels.telegram import TelegramChannel
from dispatch.delivery import DeliveryState, LaneName
from dispatch.instance import Standing
from dispatch.leases import Terms, WorkerName
from dispatch.ownership import Ownership, always
from dispatch.pacing import Pace
from dispatch.sender import Sender
from dispatch.standing import open_again
from storage import SqlStorage, open_storage
from tests.contract.storage_samples import NOW, ORDER, delivery, minutes, text
from tests.edge.channels.test_sender import fresh
from tests.edge.channels.wires import TOKEN, Wire, serving
from tests.postgres import Server

RATE = 10.0
TERMS = Terms().at_rate(2)  # leases of three real seconds
LANES = tuple(LaneName(f"lane-{number}") for number in range(4))
FAST = dict.fromkeys(LANES, Pace(interval=timedelta(milliseconds=1)))
A, B = WorkerName("a"), WorkerName("b")


@pytest.fixture
async def telegram() -> AsyncIterator[Wire]:
    async with serving() as wire:
        wire.behave = fresh()
        yield wire


class Machine:
    """One worker: a sender with its own name, and how it ends."""

    def __init__(self, storage: SqlStorage, clock: MovedClock, wire: Wire, name: WorkerName, gate: Gate | None) -> None:
        self.channels = {lane: TelegramChannel(TOKEN, base_url=wire.url) for lane in LANES}
        may_send = gate.may_send if gate else always
        self.ownership = Ownership(storage, clock, LANES, me=name, terms=TERMS, may_send=may_send)
        self.sender = Sender(storage, self.channels, clock, paces=FAST, ownership=self.ownership)
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(self.sender.run(self.stop))

    async def end(self) -> None:
        """Stop as a role is stopped: everything is given back."""
        self.stop.set()
        async with asyncio.timeout(60):
            await self.task

    async def die(self) -> None:
        """End without giving anything back."""
        self.task.cancel()
        self.ownership._give_back = lambda *_lanes, **_how: None  # type: ignore[method-assign]  # the dead write nothing
        await asyncio.gather(self.task, return_exceptions=True)

    async def aclose(self) -> None:
        if not self.task.done():
            await self.end()
        for channel in self.channels.values():
            await channel.aclose()


Start = Callable[..., Machine]


@asynccontextmanager
async def machines(storage: SqlStorage, wire: Wire, *, gate: Gate | None = None) -> AsyncIterator[Start]:
    clock, started = MovedClock(NOW, RATE), []

    def start(name: WorkerName) -> Machine:
        started.append(Machine(storage, clock, wire, name, gate))
        return started[-1]

    try:
        yield start
    finally:
        for machine in started:
            await machine.aclose()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - a database rings no bell
            await asyncio.sleep(0.02)


def plan(storage: SqlStorage, *, first: int, count: int) -> None:
    rows = [
        delivery(number, lane=LANES[number % len(LANES)], not_after=NOW + minutes(600))
        for number in range(first, first + count)
    ]
    with storage.transaction() as tx:
        tx.ledger.add([text()], rows)


def states(storage: SqlStorage) -> Counter[DeliveryState]:
    with storage.reading() as tx:
        return Counter(row.state for row in tx.ledger.of_order(ORDER))


async def test_a_worker_alone_sends_on_every_lane(sqlite_storage: SqlStorage, telegram: Wire) -> None:
    plan(sqlite_storage, first=0, count=40)
    async with machines(sqlite_storage, telegram) as start:
        worker = start(A)
        await until(lambda: states(sqlite_storage) == {DeliveryState.ACCEPTED: 40})
        assert set(worker.ownership.lanes) == set(LANES)


async def test_lanes_are_shared_with_a_worker_that_comes_and_given_back_by_one_that_goes(
    sqlite_storage: SqlStorage, telegram: Wire
) -> None:
    async with machines(sqlite_storage, telegram) as start:
        first = start(A)
        await until(lambda: len(first.ownership.lanes) == 4)
        second = start(B)
        await until(lambda: (len(first.ownership.lanes), len(second.ownership.lanes)) == (2, 2))
        assert not set(first.ownership.lanes) & set(second.ownership.lanes)
        plan(sqlite_storage, first=0, count=40)
        first.sender.wake()
        second.sender.wake()
        await until(lambda: states(sqlite_storage) == {DeliveryState.ACCEPTED: 40})
        await first.end()
        await until(lambda: len(second.ownership.lanes) == 4)
    assert len(telegram.seen) == 40


async def test_when_a_worker_dies_its_lanes_are_taken_over_at_the_end_of_the_lease(
    sqlite_storage: SqlStorage, telegram: Wire
) -> None:
    async with machines(sqlite_storage, telegram) as start:
        first = start(A)
        await until(lambda: len(first.ownership.lanes) == 4)
        await first.die()
        second = start(B)
        await until(lambda: len(second.ownership.lanes) == 4)
        plan(sqlite_storage, first=0, count=8)
        second.sender.wake()
        await until(lambda: states(sqlite_storage) == {DeliveryState.ACCEPTED: 8})


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[SqlStorage]:
    storage = open_storage(postgres_url)
    yield storage
    storage.close()


async def test_a_worker_that_cannot_renew_lays_its_lanes_down_and_goes_on_when_it_can(
    postgres: SqlStorage, postgres_server: Server, postgres_url: str, telegram: Wire
) -> None:
    async with machines(postgres, telegram) as start:
        worker = start(A)
        await until(lambda: len(worker.ownership.lanes) == 4)
        await asyncio.to_thread(postgres_server.shut, postgres_url)
        try:
            await until(lambda: not worker.ownership.lanes)
        finally:
            await asyncio.to_thread(postgres_server.reopen, postgres_url)
        await until(lambda: len(worker.ownership.lanes) == 4)
        plan(postgres, first=0, count=8)
        worker.sender.wake()
        await until(lambda: states(postgres) == {DeliveryState.ACCEPTED: 8})
    assert len(telegram.seen) == 8


async def test_a_restored_copy_sends_nothing_until_a_person_opens_it_and_then_nothing_stale(
    sqlite_url: str, telegram: Wire, tmp_path: Path
) -> None:
    original = open_storage(sqlite_url)
    Gate(original, MovedClock(NOW, RATE), Witness(tmp_path / "there")).look()
    plan(original, first=0, count=8)
    with original.transaction() as tx:
        tx.ledger.add([], [delivery(100, lane=LANES[0], not_after=NOW + minutes(1))])
    original.close()
    restored = tmp_path / "restored.db"
    shutil.copy(str(make_url(sqlite_url).database), restored)
    copy = open_storage(f"sqlite:///{restored}")
    gate = Gate(copy, MovedClock(NOW, RATE), Witness(tmp_path / "here"))
    async with machines(copy, telegram, gate=gate) as start:
        assert gate.look() is Standing.ELSEWHERE
        worker = start(A)
        await asyncio.to_thread(_rounds, worker)
        assert (telegram.seen, worker.ownership.lanes) == ([], ())
        with copy.transaction() as tx:
            open_again(tx, by="Duty", standing=gate.standing, new_id=new_id(), now=NOW + minutes(2))
        await until(lambda: states(copy) == {DeliveryState.ACCEPTED: 8, DeliveryState.EXPIRED: 1})
    copy.close()
    assert len(telegram.seen) == 8


def _rounds(worker: Machine) -> None:
    """Let the worker look into the table again and again: it takes nothing."""
    for _ in range(5):
        found = worker.ownership._look(NOW, frozenset(), frozenset())
        assert (found.held, found.given) == (frozenset(), ())
