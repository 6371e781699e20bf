"""The pretend outside world as one Python object: what the server serves and what tests and demos play with.

    world = World(clock=RunningClock(start=..., rate=100.0), journal=Path("journal.jsonl"))
    world.add_bot("1001:families", username="families_bot")
    world.add_person(501, first_name="Айгүл", language_code="kk", phone="+77010000001")
    async with running(world) as base_url:  # sandbox.server
        world.press_start(501, "families_bot", "class-5a")
        message = await world.wait_for_message("families_bot", 501, lambda m: "?" in m.text)
        world.tap(501, "Иә")

Everything here must be called in the event loop that serves it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sandbox.behaviours import Behaviours
from sandbox.callbacks import Courier
from sandbox.clock import Clock, real_clock
from sandbox.errors import SandboxError
from sandbox.faults.book import FaultBook
from sandbox.handsets import Handsets
from sandbox.journal import Journal
from sandbox.mail.post import PostOffice
from sandbox.site.hook import SchoolSites
from sandbox.smpp.server import SmppServer
from sandbox.sms.gateway import Means
from sandbox.sms.network import MobileNetwork
from sandbox.sms.world import SmsWorld
from sandbox.telegram import hands, rooms
from sandbox.telegram.accounts import Bot, Group, Person
from sandbox.telegram.conversations import CallbackAnswer, CallbackQuery, Message
from sandbox.telegram.limits import Limits
from sandbox.telegram.network import Network, Strangers
from sandbox.weather.script import WeatherScript
from sandbox.whatsapp.network import WhatsApp

HOME = ZoneInfo("Asia/Almaty")

_FIRST_OWN_ID = 700_000_001


class World:
    """Telegram, phones with numbers, weather services and school sites; one clock, one journal, one book of faults.

    clock: real time unless another is given. zone: of journal lines, phones and `timezone=auto`.
    journal: file to append to; the latest entries are kept in memory in any case.
    limits: True for Telegram's own (widened for a fast clock, see `Limits.at`), False for none, or a `Limits`.
    strangers: what a chat id means that nobody created. seed: of ids and dice.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        zone: tzinfo = HOME,
        journal: Path | None = None,
        limits: Limits | bool = True,
        strangers: Strangers = Strangers.REFUSED,
        seed: int = 0,
    ) -> None:
        self.clock = clock or real_clock()
        self.zone = zone
        self.journal = Journal(self.clock, zone, journal)
        self.faults = FaultBook(seed)
        self.telegram = Network(
            self.clock,
            _chosen(limits, self.clock.rate),
            strangers,
            Random(seed),  # noqa: S311 - ids, not secrets
        )
        self.handsets = Handsets(self.clock, self.telegram.changed)
        self.courier = Courier(self.clock, self.faults)
        carrying = Means(
            clock=self.clock,
            journal=self.journal,
            faults=self.faults,
            courier=self.courier,
            network=MobileNetwork(self.clock, self.handsets),
        )
        self.sms = SmsWorld(carrying)
        self.smpp = SmppServer(carrying)
        self.whatsapp = WhatsApp(
            self.clock,
            self.handsets,
            self.courier,
            welcome=strangers is Strangers.WELCOME,
            dice=Random(seed),  # noqa: S311 - ids, not secrets
        )
        self.mail = PostOffice(
            self.clock, zone, journal=self.journal, faults=self.faults, changed=self.telegram.changed
        )
        self.weather = WeatherScript()
        self.sites = SchoolSites(
            self.clock, zone, journal=self.journal, faults=self.faults, changed=self.telegram.changed
        )
        self.behaviours = Behaviours(self.telegram)

    async def close(self) -> None:
        """Stop whoever acts by themselves and close the journal's file."""
        await self.behaviours.close()
        await self.mail.close()
        await self.smpp.close()
        await self.sms.close()
        await self.whatsapp.close()
        await self.courier.close()
        self.journal.close()

    def add_bot(self, token: str, *, username: str = "", first_name: str = "") -> Bot:
        """Create a bot, or rename it. A bot nobody created appears when its token is first used."""
        return self.telegram.add_bot(token, username=username, first_name=first_name)

    def bot(self, name: str | int | Bot) -> Bot:
        """Return a bot by numeric id, username or token. Raises SandboxError."""
        return name if isinstance(name, Bot) else self.telegram.find_bot(name)

    def add_person(
        self,
        id: int | None = None,  # noqa: A002 - it is what everybody calls it
        *,
        first_name: str,
        last_name: str = "",
        username: str = "",
        language_code: str = "ru",
        phone: str = "",
        title: Mapping[str, str] | None = None,
        pinned: bool = False,
        started: Iterable[str | int | Bot] = (),
    ) -> Person:
        """Give somebody a phone with Telegram on it.

        id: chosen for them when None. title: the caption of their phone by language. pinned: shown on the page from the
        start. started: bots at which they pressed Start long ago (the bots hear nothing of it now).
        """
        network = self.telegram
        number = id if id is not None else max([_FIRST_OWN_ID - 1, *network.people]) + 1
        known = network.people.get(number)
        if number <= 0 or number in network.bots or (known is not None and not known.stranger):
            raise SandboxError(f"{number} cannot be a new person's id: it is taken or not above zero")
        person = known or Person(id=number, first_name=first_name)
        person.first_name, person.last_name, person.username = first_name, last_name, username
        person.language_code, person.phone, person.stranger = language_code, phone, False
        person.title, person.pinned = dict(title or {}), pinned
        network.people[number] = person
        for name in started:
            network.conversation(self.bot(name), person).started = True
        network.touch()
        return person

    def add_group(
        self,
        id: int,  # noqa: A002 - it is what everybody calls it
        title: str,
        *,
        kind: str = "supergroup",
        username: str = "",
        bots: Iterable[str | int | Bot] = (),
        pinned: bool = False,
    ) -> Group:
        """Create a `group`, `supergroup` or `channel` (negative id) that these bots belong to."""
        if id >= 0 or kind not in {"group", "supergroup", "channel"}:
            raise SandboxError("a group has a negative id and is a group, supergroup or channel")
        members = {self.bot(name).id for name in bots}
        group = Group(id=id, title=title, kind=kind, username=username, members=members, pinned=pinned)
        self.telegram.groups[id] = group
        self.telegram.touch()
        return group

    def person(self, chat_id: int) -> Person:
        """Return a person by id. Raises SandboxError."""
        return self.telegram.find_person(chat_id)

    def press_start(self, chat_id: int, bot: str | int | Bot, payload: str = "") -> Message:
        """Open a bot, by its deep link when there is a payload, and press Start."""
        return hands.press_start(self.telegram, self.person(chat_id), self.bot(bot), payload)

    def send_text(self, chat_id: int, bot: str | int | Bot, text: str) -> Message:
        """Type and send a message to a bot."""
        return hands.send_text(self.telegram, self.person(chat_id), self.bot(bot), text)

    def share_contact(self, chat_id: int, bot: str | int | Bot, *, of: Person | None = None) -> Message:
        """Share one's own contact with a bot, or that of somebody else."""
        return hands.share_contact(self.telegram, self.person(chat_id), self.bot(bot), of=of)

    def tap(
        self,
        chat_id: int,
        button: str,
        *,
        bot: str | int | Bot | None = None,
        message_id: int | None = None,
    ) -> CallbackQuery:
        """Tap an inline button by its callback data or label; the newest that fits. Raises SandboxError."""
        chosen = None if bot is None else self.bot(bot)
        return hands.tap(self.telegram, self.person(chat_id), button, bot=chosen, message_id=message_id)

    def press_key(self, chat_id: int, label: str, *, bot: str | int | Bot | None = None) -> Message:
        """Press a key of the keyboard at the bottom: it sends its label, or one's own contact."""
        chosen = None if bot is None else self.bot(bot)
        return hands.press_key(self.telegram, self.person(chat_id), label, bot=chosen)

    def block(self, chat_id: int, bot: str | int | Bot) -> None:
        """Block a bot."""
        hands.block(self.telegram, self.person(chat_id), self.bot(bot))

    def unblock(self, chat_id: int, bot: str | int | Bot) -> None:
        """Unblock a bot."""
        hands.unblock(self.telegram, self.person(chat_id), self.bot(bot))

    def bring(self, chat_id: int, bot: str | int | Bot, group: int) -> None:
        """Let somebody bring a bot into a group, or make it an administrator of a channel."""
        rooms.bring(self.telegram, self.person(chat_id), self.bot(bot), rooms.find(self.telegram, group))

    def throw_out(self, chat_id: int, bot: str | int | Bot, group: int) -> None:
        """Let somebody throw a bot out of a group or channel."""
        rooms.throw_out(self.telegram, self.person(chat_id), self.bot(bot), rooms.find(self.telegram, group))

    def say_in(self, group: int, chat_id: int, bot: str | int | Bot, text: str) -> Message:
        """Let somebody write in a group what this bot may read."""
        return rooms.say(self.telegram, self.person(chat_id), self.bot(bot), rooms.find(self.telegram, group), text)

    def tap_in(self, group: int, chat_id: int, button: str, *, bot: str | int | Bot) -> CallbackQuery:
        """Let somebody tap an inline button that stands in a group."""
        return rooms.tap(self.telegram, self.person(chat_id), self.bot(bot), rooms.find(self.telegram, group), button)

    def upgrade_group(self, group: int, chat_id: int, new_id: int) -> Group:
        """Let somebody turn a group into a supergroup, which has another id."""
        return rooms.upgrade(self.telegram, self.person(chat_id), rooms.find(self.telegram, group), new_id)

    def deactivate(self, chat_id: int) -> None:
        """Delete somebody's account: bots get 403 from now on."""
        self.person(chat_id).deactivated = True
        self.telegram.touch()

    def revoke(self, bot: str | int | Bot) -> None:
        """Take a bot's token away: 401 from now on."""
        self.bot(bot).revoked = True

    def messages(self, chat_id: int, bot: str | int | Bot | None = None) -> list[Message]:
        """Return what stands on the phone, oldest first; with one bot or with all."""
        shown = [
            message
            for conversation in self.telegram.conversations.values()
            if conversation.chat_id == chat_id and (bot is None or conversation.bot is self.bot(bot))
            for message in conversation.visible()
        ]
        return sorted(shown, key=lambda message: (message.body["date"], message.message_id))

    async def wait_for_message(
        self,
        bot: str | int | Bot,
        chat_id: int,
        predicate: Callable[[Message], bool] | None = None,
        *,
        after: int = 0,
        timeout_s: float = 10.0,
    ) -> Message:
        """Return the newest message of the bot to the chat that satisfies `predicate`, as soon as there is one.

        after: only messages numbered above it. timeout_s: real seconds; raises TimeoutError after them.
        """
        network = self.telegram
        partner = network.groups.get(chat_id) or self.person(chat_id)
        conversation = network.conversation(self.bot(bot), partner)

        def look() -> Message | None:
            for message in conversation.visible():
                if message.message_id <= after:
                    return None
                if message.outgoing and (predicate is None or predicate(message)):
                    return message
            return None

        return await conversation.changed.until(look, timeout_s)

    async def wait_for_answer(self, query: CallbackQuery, timeout_s: float = 10.0) -> CallbackAnswer:
        """Return what the bot answered to a tap. timeout_s: real seconds; raises TimeoutError after them."""
        conversation = self.telegram.conversations[query.bot_id, query.chat_id]
        return await conversation.changed.until(lambda: query.answer, timeout_s)


def _chosen(limits: Limits | bool, clock_rate: float) -> Limits | None:
    match limits:
        case False:
            return None
        case True:
            return Limits().at(clock_rate)
        case _:
            return limits
