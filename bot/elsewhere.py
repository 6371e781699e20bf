"""Outside the conversation: somebody blocks a bot or comes back, or a button is tapped in a strange chat."""

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated

from bot.context import BotContext
from bot.showing import unknown_button
from dispatch.lanes import Lane

AWAY = frozenset({ChatMemberStatus.KICKED, ChatMemberStatus.LEFT})


def membership_router() -> Router:
    router = Router(name="membership")
    router.my_chat_member.register(note_membership)
    return router


def elsewhere_router() -> Router:
    """Return what answers taps that no conversation took: our buttons stand in private chats only."""
    router = Router(name="elsewhere")
    router.callback_query.register(unknown_button)
    return router


async def note_membership(event: ChatMemberUpdated, context: BotContext, lane: Lane) -> None:
    """Keep whether this person can be reached: no message is wasted on them, and their teacher sees it."""
    if event.chat.type != ChatType.PRIVATE:
        return
    address = str(event.chat.id)
    blocked = event.new_chat_member.status in AWAY
    await context.perform(lambda turn: turn.tx.roster.set_blocked(lane.name, address, blocked=blocked))
