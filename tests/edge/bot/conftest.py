"""Both bots, polling a pretend Telegram, over a furnished database; cards are brought by the real dispatch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from bot import polling
from bot.app import build_bot, build_dispatcher, close
from bot.context import BotContext, BotName
from channels.telegram import TelegramChannel
from dispatch.planner import plan_pending
from dispatch.sender import Sender
from orders.organisation import PersonId
from sandbox.clock import RunningClock
from sandbox.server import running
from sandbox.telegram.conversations import CallbackAnswer, CallbackQuery, Message
from sandbox.world import World
from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import StoppedClock, at

TOKENS = {BotName.FAMILIES: "1001:families-token", BotName.STAFF: "1002:staff-token"}
URL = "https://boran.example"


@dataclass(frozen=True, kw_only=True)
class Town:
    """A morning in which people use their phones. Everything is awaited on what stands on the phones."""

    world: World
    storage: SqlStorage
    clock: StoppedClock
    sender: Sender
    base_url: str

    async def dispatch(self) -> None:
        """Plan what the outbox asks for and send what is due."""
        with self.storage.transaction() as tx:
            plan_pending(tx, now=self.clock.now(), editions=school.EDITIONS, public_url=URL)
        await self.sender.drain()

    def say(self, who: int, words: str, name: BotName = BotName.STAFF) -> None:
        self.world.send_text(who, name, words)

    async def seen(self, who: int, name: BotName, *parts: str, after: int = 0) -> Message:
        """Return the newest message of the bot on somebody's phone that contains all these parts."""
        return await self.world.wait_for_message(
            name, who, lambda message: all(part in message.text for part in parts), after=after
        )

    async def tap(self, who: int, label: str, name: BotName = BotName.STAFF) -> CallbackAnswer:
        """Tap a button, by its label or its data, as soon as it is there."""
        await self.world.wait_for_message(name, who, lambda message: message.button(label) is not None)
        query = self.world.tap(who, label, bot=name)
        return await self.world.wait_for_answer(query)

    async def forge(
        self, who: int, data: str, message: Message, name: BotName = BotName.STAFF, *, chat: int = 0
    ) -> CallbackAnswer:
        """Send a tap with data that no button carries, the way a doctored client would; in a strange chat, if any."""
        network, bot = self.world.telegram, self.world.bot(name)
        now = network.now()
        query = CallbackQuery(
            id=network.random_digits(18),
            bot_id=bot.id,
            chat_id=who,
            message_id=message.message_id,
            data=data,
            at=now,
        )
        network.queries[query.id] = query
        person = self.world.person(who)
        network.conversation(bot, person)
        payload = {
            "id": query.id,
            "from": person.as_user,
            "message": {**message.body, "chat": self.world.person(chat or who).as_chat},
            "chat_instance": "1",
            "data": data,
        }
        bot.updates.put("callback_query", payload, lane=who, now=now)
        return await self.world.wait_for_answer(query)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that shows on no phone."""
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.01)

    def person_at(self, who: int, name: BotName) -> PersonId | None:
        with self.storage.transaction() as tx:
            person = tx.roster.person_at(name.lane.name, str(who))
        return person.id if person else None


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(at("06:05"))


@pytest.fixture
async def town(sqlite_storage: SqlStorage, clock: StoppedClock) -> AsyncIterator[Town]:
    school.furnish(sqlite_storage)
    world = World(clock=RunningClock(start=at("06:05")), limits=False)
    for name, token in TOKENS.items():
        world.add_bot(token, username=str(name))
    _people(world)
    async with AsyncExitStack() as stack:
        base_url = f"{await stack.enter_async_context(running(world))}/telegram"
        context = BotContext(storage=sqlite_storage, clock=clock, editions=school.EDITIONS, public_url=URL)
        channels = {name.lane.name: TelegramChannel(token, base_url=base_url) for name, token in TOKENS.items()}
        await stack.enter_async_context(_polled(context, base_url))
        for channel in channels.values():
            stack.push_async_callback(channel.aclose)
        sender = Sender(sqlite_storage, channels, clock)
        yield Town(world=world, storage=sqlite_storage, clock=clock, sender=sender, base_url=base_url)


@asynccontextmanager
async def _polled(context: BotContext, base_url: str) -> AsyncIterator[None]:
    doors = [(build_bot(TOKENS[name], base_url=base_url), build_dispatcher(name, context)) for name in BotName]
    stop = asyncio.Event()
    tasks = [asyncio.create_task(polling.run(bot, dispatcher, stop)) for bot, dispatcher in doors]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
        await asyncio.gather(*(close(bot, dispatcher) for bot, dispatcher in doors))


def _people(world: World) -> None:
    staff = (
        school.HEAD,
        school.TEACHER,
        school.OTHER_TEACHER,
        school.RURAL_HEAD,
        school.CITY_OFFICER,
        school.DISTRICT_OFFICER,
        school.REGION_OFFICER,
        school.REGION_HEAD,
    )
    for who in staff:
        world.add_person(who, first_name=f"Staff {who}", phone=school.PHONES.get(who, ""), started=[BotName.STAFF])
    world.add_person(school.DEPUTY, first_name="Deputy", phone=school.PHONES[school.DEPUTY])
    world.add_person(school.MOTHER, first_name="Ана", language_code="kk", phone=school.PHONES[school.MOTHER])
    world.add_person(school.FATHER, first_name="Отец", language_code="ru", phone=school.PHONES[school.FATHER])
    world.add_person(school.STRANGER, first_name="Кто-то", phone="+77770000000", started=[BotName.STAFF])
    world.add_person(301, first_name="Бабушка", phone="+77010000301")
