"""The worker: turns outbox events into deliveries, and lets the sender bring them to people."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import structlog

from boran.wiring import Services
from channels.base import Channel
from dispatch.delivery import LaneName
from dispatch.planner import plan_pending
from dispatch.sender import Sender

LOOK_EVERY_S = 0.2  # real seconds between looks into the outbox; a wake-up only shortens it
log = structlog.get_logger()


class Worker:
    """Owns the sender. `run` ends when `stop` is set and what was in flight is recorded."""

    def __init__(self, services: Services, channels: Mapping[LaneName, Channel]) -> None:
        self._services = services
        self._sender = Sender(services.storage, channels, services.clock)

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._sender.run(stop))
            tasks.create_task(self._plan_until(stop))

    async def _plan_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if await asyncio.to_thread(self._plan, self._services.clock.now()):
                self._sender.wake()
            try:
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue

    def _plan(self, now: datetime) -> int:
        with self._services.storage.transaction() as tx:
            return plan_pending(tx, now=now, editions=self._services.editions)
