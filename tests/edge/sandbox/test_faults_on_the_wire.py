"""Every fault, seen from the other end of the connection."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from sandbox.faults.book import Fault, FaultKind, Lie, Target
from sandbox.world import World
from tests.edge.sandbox.conftest import HEAD, PARENT, Caller, read_journal
from tests.hand_clock import HandClock


def _lines(journal_path: Path) -> list[tuple[str | None, str | None]]:
    entries = read_journal(journal_path)
    return [(entry.get("refused"), entry.get("fault")) for entry in entries]


async def test_a_flood_bans_the_bot_from_sending_for_its_seconds(
    call: Caller, world: World, clock: HandClock, journal_path: Path
) -> None:
    world.faults.arm(Fault(kind=FaultKind.FLOOD, seconds=7, times=1, account="families_bot"))
    first = await call.send()
    assert (first.status, first.headers["Retry-After"]) == (429, "7")
    assert first.body["parameters"] == {"retry_after": 7}
    clock.advance(3)
    assert (await call.send(chat_id=HEAD)).body["parameters"] == {"retry_after": 4}
    assert (await call.bot("getMe")).status == 200
    assert (await call.bot("sendMessage", "1002:staff-token", chat_id=PARENT, text="a")).status == 200
    clock.advance(4)
    assert (await call.send()).status == 200
    assert _lines(journal_path) == [
        ("Too Many Requests: retry after 7", "flood"),
        ("Too Many Requests: retry after 4", None),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("fault", "status", "description"),
    [
        (Fault(kind=FaultKind.ERROR), 500, "Internal Server Error"),
        (Fault(kind=FaultKind.ERROR, status=503, description="Bot API is down"), 503, "Bot API is down"),
        (
            Fault(kind=FaultKind.REFUSE, status=403, description="Forbidden: user is deactivated"),
            403,
            "Forbidden: user is deactivated",
        ),
        (Fault(kind=FaultKind.REFUSE), 400, "Bad Request"),
    ],
)
async def test_an_error_has_the_provider_s_own_body(
    call: Caller, world: World, journal_path: Path, *, fault: Fault, status: int, description: str
) -> None:
    world.faults.arm(fault)
    answer = await call.send()
    assert (answer.status, answer.body) == (status, {"ok": False, "error_code": status, "description": description})
    assert _lines(journal_path) == [(description, fault.kind)]
    assert world.messages(PARENT) == []


async def test_a_bad_gateway_answers_with_a_page(call: Caller, world: World, journal_path: Path) -> None:
    world.faults.arm(Fault(kind=FaultKind.BAD_GATEWAY))
    answer = await call.send()
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert "502 Bad Gateway" in answer.body
    assert _lines(journal_path) == [("502 Bad Gateway", "bad_gateway")]
    assert world.messages(PARENT) == []


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (FaultKind.RESET_BEFORE, 0),
        (FaultKind.HANG, 0),
        (FaultKind.RESET_AFTER, 1),
        (FaultKind.HANG_AFTER, 1),
    ],
)
async def test_a_connection_may_be_cut_before_or_after_accepting(
    call: Caller, world: World, journal_path: Path, kind: FaultKind, shown: int
) -> None:
    world.faults.arm(Fault(kind=kind, seconds=0.01, times=1))
    with pytest.raises(aiohttp.ClientConnectionError):
        await call.send()
    assert len(world.messages(PARENT)) == shown
    assert _lines(journal_path) == [(None if shown else kind, kind)]
    assert (await call.send()).status == 200


async def test_a_hang_lasts_longer_than_the_caller_s_patience(call: Caller, world: World) -> None:
    world.faults.arm(Fault(kind=FaultKind.HANG, seconds=60, times=1))
    with pytest.raises(asyncio.TimeoutError):
        await call.post(
            "/telegram/bot1001:families-token/sendMessage",
            {"chat_id": PARENT, "text": "a"},
            timeout=aiohttp.ClientTimeout(total=0.05),
        )
    assert (await call.send()).status == 200


async def test_a_slow_answer_is_an_ordinary_one(call: Caller, world: World, journal_path: Path) -> None:
    world.faults.arm(Fault(kind=FaultKind.SLOW, seconds=0.01))
    assert (await call.send()).status == 200
    assert _lines(journal_path) == [(None, None)]


async def test_a_malformed_answer_comes_although_the_message_was_accepted(
    call: Caller, world: World, journal_path: Path
) -> None:
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.MALFORMED))
    with pytest.raises(json.JSONDecodeError):
        await call.send()
    assert len(world.messages(PARENT)) == 1
    assert _lines(journal_path) == [(None, "lie:malformed")]


async def test_an_html_page_may_come_with_status_200(call: Caller, world: World) -> None:
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.HTML))
    answer = await call.send()
    assert answer.status == 200
    assert answer.body.startswith("<!DOCTYPE html>")


async def test_a_message_may_be_accepted_and_never_shown(call: Caller, world: World, journal_path: Path) -> None:
    number = (await call.send("Жоба")).body["result"]["message_id"]
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.NEVER_SHOWN))
    assert (await call.send()).body["ok"]
    assert (await call.bot("editMessageText", chat_id=PARENT, message_id=number, text="Бекітілді")).body["ok"]
    assert [message.text for message in world.messages(PARENT)] == ["Жоба"]
    assert _lines(journal_path)[1:] == [(None, "lie:never_shown")] * 2


async def test_faults_come_and_go_by_the_sandbox_s_clock(call: Caller, world: World, clock: HandClock) -> None:
    since, until = (datetime.fromisoformat(f"2026-01-16T06:{minute}:00+05:00") for minute in (50, 55))
    world.faults.arm(Fault(kind=FaultKind.ERROR, since=since, until=until, chat=str(PARENT)))
    statuses = []
    for _ in range(3):
        statuses += [(await call.send()).status, (await call.send(chat_id=HEAD)).status]
        clock.advance(300)
    assert statuses == [200, 200, 500, 200, 200, 200]


async def test_a_poll_may_fail_too(call: Caller, world: World) -> None:
    world.faults.arm(Fault(kind=FaultKind.BAD_GATEWAY, method="getUpdates", times=1))
    assert (await call.bot("getUpdates")).status == 502
    assert (await call.bot("getUpdates")).status == 200


async def test_a_fault_can_name_a_chat_of_any_provider(world: World) -> None:
    world.faults.arm(Fault(kind=FaultKind.ERROR, provider="aviationweather", chat="*UAUU*"))
    target = Target(provider="aviationweather", accounts=("",), method="metar", chat="UACC,UAUU")
    assert world.faults.strike(target, world.clock.now()) is not None
