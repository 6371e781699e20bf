"""The line to one server: connections kept, shared, given up and never trusted too long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from channels import exchange
from channels.base import ChannelClosed, Deferred, Reason, Unknown
from channels.exchange import Exchange
from channels.wire import Answer
from tests.edge.channels.wires import HASTY, PATIENT, Wire, answer, hang, serving


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with serving() as wire:
        yield wire


@asynccontextmanager
async def line(
    url: str, *, patience: timedelta = PATIENT, connections: int = 4, most: int = 65_536
) -> AsyncIterator[Exchange]:
    opened = Exchange(url, timeout=patience, connections=connections, most=most)
    try:
        yield opened
    finally:
        await opened.aclose()


def remembers_connections(wire: Wire) -> set[object]:
    """Note on which connections requests arrive."""
    seen: set[object] = set()

    async def behave(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        seen.add(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True})

    wire.behave = behave
    return seen


async def test_one_connection_carries_request_after_request(wire: Wire) -> None:
    seen = remembers_connections(wire)
    async with line(wire.url) as opened:
        for _ in range(5):
            assert await opened.post(opened.head("/x"), b"{}") == Answer(status=200, headers={}, body=b'{"ok": true}')
    assert len(seen) == 1


async def test_more_calls_than_connections_wait_for_each_other(wire: Wire) -> None:
    seen = remembers_connections(wire)
    async with line(wire.url, connections=2) as opened:
        answers = await asyncio.gather(*(opened.post(opened.head("/x"), b"{}") for _ in range(20)))
    assert [one.status for one in answers if isinstance(one, Answer)] == [200] * 20
    assert len(seen) <= 2


async def test_who_finds_every_connection_taken_is_deferred_in_time(wire: Wire) -> None:
    wire.behave = hang
    async with line(wire.url, connections=1, patience=HASTY) as opened:
        first, second = await asyncio.gather(*(opened.post(opened.head("/x"), b"{}") for _ in range(2)))
    assert first == Unknown(reason=Reason.TIMEOUT)
    assert second == Deferred(reason=Reason.CONNECTION)


async def test_a_cancelled_wait_for_a_connection_takes_none_away(wire: Wire) -> None:
    wire.behave = hang
    async with line(wire.url, connections=1) as opened:
        stuck = asyncio.create_task(opened.post(opened.head("/x"), b"{}"))
        await wire.arrived.wait()
        waiting = asyncio.create_task(opened.post(opened.head("/x"), b"{}"))
        await asyncio.sleep(0)
        waiting.cancel()
        stuck.cancel()
        await asyncio.gather(waiting, stuck, return_exceptions=True)
        wire.behave = answer(200, {"ok": True})
        assert isinstance(await opened.post(opened.head("/x"), b"{}"), Answer)


async def test_a_connection_the_server_gave_up_is_not_used_again(wire: Wire) -> None:
    wire.behave = answer(200, {"ok": True}, headers={"Connection": "close"})
    async with line(wire.url) as opened:
        for _ in range(3):
            assert isinstance(await opened.post(opened.head("/x"), b"{}"), Answer)
    assert len(wire.seen) == 3


async def test_a_connection_that_rested_too_long_is_not_trusted(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "KEEP_ALIVE_S", 0.0)
    seen = remembers_connections(wire)
    async with line(wire.url) as opened:
        for _ in range(3):
            await opened.post(opened.head("/x"), b"{}")
    assert len(seen) == 3


async def test_of_an_endless_answer_only_the_beginning_is_read(wire: Wire) -> None:
    wire.behave = answer(200, "x" * 500_000)
    async with line(wire.url, most=100) as opened:
        assert await opened.post(opened.head("/x"), b"{}") == Answer(status=200, headers={}, body=b"x" * 100)


async def test_closing_ends_the_calls_in_flight_as_unknown(wire: Wire) -> None:
    wire.behave = hang
    async with line(wire.url) as opened:
        call = asyncio.create_task(opened.post(opened.head("/x"), b"{}"))
        await wire.arrived.wait()
        await opened.aclose()
        assert await call == Unknown(reason=Reason.CONNECTION_LOST)
        with pytest.raises(ChannelClosed):
            await opened.post(opened.head("/x"), b"{}")


async def test_what_is_no_http_is_an_unreadable_answer() -> None:
    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server, line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as opened:
        outcome = await opened.post(opened.head("/x"), b"{}")
    # What came before anybody asked ends the connection; what came after cannot be read.
    assert outcome in {Unknown(reason=Reason.UNREADABLE_ANSWER), Unknown(reason=Reason.CONNECTION_LOST)}
