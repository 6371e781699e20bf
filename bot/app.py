"""Builds the two bots: an account to speak through, and a dispatcher with everything that listens."""

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatType
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisEventIsolation, RedisStorage
from aiogram.types import BotCommand

from bot.context import BotContext, BotName
from bot.families import families_router
from bot.membership import membership_router
from bot.middlewares import Deduplicating, Guarding, Identifying
from bot.staff import staff_router
from bot.strangers import strangers_router
from locales.catalogue import LOCALES, text

CALL_TIMEOUT_S = 15.0
DIALOGUE_TTL_S = 3600  # an unfinished dialogue is forgotten after an hour
COMMANDS = {
    BotName.FAMILIES: ("start", "status", "check", "language", "stop", "help"),
    BotName.STAFF: ("reading", "inbox", "emergency", "cancel", "language", "help"),
}


def build_bot(token: str, *, base_url: str = "https://api.telegram.org") -> Bot:
    """Return the account. Texts are plain: nothing a person typed can ever become markup. Close its `session`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base_url), timeout=CALL_TIMEOUT_S)
    return Bot(token, session=session, default=DefaultBotProperties(link_preview_is_disabled=True))


def build_dispatcher(name: BotName, context: BotContext, *, redis_url: str = "") -> Dispatcher:
    """Return everything that listens to one bot's updates.

    Unfinished dialogues and the turn-taking of one person's updates live in Redis when there is one, in memory
    otherwise. Losing them loses no order: dialogues write nothing before their last step.
    """
    storage, isolation = _dialogues(redis_url)
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation, context=context, name=name)
    for middleware in (Guarding(name), Deduplicating(name), Identifying(name)):
        dispatcher.update.outer_middleware(middleware)
    dispatcher.message.filter(F.chat.type == ChatType.PRIVATE)
    dispatcher.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
    dispatcher.include_routers(*_routers(name), membership_router())
    return dispatcher


async def close(bot: Bot, dispatcher: Dispatcher) -> None:
    """Give back the connections of both."""
    await dispatcher.fsm.close()
    await bot.session.close()


async def set_commands(bot: Bot, name: BotName) -> None:
    """Fill the menu of commands in both languages; Russian is what every other language sees."""
    for locale in LOCALES:
        menu = [
            BotCommand(command=command, description=text(locale, f"bot-command-{command}"))
            for command in COMMANDS[name]
        ]
        await bot.set_my_commands(menu, language_code=locale)
        if locale == "ru":
            await bot.set_my_commands(menu)


def _routers(name: BotName) -> tuple[Router, ...]:
    match name:
        case BotName.FAMILIES:
            return (families_router(),)
        case BotName.STAFF:
            return (staff_router(), strangers_router())


def _dialogues(redis_url: str) -> tuple[BaseStorage, BaseEventIsolation]:
    if not redis_url:
        return MemoryStorage(), SimpleEventIsolation()
    storage = RedisStorage.from_url(redis_url, state_ttl=DIALOGUE_TTL_S, data_ttl=DIALOGUE_TTL_S)
    return storage, RedisEventIsolation(redis=storage.redis)
