"""The seven contenders. Each sends the same messages to the same provider, as many at once, on one kind of loop.

Each is loaded alone, so that nobody's memory holds the others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from boran.bench.stopwatch import Stopwatch

AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """provider: base address. database: of the engine, its rows are there. broker: of Celery."""

    provider: str
    messages: int
    database: str = ""
    broker: str = ""


Contender = Callable[[Task, Stopwatch], None]
CONTENDERS: Mapping[str, str] = {
    "bare-aiohttp": "bare_aiohttp",
    "engine-sqlite": "engine",
    "engine-postgresql": "engine",
    "aiogram": "aiogram_bot",
    "python-telegram-bot": "python_telegram_bot",
    "celery-redis": "celery_redis",
    "apprise": "apprise_services",
}


def contender(name: str) -> Contender:
    found: Contender = import_module(f"boran.bench.contenders.{CONTENDERS[name]}").send_all
    return found


async def crew(messages: int, send: Callable[[int], Awaitable[object]]) -> None:
    """Send every message, `AT_ONCE` at a time."""
    numbers = iter(range(messages))

    async def call() -> None:
        for number in numbers:
            await send(number)

    await asyncio.gather(*(call() for _ in range(AT_ONCE)))
