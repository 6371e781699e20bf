"""The people of the morning: each takes the phone at the scenario's time and taps what is on it."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, assert_never

from boran.demo.cast import Cast, Chat
from boran.demo.scenario import Act, Reach, Scenario, School
from dispatch.taps import TapVerb
from sandbox.handsets import Key, Shown
from sandbox.telegram.conversations import Message
from sandbox.world import World

FAMILIES, STAFF = "boran_families_bot", "boran_staff_bot"
PATIENCE_S = 60.0  # real seconds until a player gives up waiting for the program
WHOLE_MORNING_S = 3600.0  # real seconds: nobody is told before the program tells them
TEACHER_DELAY = (40, 240)  # seconds of the morning until a homeroom teacher taps
FAMILY_DELAY = (20, 1500)
TELEPHONE_DELAY = (60, 300)
FAMILIES_WHO_TAP = 0.9
Tell = Callable[[datetime, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Somebody taps "acquainted" so many seconds after an order came."""

    bot: str
    delay_s: float


class Players:
    """Plays the scenario in the pretend world and tells what happens."""

    def __init__(self, world: World, scenario: Scenario, cast: Cast, tell: Tell) -> None:
        self._world = world
        self._scenario = scenario
        self._cast = cast
        self._tell = tell
        self._habits = habits(scenario, cast)
        self._taps: set[asyncio.Task[None]] = set()
        world.telegram.on_shown.append(self._notice)
        for number, delay_s in telephone_habits(scenario, cast).items():
            self._start(self._acquaint_by_telephone(number, delay_s))

    async def play(self) -> None:
        """Return when everybody has done what the scenario wants of them."""
        async with asyncio.TaskGroup() as everybody:
            for district in self._cast.officers:
                everybody.create_task(self._officer(district))
            for school in self._scenario.schools:
                everybody.create_task(self._head(school))
            everybody.create_task(self._emergency())

    async def leave(self) -> None:
        """Stop whoever still means to tap."""
        for task in self._taps:
            task.cancel()
        await asyncio.gather(*self._taps, return_exceptions=True)

    async def _officer(self, district: str) -> None:
        reported = self._scenario.district(district).reading
        if reported is None or "officer" not in reported.sources:
            return
        await self._until(self._scenario.officers_type_at)
        words = f"{reported.temp_c:g}" if reported.wind_ms is None else f"{reported.temp_c:g} {reported.wind_ms:g}"
        self._world.send_text(self._cast.officers[district], STAFF, words)
        await self._tap(self._cast.officers[district], "dg:reading-check:save")
        self._say(f"the duty officer of {district} types: {words}")

    async def _head(self, school: School) -> None:
        act = school.head
        if act.at is None:
            return
        await self._until(act.at)
        chat = self._cast.heads[school.code]
        match act.does:
            case Act.APPROVE:
                await self._press(chat, TapVerb.APPROVE)
            case Act.APPROVE_TWICE:
                await self._press_twice(chat, TapVerb.APPROVE)
            case Act.WIDEN:
                assert act.grades is not None
                await self._choose(chat, act.grades)
            case Act.REJECT:
                await self._press(chat, TapVerb.REJECT)
            case Act.NOTHING:
                return
            case _:
                assert_never(act.does)
        self._say(f"the head of {school.code}: {act.does.value.replace('_', ' ')}")

    async def _choose(self, chat: Chat, grades: tuple[int, int]) -> None:
        """Choose grades, give the first ready reason, and sign."""
        first, last = grades
        card = await self._press(chat, TapVerb.CHOOSE_GRADES)
        await self._press(chat, TapVerb.SET_GRADES, argument=f"{first}-{last}", on=card)
        await self._press(chat, TapVerb.SET_REASON, argument=f"{first}-{last}~[a-z]+", on=card)
        await self._press(chat, TapVerb.APPROVE, on=card)

    async def _emergency(self) -> None:
        act = self._scenario.emergency
        if act is None:
            return
        await self._until(act.proposed)
        proposer = self._cast.officers[act.district]
        for step in act.steps:
            await self._answer(proposer, step)
        self._say(f"the duty officer of {act.district} prepares an emergency order: {act.cause.replace('_', ' ')}")
        await self._until(act.confirmed)
        await self._press(self._cast.second_person, TapVerb.APPROVE)
        self._say("a second person of the region's department confirms it")

    async def _answer(self, chat: Chat, step: str) -> None:
        """Type a command or words, or tap the button whose data matches what stands after `tap `."""
        if step.startswith("tap "):
            await self._tap(chat, step.removeprefix("tap "))
        else:
            self._world.send_text(chat, STAFF, step)

    async def _press(self, chat: Chat, verb: TapVerb, *, argument: str = ".*", on: int = 0) -> int:
        return await self._tap(chat, rf"{verb}:[0-9a-f]{{32}}:\d+:{argument}", on=on)

    async def _press_twice(self, chat: Chat, verb: TapVerb) -> None:
        """Tap the same button a second time before the answer is there."""
        message, data = await self._find(chat, rf"{verb}:.*")
        taps = [self._world.tap(chat, data, bot=STAFF, message_id=message.message_id) for _ in range(2)]
        for tap in taps:
            await self._world.wait_for_answer(tap, PATIENCE_S)

    async def _tap(self, chat: Chat, pattern: str, *, on: int = 0) -> int:
        """Tap the button once it is there and answered; return the number of its message."""
        message, data = await self._find(chat, pattern, on=on)
        tap = self._world.tap(chat, data, bot=STAFF, message_id=message.message_id)
        await self._world.wait_for_answer(tap, PATIENCE_S)
        return message.message_id

    async def _find(self, chat: Chat, pattern: str, *, on: int = 0) -> tuple[Message, str]:
        """Wait for a button in the message `on`, or in the newest that has one."""
        wanted = re.compile(pattern)

        def shows_it(message: Message) -> bool:
            return on in {0, message.message_id} and button(message, wanted) is not None

        message = await self._world.wait_for_message(STAFF, chat, shows_it, timeout_s=PATIENCE_S)
        data = button(message, wanted)
        assert data is not None
        return message, data

    def _notice(self, message: Message) -> None:
        """Let whoever has the habit tap "acquainted" under an order."""
        habit = self._habits.get(message.chat_id)
        acquainted = button(message, re.compile(f"{TapVerb.ACQUAINTED}:.*"))
        if habit is None or acquainted is None or not message.outgoing or message.edits:
            return
        self._start(self._acquaint(message, acquainted, habit))

    def _start(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(act)
        self._taps.add(task)
        task.add_done_callback(self._taps.discard)

    async def _acquaint(self, message: Message, data: str, habit: Habit) -> None:
        await self._world.clock.sleep(habit.delay_s)
        if message.button(data):
            self._world.tap(message.chat_id, data, bot=habit.bot, message_id=message.message_id)

    async def _acquaint_by_telephone(self, number: str, delay_s: float) -> None:
        """Wait for the notice on WhatsApp, and tap its button."""
        handsets = self._world.handsets
        notice = await handsets.wait_for(number, _can_be_answered, provider="whatsapp", timeout_s=WHOLE_MORNING_S)
        await self._world.clock.sleep(delay_s)
        key = acquainted_key(notice)
        assert key is not None
        handsets.tap(number, key.data, message_id=notice.id)
        self._say("a family taps «acquainted» on WhatsApp")

    async def _until(self, at: time) -> None:
        wait = self._scenario.instant(at) - self._world.clock.now()
        await self._world.clock.sleep(max(wait, timedelta(0)).total_seconds())

    def _say(self, what: str) -> None:
        self._tell(self._world.clock.now(), what)


def button(message: Message, wanted: re.Pattern[str]) -> str | None:
    """Return the data of the first inline button that matches."""
    found = (str(shown.get("callback_data", "")) for shown in message.buttons)
    return next((data for data in found if wanted.fullmatch(data)), None)


def acquainted_key(shown: Shown) -> Key | None:
    """Return the button by which a family says on WhatsApp that it knows."""
    return next((key for key in shown.buttons if key.data.startswith(f"{TapVerb.ACQUAINTED}:")), None)


def _can_be_answered(shown: Shown) -> bool:
    return acquainted_key(shown) is not None


def telephone_habits(scenario: Scenario, cast: Cast) -> Mapping[str, float]:
    """Return after how many seconds each number on WhatsApp answers the notice."""
    dice = Random(scenario.seed)  # noqa: S311 - a pretend morning, not a secret
    families = (family for each in cast.families.values() for family in each)
    return {family.phone: dice.uniform(*TELEPHONE_DELAY) for family in families if family.reach.on_whatsapp}


def habits(scenario: Scenario, cast: Cast) -> Mapping[Chat, Habit]:
    """Draw, by the scenario's seed, who taps and after how long. The silent teacher never does."""
    dice = Random(scenario.seed)  # noqa: S311 - a pretend morning, not a secret
    silent = cast.teachers[scenario.silent_teacher.school, scenario.silent_teacher.grade]
    drawn = {chat: Habit(bot=STAFF, delay_s=dice.uniform(*TEACHER_DELAY)) for chat in cast.teachers.values()}
    del drawn[silent]
    for families in cast.families.values():
        for family in families:
            if dice.random() < FAMILIES_WHO_TAP and family.reach is Reach.TELEGRAM:
                drawn[family.chat] = Habit(bot=FAMILIES, delay_s=dice.uniform(*FAMILY_DELAY))
    return drawn
