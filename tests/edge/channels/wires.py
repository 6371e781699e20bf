"""A real server on loopback that misbehaves on demand, and what both channels need to be held to one contract."""

import asyncio
import json
import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from channels.base import Accepted, Channel, Deferred, Message, Reason, Refused, SendOutcome, Unknown
from channels.telegram import TelegramChannel
from channels.webhook import WebhookChannel

PATIENT = timedelta(seconds=10)
HASTY = timedelta(milliseconds=300)

TOKEN = "4242:very-secret-token"
SECRET = "whsec_" + b64encode(b"a webhook secret of 32 characters").decode()
CHAT = "77010009988"
TEXT = "Қашықтан оқыту: 0–4-сынып"

# What the far end does with one request; a wire that speaks no HTTP has behaviours of its own shape.
Behaviour = Any
HttpBehaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(kw_only=True)
class Wire:
    """The far end: set `behave`, look at `seen`."""

    url: str
    behave: Behaviour
    seen: list[Seen] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)


def answer(status: int, body: Any = "", *, headers: dict[str, str] | None = None) -> HttpBehaviour:
    """Answer like this: JSON unless the body is a string."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        content = body if isinstance(body, str) else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        return web.Response(status=status, text=content, content_type=kind, headers=headers)

    return behave


async def hang(_request: web.Request) -> web.StreamResponse:
    """Take the request and say nothing."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets this event")


async def cut(request: web.Request) -> web.StreamResponse:
    """Take the request and cut the line."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def drip(request: web.Request) -> web.StreamResponse:
    """Answer 200 and then one byte now and then, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


@asynccontextmanager
async def serving() -> AsyncIterator[Wire]:
    """Run a server whose behaviour may be changed at any time."""
    wire = Wire(url="", behave=answer(200, {"ok": True, "result": {"message_id": 7}}))

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        wire.seen.append(Seen(path=request.path_qs, headers=dict(request.headers), body=body))
        wire.arrived.set()
        behaviour: HttpBehaviour = wire.behave
        return await behaviour(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield wire
    finally:
        await runner.cleanup()


@contextmanager
def deaf() -> Iterator[str]:
    """Let connections come about and never answer a TLS greeting: the request cannot be written."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Kit:
    """What the contract suite needs to know of one channel.

    outcomes: what the far end does, and what that means; the first one is the welcome.
    dripped: what an answer that never ends means, in which one channel reads nothing but the status.
    serving: runs its far end; hang, cut, drip: how that one stays silent, cuts the line, never ends, once it has all.
    """

    name: str
    secrets: tuple[str, ...]
    build: Callable[[str, timedelta], Channel]
    message: Callable[[str, str], Message]
    names_recipient: Callable[[Seen], bool]
    dripped: SendOutcome
    outcomes: tuple[tuple[str, Behaviour, SendOutcome], ...]
    serving: Callable[[], AbstractAsyncContextManager[Wire]] = serving
    hang: Behaviour = hang
    cut: Behaviour = cut
    drip: Behaviour = drip

    @property
    def welcome(self) -> Behaviour:
        return self.outcomes[0][1]

    @property
    def accepted(self) -> SendOutcome:
        return self.outcomes[0][2]


def _error(code: int, description: str, **parameters: int) -> Behaviour:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return answer(code, body)


def _telegram(url: str, timeout: timedelta) -> Channel:
    return TelegramChannel(TOKEN, base_url=url, timeout=timeout)


def _webhook(_url: str, timeout: timedelta) -> Channel:
    async def secrets_for(_address: str) -> tuple[str, ...]:
        return (SECRET,)

    return WebhookChannel(secrets_for, now, timeout=timeout, allow_private=True)


TELEGRAM = Kit(
    name="telegram",
    secrets=(TOKEN, CHAT, TEXT),
    build=_telegram,
    message=lambda _url, key: Message(key=key, address=CHAT, text=TEXT),
    names_recipient=lambda seen: seen.json["chat_id"] == int(CHAT),
    dripped=Unknown(reason=Reason.TIMEOUT),
    outcomes=(
        ("accepted", answer(200, {"ok": True, "result": {"message_id": 7}}), Accepted(message_id="7")),
        ("accepted, message cannot be read", answer(200, {"ok": True, "result": True}), Accepted()),
        ("200 in HTML", answer(200, "<html>portal</html>"), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("200 without ok", answer(200, {"ok": False}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        (
            "429 with the wait in the body",
            _error(429, "Too Many Requests: retry after 7", retry_after=7),
            Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(seconds=7)),
        ),
        (
            "429 from the front, wait in the header",
            answer(429, "<html></html>", headers={"Retry-After": "3"}),
            Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(seconds=3)),
        ),
        ("429 without a wait", answer(429, ""), Deferred(reason=Reason.RATE_LIMITED)),
        ("blocked", _error(403, "Forbidden: bot was blocked by the user"), Refused(reason=Reason.BLOCKED)),
        ("kicked", _error(403, "Forbidden: bot was kicked from the group chat"), Refused(reason=Reason.BLOCKED)),
        ("deactivated", _error(403, "Forbidden: user is deactivated"), Refused(reason=Reason.DEACTIVATED)),
        (
            "never pressed Start",
            _error(403, "Forbidden: bot can't initiate conversation with a user"),
            Refused(reason=Reason.NOT_STARTED),
        ),
        ("no such chat", _error(400, "Bad Request: chat not found"), Refused(reason=Reason.BAD_ADDRESS)),
        (
            "the group moved",
            _error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001234567890),
            Refused(reason=Reason.MOVED, new_address="-1001234567890"),
        ),
        ("too long", _error(400, "Bad Request: message is too long"), Refused(reason=Reason.BAD_CONTENT)),
        ("wrong token", _error(401, "Unauthorized"), Refused(reason=Reason.UNAUTHORISED)),
        ("no such bot", _error(404, "Not Found"), Refused(reason=Reason.UNAUTHORISED)),
        ("server error", _error(500, "Internal Server Error"), Deferred(reason=Reason.SERVER_ERROR)),
        ("bad gateway in HTML", answer(502, "<html>502</html>"), Deferred(reason=Reason.SERVER_ERROR)),
        (
            "redirect",
            answer(302, "", headers={"Location": "/elsewhere"}),
            Deferred(reason=Reason.SERVER_ERROR),
        ),
    ),
)

WEBHOOK = Kit(
    name="webhook",
    secrets=(SECRET, SECRET.removeprefix("whsec_"), TEXT),
    build=_webhook,
    message=lambda url, key: Message(key=key, address=f"{url}/hook", text=json.dumps({"type": "x", "text": TEXT})),
    names_recipient=lambda seen: seen.path == "/hook",
    dripped=Accepted(),
    outcomes=(
        ("accepted", answer(200, {"ok": True}), Accepted()),
        ("accepted without a body", answer(204), Accepted()),
        ("gone", answer(410), Refused(reason=Reason.GONE)),
        (
            "429",
            answer(429, "", headers={"Retry-After": "30"}),
            Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(seconds=30)),
        ),
        (
            "overloaded, with a wait",
            answer(503, "", headers={"Retry-After": "120"}),
            Deferred(reason=Reason.SERVER_ERROR, retry_after=timedelta(seconds=120)),
        ),
        ("server error", answer(500, "boom"), Deferred(reason=Reason.SERVER_ERROR)),
        ("bad gateway in HTML", answer(502, "<html>502</html>"), Deferred(reason=Reason.SERVER_ERROR)),
        ("not found", answer(404), Deferred(reason=Reason.SERVER_ERROR)),
        (
            "redirect",
            answer(302, "", headers={"Location": "/elsewhere"}),
            Deferred(reason=Reason.SERVER_ERROR),
        ),
        ("nonsense as a wait", answer(500, "", headers={"Retry-After": "soon"}), Deferred(reason=Reason.SERVER_ERROR)),
    ),
)

KITS = (TELEGRAM, WEBHOOK)
