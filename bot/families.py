"""The families' bot: subscribe by a class's link or by phone, choose a language, ask about today, acknowledge."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove

from bot import joining, today
from bot.context import BotContext
from bot.filters import is_known, order_tap, own_contact
from bot.keyboards import share_phone
from bot.language import ask_language, keep_language, language_card, language_choice
from bot.showing import note, send, unknown_button, without_buttons
from bot.teaching import HARMLESS, MEANS, said
from dispatch.acknowledging import acknowledge
from dispatch.lanes import Lane
from dispatch.subscribing import follow_class, recognise_family, stop
from dispatch.taps import Tap, TapVerb
from locales.catalogue import LOCALES, Locale, text
from orders.organisation import Person

_WITHOUT_PHONE = frozenset(text(locale, "bot-skip-phone") for locale in LOCALES)


def families_router() -> Router:
    """Return the handlers of the families' bot."""
    router = Router(name="families")
    router.message.register(open_link, CommandStart(deep_link=True))
    router.message.register(start, CommandStart())
    router.message.register(ask_language, Command("language"))
    router.message.register(say_status, Command("status"))
    router.message.register(check_code, Command("check"))
    router.message.register(stop_messages, Command("stop"))
    router.message.register(share, own_contact)
    router.message.register(refuse_contact, F.contact)
    router.message.register(go_without_phone, F.text.in_(_WITHOUT_PHONE))
    router.message.register(introduce)
    router.callback_query.register(set_language, language_choice)
    router.callback_query.register(tap_acquainted, is_known, order_tap)
    router.callback_query.register(unknown_button)
    return router


async def open_link(message: Message, command: CommandObject, context: BotContext, lane: Lane, locale: Locale) -> None:
    """Let the family follow the class of its printed link at once, and ask for its language."""
    invite, address = command.args or "", str(message.chat.id)
    joined = await context.perform(
        lambda turn: follow_class(turn.tx, invite=invite, lane=lane, address=address, locale=locale)
    )
    if joined.person is None:
        await message.answer(text(locale, "bot-family-unknown-class"))
    await send(message, language_card(at_start=True))


async def start(message: Message) -> None:
    await send(message, language_card(at_start=True))


async def set_language(
    callback: CallbackQuery,
    *,
    language: Locale,
    at_start: bool,
    context: BotContext,
    person: Person | None,
    state: FSMContext,
) -> None:
    """Keep the language; at the start of a conversation go on with what will come."""
    await keep_language(callback, language=language, context=context, person=person, state=state)
    if at_start and callback.message:
        welcome = await context.look(lambda turn: joining.welcome(turn, person, language))
        keyboard = share_phone(language, may_skip=True) if welcome.asks_phone else None
        await callback.message.answer(welcome.text, reply_markup=keyboard)


async def share(
    message: Message, *, phone: str, context: BotContext, lane: Lane, locale: Locale, state: FSMContext
) -> None:
    """Compare the sender's own number with the roster."""
    chosen = (await state.get_data()).get("locale")
    address = str(message.chat.id)
    said_ = await context.perform(
        lambda turn: joining.recognised(
            turn, recognise_family(turn.tx, phone=phone, lane=lane, address=address), locale, chosen=chosen
        )
    )
    await message.answer(said_, reply_markup=ReplyKeyboardRemove())


async def refuse_contact(message: Message, locale: Locale) -> None:
    """Refuse somebody else's number: anybody can forward a contact, so it proves nothing."""
    await message.answer(text(locale, "bot-foreign-contact"), reply_markup=share_phone(locale, may_skip=True))


async def go_without_phone(message: Message, locale: Locale) -> None:
    await message.answer(text(locale, "bot-family-skipped"), reply_markup=ReplyKeyboardRemove())


async def say_status(message: Message, context: BotContext, person: Person | None, locale: Locale) -> None:
    await send(message, await context.look(lambda turn: today.status(turn, person.id if person else None, locale)))


async def check_code(message: Message, command: CommandObject, context: BotContext, locale: Locale) -> None:
    code = command.args or ""
    await send(message, await context.look(lambda turn: today.check(turn, code, locale)))


async def stop_messages(message: Message, context: BotContext, lane: Lane, locale: Locale) -> None:
    address = str(message.chat.id)
    await context.perform(lambda turn: stop(turn.tx, lane=lane, address=address))
    await message.answer(text(locale, "bot-family-stopped"))


async def introduce(message: Message, locale: Locale) -> None:
    await message.answer(text(locale, "bot-family-help"))


async def tap_acquainted(callback: CallbackQuery, tap: Tap, context: BotContext, person: Person) -> None:
    """Record that the family knows; the button goes, so that nobody wonders whether it worked."""
    if tap.verb is not TapVerb.ACQUAINTED:
        return await unknown_button(callback, person.locale)
    answer = await context.perform(
        lambda turn: acknowledge(
            turn.tx, order_id=tap.order, revision=tap.revision, person=person.id, now=turn.now, means=MEANS
        )
    )
    await note(callback, said(person.locale, answer), alert=answer.outcome not in HARMLESS)
    if answer.outcome in HARMLESS and isinstance(callback.message, Message):
        await without_buttons(callback.message)
    return None
