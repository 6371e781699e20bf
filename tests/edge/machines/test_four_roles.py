"""The four roles as processes: one approval is brought to every family while servers and workers are killed."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from channels.base import ChannelKind
from dispatch.delivery import DeliveryState, LaneName, Purpose
from dispatch.roster import Contact
from orders.order import Order
from orders.organisation import Person, PersonId
from sandbox.clock import RunningClock
from sandbox.server import running
from sandbox.telegram.network import Strangers
from sandbox.world import World
from storage import SqlStorage, open_storage
from tests.edge.bot import school
from tests.edge.bot.school import FAMILIES, HEAD, MOTHER, SCHOOL, at, class_of
from tests.edge.machines.fleet import Clock, Fleet, fleet
from tests.postgres import Server
from tests.redis_server import RedisServer, running_redis

WITHIN_S = 150.0  # four interpreters start at once, on a machine that may be busy
APPROVE = "Утвердить: 0–1, 4 классы"
FIRST_CHAT = 5000
pytestmark = pytest.mark.timeout(600)


@dataclass(kw_only=True)
class Town:
    """A pretend world, a database with a school in it, a Redis, and processes that live between them."""

    world: World
    storage: SqlStorage
    server: Server
    database: str
    redis: RedisServer
    fleet: Fleet
    clock: RunningClock

    def furnish(self, families: int) -> None:
        """Let this many further people follow a class whose lessons are cancelled."""
        with self.storage.transaction() as tx:
            for chat in range(FIRST_CHAT, FIRST_CHAT + families):
                person = Person(id=PersonId(f"f{chat}"), name=f"Ата-ана {chat}", locale="kk", phone="")
                tx.roster.add_person(person)
                tx.roster.follow(person.id, class_of(SCHOOL, 4))
                tx.roster.put_contact(
                    Contact(person=person.id, channel=ChannelKind.TELEGRAM, lane=FAMILIES, address=str(chat))
                )

    async def approve(self) -> Order:
        """Draft, let the head see the card on the phone, and tap."""
        order = await asyncio.to_thread(school.draft, self.storage, self.clock.now())
        shown = await self.world.wait_for_message(
            "staff", HEAD, lambda card: card.button(APPROVE) is not None, timeout_s=WITHIN_S
        )
        query = self.world.tap(HEAD, APPROVE, bot="staff", message_id=shown.message_id)
        answer = await self.world.wait_for_answer(query, timeout_s=WITHIN_S)
        assert answer.text == "Утверждено. Рассылка начнётся сама."
        return order

    def told(self) -> Counter[str]:
        """Return how often each family's chat was told."""
        lines = self.world.journal.entries()
        sent = [line for line in lines if line["account"] == "1001" and line["method"] == "sendMessage"]
        return Counter(str(line["to"]) for line in sent if not line.get("refused"))

    def owner(self, lane: LaneName) -> int:
        """Return the process that owns a lane; 0 for nobody."""
        with self.storage.reading() as tx:
            for worker in tx.leases.workers(now=self.clock.now()):
                if lane in tx.leases.owned(worker, now=self.clock.now()):
                    return int(worker.split("/")[-3])
        return 0

    def states(self, order: Order) -> Counter[DeliveryState]:
        with self.storage.reading() as tx:
            return Counter(row.state for row in tx.ledger.of_order(order.id, purposes=(Purpose.FAMILY_NOTICE,)))

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something has come about, or say what did not and what the roles logged."""
        ends = time.monotonic() + WITHIN_S
        while not await asyncio.to_thread(holds):
            assert time.monotonic() < ends, f"{what}\n{self.fleet.logs()}"
            assert not self.fleet.ended(), self.fleet.logs()
            await asyncio.sleep(0.05)

    async def ready(self) -> int:
        """Return how the web role answers."""
        port = self.fleet.environment["BORAN_WEB__PORT"]
        try:
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def until_ready(self, status: int) -> None:
        ends = time.monotonic() + WITHIN_S
        while (found := await self.ready()) != status:
            assert time.monotonic() < ends, f"/readyz answers {found}\n{self.fleet.logs()}"
            await asyncio.sleep(0.1)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


@pytest.fixture
async def town(postgres_server: Server, redis: RedisServer, tmp_path: Path) -> AsyncIterator[Town]:
    clock = Clock(start=at("06:46"), rate=1.0, origin=time.monotonic())
    world_clock = RunningClock(start=clock.start, rate=clock.rate, origin=clock.origin)
    world = World(clock=world_clock, strangers=Strangers.WELCOME)
    for token, name in (("1001:families-token", "families"), ("1002:staff-token", "staff")):
        world.add_bot(token, username=name)
    world.add_person(HEAD, first_name="Директор", started=["staff"])
    world.add_person(MOTHER, first_name="Ана", language_code="kk")
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(running(world))
        database = stack.enter_context(postgres_server.database())
        storage = open_storage(database)
        stack.callback(storage.close)
        storage.upgrade()
        school.furnish(storage)
        roles = stack.enter_context(fleet(tmp_path, clock=clock, database=database, redis=redis.url, world=address))
        yield Town(
            world=world,
            storage=storage,
            server=postgres_server,
            database=database,
            redis=redis,
            fleet=roles,
            clock=world_clock,
        )


async def test_one_approval_reaches_every_family_through_the_roles(town: Town) -> None:
    town.furnish(20)
    for role in ("bot", "worker"):
        town.fleet.start(role)
    order = await town.approve()
    await town.until(lambda: town.states(order)[DeliveryState.ACCEPTED] == 20, "every family is told")
    assert town.told() == {str(chat): 1 for chat in range(FIRST_CHAT, FIRST_CHAT + 20)}
    assert set(town.fleet.stop()) == {0}


@pytest.mark.long
async def test_one_approval_reaches_every_family_without_redis_and_past_a_database_that_was_away(town: Town) -> None:
    town.furnish(60)
    for role in ("bot", "web", "worker"):
        town.fleet.start(role)
    await town.until_ready(200)
    town.world.press_start(MOTHER, "families", "class-4a")
    await town.world.wait_for_message("families", MOTHER, lambda _message: True, timeout_s=WITHIN_S)
    order = await town.approve()
    town.fleet.start("scheduler")  # it would have drafted from this world's weather, and there is none
    await town.until(lambda: len(town.told()) > 10, "families hear")
    town.redis.kill()
    await town.until(lambda: len(town.told()) > 25, "families hear without Redis")
    town.server.shut(town.database)
    await town.until_ready(503)
    town.server.reopen(town.database)
    await town.until_ready(200)
    await town.until(lambda: town.states(order)[DeliveryState.ACCEPTED] == 61, "every family is told")
    told = {chat: count for chat, count in town.told().items() if int(chat) >= FIRST_CHAT}
    assert told == {str(chat): 1 for chat in range(FIRST_CHAT, FIRST_CHAT + 60)}
    await town.until(lambda: town.fleet.lives("scheduler"), "the scheduler lives")
    assert set(town.fleet.stop()) == {0}


@pytest.mark.long
async def test_when_a_worker_is_killed_another_takes_its_lanes_over(town: Town) -> None:
    town.furnish(400)
    for role in ("bot", "web", "worker", "worker"):
        town.fleet.start(role)
    await town.until(lambda: town.owner(FAMILIES) > 0, "somebody owns the lane")
    order = await town.approve()
    town.fleet.start("scheduler")  # it would have drafted from this world's weather, and there is none
    await town.until(lambda: len(town.told()) > 50, "families hear")
    first = town.owner(FAMILIES)
    town.fleet.kill(first)
    await town.until(lambda: town.owner(FAMILIES) not in {0, first}, "another worker owns the lane")
    town.redis.kill()
    town.server.shut(town.database)
    await town.until_ready(503)
    town.redis.start()
    town.server.reopen(town.database)
    await town.until(lambda: town.states(order)[DeliveryState.ACCEPTED] == 400, "every family is told")
    told = town.told()
    assert {str(chat) for chat in range(FIRST_CHAT, FIRST_CHAT + 400)} <= told.keys()
    assert sum(told.values()) - len(told) <= 64  # of those in flight when the worker was killed
    await town.until(lambda: town.fleet.lives("scheduler"), "the scheduler lives")
    assert set(town.fleet.stop()) == {0}
    troubles = [line for line in town.fleet.logs().splitlines() if '"Traceback' in line]
    assert not [line for line in troubles if "DatabaseUnavailable" not in line]
