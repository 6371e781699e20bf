"""Carrying a fault out on a real connection, the same way for every provider."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import assert_never

from aiohttp import web

from sandbox.faults.book import Fault, FaultKind, Lie

_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_PORTAL = (
    "<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Please sign in to the network.</p></body></html>"
)
_MALFORMED = '{"ok":true,"result":{"message_id":'


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One call as a provider is about to handle it.

    note: journal that the call was refused, and why.
    deny: journal the refusal and give the provider's own error answer for `flood`, `error` and `refuse`.
    accept: handle the call for good and journal it; given the fault that will spoil the answer, if there is one.
    """

    request: web.Request
    note: Callable[[str, Fault], None]
    deny: Callable[[Fault], web.Response]
    accept: Callable[[Fault | None], Awaitable[web.StreamResponse]]


async def serve(exchange: Exchange, fault: Fault | None) -> web.StreamResponse:
    """Answer the call, well or as badly as the fault demands."""
    if fault is None:
        return await exchange.accept(None)
    match fault.kind:
        case FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            return await exchange.accept(None)
        case FaultKind.RESET_AFTER | FaultKind.HANG_AFTER | FaultKind.LIE:
            return await _spoil(exchange, fault)
        case _:
            return await _turn_away(exchange, fault)


async def _turn_away(exchange: Exchange, fault: Fault) -> web.StreamResponse:
    match fault.kind:
        case FaultKind.FLOOD | FaultKind.ERROR | FaultKind.REFUSE:
            return exchange.deny(fault)
        case FaultKind.BAD_GATEWAY:
            exchange.note("502 Bad Gateway", fault)
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        case FaultKind.HANG:
            exchange.note("hang", fault)
            await asyncio.sleep(fault.seconds)
        case _:
            exchange.note(str(fault.kind), fault)
    return _cut(exchange.request)


async def _spoil(exchange: Exchange, fault: Fault) -> web.StreamResponse:
    answer = await exchange.accept(fault)
    if fault.kind is FaultKind.HANG_AFTER:
        await asyncio.sleep(fault.seconds)
    match fault.lie:
        case None:
            return _cut(exchange.request)
        case Lie.MALFORMED:
            return web.Response(text=_MALFORMED, content_type="application/json")
        case Lie.HTML:
            return web.Response(text=_PORTAL, content_type="text/html")
        case Lie.NEVER_SHOWN | Lie.KMH | Lie.KELVIN | Lie.NULLS | Lie.STALE | Lie.TWICE | Lie.OUT_OF_ORDER:
            return answer
        case _:
            assert_never(fault.lie)


def _cut(request: web.Request) -> web.Response:
    """Reset the connection; the response returned is never written."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
