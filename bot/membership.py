"""Somebody blocks a bot or lets it write again: no message is wasted on them, and their teacher sees it."""

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated

from bot.context import BotContext, BotName

AWAY = frozenset({ChatMemberStatus.KICKED, ChatMemberStatus.LEFT})


def membership_router() -> Router:
    router = Router(name="membership")
    router.my_chat_member.register(note)
    return router


async def note(event: ChatMemberUpdated, context: BotContext, name: BotName) -> None:
    if event.chat.type != ChatType.PRIVATE:
        return
    lane, address = name.lane.name, str(event.chat.id)
    blocked = event.new_chat_member.status in AWAY
    await context.perform(lambda turn: turn.tx.roster.set_blocked(lane, address, blocked=blocked))
