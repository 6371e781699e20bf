"""Our buttons as Telegram's keyboards."""

from collections.abc import Sequence

from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from channels.base import Button
from locales.catalogue import Locale, text


def inline(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Return buttons under a message, or None when there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_inline_button(button) for button in row] for row in rows])


def _inline_button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.label,
        callback_data=button.data or None,
        url=button.url or None,
        copy_text=CopyTextButton(text=button.copy) if button.copy else None,
    )


def share_phone(locale: Locale, *, may_skip: bool = False) -> ReplyKeyboardMarkup:
    """Return the keyboard that offers to share one's own number, and for families to go on without."""
    rows = [[KeyboardButton(text=text(locale, "bot-share-phone"), request_contact=True)]]
    if may_skip:
        rows.append([KeyboardButton(text=text(locale, "bot-skip-phone"))])
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
