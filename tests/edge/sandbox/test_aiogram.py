"""aiogram works against the sandbox unchanged: only the base address differs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatMemberStatus, ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandObject, CommandStart
from aiogram.methods import SendMessage
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from sandbox.faults.book import Fault, FaultKind
from sandbox.world import World
from tests.edge.sandbox.conftest import FAMILIES, PARENT, STRANGER

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Бекіту", callback_data="approve:1"),
            InlineKeyboardButton(text="Сайт", url="https://a.kz"),
        ],
        [InlineKeyboardButton(text="Көшіру", copy_text=CopyTextButton(text="мәтін"))],
    ]
)


@asynccontextmanager
async def _bot(base_url: str, token: str = FAMILIES) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(f"{base_url}/telegram"))
    async with Bot(token, session=session) as bot:
        yield bot


@pytest.fixture
async def bot(base_url: str) -> AsyncIterator[Bot]:
    async with _bot(base_url) as bot:
        yield bot


def _dispatcher() -> Dispatcher:
    """A little bot: greets by deep link, asks for the phone number, edits its card on a tap, sends a document."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def greet(message: Message, command: CommandObject) -> None:
        key = KeyboardButton(text="Нөмірім", request_contact=True)
        await message.answer(f"Сынып: {command.args}", reply_markup=ReplyKeyboardMarkup(keyboard=[[key]]))

    @dispatcher.message(F.contact)
    async def subscribe(message: Message) -> None:
        assert message.contact is not None
        assert message.from_user is not None
        own = message.contact.user_id == message.from_user.id
        await message.answer("Рақмет" if own else "Бұл сіздің нөміріңіз емес", reply_markup=ReplyKeyboardRemove())
        await message.answer("Жоба", reply_markup=KEYBOARD)

    @dispatcher.callback_query(F.data == "approve:1")
    async def approve(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("Бекітілді")
        await query.answer("Рақмет", show_alert=True)

    @dispatcher.message(F.text == "бұйрық")
    async def order(message: Message) -> None:
        await message.answer_document(BufferedInputFile(b"%PDF", "бұйрық.pdf"), caption="Екі тілде")

    @dispatcher.my_chat_member()
    async def note(changed: ChatMemberUpdated, bot: Bot) -> None:
        if changed.new_chat_member.status == ChatMemberStatus.KICKED:
            await bot.send_message(502, f"{changed.from_user.id} бұғаттады")

    return dispatcher


async def _play(world: World) -> None:
    """What a parent does with that bot, and what they must see."""
    world.press_start(PARENT, "families_bot", "class-5a")
    greeting = await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "Сынып: class-5a")
    world.press_key(PARENT, "Нөмірім")
    await world.wait_for_message(
        "families_bot", PARENT, lambda message: message.text == "Рақмет", after=greeting.message_id
    )
    card = await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "Жоба")
    assert card.labels == ["Бекіту", "Сайт", "Көшіру"]
    tap = world.tap(PARENT, "Бекіту")
    answer = await world.wait_for_answer(tap)
    assert (answer.text, answer.alert) == ("Рақмет", True)
    edited = await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "Бекітілді")
    assert (edited.message_id, edited.buttons) == (card.message_id, [])
    world.send_text(PARENT, "families_bot", "бұйрық")
    document = await world.wait_for_message("families_bot", PARENT, lambda message: "document" in message.body)
    assert (document.text, document.body["document"]["file_name"]) == ("Екі тілде", "бұйрық.pdf")
    world.block(PARENT, "families_bot")
    await world.wait_for_message("families_bot", 502, lambda message: message.text == f"{PARENT} бұғаттады")


async def test_a_polling_dispatcher_talks_to_people(world: World, bot: Bot) -> None:
    dispatcher = _dispatcher()
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await _play(world)
    await dispatcher.stop_polling()
    await polling


@pytest.mark.parametrize("in_background", [False, True])
async def test_a_webhook_dispatcher_talks_to_people(world: World, bot: Bot, *, in_background: bool) -> None:
    dispatcher, app = _dispatcher(), web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=in_background, secret_token="s-1")
    handler.register(app, path="/telegram/families")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/families"
    assert await bot.set_webhook(url, secret_token="s-1", allowed_updates=dispatcher.resolve_used_update_types())
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (url, 0)
    await _play(world)
    assert await bot.delete_webhook()
    await runner.cleanup()


async def test_a_webhook_handler_may_return_a_method(world: World, bot: Bot) -> None:
    dispatcher, app = Dispatcher(), web.Application()

    @dispatcher.message()
    async def echo(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text=f"{message.text}!")

    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, path="/hook")
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
    world.send_text(PARENT, "families_bot", "Сәлем")
    await world.wait_for_message("families_bot", PARENT, lambda message: message.text == "Сәлем!")
    await runner.cleanup()


async def test_every_method_the_bots_need_answers_what_aiogram_parses(world: World, bot: Bot) -> None:
    me = await bot.me()
    assert (me.id, me.username, me.can_join_groups) == (1001, "families_bot", True)
    sent = await bot.send_message(
        PARENT,
        "Бүгін <b>сабақ</b> қашықтан",
        parse_mode=ParseMode.HTML,
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert sent.html_text == "Бүгін <b>сабақ</b> қашықтан"
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == KEYBOARD.model_dump()
    assert sent.link_preview_options is not None
    replied = await bot.send_message(PARENT, "Еске салу", reply_parameters=ReplyParameters(message_id=sent.message_id))
    assert replied.reply_to_message is not None
    edited = await bot.edit_message_reply_markup(chat_id=PARENT, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert edited.reply_markup is None
    copied = await bot.copy_message(502, PARENT, sent.message_id)
    forwarded = await bot.forward_message(502, PARENT, sent.message_id)
    assert copied.message_id < forwarded.message_id
    assert await bot.set_my_commands([BotCommand(command="start", description="Бастау")], language_code="kk")
    assert [command.command for command in await bot.get_my_commands(language_code="kk")] == ["start"]
    assert await bot.set_my_description("Мектеп хабары", language_code="kk")
    assert (await bot.get_my_description(language_code="kk")).description == "Мектеп хабары"
    assert await bot.set_my_short_description("Хабар")
    assert (await bot.get_my_short_description()).short_description == "Хабар"
    assert (await bot.get_my_name()).name == "Мектеп хабары"
    assert (await bot.get_chat(PARENT)).first_name == "Айгүл"
    assert (await bot.get_chat_member(PARENT, PARENT)).status == ChatMemberStatus.MEMBER
    assert await bot.send_chat_action(PARENT, "typing")
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert await bot.delete_message(PARENT, sent.message_id)
    assert await bot.log_out()
    assert await bot.close()


async def test_a_document_is_downloaded_with_aiogram(bot: Bot) -> None:
    sent = await bot.send_document(PARENT, BufferedInputFile(b"%PDF", "a.pdf"))
    assert sent.document is not None
    downloaded = await bot.download(sent.document)
    assert downloaded is not None
    assert downloaded.read() == b"%PDF"


async def test_refusals_arrive_as_the_exceptions_aiogram_has_for_them(world: World, bot: Bot, base_url: str) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(9, "a")
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await bot.send_message(STRANGER, "a")
    world.block(502, "families_bot")
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(502, "a")
    async with _bot(base_url, "1001:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()


async def test_a_flood_names_its_wait(bot: Bot) -> None:
    for _ in range(5):
        await bot.send_message(PARENT, "a")
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(PARENT, "a")
    assert flood.value.retry_after == 5


async def test_a_server_error_is_one_for_aiogram(world: World, bot: Bot) -> None:
    world.faults.arm(Fault(kind=FaultKind.ERROR, times=1))
    with pytest.raises(TelegramServerError):
        await bot.send_message(PARENT, "a")
    assert (await bot.send_message(PARENT, "a")).text == "a"


async def test_a_person_taps_the_newest_button_that_fits(world: World, bot: Bot) -> None:
    first = await bot.send_message(PARENT, "1", reply_markup=KEYBOARD)
    second = await bot.send_message(PARENT, "2", reply_markup=KEYBOARD)
    newest, older = world.tap(PARENT, "approve:1"), world.tap(PARENT, "Бекіту", message_id=first.message_id)
    assert (newest.message_id, older.message_id) == (second.message_id, first.message_id)
