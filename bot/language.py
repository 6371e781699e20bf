"""Kazakh or Russian: asked in both languages at once."""

import re
from typing import Any

from aiogram.types import CallbackQuery

from channels.base import Button
from dispatch.card import Card
from locales.catalogue import LOCALES, text

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
