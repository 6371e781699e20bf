"""Flood limits with Telegram's own bodies, and the line in the journal before the answer."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import aiohttp

from sandbox.clock import RunningClock
from sandbox.server import running
from sandbox.telegram.network import Strangers
from sandbox.world import World
from tests.edge.sandbox.conftest import FAMILIES, PARENT, START, Caller, read_journal
from tests.hand_clock import HandClock

TOO_MANY = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 5",
    "parameters": {"retry_after": 5},
}


async def test_a_flood_is_answered_with_the_wait_in_body_and_header(call: Caller, clock: HandClock) -> None:
    answers = [await call.send() for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[5].body == TOO_MANY
    assert answers[5].headers["Retry-After"] == "5"
    clock.advance(5)
    assert (await call.send()).status == 200


async def test_a_bot_sends_thirty_messages_a_second_to_all_its_chats(
    call: Caller, world: World, clock: HandClock
) -> None:
    for number in range(2000, 2031):
        world.add_person(number, first_name="a", started=["families_bot"])
    answers = [await call.send(chat_id=number) for number in range(2000, 2031)]
    assert [answer.status for answer in answers] == [200] * 30 + [429]
    assert answers[30].body["parameters"] == {"retry_after": 1}
    other = await call.bot("sendMessage", "1002:staff-token", chat_id=PARENT, text="a")
    assert other.status == 200
    clock.advance(1)
    assert (await call.send(chat_id=2030)).status == 200


async def test_a_group_takes_twenty_messages_a_minute(call: Caller, world: World, clock: HandClock) -> None:
    world.add_group(-1001, "5 «А»", bots=["families_bot"])
    statuses = []
    for _ in range(21):
        statuses.append((await call.send(chat_id=-1001)).status)
        clock.advance(1)
    assert statuses == [200] * 20 + [429]


async def test_a_refused_message_is_neither_shown_nor_counted(call: Caller, world: World) -> None:
    for _ in range(9):
        await call.send("", PARENT)
    assert (await call.send("a")).status == 200
    assert [message.text for message in world.messages(PARENT)] == ["a"]


async def test_without_limits_nothing_is_flooded() -> None:
    world = World(limits=False, strangers=Strangers.WELCOME)
    async with running(world) as url, aiohttp.ClientSession() as session:
        call = Caller(url, session)
        answers = await asyncio.gather(*(call.send(chat_id=9) for _ in range(60)))
    assert {answer.status for answer in answers} == {200}


async def test_a_welcome_stranger_has_pressed_start_everywhere() -> None:
    world = World(strangers=Strangers.WELCOME)
    async with running(world) as url, aiohttp.ClientSession() as session:
        call = Caller(url, session)
        assert (await call.send(chat_id=987)).status == 200
        assert (await call.send(chat_id=-987)).body["description"] == "Bad Request: chat not found"
    assert world.person(987).stranger


async def test_limits_and_dates_follow_a_moved_clock() -> None:
    world = World(clock=RunningClock(start=START, rate=1000.0), strangers=Strangers.WELCOME)
    async with running(world) as url, aiohttp.ClientSession() as session:
        call = Caller(url, session)
        sent = (await call.send(chat_id=1)).body["result"]["date"]
        statuses = [(await call.send(chat_id=1)).status for _ in range(400)]
    assert 0 <= sent - START.timestamp() < 3600
    assert 429 in statuses
    assert datetime.fromisoformat(world.journal.entries()[0]["at"]).date() == START.date()


async def test_the_line_is_in_the_file_before_the_answer_is_written(call: Caller, journal_path: Path) -> None:
    async def lines_when_answered(number: int) -> tuple[int, int]:
        answer = await call.send(f"хабар {number}", chat_id=PARENT)
        seen = read_journal(journal_path)
        wanted = [line for line in seen if line["text"] == f"хабар {number}"]
        return answer.status, len(wanted)

    answers = await asyncio.gather(*(lines_when_answered(number) for number in range(12)))
    assert sorted(answers) == [(200, 1)] * 5 + [(429, 1)] * 7


async def test_the_journal_tells_who_sent_what_to_whom(call: Caller, journal_path: Path) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Таныстым", "callback_data": "ack:1"}]]}
    await call.send("<b>Бұйрық</b>", parse_mode="HTML", reply_markup=keyboard)
    await call.send(chat_id=9)
    await call.bot("getMe", "hello")
    await call.bot("getMe")
    at, account = "2026-01-16T06:45:00.000+05:00", "1001"
    assert read_journal(journal_path) == [
        {
            "at": at,
            "provider": "telegram",
            "account": account,
            "method": "sendMessage",
            "to": str(PARENT),
            "text": "Бұйрық",
            "id": "1",
            "reply_markup": keyboard,
        },
        {
            "at": at,
            "provider": "telegram",
            "account": account,
            "method": "sendMessage",
            "to": "9",
            "text": "Сәлем",
            "id": None,
            "refused": "Bad Request: chat not found",
        },
        {
            "at": at,
            "provider": "telegram",
            "account": "unknown",
            "method": "getMe",
            "to": None,
            "text": None,
            "id": None,
            "refused": "Unauthorized: invalid token specified",
        },
    ]


async def test_no_token_stands_in_the_journal(call: Caller, journal_path: Path) -> None:
    await call.send()
    await call.bot("getMe", "1001:a-wrong-token")
    await call.bot("setMyCommands", commands=[{"command": "start", "description": "a"}])
    text = json.dumps(read_journal(journal_path))
    assert FAMILIES not in text
    assert "token" not in text
