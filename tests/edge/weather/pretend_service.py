"""A weather service on loopback that answers what the test tells it, well or badly."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class PretendService:
    """`behave` is set by the test; requests are kept; `released` ends answers that hang."""

    url: str = ""
    requests: list[web.Request] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    behave: Handler | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        assert self.behave is not None
        return await self.behave(request)

    def says(self, body: str, *, status: int = 200, content_type: str = "application/json") -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(text=body, status=status, content_type=content_type)

        self.behave = answer

    async def hang(self, request: web.Request) -> web.StreamResponse:
        """Send the head and one byte, then nothing more."""
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"[")
        await self.released.wait()
        return response

    async def never_answer(self, _: web.Request) -> web.StreamResponse:
        await self.released.wait()
        return web.Response()

    async def reset(self, request: web.Request) -> web.StreamResponse:
        """Break the connection in the middle of the body."""
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"[{")
        assert request.transport is not None
        request.transport.abort()
        return response

    async def flood(self, request: web.Request) -> web.StreamResponse:
        """Send a body without end, until the other side has had enough."""
        response = web.StreamResponse()
        await response.prepare(request)
        while not self.released.is_set():
            try:
                await response.write(b" " * 65_536)
            except ConnectionError:
                break
        return response


@asynccontextmanager
async def pretend_service() -> AsyncIterator[PretendService]:
    service = PretendService()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", service.handle)
    async with TestServer(application) as server:
        service.url = str(server.make_url("")).rstrip("/")
        try:
            yield service
        finally:
            service.released.set()
