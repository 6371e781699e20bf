"""The bells. Every job is idempotent and decides from `now` what is due; no truth lives in the scheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from boran.watch import Watch
from boran.wiring import Services
from dispatch.reminding import remind
from orders.duties import complete_orders, escalate, expire_drafts
from orders.regulation import edition_on
from orders.windows import ZONE

log = structlog.get_logger()

DUTIES_EVERY_S = 20  # seconds of the clock between two rounds of duties
DRAFTS_EVERY_S = 60  # an officer's reading waits no longer than this for its draft
SHORTEST_S = 0.1  # real seconds between two strokes on a fast clock


class Bells:
    """Rings: the weather every few minutes, drafts every minute, the duties of orders three times a minute."""

    def __init__(self, services: Services, watch: Watch) -> None:
        self._services = services
        self._watch = watch
        self._ringing = asyncio.Lock()  # one job at a time, and the end waits for the one that runs

    async def run(self, stop: asyncio.Event) -> None:
        bells = AsyncIOScheduler(timezone=ZONE)
        self._hang(bells, self._watch.poll, self._services.settings.weather.poll_minutes * 60)
        self._hang(bells, self._watch.draft, DRAFTS_EVERY_S)
        self._hang(bells, self._duties, DUTIES_EVERY_S)
        bells.start()
        try:
            async with self._ringing:
                await self._watch.poll()
            await stop.wait()
        finally:
            bells.pause()
            async with self._ringing:
                bells.shutdown(wait=False)

    def _hang(self, bells: AsyncIOScheduler, job: Callable[[], Awaitable[None]], every_s: float) -> None:
        async def ring() -> None:
            async with self._ringing:
                await job()

        trigger = IntervalTrigger(seconds=max(every_s / self._services.clock.rate, SHORTEST_S))
        bells.add_job(ring, trigger, coalesce=True, max_instances=1, misfire_grace_time=None)

    async def _duties(self) -> None:
        await asyncio.to_thread(self._do_duties, self._services.clock.now())

    def _do_duties(self, now: datetime) -> None:
        edition = edition_on(self._services.editions, now.astimezone(ZONE).date())
        with self._services.storage.transaction() as tx:
            for order in expire_drafts(tx, now=now, edition=edition):
                log.warning("order.expired", order=order.id, organisation=order.body)
            complete_orders(tx, now=now)
            escalate(tx, now=now, edition=edition)
            remind(tx, now=now, edition=edition)
