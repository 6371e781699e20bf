"""The seven contenders. Each sends the same messages to the same provider, as many at once, on one kind of loop."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import orjson
import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from boran.bench.companions import Provider, tool
from boran.bench.letters import LANE, LOCALES, TOKEN, WORDS, chat, locale_of
from boran.bench.stopwatch import Stopwatch
from boran.clock import SystemClock
from channels.base import Accepted, Message, SendOutcome
from channels.telegram import TelegramChannel
from dispatch.pacing import Pace
from dispatch.sender import Sender
from storage import open_storage

AT_ONCE = 64
UNLIMITED = Pace(interval=timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """provider: base address. database: of the engine, its rows are there. broker: of Celery."""

    provider: str
    messages: int
    database: str = ""
    broker: str = ""


Contender = Callable[[Task, Stopwatch], None]


async def _crew(messages: int, send: Callable[[int], Awaitable[object]]) -> None:
    """Send every message, `AT_ONCE` at a time."""
    numbers = iter(range(messages))

    async def call() -> None:
        for number in numbers:
            await send(number)

    await asyncio.gather(*(call() for _ in range(AT_ONCE)))


def bare_aiohttp(task: Task, watch: Stopwatch) -> None:
    """Post and forget: the least that aiohttp costs. The texts are encoded once."""
    rest = {locale: orjson.dumps({"text": WORDS[locale]})[1:] for locale in LOCALES}
    url, headers = f"{task.provider}/bot{TOKEN}/sendMessage", {"Content-Type": "application/json"}

    async def run() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

            async def send(number: int) -> None:
                body = b'{"chat_id":%d,%b' % (chat(number), rest[locale_of(number)])
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()

            watch.start()
            await _crew(task.messages, send)

    uvloop.run(run())


def engine(task: Task, watch: Stopwatch) -> None:
    """Claim, send, record: everything the product does, without a pace."""

    async def run() -> None:
        storage = open_storage(task.database)
        channel = Counting(TelegramChannel(TOKEN, base_url=task.provider), task.messages)
        watch.start()
        sender = Sender(storage, {LANE: channel}, SystemClock(), paces={LANE: UNLIMITED})
        await sender.run(channel.all_accepted)
        watch.stop()
        await channel.aclose()
        with storage.reading() as tx:
            assert tx.ledger.waiting(LANE) == 0, "every message is recorded"
        storage.close()

    uvloop.run(run())


class Counting:
    """A channel that says when enough was accepted. all_accepted: stops the sender."""

    def __init__(self, channel: TelegramChannel, messages: int) -> None:
        self.kind, self.capabilities = channel.kind, channel.capabilities
        self.all_accepted = asyncio.Event()
        self._channel, self._left = channel, messages

    async def send(self, message: Message) -> SendOutcome:
        outcome = await self._channel.send(message)
        if isinstance(outcome, Accepted):
            self._left -= 1
            if self._left == 0:
                self.all_accepted.set()
        return outcome

    async def aclose(self) -> None:
        await self._channel.aclose()


def aiogram(task: Task, watch: Stopwatch) -> None:
    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(task.provider), limit=AT_ONCE)
        async with Bot("1:bench", session=session) as bot:
            watch.start()
            await _crew(task.messages, lambda number: bot.send_message(chat(number), WORDS[locale_of(number)]))

    uvloop.run(run())


def python_telegram_bot(task: Task, watch: Stopwatch) -> None:
    telegram, request = tool("telegram"), tool("telegram.request")

    async def run() -> None:
        line = request.HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=60.0)
        async with telegram.Bot("1:bench", base_url=f"{task.provider}/bot", request=line) as bot:
            watch.start()
            await _crew(task.messages, lambda number: bot.send_message(chat(number), WORDS[locale_of(number)]))

    uvloop.run(run())


def celery_redis(task: Task, watch: Stopwatch) -> None:
    """One task per message, two processes per core; over when the provider has seen them all."""
    environment = {**os.environ, "BORAN_BENCH_BROKER": task.broker, "BORAN_BENCH_PROVIDER": task.provider}
    os.environ.update(environment)
    tasks = tool("boran.bench.celery_tasks")
    with _celery_worker(environment):
        provider = Provider(task.provider)
        tasks.send.delay(0)
        _until_seen(provider, 1)
        watch.start()
        for number in range(1, task.messages + 1):
            tasks.send.delay(number)
        _until_seen(provider, task.messages + 1)
        watch.stop()


@contextlib.contextmanager
def _celery_worker(environment: Mapping[str, str]) -> Iterator[None]:
    processes = 2 * (os.cpu_count() or 1)
    command = (sys.executable, "-m", "celery", "-A", "boran.bench.celery_tasks", "worker", "-P", "prefork")
    options = ("-c", str(processes), "-l", "CRITICAL", "--without-gossip", "--without-mingle", "--without-heartbeat")
    with subprocess.Popen(  # noqa: S603 - ours
        [*command, *options], env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as worker:
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _until_seen(provider: Provider, messages: int) -> None:
    while provider.seen()["sent"] < messages:
        time.sleep(0.02)


def apprise(task: Task, watch: Stopwatch) -> None:
    """Its own Telegram plug-in, pointed at the provider and without its pause; eight services in its own threads."""
    plugin = tool("apprise.plugins.telegram").NotifyTelegram
    plugin.notify_url, plugin.request_rate_per_sec = f"{task.provider}/bot", 0.0
    services = tool("apprise").Apprise()
    places = 8
    for place in range(places):
        chats = [str(chat(number)) for number in range(place, task.messages, places)]
        if chats:
            services.add(plugin(bot_token="1:" + "b" * 35, targets=chats))
    watch.start()
    if not services.notify(body=WORDS["kk"]):
        raise RuntimeError("Apprise could not send everything")


CONTENDERS: Mapping[str, Contender] = {
    "bare-aiohttp": bare_aiohttp,
    "engine-sqlite": engine,
    "engine-postgresql": engine,
    "aiogram": aiogram,
    "python-telegram-bot": python_telegram_bot,
    "celery-redis": celery_redis,
    "apprise": apprise,
}
