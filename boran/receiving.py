"""The rounds after the send: receipts that came too early are matched, and silent providers are asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog

from boran.lanes.account import Account
from boran.wiring import Services
from channels.base import Channel
from channels.receipts import Receipt, ReceiptPoller
from dispatch.delivery import LaneName
from dispatch.polling import MESSAGES_AT_ONCE, spans
from dispatch.receiving import AT_ONCE, catch_up, receive

POLL_EVERY_S = 5.0  # seconds of the clock
CATCH_UP_EVERY_S = 15.0
SHORTEST_S = 0.1  # real seconds between two rounds on a fast clock

log = structlog.get_logger()


def pollers(found: Sequence[Account], channels: Mapping[LaneName, Channel]) -> dict[LaneName, ReceiptPoller]:
    """Return who asks for the receipts of each account that does not bring them by itself."""
    return {one.lane.name: one.poller(channels[one.lane.name]) for one in found if one.poller}


class Receiving:
    """Owns the rounds, not the pollers. Whatever fails is tried again in the next round: receipts wait for a day."""

    def __init__(self, services: Services, asked: Mapping[LaneName, ReceiptPoller]) -> None:
        self._services = services
        self._asked = asked
        self._last: dict[LaneName, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._repeat(stop, CATCH_UP_EVERY_S, self.catch_up))
            for lane in self._asked:
                tasks.create_task(self._repeat(stop, POLL_EVERY_S, partial(self.ask, lane)))

    async def catch_up(self) -> None:
        """Match what was heard before our own record of the send."""
        while await asyncio.to_thread(self._catch_up) == AT_ONCE:
            pass

    async def ask(self, lane: LaneName) -> None:
        """Ask one provider about every message that is due for it, and for what it has to say by itself."""
        now, after = self._services.clock.now(), ""
        due = spans(self._last.get(lane), now)
        while True:
            ids = await asyncio.to_thread(self._unanswered, lane, due, after) if due else ()
            if heard := await self._asked[lane].poll(ids):
                await asyncio.to_thread(self._receive, lane, heard)
            if len(ids) < MESSAGES_AT_ONCE:
                break
            after = ids[-1]
        self._last[lane] = now

    async def _repeat(self, stop: asyncio.Event, every_s: float, work: Callable[[], Awaitable[None]]) -> None:
        pause_s = max(every_s / self._services.clock.rate, SHORTEST_S)
        while not stop.is_set():
            try:
                await work()
            except Exception as failure:  # noqa: BLE001 - a round that failed must not end the rounds
                log.warning("receipts.round_failed", error=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause_s)

    def _catch_up(self) -> int:
        with self._services.storage.transaction() as tx:
            return catch_up(tx, now=self._services.clock.now(), lanes=self._services.lanes)

    def _receive(self, lane: LaneName, heard: Sequence[Receipt]) -> None:
        with self._services.storage.transaction() as tx:
            receive(tx, lane, heard, now=self._services.clock.now(), lanes=self._services.lanes)

    def _unanswered(self, lane: LaneName, due: Sequence[tuple[datetime, datetime]], after: str) -> Sequence[str]:
        with self._services.storage.reading() as tx:
            return tx.receipts.unanswered(lane, due, limit=MESSAGES_AT_ONCE, after=after)
