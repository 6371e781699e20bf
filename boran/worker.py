"""The worker: turns outbox events into deliveries, and lets the sender bring them to people."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from boran.wiring import Services
from channels.base import Channel
from dispatch.delivery import LaneName
from dispatch.lane_worker import Load
from dispatch.planner import plan_pending
from dispatch.sender import Sender

LOOK_EVERY_S = 0.2  # real seconds between looks into the outbox


class Worker:
    """Owns the sender. `run` ends when `stop` is set and what was in flight is recorded."""

    def __init__(self, services: Services, channels: Mapping[LaneName, Channel], *, load: Load | None = None) -> None:
        self._services = services
        # A lease is measured by the clock, what it waits for by the network: a fast clock needs a longer one.
        load = load or Load(lease=Load().lease * services.clock.rate)
        paces = {lane.name: lane.speed for lane in services.lanes.every}
        self._sender = Sender(services.storage, channels, services.clock, paces=paces, load=load)

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._sender.run(stop))
            tasks.create_task(self._plan_until(stop))

    async def _plan_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if await asyncio.to_thread(self._plan, self._services.clock.now()):
                self._sender.wake()
                continue
            try:
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue

    def _plan(self, now: datetime) -> int:
        services = self._services
        with services.storage.transaction() as tx:
            return plan_pending(
                tx, now=now, editions=services.editions, lanes=services.lanes, public_url=services.settings.public_url
            )
