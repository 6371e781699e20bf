"""People who act by themselves: "when this bot writes something like that, tap this button twenty seconds later"."""

import asyncio
import logging
import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from sandbox.errors import SandboxError
from sandbox.telegram import hands
from sandbox.telegram.accounts import Person
from sandbox.telegram.conversations import Message
from sandbox.telegram.network import Network

_log = logging.getLogger("sandbox")


class Act(StrEnum):
    """What somebody does when a message comes."""

    TAP = "tap"
    SAY = "say"
    CONTACT = "contact"
    BLOCK = "block"


class Behaviour(BaseModel):
    """One rule.

    chat, bot: whose phone (all when left out) and which bot's messages (id or username; all when left out).
    text: a regular expression looked for in the message.
    does, what: `tap` the button whose data or label matches the regular expression `what`; `say` the text `what`;
    share one's own `contact`; `block` the bot.
    after_s: seconds of the sandbox's clock between the message and the act.
    times: how often per chat, without end when None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    does: Act
    what: str = ".*"
    chat: int | None = None
    bot: str | None = None
    text: str = ""
    after_s: float = Field(default=0.0, ge=0)
    times: int | None = Field(default=None, ge=1)


class Behaviours:
    """Watches what is shown and lets people act."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rules: list[tuple[Behaviour, dict[int, int]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        network.on_shown.append(self._see)

    def add(self, *behaviours: Behaviour) -> None:
        """Add rules; every matching rule acts."""
        self._rules.extend((behaviour, {}) for behaviour in behaviours)

    async def close(self) -> None:
        """Let nobody act any more."""
        self._rules.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _see(self, message: Message) -> None:
        for rule, acted in self._rules:
            done = acted.get(message.chat_id, 0)
            if (rule.times is None or done < rule.times) and self._concerns(rule, message):
                acted[message.chat_id] = done + 1
                task = asyncio.get_running_loop().create_task(self._act(rule, message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _concerns(self, rule: Behaviour, message: Message) -> bool:
        bot = self._network.bots[message.bot_id]
        return (
            message.chat_id in self._network.people
            and rule.chat in {None, message.chat_id}
            and (rule.bot is None or rule.bot.removeprefix("@") in {bot.account, bot.username})
            and re.search(rule.text, message.text) is not None
            and (rule.does is not Act.TAP or _wanted(rule, message) is not None)
        )

    async def _act(self, rule: Behaviour, message: Message) -> None:
        await self._network.clock.sleep(rule.after_s)
        person, bot = self._network.people[message.chat_id], self._network.bots[message.bot_id]
        try:
            match rule.does:
                case Act.TAP:
                    self._tap(rule, person, message)
                case Act.SAY:
                    hands.send_text(self._network, person, bot, rule.what)
                case Act.CONTACT:
                    hands.share_contact(self._network, person, bot)
                case Act.BLOCK:
                    hands.block(self._network, person, bot)
        except SandboxError as error:
            _log.info("person %s could not %s: %s", person.id, rule.does, error)

    def _tap(self, rule: Behaviour, person: Person, message: Message) -> None:
        wanted = _wanted(rule, message)
        if wanted is None:
            raise SandboxError("the button is gone")
        bot = self._network.bots[message.bot_id]
        hands.tap(self._network, person, wanted, bot=bot, message_id=message.message_id)


def _wanted(rule: Behaviour, message: Message) -> str | None:
    for button in message.buttons:
        data = button.get("callback_data")
        if data is not None and (re.fullmatch(rule.what, data) or re.fullmatch(rule.what, button["text"])):
            return str(data)
    return None
