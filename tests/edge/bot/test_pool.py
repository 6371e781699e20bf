"""A pool of bots: each families' bot leads the conversation on its own lane, and its people hear from it alone."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from boran.clock import SystemClock
from boran.doors import open_doors
from boran.lanes import accounts, lanes_of, open_channels
from boran.settings import Settings
from boran.wiring import Services
from bot import polling
from bot.context import BotName
from dispatch.planner import plan_pending
from dispatch.sender import Sender
from sandbox.clock import RunningClock
from sandbox.server import running
from sandbox.world import World
from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import MOTHER, at, person_of
from tests.edge.web.test_pages import approved

TOKENS = {"families": "1001:families", "kst1": "1003:of-one-school", "staff": "1002:staff"}


def pool(base_url: str, home: Path) -> Settings:
    families, one, staff = ({"token": TOKENS[name]} for name in TOKENS)
    telegram = {"base_url": base_url, "families": families, "bots": {"kst1": one}, "staff": staff}
    return Settings.model_validate({"home": home, "telegram": telegram})


class Stopped(SystemClock):
    """Shows the time the test has set, and sleeps not at all."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    async def sleep(self, span: timedelta) -> None:
        self.instant += span


async def test_a_family_that_joined_by_one_of_the_pool_hears_from_it(
    sqlite_storage: SqlStorage, tmp_path: Path
) -> None:
    school.furnish(sqlite_storage)
    world = World(clock=RunningClock(start=at("06:05")), limits=False)
    for name, token in TOKENS.items():
        world.add_bot(token, username=name)
    world.add_person(MOTHER, first_name="Ана", language_code="kk", phone=school.PHONES[MOTHER])
    clock, stop = Stopped(at("06:10")), asyncio.Event()
    async with running(world) as base_url:
        settings = pool(f"{base_url}/telegram", tmp_path)
        lanes = lanes_of(settings)
        services = Services(
            settings=settings, clock=clock, storage=sqlite_storage, editions=school.EDITIONS, tables={}, lanes=lanes
        )
        async with open_doors(services) as doors:
            assert {name: door.leads for name, door in doors.items()} == {
                "families": BotName.FAMILIES,
                "kst1": BotName.FAMILIES,
                "staff": BotName.STAFF,
            }
            polls = [asyncio.create_task(polling.run(door.bot, door.dispatcher, stop)) for door in doors.values()]
            world.press_start(MOTHER, "kst1", "class-4a")
            await world.wait_for_message("kst1", MOTHER, lambda message: "Тілді таңдаңыз" in message.text)
            world.share_contact(MOTHER, "kst1")
            await world.wait_for_message("kst1", MOTHER, lambda message: "4А" in message.text)
            stop.set()
            await asyncio.gather(*polls)
        with sqlite_storage.reading() as tx:
            found = tx.roster.person_at(lanes.families[1].name, str(MOTHER))
        assert lanes.families[1].name == "telegram-kst1"
        assert found is not None
        assert found.id == person_of(MOTHER)
        order = approved(sqlite_storage, at("06:10"))
        with sqlite_storage.transaction() as tx:
            plan_pending(tx, now=clock.now(), editions=school.EDITIONS, lanes=lanes)
        clock.instant = at("06:50")
        async with open_channels(accounts(settings, sqlite_storage, clock.now)) as channels:
            await Sender(sqlite_storage, channels, clock).drain()
        await world.wait_for_message("kst1", MOTHER, lambda message: order.check_code in message.text)
        assert world.messages(MOTHER, "families") == []
