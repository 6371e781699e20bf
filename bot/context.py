"""What a conversation may use: storage, clock and regulation, handed to every handler by value."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from channels.base import ChannelKind
from dispatch.lanes import LANES, Lane, Lanes
from dispatch.ports import Clock, Storage, Transaction
from dispatch.right_of_way import RightOfWay
from orders.regulation import Edition, edition_on
from orders.windows import ZONE

Result = TypeVar("Result")


class BotName(StrEnum):
    """The two conversations. A bot that bears the name itself is the first; families may have further bots."""

    FAMILIES = "families"
    STAFF = "staff"

    @property
    def lane(self) -> Lane:
        """The lane whose contacts the bot of this name speaks with."""
        lanes = LANES.families if self is BotName.FAMILIES else LANES.staff
        return next(lane for lane in lanes if lane.channel is ChannelKind.TELEGRAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a conversation: an open transaction and the instant it happens at."""

    tx: Transaction
    now: datetime
    editions: Sequence[Edition]
    public_url: str
    lanes: Lanes = LANES

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    @property
    def edition(self) -> Edition:
        """The regulation in force today."""
        return edition_on(self.editions, self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotContext:
    """Everything a bot needs from outside. lanes: what a card forecasts from.

    public_url: where `/v/<code>` and `/s/<organisation>` are served.
    """

    storage: Storage
    clock: Clock
    editions: Sequence[Edition]
    public_url: str
    lanes: Lanes = LANES
    way: RightOfWay = field(default_factory=RightOfWay)

    async def perform(self, work: Callable[[Turn], Result]) -> Result:
        """Do `work` in one transaction, in a thread: storage is synchronous, the loop must keep turning."""
        with self.way.taken():
            return await asyncio.to_thread(self._in, self.storage.transaction, work)

    async def look(self, work: Callable[[Turn], Result]) -> Result:
        """Do the same with a transaction that may only read and waits for no writer."""
        return await asyncio.to_thread(self._in, self.storage.reading, work)

    def _in(self, opened: Callable[[], AbstractContextManager[Transaction]], work: Callable[[Turn], Result]) -> Result:
        with opened() as tx:
            now = self.clock.now()
            return work(Turn(tx=tx, now=now, editions=self.editions, public_url=self.public_url, lanes=self.lanes))
