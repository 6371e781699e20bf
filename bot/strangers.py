"""The staff's bot with somebody it does not know: an invitation or the own number, otherwise a polite refusal."""

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove

from bot.context import BotContext
from bot.filters import own_contact
from bot.keyboards import share_phone
from bot.showing import send
from bot.signing import waiting
from dispatch.lanes import Lane
from dispatch.subscribing import Subscription, accept_invitation, recognise_staff
from locales.catalogue import Locale, text


def strangers_router() -> Router:
    """Return the handlers that come after those for known people. A stranger learns nothing about anybody."""
    router = Router(name="strangers")
    router.message.register(open_invitation, CommandStart(deep_link=True))
    router.message.register(share, own_contact)
    router.message.register(refuse_contact, F.contact)
    router.message.register(ask_who)
    router.callback_query.register(refuse_tap)
    return router


async def open_invitation(
    message: Message, command: CommandObject, context: BotContext, lane: Lane, locale: Locale
) -> None:
    invite, address = command.args or "", str(message.chat.id)
    found = await context.perform(lambda turn: accept_invitation(turn.tx, invite=invite, lane=lane, address=address))
    await _welcome(message, found, locale, context)


async def share(message: Message, phone: str, context: BotContext, lane: Lane, locale: Locale) -> None:
    address = str(message.chat.id)
    found = await context.perform(lambda turn: recognise_staff(turn.tx, phone=phone, lane=lane, address=address))
    await _welcome(message, found, locale, context)


async def refuse_contact(message: Message, locale: Locale) -> None:
    await message.answer(text(locale, "bot-foreign-contact"), reply_markup=share_phone(locale))


async def ask_who(message: Message, locale: Locale) -> None:
    await message.answer(text(locale, "bot-staff-stranger"), reply_markup=share_phone(locale))


async def refuse_tap(callback: CallbackQuery, locale: Locale) -> None:
    """Answer a tap of somebody without a post: in the same words whether or not there is such an order."""
    await callback.answer(text(locale, "bot-staff-refused"), show_alert=True)


async def _welcome(message: Message, found: Subscription, locale: Locale, context: BotContext) -> None:
    """Greet a member of staff, and show at once what waits for their signature."""
    person = found.person
    if person is None:
        await message.answer(text(locale, "bot-staff-refused"), reply_markup=ReplyKeyboardRemove())
        return
    said = text(person.locale, "bot-staff-welcome", name=person.name)
    await message.answer(said, reply_markup=ReplyKeyboardRemove())
    for card in await context.look(lambda turn: waiting(turn, person)):
        await send(message, card)
