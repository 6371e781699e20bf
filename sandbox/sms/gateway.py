"""What both gateways have: an account with money, a pace, messages with their stages, and an address for reports."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.callbacks import Courier
from sandbox.clock import Clock
from sandbox.errors import SandboxError
from sandbox.faults.book import Fault, FaultBook, Lie, Target
from sandbox.faults.wire import Exchange, serve
from sandbox.handsets import written
from sandbox.journal import Journal, Line
from sandbox.sms.network import PROVIDER, MobileNetwork, Sms, Stage, is_number, parts_of


@dataclass(slots=True, kw_only=True)
class Account:
    """One customer of a gateway. secrets: what it has to show, any when empty. balance: tenge, None without limit.

    reports_to: where delivery reports go, nowhere when empty; report_secret: what signs them.
    moderated: messages wait for `Gateway.approve`.
    """

    secrets: tuple[str, ...] = ()
    default_sender: str = "SMS"
    balance: float | None = None
    part_price: float = 15.0
    per_second: int = 60
    moderated: bool = False
    reports_to: str = ""
    report_secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a gateway works with."""

    clock: Clock
    journal: Journal
    faults: FaultBook
    courier: Courier
    network: MobileNetwork


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it came. to: the number, empty when it names none."""

    request: web.Request
    method: str
    to: str
    text: str | None = None


@dataclass(slots=True)
class Pace:
    """Calls of the last second of the sandbox's clock; a fast clock blurs seconds, so it allows for that."""

    at: deque[datetime] = field(default_factory=deque)

    def exceeds(self, limit: int, clock: Clock) -> bool:
        now = clock.now()
        self.at.append(now)
        while self.at[0] <= now - timedelta(seconds=1):
            self.at.popleft()
        return len(self.at) > limit * (1 + clock.rate / 50)


class Gateway:
    """The part of a gateway that does not depend on how it speaks."""

    def __init__(self, name: str, means: Means) -> None:
        self.name = name
        self.means = means
        self.account = Account()
        self.messages: dict[str, Sms] = {}
        self.pace = Pace()

    def approve(self, message_id: str) -> None:
        """Let a message pass that waits for moderation."""
        self.messages[message_id].approved.set()

    def balance_covers(self, text: str) -> bool:
        """Say whether there is money for a text."""
        return self.account.balance is None or self.account.balance >= parts_of(text) * self.account.part_price

    def accept(self, call: Call, sms: Sms, fault: Fault | None, report: Callable[[Sms], None]) -> None:
        """Take a message for good: the money, the journal, the network."""
        if self.account.balance is not None:
            self.account.balance -= sms.parts * self.account.part_price
        sms.hidden = fault is not None and fault.lie is Lie.NEVER_SHOWN
        sms.stage = Stage.HELD if self.account.moderated else Stage.NEW
        self.messages[sms.id] = sms
        self.note(call, message_id=sms.id, fault=fault)
        self.means.network.take(sms, report)

    def note(
        self, call: Call, *, refused: str | None = None, message_id: str | None = None, fault: Fault | None = None
    ) -> None:
        line = Line(provider=PROVIDER, account=self.name, method=call.method, to=call.to, text=call.text)
        self.means.journal.write(replace(line, refused=refused, id=message_id, fault=fault.name if fault else None))

    async def serve(
        self,
        call: Call,
        accept: Callable[[Fault | None], Awaitable[web.StreamResponse]],
        deny: Callable[[Fault], web.Response],
    ) -> web.StreamResponse:
        """Answer a call, well or as badly as a fault demands."""

        def note(reason: str, fault: Fault) -> None:
            self.note(call, refused=reason, fault=fault)

        def denied(fault: Fault) -> web.Response:
            note(fault.description or str(fault.kind), fault)
            return deny(fault)

        target = Target(provider=PROVIDER, accounts=(self.name,), method=call.method, chat=call.to)
        exchange = Exchange(request=call.request, note=note, deny=denied, accept=accept)
        return await serve(exchange, self.means.faults.strike(target, self.means.clock.now()))


def number_in(value: str) -> str:
    """Return a number as phones have it, `+7701…`; empty for what is none."""
    try:
        number = written(value)
    except SandboxError:
        return ""
    return number if is_number(number) else ""


def whole(value: Any, least: int, most: int) -> int | None:
    """Return a whole number within bounds, None otherwise."""
    return int(value) if str(value).isdecimal() and least <= int(value) <= most else None
