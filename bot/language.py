"""Kazakh or Russian: asked in both languages at once, kept with the person."""

import re
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.context import BotContext
from bot.showing import note, replace_card, send
from channels.base import Button
from dispatch.card import Card
from dispatch.subscribing import choose_language
from locales.catalogue import LOCALES, Locale, text
from orders.organisation import Person

_DATA = re.compile(rf"lang:({'|'.join(LOCALES)}):(start)?")


def language_card(*, at_start: bool = False) -> Card:
    """Return the question, which reads the same for everybody. at_start: the answer begins the conversation."""
    after = "start" if at_start else ""
    buttons = tuple(
        Button(label=text(locale, "bot-language-name"), data=f"lang:{locale}:{after}") for locale in LOCALES
    )
    return Card(text=text("kk", "bot-language-ask"), buttons=(buttons,))


async def language_choice(callback: CallbackQuery) -> dict[str, Any] | bool:
    """Hand over `language` and `at_start` when the button chooses one of our languages (a filter of aiogram)."""
    found = _DATA.fullmatch(callback.data or "")
    return {"language": found[1], "at_start": bool(found[2])} if found else False


async def ask_language(message: Message) -> None:
    await send(message, language_card())


async def keep_language(
    callback: CallbackQuery, *, language: Locale, context: BotContext, person: Person | None, state: FSMContext
) -> None:
    """Keep the choice with the person, and with the dialogue: whose phone is shared next may be somebody we know."""
    if person is not None:
        await context.perform(lambda turn: choose_language(turn.tx, person=person.id, locale=language))
    await state.update_data(locale=language)
    await note(callback)
    await replace_card(callback, Card(text=text(language, "bot-language-set")))
