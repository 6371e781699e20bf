"""What pages are made from: storage, clock and regulation, handed to every handler by value."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from dispatch.ports import Clock, Storage, Transaction
from orders.edition import Edition
from orders.regulation import edition_on
from orders.windows import ZONE

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One look at what is known: an open transaction and the instant it happens at."""

    tx: Transaction
    now: datetime
    editions: Sequence[Edition]
    public_url: str = ""

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def edition(self, day: date) -> Edition:
        """Return the regulation in force on `day`."""
        return edition_on(self.editions, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """Everything the web needs from outside."""

    storage: Storage
    clock: Clock
    editions: Sequence[Edition]
    public_url: str = ""

    async def look(self, work: Callable[[View], Result]) -> Result:
        """Do `work` in one reading transaction, in a thread: storage is synchronous, the loop must keep turning."""
        return await asyncio.to_thread(self._in, self.storage.reading, work)

    async def perform(self, work: Callable[[View], Result]) -> Result:
        """Do the same in a transaction that may write."""
        return await asyncio.to_thread(self._in, self.storage.transaction, work)

    def _in(self, opened: Callable[[], AbstractContextManager[Transaction]], work: Callable[[View], Result]) -> Result:
        with opened() as tx:
            now = self.clock.now()
            return work(View(tx=tx, now=now, editions=self.editions, public_url=self.public_url))
