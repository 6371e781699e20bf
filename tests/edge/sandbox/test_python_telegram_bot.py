"""python-telegram-bot, as the independent witness, works against the sandbox unchanged."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from sandbox.faults.book import Fault, FaultKind
from sandbox.world import World
from tests.edge.sandbox.conftest import FAMILIES, HEAD, PARENT, START, STRANGER

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Ознакомлен", callback_data="ack:1")]])
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def _bot(base_url: str, token: str = FAMILIES) -> telegram.Bot:
    return telegram.Bot(token, base_url=f"{base_url}/telegram/bot", base_file_url=f"{base_url}/telegram/file/bot")


@pytest.fixture
async def bot(base_url: str) -> AsyncIterator[telegram.Bot]:
    async with _bot(base_url) as bot:
        yield bot


@pytest.fixture
async def application(base_url: str) -> AsyncIterator[AnyApplication]:
    """A little bot: greets by deep link, takes the phone number, acknowledges, and notices a block."""

    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        key = KeyboardButton("Мой номер", request_contact=True)
        await update.message.reply_text(f"Класс: {context.args}", reply_markup=ReplyKeyboardMarkup([[key]]))

    async def contact(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        assert update.message.contact is not None
        await update.message.reply_text(update.message.contact.phone_number, reply_markup=KEYBOARD)

    async def acknowledge(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Спасибо")
        await update.callback_query.edit_message_text("Отмечено")

    async def membership(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.my_chat_member is not None
        await context.bot.send_message(HEAD, f"{update.my_chat_member.new_chat_member.status}")

    builder = ApplicationBuilder().token(FAMILIES)
    application = builder.base_url(f"{base_url}/telegram/bot").base_file_url(f"{base_url}/telegram/file/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.CONTACT, contact))
    application.add_handler(CallbackQueryHandler(acknowledge, pattern=r"ack:\d+"))
    application.add_handler(ChatMemberHandler(membership))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0)
        yield application
        await application.updater.stop()
        await application.stop()


@pytest.mark.usefixtures("application")
async def test_an_application_talks_to_people(world: World) -> None:
    world.press_start(PARENT, "families_bot", "class-5a")
    await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "Класс: ['class-5a']")
    world.press_key(PARENT, "Мой номер")
    card = await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "+77010000001")
    answer = await world.wait_for_answer(world.tap(PARENT, "ack:1"))
    assert (answer.text, answer.alert) == ("Спасибо", False)
    edited = await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "Отмечено")
    assert edited.message_id == card.message_id
    world.block(PARENT, "families_bot")
    await world.wait_for_message("families_bot", HEAD, lambda message: message.text == "kicked")


async def test_every_method_the_bots_need_answers_what_the_library_parses(bot: telegram.Bot) -> None:
    assert bot.username == "families_bot"
    sent = await bot.send_message(
        PARENT,
        "Сегодня <b>дистанционно</b>",
        parse_mode=ParseMode.HTML,
        reply_markup=KEYBOARD,
        disable_notification=True,
    )
    assert (sent.text_html, sent.reply_markup, sent.date) == ("Сегодня <b>дистанционно</b>", KEYBOARD, START)
    assert sent.from_user is not None
    assert sent.from_user.username == "families_bot"
    edited = await sent.edit_text("Изменено", reply_markup=KEYBOARD)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    document = await bot.send_document(PARENT, b"%PDF", filename="приказ.pdf", caption="Приказ")
    assert document.document is not None
    assert document.document.file_name == "приказ.pdf"
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    assert (await bot.copy_message(HEAD, PARENT, sent.message_id)).message_id
    assert (await bot.forward_message(HEAD, PARENT, sent.message_id)).forward_origin is not None
    assert await bot.set_my_commands([("start", "Начать")])
    assert [command.command for command in await bot.get_my_commands()] == ["start"]
    assert (await bot.get_chat(PARENT)).first_name == "Айгүл"
    assert (await bot.get_my_description()).description == ""
    assert (await bot.get_chat_member(PARENT, PARENT)).status == "member"
    assert await bot.send_chat_action(PARENT, "typing")
    assert await sent.delete()
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("", 0)
    assert await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s", max_connections=5)
    assert (await bot.get_webhook_info()).max_connections == 5
    assert await bot.delete_webhook(drop_pending_updates=True)


async def test_refusals_arrive_as_the_exceptions_the_library_has_for_them(
    world: World, bot: telegram.Bot, base_url: str
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(9, "a")
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(STRANGER, "a")
    world.block(HEAD, "families_bot")
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(HEAD, "a")
    stranger = _bot(base_url, "1001:wrong")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
    sent = await bot.send_message(PARENT, "a")
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_text("a")
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_a_flood_names_its_wait(bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    for _ in range(5):
        await bot.send_message(PARENT, "a")
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(PARENT, "a")
    assert flood.value.retry_after == timedelta(seconds=5)


@pytest.mark.parametrize(
    "kind", [FaultKind.ERROR, FaultKind.BAD_GATEWAY, FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER]
)
async def test_trouble_is_a_network_error(world: World, bot: telegram.Bot, kind: FaultKind) -> None:
    world.faults.arm(Fault(kind=kind, times=1))
    with pytest.raises(NetworkError):
        await bot.send_message(PARENT, "a")
    assert (await bot.send_message(PARENT, "a")).text == "a"
