"""What an update is about, read from it once: a tap on an order, an answer in a dialogue, a person we know."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.replies import Awaited, Step, chosen
from dispatch.taps import BadTap, unpack
from orders.organisation import Person


async def in_own_chat(event: Message | CallbackQuery) -> bool:
    """Say whether this comes from the private chat of whoever sent it: its id is theirs."""
    chat = event.chat if isinstance(event, Message) else event.message and event.message.chat
    return bool(chat and event.from_user and chat.id == event.from_user.id)


async def is_known(_event: TelegramObject, person: Person | None = None) -> bool:
    return person is not None


async def own_contact(message: Message) -> dict[str, Any] | bool:
    """Hand over `phone` when somebody shared their own number: anybody can forward somebody else's."""
    contact = message.contact
    if contact is None or message.from_user is None or contact.user_id != message.from_user.id:
        return False
    return {"phone": contact.phone_number}


async def order_tap(callback: CallbackQuery) -> dict[str, Any] | bool:
    """Hand over `tap` when the button is about an order."""
    try:
        return {"tap": unpack(callback.data or "")}
    except BadTap:
        return False


async def dialogue_choice(callback: CallbackQuery) -> dict[str, Any] | bool:
    """Hand over `choice` when the button belongs to a dialogue."""
    choice = chosen(callback.data or "")
    return {"choice": choice} if choice else False


async def in_dialogue(_event: TelegramObject, state: FSMContext) -> dict[str, Any] | bool:
    """Hand over `awaited`, what an unfinished dialogue waits for."""
    step = await state.get_state()
    if step is None:
        return False
    return {"awaited": Awaited(step=Step(step), answers=await state.get_data())}
