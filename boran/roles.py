"""The four roles. `boran up` runs them all in one process, `boran run` one of them."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from enum import StrEnum

import httpx
import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError
from aiohttp import web

from boran.accounts import BotAccount
from boran.lanes import accounts, callback_readers, open_channels
from boran.receiving import Receiving, pollers
from boran.schedule import Bells
from boran.settings import UpdateSource
from boran.watch import Watch
from boran.watchdog import Pulse, Watchdog
from boran.wiring import Services
from boran.worker import Worker
from bot import polling
from bot.app import build_bot, build_dispatcher, close, set_commands
from bot.context import BotContext, BotName
from weather.aviation_weather import AviationWeather
from weather.feed import Feed
from weather.open_meteo import OpenMeteo
from web.app import create_app
from web.telegram import WebhookBot

Bots = Mapping[BotName, tuple[Bot, Dispatcher]]
STOP_WITHIN_S = 5.0
REGISTER_AGAIN_S = 5.0
log = structlog.get_logger()


class Role(StrEnum):
    BOT = "bot"
    WEB = "web"
    WORKER = "worker"
    SCHEDULER = "scheduler"


async def run(services: Services, roles: frozenset[Role], stop: asyncio.Event) -> None:
    """Run the roles until `stop` is set; the first to fail stops the others and its error is raised."""
    async with asyncio.TaskGroup() as tasks:
        for role in sorted(roles):
            tasks.create_task(_until_stopped(RUNNERS[role](services, stop), stop), name=role)
        tasks.create_task(Pulse(services, roles).run(stop))


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
        tasks.create_task(Receiving(services, pollers(found, channels)).run(stop))


async def _scheduler(services: Services, stop: asyncio.Event) -> None:
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
    async with _bots(services) as bots, asyncio.TaskGroup() as tasks:
        for name, (bot, dispatcher) in bots.items():
            tasks.create_task(_poll(name, bot, dispatcher, stop))


async def _poll(name: BotName, bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    await set_commands(bot, name)
    await polling.run(bot, dispatcher, stop)


async def _web(services: Services, stop: asyncio.Event) -> None:
    async with _bots(services) as bots:
        webhooks = _webhooks(services, bots)
        app = create_app(
            storage=services.storage,
            clock=services.clock,
            editions=services.editions,
            bots=webhooks,
            lanes=services.lanes,
            readers=callback_readers(accounts(services.settings, services.storage, services.clock.now)),
            links=services.links,
            public_url=services.settings.public_url,
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, services.settings.web.host, services.settings.web.port).start()
            log.info("web.listening", port=runner.addresses[0][1])
            async with asyncio.TaskGroup() as tasks:
                for name, webhook in webhooks.items():
                    tasks.create_task(_register(services, name, webhook, stop))
                await stop.wait()
        finally:
            await runner.cleanup()


def _webhooks(services: Services, bots: Bots) -> dict[str, WebhookBot]:
    if services.settings.telegram.updates is UpdateSource.POLLING:
        return {}
    return {
        name.value: WebhookBot(
            bot=bot, dispatcher=dispatcher, secret=_account(services, name).secret.get_secret_value()
        )
        for name, (bot, dispatcher) in bots.items()
    }


async def _register(services: Services, name: str, webhook: WebhookBot, stop: asyncio.Event) -> None:
    """Tell Telegram where updates go, until it has heard: the pages serve people while it is away."""
    url = f"{services.settings.public_url}/telegram/{name}"
    while not stop.is_set():
        try:
            await webhook.bot.set_webhook(url, secret_token=webhook.secret)
        except AiogramError as failure:
            log.warning("webhook.not_registered", bot=name, error=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), REGISTER_AGAIN_S)
        else:
            await set_commands(webhook.bot, BotName(name))
            return


@asynccontextmanager
async def _bots(services: Services) -> AsyncIterator[Bots]:
    """Open every bot that has a token, with what listens to it."""
    settings = services.settings
    async with AsyncExitStack() as open_bots:
        bots: dict[BotName, tuple[Bot, Dispatcher]] = {}
        for name in BotName:
            token = _account(services, name).token.get_secret_value()
            if token:
                bot = build_bot(token, base_url=settings.telegram.base_url)
                redis_url = settings.redis_url.get_secret_value()
                bots[name] = (bot, build_dispatcher(name, _context(services), redis_url=redis_url))
                open_bots.push_async_callback(close, *bots[name])
        yield bots


def _account(services: Services, name: BotName) -> BotAccount:
    telegram = services.settings.telegram
    return {BotName.FAMILIES: telegram.families, BotName.STAFF: telegram.staff}[name]


def _context(services: Services) -> BotContext:
    return BotContext(
        storage=services.storage,
        clock=services.clock,
        editions=services.editions,
        public_url=services.settings.public_url,
    )


RUNNERS: Mapping[Role, Callable[[Services, asyncio.Event], Awaitable[None]]] = {
    Role.BOT: _bot,
    Role.WEB: _web,
    Role.WORKER: _worker,
    Role.SCHEDULER: _scheduler,
}
