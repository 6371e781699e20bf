"""A Bot API that costs next to nothing: it reads a request, keeps when it came, and answers like Telegram.

It runs in a process of its own, so that it takes no time from what is measured. `python -m boran.bench.provider` prints
its address and serves until its input ends. What it saw is asked for with `GET /seen`; `POST /behave` sets how it
behaves from now on and forgets what it saw.
"""

import asyncio
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

import orjson
import uvloop

_TEXT = "Бүгін сабақ қашықтан өтеді. " * 12
_SENT = orjson.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 4_242,
            "from": {"id": 1, "is_bot": True, "first_name": "Boran", "username": "boran_bot"},
            "chat": {"id": 7, "first_name": "A", "type": "private"},
            "date": 1_768_500_000,
            "text": _TEXT,
        },
    }
)
_ME = orjson.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Boran", "username": "boran_bot"}})


@dataclass(slots=True, kw_only=True)
class Behaviour:
    """per_second: calls a bot may make in any second, 0 for no limit. retry_after_s: the wait in a 429.

    flood_at: refuse every call for `retry_after_s` seconds after this many were accepted; 0 for never.
    hang_s: seconds before the answer, for the bots in `slow`. keep: remember when each call came.
    """

    per_second: int = 0
    retry_after_s: int = 1
    flood_at: int = 0
    hang_s: float = 0.0
    slow: tuple[str, ...] = ()
    keep: bool = False


@dataclass(slots=True)
class Book:
    behaviour: Behaviour = field(default_factory=Behaviour)
    sent: int = 0
    by_bot: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    hanging: int = 0
    calls: list[tuple[float, bool, str]] = field(default_factory=list)
    latest: dict[str, deque[float]] = field(default_factory=dict)
    closed_until: float = 0.0
    flooded_at: float = 0.0
    first_at: float = 0.0
    last_at: float = 0.0

    def accepts(self, bot: str, now: float) -> bool:
        """Judge one call, as a sliding window over what was accepted."""
        rules = self.behaviour
        if now < self.closed_until:
            return False
        if rules.flood_at and self.sent >= rules.flood_at and not self.flooded_at:
            self.flooded_at, self.closed_until = now, now + rules.retry_after_s
            return False
        if rules.per_second:
            latest = self.latest.setdefault(bot, deque(maxlen=rules.per_second))
            if len(latest) == rules.per_second and now - latest[0] < 1.0:
                return False
            latest.append(now)
        return True

    def seen(self) -> dict[str, Any]:
        return {
            "sent": self.sent,
            "refused": self.refused,
            "hanging": self.hanging,
            "by_bot": self.by_bot,
            "flooded_at": self.flooded_at,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "calls": self.calls,
        }


class Caller(asyncio.Protocol):
    """One connection to the provider."""

    book = Book()

    def __init__(self) -> None:
        self._received = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while True:
            ends = self._received.find(b"\r\n\r\n")
            if ends < 0:
                return
            head = self._received[:ends]
            size = _length(head)
            if len(self._received) < ends + 4 + size:
                return
            body = self._received[ends + 4 : ends + 4 + size]
            self._received = self._received[ends + 4 + size :]
            self._answer(head.split(b" ", 2)[1], body)

    def _answer(self, target: bytes, body: bytes) -> None:
        if target.endswith(b"sendMessage"):
            self._send(target)
        elif target == b"/seen":
            self._write(b"200 OK", orjson.dumps(Caller.book.seen(), option=orjson.OPT_NON_STR_KEYS))
        elif target == b"/behave":
            Caller.book = Book(Behaviour(**orjson.loads(body)))
            self._write(b"200 OK", b"{}")
        else:
            self._write(b"200 OK", _ME)

    def _send(self, target: bytes) -> None:
        book, now = Caller.book, time.monotonic()
        bot = target.rsplit(b"/", 2)[1].decode()
        accepted = book.accepts(bot, now)
        if book.behaviour.keep:
            book.calls.append((now, accepted, bot))
        if not accepted:
            book.refused += 1
            wait = max(book.behaviour.retry_after_s, 1)
            self._write(
                b"429 Too Many Requests",
                b'{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":%d}}'
                % wait,
            )
            return
        book.sent += 1
        book.first_at, book.last_at = book.first_at or now, now
        book.by_bot[bot] += 1
        if bot in book.behaviour.slow:
            book.hanging += 1
            asyncio.get_running_loop().call_later(book.behaviour.hang_s, self._answer_late, book)
        else:
            self._write(b"200 OK", _SENT)

    def _answer_late(self, book: Book) -> None:
        book.hanging -= 1
        self._write(b"200 OK", _SENT)

    def _write(self, status: bytes, body: bytes) -> None:
        self._transport.write(
            b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)
        )


def _length(head: bytes) -> int:
    fields = head.lower()
    at = fields.find(b"\r\ncontent-length:")
    return int(fields[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Caller, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(_serve())
