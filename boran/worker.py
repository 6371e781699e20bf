"""The worker: turns outbox events into deliveries, and lets the sender bring them to people."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from boran.settings import BotAccount
from boran.wiring import Services
from channels.base import Channel
from channels.telegram import TelegramChannel
from channels.webhook import WebhookChannel
from dispatch.delivery import LaneName
from dispatch.lane_worker import Load
from dispatch.planner import plan_pending
from dispatch.sender import Sender
from dispatch.site_secrets import secrets_of

LOOK_EVERY_S = 0.2  # real seconds between looks into the outbox


class Worker:
    """Owns the sender. `run` ends when `stop` is set and what was in flight is recorded."""

    def __init__(self, services: Services, channels: Mapping[LaneName, Channel]) -> None:
        self._services = services
        # A lease is measured by the clock, what it waits for by the network: a fast clock needs a longer one.
        load = Load(lease=Load().lease * services.clock.rate)
        self._sender = Sender(services.storage, channels, services.clock, load=load)

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
            return plan_pending(tx, now=now, editions=services.editions, public_url=services.settings.public_url)


@asynccontextmanager
async def open_channels(services: Services) -> AsyncIterator[Mapping[LaneName, Channel]]:
    """Build the channel of every lane that has an account, and close them all at the end."""
    telegram = services.settings.telegram
    channels: dict[LaneName, Channel] = {
        LaneName(f"telegram-{name}"): TelegramChannel(account.token.get_secret_value(), base_url=telegram.base_url)
        for name, account in _accounts(services).items()
    }
    channels[LaneName("site")] = WebhookChannel(
        _Secrets(services).of, services.clock.now, allow_private=services.settings.site.allow_private
    )
    try:
        yield channels
    finally:
        for channel in channels.values():
            await channel.aclose()


def _accounts(services: Services) -> Mapping[str, BotAccount]:
    telegram = services.settings.telegram
    accounts = {"families": telegram.families, "staff": telegram.staff}
    return {name: account for name, account in accounts.items() if account.token.get_secret_value()}


class _Secrets:
    """The signing secrets of sites, read when they are needed: a rotated one holds from the next call on."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def of(self, url: str) -> tuple[str, ...]:
        return await asyncio.to_thread(self._read, url)

    def _read(self, url: str) -> tuple[str, ...]:
        with self._services.storage.reading() as tx:
            return secrets_of(tx, url)
