"""The four roles. `boran up` runs them all in one process, `boran run` one of them."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from enum import StrEnum

import structlog

from boran.wiring import Services

log = structlog.get_logger()


class Role(StrEnum):
    BOT = "bot"
    WEB = "web"
    WORKER = "worker"
    SCHEDULER = "scheduler"


async def run(services: Services, roles: frozenset[Role], stop: asyncio.Event) -> None:
    """Run the roles until `stop` is set; the first to fail stops the others and its error is raised."""
    runners: dict[Role, Callable[[Services, asyncio.Event], Awaitable[None]]] = {
        Role.BOT: _bot,
        Role.WEB: _web,
        Role.WORKER: _worker,
        Role.SCHEDULER: _scheduler,
    }
    async with asyncio.TaskGroup() as tasks:
        for role in sorted(roles):
            tasks.create_task(_until_stopped(runners[role](services, stop), stop), name=role)


async def _until_stopped(role: Awaitable[None], stop: asyncio.Event) -> None:
    try:
        await role
    except BaseException:
        stop.set()
        raise


def stop_on_signals() -> asyncio.Event:
    """Return an event that Ctrl-C or a container's stop sets."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
