"""What becomes of an SMS once somebody took it: it reaches a phone, waits for one that is off, or never arrives."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sandbox.clock import Clock
from sandbox.handsets import Handsets

PROVIDER = "sms"
_MOBILE = re.compile(r"\+7[79]\d{9}")  # Kazakhstan and Russia; 77… and 79…
_ABROAD = re.compile(r"\+(?!7)\d{8,15}")
_FIXED = re.compile(r"\+77[12]\d{8}")  # 71… and 72… are cities
_LOOK_AGAIN_S = 5.0


class Stage(StrEnum):
    HELD = "held"  # by the gateway's moderation
    NEW = "new"
    PASSED = "passed"  # to the operator
    DELIVERED = "delivered"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    REJECTED = "rejected"

    @property
    def is_final(self) -> bool:
        return self in {Stage.DELIVERED, Stage.EXPIRED, Stage.UNDELIVERABLE, Stage.REJECTED}


@dataclass(slots=True, kw_only=True)
class Sms:
    """One message as the network has it. hidden: accepted, and shown to nobody (the fault `never_shown`)."""

    id: str
    account: str
    sender: str
    to: str
    text: str
    parts: int
    expires_at: datetime
    changed_at: datetime
    stage: Stage = Stage.NEW
    hidden: bool = False
    approved: asyncio.Event = field(default_factory=asyncio.Event)


Report = Callable[[Sms], None]


class MobileNetwork:
    """Carries messages. passing_s, delivering_s: seconds of the sandbox's clock to the operator and on to the phone."""

    def __init__(self, clock: Clock, handsets: Handsets) -> None:
        self._clock = clock
        self._handsets = handsets
        self._tasks: set[asyncio.Task[None]] = set()
        self.passing_s, self.delivering_s = 1.0, 3.0

    def take(self, sms: Sms, report: Report) -> None:
        """Carry a message; `report` hears of every stage it reaches."""
        task = asyncio.get_running_loop().create_task(self._carry(sms, report))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, sms: Sms, report: Report) -> None:
        if sms.stage is Stage.HELD:
            await sms.approved.wait()
            self._move(sms, Stage.NEW, report)
        await self._clock.sleep(self.passing_s)
        self._move(sms, Stage.PASSED, report)
        await self._clock.sleep(self.delivering_s)
        if _FIXED.fullmatch(sms.to) or self._is_barred(sms.to):
            self._move(sms, Stage.UNDELIVERABLE, report)
            return
        while self._is_off(sms.to):
            if self._clock.now() >= sms.expires_at:
                break
            await self._clock.sleep(min(_LOOK_AGAIN_S, (sms.expires_at - self._clock.now()).total_seconds()))
        if self._clock.now() >= sms.expires_at:
            self._move(sms, Stage.EXPIRED, report)
            return
        self._show(sms)
        self._move(sms, Stage.DELIVERED, report)

    def _is_off(self, number: str) -> bool:
        handset = self._handsets.by_number.get(number)
        return handset is not None and not handset.reachable

    def _is_barred(self, number: str) -> bool:
        handset = self._handsets.by_number.get(number)
        return handset is not None and handset.barred

    def _show(self, sms: Sms) -> None:
        if not sms.hidden:
            self._handsets.show(
                provider=PROVIDER, account=sms.account, to=sms.to, text=sms.text, id=sms.id, title=sms.sender
            )

    def _move(self, sms: Sms, stage: Stage, report: Report) -> None:
        sms.stage, sms.changed_at = stage, self._clock.now()
        report(sms)


def is_number(number: str) -> bool:
    """Say whether this can be somebody's number: +77… here, +79… in Russia, or one of another country."""
    return bool(_MOBILE.fullmatch(number) or _FIXED.fullmatch(number) or _ABROAD.fullmatch(number))


def parts_of(text: str) -> int:
    """Return what a gateway charges for: 160 or 153 letters of ASCII, 70 or 67 units of UTF-16."""
    single, each = (160, 153) if text.isascii() else (70, 67)
    length = len(text) if text.isascii() else len(text.encode("utf-16-be")) // 2
    return 1 if length <= single else -(-length // each)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
