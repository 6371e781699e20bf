"""What came of a lane's calls, written to the ledger off the event loop, much at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from dispatch import room_mail
from dispatch.delivery import Delivery, LaneName
from dispatch.ports import Clock, Storage, Transaction
from dispatch.retry import Step
from dispatch.right_of_way import RightOfWay
from dispatch.roster import Contact

# Real seconds from one transaction to the next. The first result is written at once; a crash then leaves in doubt what
# is in flight and what came back within this time.
WRITE_EVERY_S = 0.1
AFTER_TROUBLE = timedelta(seconds=2)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Result:
    delivery: Delivery
    step: Step


class Recorder:
    """Keeps results until they are written.

    route: under which the people this lane reaches are known. written: called after each transaction, in the event
    loop.
    """

    def __init__(
        self,
        lane: LaneName,
        *,
        route: LaneName,
        storage: Storage,
        clock: Clock,
        way: RightOfWay,
        written: Callable[[], None],
    ) -> None:
        self.unwritten = 0  # results, also those that are being written
        self._lane = lane
        self._route = route
        self._storage = storage
        self._clock = clock
        self._way = way
        self._written = written
        self._results: list[Result] = []
        self._writing: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._last = False

    def note(self, result: Result) -> None:
        self._results.append(result)
        self.unwritten += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())

    def give_up_on_trouble(self) -> None:
        """Try each transaction once from now on: the leases of what cannot be written run out."""
        self._last = True

    async def settle(self) -> None:
        """Return when everything is written, or given up."""
        self._hurry.set()
        while self._writing is not None and not self._writing.done():
            await self._writing
        self._hurry.clear()

    async def _write_all(self) -> None:
        while self._results:
            await self._way.clear()
            if await self._write_next():
                self._written()
                await self._gather_more()
            elif self._last:
                return  # the leases run out, and the rows become unknown
            else:
                await self._clock.sleep(AFTER_TROUBLE)

    async def _write_next(self) -> bool:
        """Write what is there; say whether it was written. What was is not kept while more is gathered."""
        batch, self._results = self._results, []
        try:
            await asyncio.to_thread(self._write, batch)
        except Exception:
            log.exception("lane.record_failed", lane=self._lane, deliveries=len(batch))
            self._results[:0] = batch
            return False
        self.unwritten -= len(batch)
        return True

    async def _gather_more(self) -> None:
        try:
            await asyncio.wait_for(self._hurry.wait(), WRITE_EVERY_S)
        except TimeoutError:
            return

    def _write(self, batch: Sequence[Result]) -> None:
        with self._storage.transaction() as tx:
            tx.ledger.record([result.step.change for result in batch])
            for result in batch:
                _mark_contact(tx, result, self._route)


def _mark_contact(tx: Transaction, result: Result, route: LaneName) -> None:
    """Keep what the provider said about the address: the next plan must know it."""
    delivery, step = result.delivery, result.step
    if room_mail.is_room(delivery.person):
        _mark_room(tx, result)
        return
    if step.contact_lost:
        tx.roster.set_blocked(route, delivery.address, blocked=True)
    if step.new_address:
        moved = Contact(person=delivery.person, channel=delivery.channel, lane=route, address=step.new_address)
        tx.roster.put_contact(moved)


def _mark_room(tx: Transaction, result: Result) -> None:
    delivery, step = result.delivery, result.step
    if step.contact_lost:
        room_mail.lost(tx, delivery)
    if step.new_address:
        room_mail.moved(tx, delivery, step.new_address, now=step.change.at)
