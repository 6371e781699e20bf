"""The bells. Every job is idempotent and decides from `now` what is due; no truth lives in the scheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from boran.patience import Patience
from boran.seat import Seat
from boran.watch import Watch
from boran.wiring import Services
from dispatch.ports import Transaction
from dispatch.reminding import remind
from dispatch.shifting import tend
from orders.duties import complete_orders, escalate, expire_drafts
from orders.edition import Edition
from orders.regulation import edition_on
from orders.windows import ZONE

log = structlog.get_logger()

DUTIES_EVERY_S = 20  # seconds of the clock between two rounds of duties
DRAFTS_EVERY_S = 60  # an officer's reading waits no longer than this for its draft
SHORTEST_S = 0.1  # real seconds between two strokes on a fast clock


class Bells:
    """Rings: the weather every few minutes, drafts every minute, the duties of orders three times a minute.

    Only while the database may speak, and only by one scheduler at a time. What fails is rung again at its next hour.
    """

    def __init__(self, services: Services, watch: Watch) -> None:
        self._services = services
        self._watch = watch
        self._seat = Seat(services, "scheduler")
        self._ringing = asyncio.Lock()  # one job at a time, and the end waits for the one that runs

    async def run(self, stop: asyncio.Event) -> None:
        if not await self._services.gate.opened(stop):
            return
        bells = AsyncIOScheduler(timezone=ZONE)
        poll = self._safely("weather.interrupted", self._watch.poll)
        self._hang(bells, poll, self._services.settings.weather.poll_minutes * 60)
        self._hang(bells, self._safely("drafts.interrupted", self._watch.draft), DRAFTS_EVERY_S)
        self._hang(bells, self._safely("duties.interrupted", self._duties), DUTIES_EVERY_S)
        bells.start()
        try:
            async with self._ringing:
                await poll()
            await stop.wait()
        finally:
            bells.pause()
            async with self._ringing:
                bells.shutdown(wait=False)
                await self._seat.leave()

    def _safely(self, what: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return the job as something that never raises, and does nothing while it is another scheduler's turn."""
        patience = Patience(what)

        async def work() -> None:
            try:
                if await self._seat.taken():
                    await job()
            except Exception as trouble:  # noqa: BLE001 - it is rung again
                patience.after(trouble)
            else:
                patience.over()

        return work

    def _hang(self, bells: AsyncIOScheduler, job: Callable[[], Awaitable[None]], every_s: float) -> None:
        async def ring() -> None:
            async with self._ringing:
                await job()

        trigger = IntervalTrigger(seconds=max(every_s / self._services.clock.rate, SHORTEST_S))
        bells.add_job(ring, trigger, coalesce=True, max_instances=1, misfire_grace_time=None)

    async def _duties(self) -> None:
        await asyncio.to_thread(self._do_duties, self._services.clock.now())

    def _do_duties(self, now: datetime) -> None:
        """Do each duty in a transaction of its own: one that fails must not undo the others."""
        edition = edition_on(self._services.editions, now.astimezone(ZONE).date())
        failures: list[Exception] = []
        for duty in (_expire, _complete, _escalate, _remind, self._tend):
            try:
                with self._services.storage.transaction() as tx:
                    duty(tx, now, edition)
            except Exception as failure:  # noqa: BLE001 - raised below, when the others are done
                failures.append(failure)
        if failures:
            raise failures[0]

    def _tend(self, tx: Transaction, now: datetime, _edition: Edition) -> None:
        if moved := tend(tx, self._services.lanes, now=now):
            log.warning("lanes.shifted", deliveries=moved)


def _expire(tx: Transaction, now: datetime, edition: Edition) -> None:
    for order in expire_drafts(tx, now=now, edition=edition):
        log.warning("order.expired", order=order.id, organisation=order.body)


def _complete(tx: Transaction, now: datetime, _edition: Edition) -> None:
    complete_orders(tx, now=now)


def _escalate(tx: Transaction, now: datetime, edition: Edition) -> None:
    escalate(tx, now=now, edition=edition)


def _remind(tx: Transaction, now: datetime, edition: Edition) -> None:
    remind(tx, now=now, edition=edition)
