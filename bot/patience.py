"""Waits out a short flood limit: while families are being told, their bot still answers who asks."""

import asyncio
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod

ATTEMPTS = 3
LONGEST_WAIT_S = 10  # longer than this nobody looks at their phone for an answer

_log = structlog.get_logger("bot")


class Patience(BaseRequestMiddleware):
    """Asks again after the wait that Telegram named; a refused call was not carried out, so nothing is done twice."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Response[Any]:
        for _ in range(ATTEMPTS - 1):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as flood:
                if flood.retry_after > LONGEST_WAIT_S:
                    raise
                _log.info("answer.waits", bot_id=bot.id, seconds=flood.retry_after)
                await asyncio.sleep(flood.retry_after)
        return await make_request(bot, method)
