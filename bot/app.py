"""Builds the two bots: an account to speak through, and a dispatcher with everything that listens."""

import structlog
from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from bot.context import BotContext, BotName
from bot.dialogue_store import dialogue_store
from bot.elsewhere import elsewhere_router, membership_router
from bot.families import families_router
from bot.filters import in_own_chat
from bot.middlewares import Deduplicating, Guarding, Identifying
from bot.patience import Patience
from bot.rooms import rooms_router
from bot.staff import staff_router
from bot.strangers import strangers_router
from bot.turns import TakingTurns
from dispatch.lanes import Lane
from locales.catalogue import LOCALES, Locale, text

CALL_TIMEOUT_S = 15.0
COMMANDS = {
    BotName.FAMILIES: ("start", "status", "check", "language", "stop", "help"),
    BotName.STAFF: ("reading", "inbox", "emergency", "cancel", "language", "help"),
}

_log = structlog.get_logger("bot")


def build_bot(token: str, *, base_url: str = "https://api.telegram.org", turns: TakingTurns | None = None) -> Bot:
    """Return the account. Texts are plain: nothing a person typed can ever become markup. Close its `session`.

    turns: where it asks for its turn when it shares the account with the sender.
    """
    session = AiohttpSession(api=TelegramAPIServer.from_base(base_url), timeout=CALL_TIMEOUT_S)
    session.middleware(Patience())
    if turns:
        session.middleware(turns)  # inside patience: who asks again takes another turn
    return Bot(token, session=session, default=DefaultBotProperties(link_preview_is_disabled=True))


def build_dispatcher(
    name: BotName, context: BotContext, *, lane: Lane | None = None, redis_url: str = ""
) -> Dispatcher:
    """Return everything that listens to one bot's updates.

    lane: whose contacts it speaks with; that of the first bot of this name unless given.
    Unfinished dialogues and the turn-taking of one person's updates live in Redis when there is one, in memory
    otherwise. Losing them loses no order: dialogues write nothing before their last step.
    """
    storage, isolation = dialogue_store(redis_url)
    lane = lane or name.lane
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation, context=context, lane=lane)
    for middleware in (Guarding(lane.name), Deduplicating(lane.name), Identifying(lane.name)):
        dispatcher.update.outer_middleware(middleware)
    rooms = (rooms_router(),) if name is BotName.FAMILIES else ()
    dispatcher.include_routers(_conversation(name), *rooms, membership_router(), elsewhere_router())
    return dispatcher


async def close(bot: Bot, dispatcher: Dispatcher) -> None:
    """Give back the connections of both."""
    await dispatcher.fsm.close()
    await bot.session.close()


async def set_commands(bot: Bot, name: BotName) -> None:
    """Fill the menu of commands in both languages; whoever uses another one sees the Russian.

    The menu is a convenience: when Telegram does not take it, the bot works without.
    """
    menus = {locale: _menu(locale, name) for locale in LOCALES}
    try:
        await bot.set_my_commands(menus["ru"])
        for locale, menu in menus.items():
            await bot.set_my_commands(menu, language_code=locale)
    except AiogramError as failure:
        _log.warning("commands.not_set", bot=name, error=type(failure).__name__)


def _menu(locale: Locale, name: BotName) -> list[BotCommand]:
    return [
        BotCommand(command=command, description=text(locale, f"bot-command-{command}")) for command in COMMANDS[name]
    ]


def _conversation(name: BotName) -> Router:
    """Return what listens in the private chat of one person; what is said in groups is nobody's business."""
    router = Router(name="conversation")
    router.message.filter(in_own_chat)
    router.callback_query.filter(in_own_chat)
    match name:
        case BotName.FAMILIES:
            router.include_routers(families_router())
        case BotName.STAFF:
            router.include_routers(staff_router(), strangers_router())
    return router
