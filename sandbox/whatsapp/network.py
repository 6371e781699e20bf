"""The pretend WhatsApp: numbers, telephones, and how a message gets from them to a phone and back."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.callbacks import Courier
from sandbox.clock import Clock
from sandbox.errors import SandboxError
from sandbox.handsets import Handset, Handsets, Key, Said, Shown, Thread, written
from sandbox.whatsapp import webhooks
from sandbox.whatsapp.accounts import Number, Queued, Telephone
from sandbox.whatsapp.webhooks import PROVIDER

CONVERSATION = timedelta(hours=24)
_THIRTY_DAYS = timedelta(days=30)
_GATEWAY_KEEPS = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message a number sends. template: it stands for an approved text. expires: how long it is tried."""

    number: Number
    to: str
    text: str
    buttons: tuple[Key, ...] = ()
    key: str = ""
    template: bool = False
    expires: timedelta = _THIRTY_DAYS
    hidden: bool = False


class WhatsApp:
    """All numbers and telephones. welcome: whether a number nobody created has the app."""

    def __init__(self, clock: Clock, handsets: Handsets, courier: Courier, *, welcome: bool, dice: Random) -> None:
        self.clock = clock
        self.handsets = handsets
        self._courier = courier
        self._welcome = welcome
        self._dice = dice
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent: dict[str, Outgoing] = {}
        self._draining: set[str] = set()
        self.numbers: dict[str, Number] = {}
        self.telephones: dict[str, Telephone] = {}
        handsets.listen(PROVIDER, self._said, reader=self._read)

    def add_number(self, number: Number) -> Number:
        """Register a number of the Cloud API; one with the same id is replaced."""
        self.numbers[number.id] = number
        return number

    def add_telephone(self, telephone: Telephone) -> Telephone:
        """Put a telephone behind the gateway; one with the same instance is replaced."""
        if not telephone.instance.isdecimal():
            raise SandboxError("an instance of the gateway is a number, such as 1101000001")
        self.telephones[telephone.instance] = telephone
        return telephone

    def switch(self, instance: str, state: str) -> None:
        """Change the state of a telephone: `authorized`, `notAuthorized`, `sleepMode`, `yellowCard` or `blocked`."""
        if instance not in self.telephones:
            raise SandboxError(f"no telephone has the instance {instance}")
        self.telephones[instance].state = state
        self._drain(self.telephones[instance])

    async def close(self) -> None:
        """Deliver nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def has_app(self, to: str) -> bool:
        """Say whether a number can be reached on WhatsApp."""
        handset = self.handsets.by_number.get(written(to))
        return self._welcome if handset is None or handset.stranger else handset.whatsapp

    def talking(self, number: Number, to: str) -> bool:
        """Say whether the person wrote to this number in the last 24 hours."""
        handset = self.handsets.by_number.get(written(to))
        thread = handset.threads.get((PROVIDER, number.id)) if handset else None
        last = thread.last_written_at if thread else None
        return last is not None and self.clock.now() - last < CONVERSATION

    def new_id(self, prefix: str = "") -> str:
        """Return an id nobody has had."""
        return f"{prefix}{self._dice.randbytes(12).hex().upper()}"

    def take(self, message: Outgoing) -> str:
        """Accept a message and return its id; statuses follow."""
        number, to = message.number, written(message.to)
        message_id = self.new_id("wamid.")
        self._sent[message_id] = message
        if not self.has_app(to) or self._blocked(to, number.id):
            self._tell(message, message_id, "failed", number.delivered_s, code=131026)
            return message_id
        self._tell(message, message_id, "sent", number.sent_s)
        if not message.hidden:
            handset = self.handsets.by_number.get(to)
            if handset is None or handset.reachable:
                self._arrive(message, message_id)
            else:
                self._start(self._arrive_later(handset, message, message_id))
        return message_id

    def queue(self, telephone: Telephone, to: str, text: str) -> str:
        """Take a message into the gateway's queue and return its id."""
        queued = Queued(id=self.new_id(), to=written(to), text=text, at=self.clock.now())
        telephone.queue.append(queued)
        self._drain(telephone)
        return queued.id

    def _arrive(self, message: Outgoing, message_id: str) -> None:
        number, to = message.number, written(message.to)
        self.handsets.show(
            provider=PROVIDER,
            account=number.id,
            to=to,
            text=message.text,
            id=message_id,
            buttons=message.buttons,
            title=number.title,
        )
        self._tell(message, message_id, "delivered", number.delivered_s)
        if number.read_s is not None:
            self._start(self._read_later(to, message_id, number.id, number.read_s))

    async def _arrive_later(self, handset: Handset, message: Outgoing, message_id: str) -> None:
        until = self.clock.now() + message.expires
        while not handset.reachable:
            await handset.changed.next_ring()
        if self.clock.now() < until:
            self._arrive(message, message_id)

    async def _read_later(self, to: str, message_id: str, account: str, seconds: float) -> None:
        await self.clock.sleep(seconds)
        thread = self.handsets.thread(PROVIDER, account, to)
        if any(one.id == message_id and not one.read for one in thread.messages):
            self.handsets.open(to, thread)

    def _drain(self, telephone: Telephone) -> None:
        if telephone.queue and telephone.state == "authorized" and telephone.instance not in self._draining:
            self._draining.add(telephone.instance)
            self._start(self._send_queue(telephone))

    async def _send_queue(self, telephone: Telephone) -> None:
        """Send one message after another while the telephone can; what is older than a day is dropped."""
        try:
            while telephone.queue and telephone.state == "authorized":
                queued = telephone.queue.popleft()
                if self.clock.now() - queued.at < _GATEWAY_KEEPS:
                    self._send_by_telephone(telephone, queued)
                await self.clock.sleep(telephone.interval_s)
        finally:
            self._draining.discard(telephone.instance)

    def _send_by_telephone(self, telephone: Telephone, queued: Queued) -> None:
        if not self.has_app(queued.to):
            self._notify(telephone, queued.to, queued.id, "noAccount")
            return
        title = telephone.title
        self.handsets.show(
            provider=PROVIDER, account=telephone.instance, to=queued.to, text=queued.text, id=queued.id, title=title
        )
        self._notify(telephone, queued.to, queued.id, "sent")
        self._notify(telephone, queued.to, queued.id, "delivered", after_s=telephone.delivered_s)
        if telephone.read_s is not None:
            self._start(self._read_later(queued.to, queued.id, telephone.instance, telephone.read_s))

    def _blocked(self, to: str, account: str) -> bool:
        handset = self.handsets.by_number.get(to)
        thread = handset.threads.get((PROVIDER, account)) if handset else None
        return thread is not None and thread.blocked

    def _said(self, said: Said) -> None:
        now, account = self.clock.now(), said.thread.account
        if number := self.numbers.get(account):
            of = self._sent.get(said.of.id) if said.of else None
            template = of is not None and of.template
            self._courier.bring(webhooks.message(number, said, at=now, of_template=template))
        elif telephone := self.telephones.get(account):
            self._courier.bring(webhooks.gateway_message(telephone, said, at=now))

    def _read(self, handset: Handset, thread: Thread, shown: Shown) -> None:
        if message := self._sent.get(shown.id):
            self._tell(message, shown.id, "read", 0.0)
        elif telephone := self.telephones.get(thread.account):
            self._notify(telephone, handset.number, shown.id, "read")

    def _tell(self, message: Outgoing, message_id: str, kind: str, after_s: float, *, code: int = 0) -> None:
        at = self._then(after_s)
        to = written(message.to)
        said = webhooks.status(message.number, to=to, id=message_id, kind=kind, at=at, key=message.key, code=code)
        self._courier.bring(said, after_s=after_s)

    def _notify(self, telephone: Telephone, to: str, message_id: str, kind: str, *, after_s: float = 0.0) -> None:
        said = webhooks.gateway_status(telephone, to=to, id=message_id, kind=kind, at=self._then(after_s))
        self._courier.bring(said, after_s=after_s)

    def _then(self, after_s: float) -> datetime:
        return self.clock.now() + timedelta(seconds=after_s)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
