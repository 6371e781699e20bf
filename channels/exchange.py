"""POST to one server at the speed of a region: HTTP/1.1 over kept connections, one request at a time on each.

Why this is not aiohttp stands in docs/adr/0010-how-the-sender-is-fast.md. What the end of a POST means is the same as
in `channels.wire`: trouble before the request was written is `Deferred`, after it `Unknown`. Nothing is sent twice.
"""

import asyncio
import socket
import ssl
from collections import deque
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import aiohappyeyeballs

from channels.base import ChannelClosed, Deferred, Reason, Unknown
from channels.http_answer import AnswerReader, Malformed
from channels.wire import Answer

# A server drops idle connections without a word; we drop them first.
KEEP_ALIVE_S = 15.0
_NAMES_FOR_S = 10.0  # how long a server's addresses are used before they are looked up again
_SECOND_ADDRESS_AFTER_S = 0.25  # RFC 8305
_PORTS = {"http": 80, "https": 443}

Outcome = Answer | Unknown


class Exchange:
    """The connections to one server. base_url: scheme, host and port; a path in it goes before every target.

    timeout: of one POST as a whole; waiting for a connection may take half of it, so that the whole can only run out
    after the request was written. most: how many bytes of an answer are read.
    """

    def __init__(self, base_url: str, *, timeout: timedelta, connections: int, most: int) -> None:
        parts = urlsplit(base_url)
        self._host = parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        self._secure = parts.scheme == "https"
        self._prefix = parts.path.rstrip("/")
        self._authority = parts.netloc.rpartition("@")[2]
        self._timeout_s = timeout.total_seconds()
        self._most = most
        self._slots = _Slots(connections)
        self._names = _Names(self._host, self._port)
        self._tls: ssl.SSLContext | None = None
        self._idle: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._closed = False

    def head(self, target: str) -> bytes:
        """Return the head of a POST of JSON to a target, up to the length of its body."""
        fields = (
            f"POST {self._prefix}{target} HTTP/1.1",
            f"Host: {self._authority}",
            "User-Agent: boran",
            "Accept: application/json",
            "Content-Type: application/json",
            "Content-Length: ",
        )
        return "\r\n".join(fields).encode("ascii")

    async def post(self, head: bytes, body: bytes) -> Answer | Deferred | Unknown:
        """Send once and read the answer. Raises `ChannelClosed` after `aclose`; follows no redirect, never retries."""
        self.require_open()
        deadline = asyncio.get_running_loop().time() + self._timeout_s
        try:
            connection = await self._connection()
        except OSError:  # no name, no route, no greeting, no certificate to trust, no time
            return Deferred(reason=Reason.CONNECTION)
        try:
            return await connection.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body), self._most, deadline)
        finally:
            self._give_back(connection)

    def require_open(self) -> None:
        if self._closed:
            raise ChannelClosed("this channel is closed: build a new one")

    async def aclose(self) -> None:
        """Cut every connection; who still waits for an answer hears that the line was lost."""
        self._closed = True
        for connection in self._open:
            connection.cut()
        await asyncio.gather(*(connection.lost for connection in self._open))

    async def _connection(self) -> "_Connection":
        """Take a slot and a connection. Raises `OSError`, also when half of the time is over."""
        if self._idle and self._slots.take():
            if kept := self._kept():
                return kept
            self._slots.give_back()
        async with asyncio.timeout(self._timeout_s / 2):
            await self._slots.wait()
            try:
                return self._kept() or await self._opened()
            except BaseException:
                self._slots.give_back()
                raise

    def _kept(self) -> "_Connection | None":
        """Return a connection that has carried a request lately; drop those that have not."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.usable and now - connection.idle_since < KEEP_ALIVE_S:
                return connection
            connection.cut()
        return None

    async def _opened(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        reached = await aiohappyeyeballs.start_connection(
            await self._names.found(), happy_eyeballs_delay=_SECOND_ADDRESS_AFTER_S, loop=loop
        )
        secured: dict[str, Any] = {"ssl": self._trust(), "server_hostname": self._host} if self._secure else {}
        try:
            _, connection = await loop.create_connection(_Connection, sock=reached, **secured)
        except BaseException:
            reached.close()
            raise
        if self._closed:
            connection.cut()
            raise ConnectionAbortedError
        self._open.add(connection)
        connection.lost.add_done_callback(lambda _: self._open.discard(connection))
        return connection

    def _trust(self) -> ssl.SSLContext:
        self._tls = self._tls or ssl.create_default_context()
        return self._tls

    def _give_back(self, connection: "_Connection") -> None:
        self._slots.give_back()
        if connection.usable:
            self._idle.append(connection)
        else:
            connection.cut()


class _Slots:
    """How many connections may be in use; who comes first gets the next that is free."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self) -> bool:
        """Take a slot if one is free."""
        if self._free:
            self._free -= 1
            return True
        return False

    async def wait(self) -> None:
        """Take a slot, when there is one."""
        if self.take():
            return
        handed = asyncio.get_running_loop().create_future()
        self._waiting.append(handed)
        try:
            await handed
        except asyncio.CancelledError:
            if handed.done() and not handed.cancelled():
                self.give_back()  # it came too late
            raise

    def give_back(self) -> None:
        while self._waiting:
            handed = self._waiting.popleft()
            if not handed.done():
                handed.set_result(None)
                return
        self._free += 1


class _Names:
    """The addresses of one host: looked up once for everybody who asks at the same time."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._known: list[Any] = []
        self._until = 0.0
        self._looking = asyncio.Lock()

    async def found(self) -> list[Any]:
        loop = asyncio.get_running_loop()
        async with self._looking:
            if loop.time() >= self._until:
                self._known = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
                self._until = loop.time() + _NAMES_FOR_S
        return self._known


class _Connection(asyncio.Protocol):
    """One connection and the request on it. lost: done when it is gone."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._loop = loop
        self.lost: asyncio.Future[None] = loop.create_future()
        self.idle_since = loop.time()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Outcome] | None = None
        self._reader: AnswerReader | None = None
        self._spent = False

    @property
    def usable(self) -> bool:
        return not self._spent and self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, most: int, deadline: float) -> Outcome:
        """Write a request and return its answer, or that nobody knows. A connection that was cancelled is spent."""
        assert self._transport is not None
        self._answer = self._loop.create_future()
        self._reader = AnswerReader(most)
        self._spent = True  # until the answer says otherwise
        self._transport.write(request)
        timer = self._loop.call_at(deadline, self._say, Unknown(reason=Reason.TIMEOUT))
        try:
            return await self._answer
        finally:
            timer.cancel()
            self._answer = None

    def cut(self) -> None:
        self._spent = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done() or self._reader is None:
            self.cut()  # nobody asked
            return
        try:
            answer = self._reader.feed(data)
        except Malformed:
            self._say(Unknown(reason=Reason.UNREADABLE_ANSWER))
            return
        if answer is not None:
            self._spent = not self._reader.reusable
            self.idle_since = self._loop.time()
            self._say(answer)

    def connection_lost(self, _error: Exception | None) -> None:
        self._spent = True
        ended = self._reader.end() if self._reader is not None else None
        self._say(ended or Unknown(reason=Reason.CONNECTION_LOST))
        if not self.lost.done():
            self.lost.set_result(None)

    def _say(self, outcome: Outcome) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(outcome)
