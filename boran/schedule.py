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

DUTIES_EVERY_S = 20  # seconds of the clock between two rounds of duties
log = structlog.get_logger()


class Bells:
    """Rings: the weather every few minutes, the duties of orders three times a minute."""

    def __init__(self, services: Services, watch: Watch) -> None:
        self._services = services
        self._watch = watch

    async def run(self, stop: asyncio.Event) -> None:
        bells = AsyncIOScheduler(timezone=ZONE)
        self._ring(bells, self._watch.poll, self._services.settings.weather.poll_minutes * 60)
        self._ring(bells, self._duties, DUTIES_EVERY_S)
        bells.start()
        try:
            await self._watch.poll()
            await stop.wait()
        finally:
            bells.shutdown(wait=False)

    def _ring(self, bells: AsyncIOScheduler, job: Callable[[], Awaitable[None]], every_s: float) -> None:
        trigger = IntervalTrigger(seconds=max(every_s / self._services.clock.rate, 0.05))
        bells.add_job(job, trigger, coalesce=True, max_instances=1, misfire_grace_time=None)

    async def _duties(self) -> None:
        await self._watch.draft()  # an officer's reading may have come in the meantime
        await asyncio.to_thread(self._do_duties, self._services.clock.now())

    def _do_duties(self, now: datetime) -> None:
        edition = edition_on(self._services.editions, now.astimezone(ZONE).date())
        with self._services.storage.transaction() as tx:
            for order in expire_drafts(tx, now=now, edition=edition):
                log.warning("order.expired", order=order.id, organisation=order.body)
            complete_orders(tx, now=now)
            escalate(tx, now=now, edition=edition)
            remind(tx, now=now, edition=edition)
            tx.ledger.expire(now=now)
            tx.ledger.sweep(now=now)
