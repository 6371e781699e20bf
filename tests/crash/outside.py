"""A Telegram in a process of its own that takes everything and, when told to, kills the sender at a given message."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web

from tests.crash.points import Shot

THINKS_S = 0.004  # long enough for many messages to be in flight at once


@dataclass(kw_only=True)
class Outside:
    """taken: the chats written to, in order. aimed: whom to kill at which message."""

    taken: list[int] = field(default_factory=list)
    aimed: tuple[int, Shot, int] | None = None
    busy: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.busy += 1
        try:
            body = await request.json()
            self.taken.append(body["chat_id"])
            self._shoot(answered=False)
            await asyncio.sleep(THINKS_S)
            result = {"message_id": len(self.taken), "date": 1, "chat": {"id": body["chat_id"], "type": "private"}}
            answer = web.json_response({"ok": True, "result": result})
            await answer.prepare(request)
            await answer.write_eof()
            self._shoot(answered=True)
            return answer
        finally:
            self.busy -= 1

    def _shoot(self, *, answered: bool) -> None:
        if self.aimed is None:
            return
        victim, shot, due = self.aimed
        if len(self.taken) >= due and shot.answered == answered:
            self.aimed = None
            os.kill(victim, signal.SIGKILL)

    async def obey(self, order: tuple[str, Any]) -> Any:
        verb, argument = order
        if verb == "aim":
            victim, shot = argument
            self.aimed = (victim, shot, len(self.taken) + shot.messages)
            return None
        if verb == "settle":
            self.aimed = None
            while self.busy:  # noqa: ASYNC110 - what a dead sender had written arrives all the same
                await asyncio.sleep(THINKS_S)
        return list(self.taken)


async def _serve(wire: Connection) -> None:
    outside = Outside()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", outside.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await _listen(wire, outside.obey)
    await runner.cleanup()


async def _listen(wire: Connection, obey: Callable[[tuple[str, Any]], Awaitable[Any]]) -> None:
    heard = asyncio.Event()
    asyncio.get_running_loop().add_reader(wire.fileno(), heard.set)
    while True:
        await heard.wait()
        heard.clear()
        while wire.poll():
            try:
                order = wire.recv()
            except EOFError:
                return
            if order[0] == "end":
                return
            wire.send(await obey(order))


def serve(wire: Connection) -> None:
    """Run until told to end: the body of the process."""
    asyncio.run(_serve(wire))
