"""The bot takes turns with the sender from the budget they share; a flood that either hears of holds both."""

import math
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod

from bot.patience import LONGEST_WAIT_S
from dispatch.ports import Clock
from dispatch.turns import Turns

# What Telegram counts: messages that are written or written anew. Answers to taps, polls and settings are free.
COUNTED = ("send", "copy", "forward", "edit")


class TakingTurns(BaseRequestMiddleware):
    """Waits for the account's turn; refuses at once what would wait longer than anybody looks at their phone."""

    def __init__(self, turns: Turns, clock: Clock) -> None:
        self._turns = turns
        self._clock = clock

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Response[Any]:
        if method.__api_method__.startswith(COUNTED):
            await self._wait(method)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as flood:
            self._turns.hold(self._clock.now() + timedelta(seconds=flood.retry_after))
            raise

    async def _wait(self, method: TelegramMethod[Any]) -> None:
        now = self._clock.now()
        held_s = (self._turns.held_until - now).total_seconds() if self._turns.held_until else 0.0
        if held_s > LONGEST_WAIT_S:
            raise TelegramRetryAfter(method=method, message="the account waits", retry_after=math.ceil(held_s))
        at = await self._turns.reserve(now)
        if at > now:
            await self._clock.sleep(at - now)
