"""What happens to every update before a handler sees it: caught failures, no repeats, a known person."""

import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.exceptions import AiogramError
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User

from bot.context import BotContext, Turn
from dispatch.delivery import LaneName
from locales.catalogue import LOCALES, Locale, text
from orders.organisation import Person

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

_log = structlog.get_logger("bot")


def presumed_locale(user: User | None) -> Locale:
    """Return the language of somebody we do not know yet: the one their Telegram speaks, Russian for any other."""
    code = (user.language_code or "").partition("-")[0] if user else ""
    return next((locale for locale in LOCALES if locale == code), "ru")


class Guarding(BaseMiddleware):
    """Nothing escapes: a failure is logged by ids and places in the code, and the person is told to try again."""

    def __init__(self, lane: LaneName) -> None:
        self._lane = lane

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        try:
            return await handler(event, data)
        except AiogramError as failure:
            # What was asked for is done; only showing it failed. "Try again" would be the wrong advice.
            _log.warning("answer.failed", bot=self._lane, update_id=event.update_id, **described(failure))
        except Exception as failure:  # noqa: BLE001 - the outermost loop of the bot
            _log.error("update.failed", bot=self._lane, update_id=event.update_id, **described(failure))
            await self._apologise(event, data)
        return None

    async def _apologise(self, update: Update, data: dict[str, Any]) -> None:
        locale = data.get("locale") or presumed_locale(data.get("event_from_user"))
        try:
            match update.event:
                case CallbackQuery() as callback:
                    await callback.answer(text(locale, "bot-failed"), show_alert=True)
                case Message() as message:
                    await message.answer(text(locale, "bot-failed"))
        except AiogramError as failure:
            _log.warning("apology.failed", bot=self._lane, update_id=update.update_id, **described(failure))


def described(failure: BaseException) -> dict[str, str]:
    """Return what may be logged of a failure: its kind and where it happened, never its message.

    Messages of database and network errors carry texts, phone numbers and tokens.
    """
    frames = traceback.extract_tb(failure.__traceback__)
    return {
        "error": type(failure).__name__,
        "where": " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-6:]),
    }


class Deduplicating(BaseMiddleware):
    """Telegram delivers an update again when our answer was late: the second time does nothing."""

    def __init__(self, lane: LaneName) -> None:
        self._lane = lane

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        update_id = event.update_id
        context: BotContext = data["context"]

        def first_time(turn: Turn) -> bool:
            return turn.tx.seen_updates.first_time(self._lane, update_id, at=turn.now)

        if await context.perform(first_time):
            return await handler(event, data)
        _log.info("update.repeated", bot=self._lane, update_id=update_id)
        return None


class Identifying(BaseMiddleware):
    """Hands over who speaks (`person`, None for a stranger) and in which language to answer (`locale`).

    The person is whoever sent the update, never what its content says.
    """

    def __init__(self, lane: LaneName) -> None:
        self._lane = lane

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None:
            return None
        context: BotContext = data["context"]
        address = str(user.id)

        def sender(turn: Turn) -> Person | None:
            return turn.tx.roster.person_at(self._lane, address)

        person = await context.look(sender)
        data["person"] = person
        data["locale"] = person.locale if person else await self._strangers_locale(user, data["state"])
        return await handler(event, data)

    async def _strangers_locale(self, user: User, state: FSMContext) -> Locale:
        """Return what somebody chose before we knew who it is, otherwise what their Telegram speaks."""
        chosen: Locale | None = await state.get_value("locale")
        return chosen or presumed_locale(user)
