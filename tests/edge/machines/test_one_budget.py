"""The conversation and the sender use one token against a Telegram that counts: people are answered all the same."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from boran.clock import MovedClock
from boran.lanes import lanes_of
from boran.roles import Role, run
from boran.settings import Settings
from boran.wiring import Services
from channels.base import ChannelKind
from dispatch.roster import Contact
from orders.organisation import Person, PersonId
from sandbox.clock import RunningClock
from sandbox.faults.book import Fault, FaultKind
from sandbox.journal import Entry
from sandbox.server import running
from sandbox.telegram.network import Strangers
from sandbox.world import World
from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import FAMILIES, SCHOOL, at, class_of
from tests.edge.web.test_pages import approved

BOT = "1001"
FIRST_CHAT, FIRST_PERSON = 5000, 3000
NOTICES, PEOPLE = 300, 20
WITHIN_S = 60.0
PROMPTLY = 15  # notices that may leave between a tap and its answer: half a second of the account's pace
REFUSED = 3
pytestmark = pytest.mark.timeout(180)


@dataclass(frozen=True, kw_only=True)
class Town:
    world: World
    storage: SqlStorage
    clock: MovedClock

    def sent(self) -> Sequence[Entry]:
        """Return every message of the bot, with those that were refused."""
        lines = self.world.journal.entries()
        return [line for line in lines if line["account"] == BOT and line["method"] == "sendMessage"]

    def told(self) -> int:
        return sum(self._is_notice(line) and not line.get("refused") for line in self.sent())

    def refused(self) -> int:
        return sum(bool(line.get("refused")) for line in self.sent())

    async def until_told(self, count: int) -> None:
        await self.world.journal.changed.until(lambda: self.told() >= count or None, WITHIN_S)

    async def begin(self, person: int) -> int:
        """Let somebody begin a conversation; return how many notices left before the answer came."""
        before = self.told()
        self.world.press_start(person, "families", "class-4a")
        await self.world.wait_for_message("families", person, timeout_s=WITHIN_S)
        return self.told() - before

    def _is_notice(self, line: Entry) -> bool:
        return FIRST_CHAT <= int(line["to"]) < FIRST_CHAT + NOTICES


def follow(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        for chat in range(FIRST_CHAT, FIRST_CHAT + NOTICES):
            person = Person(id=PersonId(f"f{chat}"), name=f"Ата-ана {chat}", locale="kk", phone="")
            tx.roster.add_person(person)
            tx.roster.follow(person.id, class_of(SCHOOL, 4))
            tx.roster.put_contact(
                Contact(person=person.id, channel=ChannelKind.TELEGRAM, lane=FAMILIES, address=str(chat))
            )


@pytest.fixture
async def town(sqlite_storage: SqlStorage, tmp_path: Path) -> AsyncIterator[Town]:
    clock, stop = MovedClock(at("06:46"), 1.0), asyncio.Event()
    shared = RunningClock(start=clock.start, rate=clock.rate, origin=clock.origin)
    world = World(clock=shared, strangers=Strangers.WELCOME)
    for token, name in (("1001:families-token", "families"), ("1002:staff-token", "staff")):
        world.add_bot(token, username=name)
    for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
        world.add_person(person, first_name="Ана", language_code="kk")
    school.furnish(sqlite_storage)
    follow(sqlite_storage)
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(running(world))
        bots = {"families": {"token": "1001:families-token"}, "staff": {"token": "1002:staff-token"}}
        telegram = {"base_url": f"{address}/telegram", **bots}
        settings = Settings.model_validate({"home": tmp_path, "telegram": telegram, "web": {"port": 0}})
        services = Services(
            settings=settings,
            clock=clock,
            storage=sqlite_storage,
            editions=school.EDITIONS,
            tables={},
            lanes=lanes_of(settings),
        )
        roles = asyncio.create_task(run(services, frozenset({Role.BOT, Role.WEB, Role.WORKER}), stop))
        yield Town(world=world, storage=sqlite_storage, clock=clock)
        stop.set()
        await roles


async def test_people_are_answered_while_three_hundred_notices_leave_and_nothing_is_refused(town: Town) -> None:
    approved(town.storage, town.clock.now())
    overtaken: list[int] = []
    for number in range(PEOPLE):
        await town.until_told(10 + number * 12)
        overtaken.append(await town.begin(FIRST_PERSON + number))
    await town.until_told(NOTICES)
    assert max(overtaken) <= PROMPTLY
    # None on an idle machine (`boran bench pacing` holds the share to a thousandth). A busy one may bring a message too
    # many into somebody's second; both then wait, and it does not go on: two budgets are refused every second.
    assert town.refused() <= REFUSED


@pytest.mark.long
@pytest.mark.parametrize("hears", ["sender", "conversation"])
async def test_a_flood_that_one_of_them_hears_holds_both(town: Town, hears: str) -> None:
    people = range(FIRST_PERSON + 1, FIRST_PERSON + PEOPLE)
    chat = {"sender": "5*", "conversation": str(FIRST_PERSON)}[hears]
    approved(town.storage, town.clock.now())
    await town.until_told(40)
    flood = Fault(
        kind=FaultKind.FLOOD, provider="telegram", account=BOT, method="sendMessage", chat=chat, times=1, seconds=3
    )
    town.world.faults.arm(flood)
    town.world.press_start(FIRST_PERSON, "families", "class-4a")
    await town.world.journal.changed.until(lambda: town.refused() or None, WITHIN_S)
    await asyncio.gather(*(town.begin(person) for person in people))
    # Without a budget in common each of them would have been refused while the ban lasted, and so would the notices.
    assert town.refused() <= REFUSED  # the flood itself, and what was on its way when it came
    await town.until_told(NOTICES)
