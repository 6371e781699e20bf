"""Carries a reply out on Telegram: edits the tapped card, sends messages, keeps the dialogue."""

from contextlib import suppress

from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from bot.keyboards import inline
from bot.replies import NOTE_MAX, Awaited, Reply
from dispatch.card import Card
from locales.catalogue import Locale, text

TEXT_MAX = 4096  # Telegram, sendMessage.text


async def answer_tap(callback: CallbackQuery, reply: Reply, state: FSMContext) -> None:
    """Answer a tap: first the note, so that the button stops waiting, then the card in its place."""
    await _keep(reply.awaited, state)
    await note(callback, reply.note, alert=reply.alert)
    if reply.card is not None:
        await replace_card(callback, reply.card)
    for card in reply.further:
        await send_beside(callback, card)


async def note(callback: CallbackQuery, words: str = "", *, alert: bool = False) -> None:
    """Answer the tap itself. A tap that waited too long cannot be answered any more; its card still can."""
    with suppress(TelegramBadRequest):
        await callback.answer(words[:NOTE_MAX] or None, show_alert=alert)


async def replace_card(callback: CallbackQuery, card: Card) -> None:
    """Put a card in the place of the tapped one, or below it when Telegram no longer lets us edit that."""
    if not isinstance(callback.message, Message):
        return await send_beside(callback, card)
    try:
        await callback.message.edit_text(card.text, reply_markup=inline(card.buttons))
    except TelegramBadRequest as refused:
        if "message is not modified" not in refused.message:  # otherwise the card says so already
            await send(callback.message, card)
    return None


async def unknown_button(callback: CallbackQuery, locale: Locale) -> None:
    """Answer a forged button, or one of an older version: nothing happens, and the person hears so."""
    await note(callback, text(locale, "bot-old-button"), alert=True)


async def without_buttons(message: Message) -> None:
    """Take the buttons away from under a message, whatever the second tap of two finds."""
    with suppress(TelegramBadRequest):
        await message.edit_reply_markup(reply_markup=None)


async def send_beside(callback: CallbackQuery, card: Card) -> None:
    if callback.message is not None:
        await send(callback.message, card)


async def answer_message(message: Message, reply: Reply, state: FSMContext) -> None:
    """Answer a typed message: the note and every card are messages of their own."""
    await _keep(reply.awaited, state)
    if reply.note:
        await message.answer(reply.note)
    for card in (*((reply.card,) if reply.card else ()), *reply.further):
        await send(message, card)


async def send(message: MaybeInaccessibleMessageUnion, card: Card) -> None:
    """Send a card to the chat of `message`; a long text is continued, and the buttons stand under its last message."""
    *before, last = pages(card.text)
    for page in before:
        await message.answer(page)
    await message.answer(last, reply_markup=inline(card.buttons))


def pages(whole: str) -> list[str]:
    """Cut a text into messages at the ends of lines."""
    found = [""]
    for line in whole.splitlines(keepends=True):
        if len(found[-1]) + len(line) > TEXT_MAX:
            found.append("")
        found[-1] += line
    return found


async def _keep(awaited: Awaited | None, state: FSMContext) -> None:
    if awaited is None:
        await state.clear()
        return
    await state.set_state(awaited.step)
    await state.set_data(dict(awaited.answers))
