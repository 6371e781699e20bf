"""What leaves for Telegram, byte by byte."""

import json
from typing import Any

import pytest
from telegram import InlineKeyboardMarkup

from channels.base import Accepted, Button, Message, Reason, Refused, SendOutcome
from channels.telegram import CAPABILITIES, TelegramChannel
from dispatch.parity import MAX_LENGTH
from tests.edge.channels.wires import PATIENT, TOKEN, answer, serving


async def requested(message: Message) -> tuple[str, Any]:
    """Return path and body of the request one message makes."""
    async with serving() as wire:
        channel = TelegramChannel(TOKEN, base_url=f"{wire.url}/telegram/", timeout=PATIENT)
        await channel.send(message)
        await channel.aclose()
        [seen] = wire.seen
        assert seen.headers["Content-Type"] == "application/json"
        return seen.path, seen.json


async def test_a_plain_text_goes_to_the_bots_own_address_without_a_preview() -> None:
    path, body = await requested(Message(key="d1", address="77010009988", text="«0–4-сынып» \\ 😀"))
    assert path == f"/telegram/bot{TOKEN}/sendMessage"
    assert body == {
        "chat_id": 77010009988,
        "text": "«0–4-сынып» \\ 😀",
        "link_preview_options": {"is_disabled": True},
    }


async def test_a_public_channel_is_reached_by_its_name() -> None:
    _, body = await requested(Message(key="d1", address="@kst_school_1", text="x"))
    assert body["chat_id"] == "@kst_school_1"


async def test_an_account_that_pays_says_so() -> None:
    async with serving() as wire:
        channel = TelegramChannel(TOKEN, base_url=wire.url, timeout=PATIENT, paid=True)
        await channel.send(Message(key="d1", address="1", text="x"))
        await channel.aclose()
        assert [seen.json["allow_paid_broadcast"] for seen in wire.seen] == [True]


async def test_what_replaces_an_earlier_message_edits_it_in_place() -> None:
    path, body = await requested(
        Message(key="d1", address="7", text="x", buttons=((Button(label="OK", data="ok"),),), edits="42")
    )
    assert path == f"/telegram/bot{TOKEN}/editMessageText"
    assert (body["chat_id"], body["message_id"], body["text"]) == (7, 42, "x")
    assert body["reply_markup"] == {"inline_keyboard": [[{"text": "OK", "callback_data": "ok"}]]}


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Bad Request: message is not modified: specified new message content …", Accepted(message_id="42")),
        ("Bad Request: message to edit not found", Refused(reason=Reason.BAD_CONTENT)),
    ],
)
async def test_an_edit_that_was_made_before_is_made(description: str, expected: SendOutcome) -> None:
    async with serving() as wire:
        wire.behave = answer(400, {"ok": False, "error_code": 400, "description": description})
        channel = TelegramChannel(TOKEN, base_url=wire.url, timeout=PATIENT)
        assert await channel.send(Message(key="d1", address="7", text="x", edits="42")) == expected
        await channel.aclose()


@pytest.mark.parametrize("edits", ["x", "-1", "4 2", '1,"text":"forged"'])
async def test_a_message_without_a_number_cannot_be_edited(edits: str) -> None:
    async with serving() as wire:
        channel = TelegramChannel(TOKEN, base_url=wire.url, timeout=PATIENT)
        message = Message(key="d1", address="7", text="x", edits=edits)
        assert await channel.send(message) == Refused(reason=Reason.BAD_ADDRESS)
        await channel.aclose()
        assert wire.seen == []


async def test_groups_have_negative_numbers_and_silence_is_asked_for() -> None:
    _, body = await requested(Message(key="d1", address="-1001234567890", text="x", silent=True))
    assert body["chat_id"] == -1001234567890
    assert body["disable_notification"] is True


async def test_buttons_are_read_by_an_independent_library_as_they_were_meant() -> None:
    rows = (
        (Button(label="Бекіту", data="ap:1"), Button(label="Қайтару", data="rt:1")),
        (Button(label="Проверить", url="https://example.org/v/K7"), Button(label="Копия", copy="K7Q4MD22")),
    )
    _, body = await requested(Message(key="d1", address="1", text="x", buttons=rows))
    keyboard = InlineKeyboardMarkup.de_json(body["reply_markup"], None).inline_keyboard
    assert [[button.text for button in row] for row in keyboard] == [["Бекіту", "Қайтару"], ["Проверить", "Копия"]]
    assert [button.callback_data for button in keyboard[0]] == ["ap:1", "rt:1"]
    assert keyboard[1][0].url == "https://example.org/v/K7"
    assert keyboard[1][1].copy_text is not None
    assert keyboard[1][1].copy_text.text == "K7Q4MD22"


@pytest.mark.parametrize("address", ["", "@", "@kst-1", '@a","b":"c', "12 34", "1e9", '1,"text":"forged"', "٣"])
async def test_an_address_that_is_no_chat_number_never_leaves(address: str) -> None:
    async with serving() as wire:
        channel = TelegramChannel(TOKEN, base_url=wire.url, timeout=PATIENT)
        assert await channel.send(Message(key="d1", address=address, text="x")) == Refused(reason=Reason.BAD_ADDRESS)
        await channel.aclose()
        assert wire.seen == []


def test_planning_refuses_what_telegram_would_not_take() -> None:
    assert CAPABILITIES.max_length == MAX_LENGTH


async def test_a_text_is_encoded_whole_whatever_it_holds() -> None:
    text = json.dumps({"quotes": '"', "newline": "\n", "kazakh": "әғқңөұүһі"})
    _, body = await requested(Message(key="d1", address="1", text=text))
    assert body["text"] == text
