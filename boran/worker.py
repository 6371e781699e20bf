"""The worker: turns outbox events into deliveries, and lets the sender bring them to people."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime

import structlog

from boran.patience import Patience, stopped
from boran.wiring import Services
from boran.worker_name import is_dead, worker_name
from channels.base import Channel
from dispatch.delivery import LaneName
from dispatch.lane_worker import Load
from dispatch.leases import Terms
from dispatch.ownership import Ownership
from dispatch.planner import plan_pending
from dispatch.sender import Sender
from storage.news import News

# Real seconds between looks into the outbox that nobody asked for: news of other processes come by themselves on
# PostgreSQL, and not at all on SQLite.
LOOK_EVERY_S = 5.0
LOOK_EVERY_UNHEARD_S = 0.2
HEAD_START_S = 0.01  # what a lane at rest needs from its waking to its first call
PLANNED_AT_ONCE = 10  # events in one transaction: the first school does not wait for the hundredth
log = structlog.get_logger()


class Worker:
    """Owns the sender. `run` ends when `stop` is set and what was in flight is recorded; nothing else ends it."""

    def __init__(self, services: Services, channels: Mapping[LaneName, Channel], *, load: Load | None = None) -> None:
        self._services = services
        self._news = asyncio.Event()
        self._decided = ExitStack()  # the right of way, from a decision until it is planned
        self._look_every_s = LOOK_EVERY_S if services.storage.hears_others else LOOK_EVERY_UNHEARD_S
        clock = services.clock
        ownership = Ownership(
            services.storage,
            clock,
            tuple(channels),
            me=worker_name(),
            terms=Terms().at_rate(clock.rate),
            is_dead=is_dead,
            may_send=services.gate.may_send,
        )
        # A lease is measured by the clock, what it waits for by the network: a fast clock needs a longer one.
        load = load or Load(lease=Load().lease * clock.rate)
        turns = {lane.name: services.budgets.of(lane.name) for lane in services.lanes.every if lane.name in channels}
        routes = {lane.name: lane.serves for lane in services.lanes.every}
        self._sender = Sender(
            services.storage,
            channels,
            clock,
            turns=turns,
            routes=routes,
            load=load,
            ownership=ownership,
            way=services.way,
        )

    async def run(self, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()

        def ring(news: News) -> None:
            loop.call_soon_threadsafe(self._hear, news)

        listening = asyncio.create_task(self._services.storage.listen(ring))
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._services.gate.run(stop))
                tasks.create_task(self._send_until(stop))
                tasks.create_task(self._plan_until(stop))
        finally:
            self._decided.close()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _send_until(self, stop: asyncio.Event) -> None:
        """Send from the moment in which this instance may: who asks for lanes before that waits for the next round."""
        if await self._services.gate.opened(stop):
            await self._sender.run(stop)

    def _hear(self, news: News) -> None:
        match news:
            case News.DECIDED:
                if not self._news.is_set():
                    self._decided.enter_context(self._services.way.taken())
                self._news.set()
            case News.PLANNED:
                self._sender.wake()

    async def _plan_until(self, stop: asyncio.Event) -> None:
        patience = Patience("planning.interrupted")
        while await self._services.gate.opened(stop):
            self._news.clear()
            try:
                planned, pause_s = await self._plan_before_the_queue(self._services.clock.now())
            except Exception as trouble:  # noqa: BLE001 - the events wait in the outbox
                await stopped(stop, patience.after(trouble))
                continue
            patience.over()
            if planned:
                self._sender.wake()
            else:
                await stopped(stop, pause_s, or_when=self._news)

    async def _plan_before_the_queue(self, now: datetime) -> tuple[int, float]:
        """Plan, and let what was planned for lanes at rest leave before the queues go on."""
        decided = self._decided.pop_all()
        try:
            return await asyncio.to_thread(self._plan, now)
        finally:
            asyncio.get_running_loop().call_later(HEAD_START_S, decided.close)

    def _plan(self, now: datetime) -> tuple[int, float]:
        """Plan what is due; return how many events that was, and how many real seconds the next one is away."""
        services = self._services
        with services.storage.reading() as tx:
            due = tx.events.next_due()
        if due is None or due > now:
            away_s = (due - now).total_seconds() / services.clock.rate if due else self._look_every_s
            return 0, min(away_s, self._look_every_s)
        with services.storage.transaction() as tx:
            if not services.gate.may_send(tx):
                return 0, self._look_every_s
            planned = plan_pending(
                tx,
                now=now,
                editions=services.editions,
                lanes=services.lanes,
                public_url=services.settings.public_url,
                links=services.links,
                limit=PLANNED_AT_ONCE,
            )
        return planned, self._look_every_s  # nothing taken: another worker has the rest
