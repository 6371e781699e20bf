"""The four roles. `boran up` runs them all in one process, `boran run` one of them."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import StrEnum

import httpx
import structlog
from aiogram.exceptions import AiogramError
from aiohttp import web

from boran.cap import cap_options
from boran.doors import Door, Doors, open_doors
from boran.lanes import accounts, callback_readers, open_channels
from boran.receiving import Receiving, pollers
from boran.schedule import Bells
from boran.settings import UpdateSource
from boran.vitals import Vitals
from boran.watch import Watch
from boran.watchdog import Pulse, Watchdog
from boran.wiring import Services
from boran.worker import Worker
from bot import polling
from bot.app import set_commands
from weather.aviation_weather import AviationWeather
from weather.feed import Feed
from weather.open_meteo import OpenMeteo
from web.app import create_app
from web.telegram import WebhookBot

# Threads wait for the database and not for a processor: of the six that asyncio would take on two cores, a few long
# writes would leave none for a tap.
THREADS = 32
STOP_WITHIN_S = 5.0
REGISTER_AGAIN_S = 5.0
log = structlog.get_logger()


class Role(StrEnum):
    BOT = "bot"
    WEB = "web"
    WORKER = "worker"
    SCHEDULER = "scheduler"


async def run(services: Services, roles: frozenset[Role], stop: asyncio.Event) -> None:
    """Run the roles until `stop` is set; the first to fail stops the others and its error is raised.

    A database that is away ends none of them, and one that may not speak (a restored copy) keeps them silent.
    """
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    services.budgets.part(sends=Role.WORKER in roles, talks={Role.BOT, Role.WEB} <= roles)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(services.gate.run(stop))
            for role in sorted(roles):
                tasks.create_task(_until_stopped(RUNNERS[role](services, stop), stop), name=role)
            tasks.create_task(Pulse(services, roles).run(stop))
            tasks.create_task(Vitals(services.settings.home, roles).run(stop, services.gate))
    finally:
        await services.budgets.aclose()


async def _until_stopped(role: Awaitable[None], stop: asyncio.Event) -> None:
    try:
        await role
    finally:
        stop.set()


def stop_on_signals() -> asyncio.Event:
    """Return an event that Ctrl-C or a container's stop sets."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _worker(services: Services, stop: asyncio.Event) -> None:
    found = accounts(services.settings, services.storage, services.clock.now)
    async with open_channels(found) as channels, asyncio.TaskGroup() as tasks:
        tasks.create_task(Worker(services, channels).run(stop))
        if await services.gate.opened(stop):
            tasks.create_task(Receiving(services, pollers(found, channels)).run(stop))


async def _scheduler(services: Services, stop: asyncio.Event) -> None:
    if not await services.gate.opened(stop):
        return
    async with httpx.AsyncClient() as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(Watchdog(services, client).run(stop))
        await Bells(services, Watch(services, _feeds(services, client))).run(stop)


def _feeds(services: Services, client: httpx.AsyncClient) -> tuple[Feed, ...]:
    weather = services.settings.weather
    return (
        AviationWeather(client=client, base_url=weather.aviation_weather_url, user_agent=weather.user_agent),
        OpenMeteo(client=client, base_url=weather.open_meteo_url, user_agent=weather.user_agent),
    )


async def _bot(services: Services, stop: asyncio.Event) -> None:
    """Poll for each bot. With webhooks the web role hears of updates and there is nothing to poll."""
    if services.settings.telegram.updates is UpdateSource.WEBHOOK:
        await stop.wait()
        return
    if not await services.gate.opened(stop):
        return
    async with open_doors(services) as doors, asyncio.TaskGroup() as tasks:
        for door in doors.values():
            tasks.create_task(_poll(door, stop))


async def _poll(door: Door, stop: asyncio.Event) -> None:
    await set_commands(door.bot, door.leads)
    await polling.run(door.bot, door.dispatcher, stop)


async def _web(services: Services, stop: asyncio.Event) -> None:
    async with open_doors(services) as doors:
        webhooks = _webhooks(services, doors)
        app = create_app(
            storage=services.storage,
            clock=services.clock,
            editions=services.editions,
            bots=webhooks,
            lanes=services.lanes,
            readers=callback_readers(accounts(services.settings, services.storage, services.clock.now)),
            links=services.links,
            public_url=services.settings.public_url,
            cap=cap_options(services.settings, services.clock),
            silent=services.gate.silence,
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, services.settings.web.host, services.settings.web.port).start()
            log.info("web.listening", port=runner.addresses[0][1])
            async with asyncio.TaskGroup() as tasks:
                for name in webhooks:
                    tasks.create_task(_register(services, name, doors[name], stop))
                await stop.wait()
        finally:
            await runner.cleanup()


def _webhooks(services: Services, doors: Doors) -> dict[str, WebhookBot]:
    if services.settings.telegram.updates is UpdateSource.POLLING:
        return {}
    return {
        name: WebhookBot(bot=door.bot, dispatcher=door.dispatcher, secret=door.account.secret.get_secret_value())
        for name, door in doors.items()
    }


async def _register(services: Services, name: str, door: Door, stop: asyncio.Event) -> None:
    """Tell Telegram where updates go, until it has heard: the pages serve people while it is away."""
    url = f"{services.settings.public_url}/telegram/{name}"
    while await services.gate.opened(stop):
        try:
            await door.bot.set_webhook(url, secret_token=door.account.secret.get_secret_value())
        except AiogramError as failure:
            log.warning("webhook.not_registered", bot=name, error=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), REGISTER_AGAIN_S)
        else:
            await set_commands(door.bot, door.leads)
            return


RUNNERS: Mapping[Role, Callable[[Services, asyncio.Event], Awaitable[None]]] = {
    Role.BOT: _bot,
    Role.WEB: _web,
    Role.WORKER: _worker,
    Role.SCHEDULER: _scheduler,
}
