"""One bound SMPP session: what was asked waits for its answer, and what the operator says by itself is handed on.

Time is the machine's here: how long a line may be silent has nothing to do with the time of an order.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from channels import smpp_pdu
from channels.smpp_pdu import Command, Pdu, Segment

OK = 0
UNANSWERED_REQUESTS = 10_000  # kept for an answer that comes too late
PARTING_S = 1.0


class Lost(ConnectionError):
    """The session ended. written: whether the request had gone out before."""

    def __init__(self, *, written: bool) -> None:
        super().__init__("the session with the operator ended")
        self.written = written


class BindRefused(ConnectionError):
    def __init__(self, status: int) -> None:
        super().__init__("the operator refuses to bind")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Whom to reach, and how. tls: None for a bare connection."""

    host: str
    port: int
    system_id: str
    password: str
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Who is told what comes by itself: a `deliver_sm`, and the answer to a request nobody waits for any more."""

    delivered: Callable[[Pdu], None]
    late: Callable[[str, Pdu], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """After how much silence we ask whether anybody is there, and how long we wait for a sign of life, in seconds."""

    quiet_s: float = 30.0
    patience_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    key: str
    answer: asyncio.Future[Pdu]


class Session:
    """A session that is bound. `ended` is set when it is over, for whatever reason."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ears: Ears, rhythm: Rhythm) -> None:
        self.ended = asyncio.Event()
        self._reader = reader
        self._writer = writer
        self._ears = ears
        self._rhythm = rhythm
        self._numbers = count(2)  # 1 was the bind
        self._waiting: dict[int, _Request] = {}
        self._heard = asyncio.Event()
        self._tasks = (asyncio.create_task(self._listen()), asyncio.create_task(self._watch()))

    async def submit(self, segment: Segment, key: str) -> Pdu:
        """Send one part and return its answer. Raises `Lost`. After a caller gave up, `Ears.late` hears the answer."""
        if self.ended.is_set() or self._writer.is_closing():
            raise Lost(written=False)
        number = next(self._numbers)
        request = _Request(key=key, answer=asyncio.get_running_loop().create_future())
        self._waiting[number] = request
        if len(self._waiting) > UNANSWERED_REQUESTS:
            self._waiting.pop(next(iter(self._waiting)))
        self._writer.write(segment.pdu(number))
        return await request.answer

    async def close(self) -> None:
        """Take leave as the protocol wants it, and wait no longer than a second for the answer."""
        if not self.ended.is_set():
            self._writer.write(smpp_pdu.bare(Command.UNBIND, next(self._numbers)))
            try:
                await asyncio.wait_for(self.ended.wait(), PARTING_S)
            except TimeoutError:
                self._end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        """Read until the line is over. What cannot be read ends it: nothing after it can be trusted."""
        try:
            while not self.ended.is_set():
                pdu = await smpp_pdu.read_pdu(self._reader)
                self._heard.set()
                self._take(pdu)
        except (OSError, EOFError):
            pass
        finally:
            if not self.ended.is_set():
                self._end()

    def _take(self, pdu: Pdu) -> None:
        match pdu.command:
            case Command.DELIVER_SM:
                self._ears.delivered(pdu)
                self._answer(pdu, body=b"\0")  # message_id, unused
            case Command.ENQUIRE_LINK:
                self._answer(pdu)
            case Command.UNBIND:
                self._answer(pdu)
                self._writer.close()  # after what was written
                self._end(abort=False)
            case command if command == Command.UNBIND | smpp_pdu.IS_ANSWER:
                self._end()
            case _ if pdu.is_answer:
                self._settle(pdu)
            case _:
                self._writer.write(smpp_pdu.bare(Command.GENERIC_NACK, pdu.sequence))

    def _settle(self, pdu: Pdu) -> None:
        request = self._waiting.pop(pdu.sequence, None)
        if request is None:
            return
        if request.answer.done():
            self._ears.late(request.key, pdu)
        else:
            request.answer.set_result(pdu)

    def _answer(self, pdu: Pdu, *, body: bytes = b"") -> None:
        self._writer.write(smpp_pdu.bare(pdu.command | smpp_pdu.IS_ANSWER, pdu.sequence, body=body))

    async def _watch(self) -> None:
        """Ask whether anybody is there when the line has been silent, and end it when nobody is."""
        while not self.ended.is_set():
            if await self._hears_within(self._rhythm.quiet_s):
                continue
            self._writer.write(smpp_pdu.bare(Command.ENQUIRE_LINK, next(self._numbers)))
            if not await self._hears_within(self._rhythm.patience_s):
                self._end()

    async def _hears_within(self, seconds: float) -> bool:
        self._heard.clear()
        try:
            await asyncio.wait_for(self._heard.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _end(self, *, abort: bool = True) -> None:
        self.ended.set()
        self._heard.set()
        if abort:
            self._writer.transport.abort()
        for request in self._waiting.values():
            if not request.answer.done():
                request.answer.set_exception(Lost(written=True))
        self._waiting.clear()


async def bound(peer: Peer, ears: Ears, *, rhythm: Rhythm) -> Session:
    """Connect and bind. Raises `BindRefused`, or OSError and EOFError for every other trouble."""
    reader, writer = await asyncio.open_connection(peer.host, peer.port, ssl=peer.tls)
    try:
        writer.write(smpp_pdu.bind(peer.system_id, peer.password, 1))
        _check(await smpp_pdu.read_pdu(reader))
    except BaseException:
        writer.transport.abort()
        raise
    return Session(reader, writer, ears, rhythm)


def _check(answer: Pdu) -> None:
    if answer.status != OK or answer.command != Command.BIND_TRANSCEIVER | smpp_pdu.IS_ANSWER:
        raise BindRefused(answer.status)
