"""A pretend outside world on loopback, with two bots and three people."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.server import running
from sandbox.world import World
from tests.hand_clock import HandClock

FAMILIES = "1001:families-token"
STAFF = "1002:staff-token"
PARENT, HEAD, STRANGER = 501, 502, 503
START = datetime.fromisoformat("2026-01-16T06:45:00+05:00")


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]


class Caller:
    """A bare client: sees answers exactly as they come."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self.base_url = base_url
        self.session = session

    async def bot(self, method: str, token: str = FAMILIES, **parameters: Any) -> Answer:
        return await self.post(f"/telegram/bot{token}/{method}", parameters)

    async def send(self, text: str = "Сәлем", chat_id: int | str = PARENT, **parameters: Any) -> Answer:
        return await self.bot("sendMessage", chat_id=chat_id, text=text, **parameters)

    async def post(self, path: str, body: Any, **options: Any) -> Answer:
        async with self.session.post(self.base_url + path, json=body, **options) as answer:
            return await _read(answer)

    async def get(self, path: str, **query: str) -> Answer:
        async with self.session.get(self.base_url + path, params=query) as answer:
            return await _read(answer)


async def _read(answer: aiohttp.ClientResponse) -> Answer:
    body = await answer.json() if answer.content_type == "application/json" else await answer.text()
    return Answer(status=answer.status, body=body, headers=dict(answer.headers))


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
async def world(clock: HandClock, journal_path: Path) -> AsyncIterator[World]:
    """Parent and head pressed Start at both bots; the third person never did."""
    world = World(clock=clock, journal=journal_path)
    world.add_bot(FAMILIES, username="families_bot", first_name="Мектеп хабары")
    world.add_bot(STAFF, username="staff_bot")
    bots = ["families_bot", "staff_bot"]
    world.add_person(PARENT, first_name="Айгүл", language_code="kk", phone="+77010000001", started=bots)
    world.add_person(HEAD, first_name="Ирина", last_name="Ковалёва", phone="+77010000002", started=bots)
    world.add_person(STRANGER, first_name="Пётр", phone="+77010000003")
    yield world
    await world.close()


@pytest.fixture
async def base_url(world: World) -> AsyncIterator[str]:
    async with running(world) as url:
        yield url


@pytest.fixture
async def call(base_url: str) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(base_url, session)


def read_journal(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
