"""Long polling: asks for updates, handles a batch, and only then lets Telegram forget it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import Update
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.middlewares import described

POLL_S = 30
BACKOFF = BackoffConfig(min_delay=0.5, max_delay=15.0, factor=2.0, jitter=0.1)
Result = TypeVar("Result")

_log = structlog.get_logger("bot")


async def run(bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    """Handle updates until `stop` is set; what was fetched by then is handled first.

    The updates of one batch run side by side (the dispatcher keeps each person's in order). A batch is confirmed by the
    next poll: what a stopped process had not handled is fetched again.
    """
    await _insist(bot, bot.delete_webhook, stop)  # a webhook left behind would refuse every poll
    offset: int | None = None
    while not stop.is_set():
        poll = partial(bot.get_updates, offset=offset, timeout=POLL_S, request_timeout=POLL_S + 10)
        updates: list[Update] = await _insist(bot, poll, stop) or []
        await asyncio.gather(*(_handle(bot, dispatcher, update) for update in updates))
        if updates:
            offset = updates[-1].update_id + 1


async def _handle(bot: Bot, dispatcher: Dispatcher, update: Update) -> None:
    """Handle one update. What goes wrong in a scene is caught inside; this is for whatever stands around it."""
    try:
        await dispatcher.feed_update(bot, update)
    except Exception as failure:  # noqa: BLE001 - one update must not stop the others
        _log.error("update.failed", bot_id=bot.id, update_id=update.update_id, **described(failure))


async def _insist(bot: Bot, ask: Callable[[], Awaitable[Result]], stop: asyncio.Event) -> Result | None:
    """Ask until there is an answer, resting after every failure; None when `stop` came first."""
    backoff = Backoff(BACKOFF)
    while not stop.is_set():
        try:
            return await _unless(stop, ask())
        except AiogramError as failure:
            _log.warning("poll.failed", bot_id=bot.id, error=type(failure).__name__)
            wait_s = failure.retry_after if isinstance(failure, TelegramRetryAfter) else next(backoff)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait_s)
    return None


async def _unless(stop: asyncio.Event, asking: Awaitable[Result]) -> Result | None:
    asked = asyncio.ensure_future(asking)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return asked.result() if asked.done() else None
    finally:
        stopped.cancel()
        asked.cancel()
        await asyncio.gather(asked, stopped, return_exceptions=True)
