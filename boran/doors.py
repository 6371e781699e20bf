"""The bots that are on: which conversation each leads, on which lane, and what listens to it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot, Dispatcher

from boran.accounts import BotAccount
from boran.settings import TelegramSettings
from boran.wiring import Services
from bot.app import build_bot, build_dispatcher, close
from bot.context import BotContext, BotName
from bot.turns import TakingTurns
from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.lanes import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One bot. `leads` is its conversation: further bots of families lead the same as the first."""

    leads: BotName
    account: BotAccount
    bot: Bot
    dispatcher: Dispatcher


Doors = Mapping[str, Door]  # by the bot's name, which is also the last part of its webhook's path


@asynccontextmanager
async def open_doors(services: Services) -> AsyncIterator[Doors]:
    """Open every bot that has a token, with what listens to it."""
    settings = services.settings
    redis_url = settings.redis_url.get_secret_value()
    async with AsyncExitStack() as stack:
        doors: dict[str, Door] = {}
        for name, (leads, account) in _bots(settings.telegram):
            lane = Lane(name=LaneName(f"telegram-{name}"), channel=ChannelKind.TELEGRAM)
            turns = TakingTurns(services.budgets.of(lane.name), services.clock)
            bot = build_bot(account.token.get_secret_value(), base_url=settings.telegram.base_url, turns=turns)
            dispatcher = build_dispatcher(leads, context(services), lane=lane, redis_url=redis_url)
            doors[name] = Door(leads=leads, account=account, bot=bot, dispatcher=dispatcher)
            stack.push_async_callback(close, bot, dispatcher)
        yield doors


def _bots(telegram: TelegramSettings) -> Iterator[tuple[str, tuple[BotName, BotAccount]]]:
    families = {BotName.FAMILIES.value: telegram.families, **telegram.bots}
    for name, account in families.items():
        if account.is_on:
            yield name, (BotName.FAMILIES, account)
    if telegram.staff.is_on:
        yield BotName.STAFF.value, (BotName.STAFF, telegram.staff)


def context(services: Services) -> BotContext:
    """Return what the bots work with."""
    return BotContext(
        storage=services.storage,
        clock=services.clock,
        editions=services.editions,
        public_url=services.settings.public_url,
        lanes=services.lanes,
        way=services.way,
    )
