"""The pretend Telegram itself: accounts, chats, files and taps, and the rules of who may write to whom."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import SandboxError
from sandbox.telegram.accounts import Bot, Group, Person
from sandbox.telegram.conversations import CallbackQuery, Conversation, Message
from sandbox.telegram.errors import ApiError, bad_request, forbidden
from sandbox.telegram.limits import FloodGuard, Limits
from sandbox.telegram.parameters import Upload
from sandbox.telegram.updates import UpdateQueue
from sandbox.wakeup import Wakeup

Json = dict[str, Any]

_TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]{1,80}")


class Strangers(StrEnum):
    """What a chat id means that nobody created."""

    REFUSED = "refused"  # 400 chat not found, as for a random number
    WELCOME = "welcome"  # somebody who pressed Start at every bot long ago: for contacts brought from elsewhere


class Network:
    """Everything the pretend Telegram knows. Lives in one event loop."""

    def __init__(self, clock: Clock, limits: Limits | None, strangers: Strangers, dice: Random) -> None:
        self.clock = clock
        self.limits = limits
        self.strangers = strangers
        self.bots: dict[int, Bot] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.conversations: dict[tuple[int, int], Conversation] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.files: dict[str, tuple[Upload, str]] = {}
        self.changed = Wakeup()
        self.version = 0
        self.on_shown: list[Callable[[Message], None]] = []
        self._dice = dice

    def bot_of_token(self, token: str) -> Bot:
        """Return the bot of a token, created when it is the first time it is seen. Raises ApiError 401."""
        if not _TOKEN.fullmatch(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        bot = self.bots.get(int(token.partition(":")[0]))
        if bot is None:
            return self.add_bot(token)
        if bot.token != token or bot.revoked:
            raise ApiError(401, "Unauthorized")
        return bot

    def add_bot(self, token: str, *, username: str = "", first_name: str = "") -> Bot:
        """Create a bot, or rename it if its token is known. Names are derived from the token's number when left out."""
        if not _TOKEN.fullmatch(token):
            raise SandboxError("a bot token looks like 1001:some-secret-text")
        number = token.partition(":")[0]
        username = username.removeprefix("@") or f"sandbox_{number}_bot"
        updates = UpdateQueue(first_id=self._dice.randrange(10**8, 10**9))
        guard = FloodGuard(self.limits)
        name = first_name or f"Bot {number}"
        bot = Bot(token=token, username=username, first_name=name, updates=updates, guard=guard)
        known = self.bots.get(bot.id)
        if known is not None and known.token != token:
            raise SandboxError(f"bot {number} exists with another token")
        if known is not None:
            known.username, known.first_name = username, name
            return known
        self.bots[bot.id] = bot
        self.touch()
        return bot

    def find_bot(self, name: str | int) -> Bot:
        """Return a bot by numeric id, username or token. Raises SandboxError."""
        wanted = str(name).removeprefix("@")
        for bot in self.bots.values():
            if wanted in {bot.account, bot.username, bot.token}:
                return bot
        known = sorted(bot.username for bot in self.bots.values())
        raise SandboxError(f"there is no bot {wanted.partition(':')[0]!r}; known: {known}")

    def find_person(self, person_id: int) -> Person:
        """Return a person by id. Raises SandboxError."""
        person = self.people.get(person_id)
        if person is None:
            raise SandboxError(f"there is no person {person_id}; create them with POST /control/users or add_person")
        return person

    def conversation(self, bot: Bot, partner: Person | Group) -> Conversation:
        """Return the chat of a bot with a partner, empty when they never met."""
        key = (bot.id, partner.id)
        if (found := self.conversations.get(key)) is None:
            found = self.conversations[key] = Conversation(bot=bot, partner=partner)
        return found

    def look_up(self, bot: Bot, chat: str | int | None) -> Conversation:
        """Return the chat a bot names. Raises ApiError 400 when there is none."""
        if chat is None or chat == "":
            raise bad_request("chat_id is empty")
        return self.conversation(bot, self._partner(chat))

    def reach(self, bot: Bot, chat: str | int | None) -> Conversation:
        """Return the chat a bot wants to write to. Raises ApiError 400 or 403 when it may not."""
        conversation = self.look_up(bot, chat)
        partner = conversation.partner
        if isinstance(partner, Group):
            _check_membership(bot, partner)
        elif partner.deactivated:
            raise forbidden("user is deactivated")
        elif conversation.blocked:
            raise forbidden("bot was blocked by the user")
        elif not (conversation.started or partner.stranger):
            raise forbidden("bot can't initiate conversation with a user")
        return conversation

    def _partner(self, chat: str | int) -> Person | Group:
        if isinstance(chat, str) and chat.startswith("@"):
            for group in self.groups.values():
                if group.username and group.username.lower() == chat[1:].lower():
                    return group
            raise bad_request("chat not found")
        try:
            number = int(chat)
        except ValueError as error:
            raise bad_request("chat not found") from error
        if number in self.bots:
            raise forbidden("bots can't send messages to bots")
        partner = self.people.get(number) or self.groups.get(number)
        if partner is None and self.strangers is Strangers.WELCOME and number > 0:
            partner = self.people[number] = Person(id=number, first_name=f"Chat {number}", stranger=True)
        if partner is None:
            raise bad_request("chat not found")
        return partner

    def show(self, conversation: Conversation, message: Message) -> None:
        """Put a new message into a chat and tell whoever watches."""
        conversation.messages[message.message_id] = message
        if message.outgoing and message.markup is not None and "inline_keyboard" not in message.markup:
            conversation.reply_keyboard = None if message.markup.get("remove_keyboard") else message.markup
        self.touch(conversation)
        if message.outgoing and message.shown:
            for listener in self.on_shown:
                listener(message)

    def touch(self, conversation: Conversation | None = None) -> None:
        """Note a change, and wake whoever waits for one."""
        self.version += 1
        self.changed.ring()
        if conversation is not None:
            conversation.version = self.version
            conversation.changed.ring()

    def now(self) -> datetime:
        """Return the sandbox's instant, in UTC."""
        return self.clock.now()

    def random_digits(self, length: int) -> str:
        """Return a number that looks like one of Telegram's ids."""
        return str(self._dice.randrange(10 ** (length - 1), 10**length))


def _check_membership(bot: Bot, group: Group) -> None:
    if group.moved_to:
        upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, upgraded, {"migrate_to_chat_id": group.moved_to})
    if bot.id in group.kicked:
        raise forbidden(f"bot was kicked from the {group.kind} chat")
    if bot.id not in group.members:
        raise forbidden(f"bot is not a member of the {group.kind} chat")
