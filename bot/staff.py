"""The staff's bot: heads, homeroom teachers, duty officers. Handlers parse, call one scene, show what comes of it."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.context import BotContext, Turn
from bot.dialogues import ANSWERS, TAPS
from bot.emergency import begin
from bot.filters import dialogue_choice, in_dialogue, is_known, order_tap
from bot.inbox import show_inbox
from bot.language import ask_language, keep_language, language_choice
from bot.offices import departments_of
from bot.readings import open_reading
from bot.replies import CANCEL, Awaited, Choice, Reply
from bot.showing import answer_message, answer_tap, note, unknown_button
from bot.signing import waiting
from dispatch.card import Card
from dispatch.taps import Tap
from locales.catalogue import Locale, text
from orders.organisation import Person


def staff_router() -> Router:
    """Return the handlers for people the roster knows."""
    router = Router(name="staff")
    router.message.filter(is_known)
    router.callback_query.filter(is_known)
    router.message.register(weather, Command("reading"))
    router.message.register(orders_of_today, Command("inbox"))
    router.message.register(new_emergency, Command("emergency"))
    router.message.register(cancel, Command("cancel"))
    router.message.register(ask_language, Command("language"))
    router.message.register(introduce, Command("help", "start"))
    router.message.register(go_on, F.text, in_dialogue)
    router.message.register(say, F.text)
    router.message.register(introduce)
    router.callback_query.register(tap_order, order_tap)
    router.callback_query.register(keep_language, language_choice)
    router.callback_query.register(choose, dialogue_choice, in_dialogue)
    router.callback_query.register(dialogue_over, dialogue_choice)
    router.callback_query.register(unknown_button)
    return router


async def tap_order(callback: CallbackQuery, tap: Tap, context: BotContext, person: Person, state: FSMContext) -> None:
    """Play the scene of a button under a card; what this person may not do to this revision, it refuses."""
    reply = await context.perform(lambda turn: TAPS[tap.verb](turn, person, tap))
    await answer_tap(callback, reply, state)


async def choose(
    callback: CallbackQuery, *, choice: Choice, awaited: Awaited, context: BotContext, person: Person, state: FSMContext
) -> None:
    """Take a button of a dialogue, as long as the dialogue waits for exactly this answer."""
    if awaited.step is not choice.step:
        return await dialogue_over(callback, person.locale)
    reply = await context.perform(lambda turn: _answered(turn, person, awaited, choice.value))
    return await answer_tap(callback, reply, state)


async def go_on(message: Message, awaited: Awaited, context: BotContext, person: Person, state: FSMContext) -> None:
    """Take words typed while a dialogue waits for them."""
    given = message.text or ""
    reply = await context.perform(lambda turn: _answered(turn, person, awaited, given))
    await answer_message(message, reply, state)


async def say(message: Message, context: BotContext, person: Person, state: FSMContext) -> None:
    """Take words out of the blue: from a duty officer they are the weather."""
    words = message.text or ""
    await answer_message(message, await context.perform(lambda turn: _heard(turn, person, words)), state)


async def weather(
    message: Message, command: CommandObject, context: BotContext, person: Person, state: FSMContext
) -> None:
    words = command.args or ""
    await answer_message(message, await context.perform(lambda turn: open_reading(turn, person, words)), state)


async def orders_of_today(message: Message, context: BotContext, person: Person, state: FSMContext) -> None:
    await answer_message(message, await context.look(lambda turn: show_inbox(turn, person)), state)


async def new_emergency(message: Message, context: BotContext, person: Person, state: FSMContext) -> None:
    await answer_message(message, await context.perform(lambda turn: begin(turn, person)), state)


async def introduce(message: Message, context: BotContext, person: Person, state: FSMContext) -> None:
    await answer_message(message, await context.look(lambda turn: _help(turn, person)), state)


async def cancel(message: Message, person: Person, state: FSMContext) -> None:
    await answer_message(message, _cancelled(person.locale), state)


async def dialogue_over(callback: CallbackQuery, locale: Locale) -> None:
    """Answer a button of a dialogue that has ended, or that a restart has forgotten."""
    await note(callback, text(locale, "bot-dialogue-over"), alert=True)


def _answered(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    return _cancelled(speaker.locale) if given == CANCEL else ANSWERS[awaited.step](turn, speaker, awaited, given)


def _heard(turn: Turn, speaker: Person, words: str) -> Reply:
    return open_reading(turn, speaker, words) if departments_of(turn, speaker.id) else _help(turn, speaker)


def _help(turn: Turn, speaker: Person) -> Reply:
    key = "bot-staff-help-officer" if departments_of(turn, speaker.id) else "bot-staff-help"
    return Reply(card=Card(text=text(speaker.locale, key)), further=waiting(turn, speaker))


def _cancelled(locale: Locale) -> Reply:
    return Reply(card=Card(text=text(locale, "bot-cancelled")))
