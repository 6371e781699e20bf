"""A far end that speaks SMPP, and what the contract suite needs to know of the channel to an operator."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from yarl import URL

from channels.base import Accepted, Channel, Deferred, Message, Reason, Refused, Unknown
from channels.smpp import SmppChannel
from channels.smpp_session import Peer
from tests.edge.channels.sms_wires import NUMBER, SMS_TEXT, message
from tests.edge.channels.wires import Kit, Seen, Wire, now

SYSTEM_ID, PASSWORD = "boran", "sesame77"
SUBMIT, BIND, UNBIND, ENQUIRE, DELIVER = 0x04, 0x09, 0x06, 0x15, 0x05
HEADER = struct.Struct("!IIII")

# What the far end does with one submit_sm: its sequence number, its body, and where to write.
SmppBehaviour = Callable[[int, bytes, asyncio.StreamWriter], Awaitable[None]]


def pdu(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def submitted(status: int = 0, message_id: str = "abc-1") -> SmppBehaviour:
    async def behave(sequence: int, _body: bytes, writer: asyncio.StreamWriter) -> None:
        body = b"" if status else message_id.encode() + b"\0"
        writer.write(pdu(SUBMIT | 0x80000000, status, sequence, body))

    return behave


async def nack(sequence: int, _body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(pdu(0x80000000, 0x03, sequence))


async def hang(_sequence: int, _body: bytes, _writer: asyncio.StreamWriter) -> None:
    """Take it and say nothing."""


async def cut(_sequence: int, _body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def drip(sequence: int, _body: bytes, writer: asyncio.StreamWriter) -> None:
    """Announce a long answer and send a byte of it now and then."""
    writer.write(HEADER.pack(60_000, SUBMIT | 0x80000000, 0, sequence))
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.02)


class FarEnd:
    """One operator: binds everybody unless told otherwise, and keeps what it is sent."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.bind_status = 0
        self.binds = 0
        self.enquiries = 0
        self.answers_binds = True
        self.answers_enquiries = True
        self.moved = asyncio.Event()
        self.writers: list[asyncio.StreamWriter] = []
        self.acknowledged = asyncio.Queue[int]()
        self.tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while True:
                length, command, _status, sequence = HEADER.unpack(await reader.readexactly(HEADER.size))
                self._take(command, sequence, await reader.readexactly(length - HEADER.size), writer)
                self.moved.set()
        except (OSError, EOFError):
            pass
        finally:
            writer.transport.abort()

    def _take(self, command: int, sequence: int, body: bytes, writer: asyncio.StreamWriter) -> None:
        match command:
            case 0x09:
                self.binds += 1
                if self.answers_binds:
                    writer.write(pdu(BIND | 0x80000000, self.bind_status, sequence, b"smsc\0"))
            case 0x04:
                self.wire.seen.append(Seen(path="submit_sm", headers={}, body=body))
                self.wire.arrived.set()
                behaviour: SmppBehaviour = self.wire.behave
                task = asyncio.ensure_future(behaviour(sequence, body, writer))
                self.tasks.add(task)
            case 0x15:
                self.enquiries += 1
                if self.answers_enquiries:
                    writer.write(pdu(ENQUIRE | 0x80000000, 0, sequence))
            case 0x06:
                writer.write(pdu(UNBIND | 0x80000000, 0, sequence))
            case 0x80000005:
                self.acknowledged.put_nowait(sequence)

    async def until(self, predicate: Callable[[], bool]) -> None:
        """Wait until this holds of what has come."""
        while not predicate():
            self.moved.clear()
            await self.moved.wait()

    async def close(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@asynccontextmanager
async def far_end() -> AsyncIterator[FarEnd]:
    end = FarEnd(Wire(url="", behave=submitted()))
    server = await asyncio.start_server(end.serve, "127.0.0.1", 0)
    end.wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield end
    finally:
        server.close()
        await end.close()
        await server.wait_closed()


@asynccontextmanager
async def serving() -> AsyncIterator[Wire]:
    async with far_end() as end:
        yield end.wire


def peer(url: str) -> Peer:
    address = URL(url)
    tls = ssl.create_default_context() if address.scheme == "https" else None
    return Peer(host=address.host or "", port=address.port or 0, system_id=SYSTEM_ID, password=PASSWORD, tls=tls)


def smpp(url: str, timeout: timedelta) -> Channel:
    return SmppChannel(peer(url), now, sender="MEKTEP", timeout=timeout)


def two_parts(key: str = "d1") -> Message:
    return Message(key=key, address=NUMBER, text="ә" * 134)


SMPP = Kit(
    name="smpp",
    secrets=(PASSWORD, NUMBER, NUMBER.removeprefix("+"), SMS_TEXT),
    build=smpp,
    message=message,
    names_recipient=lambda seen: NUMBER.removeprefix("+").encode() + b"\0" in seen.body,
    dripped=Unknown(reason=Reason.TIMEOUT),
    serving=serving,
    hang=hang,
    cut=cut,
    drip=drip,
    outcomes=(
        ("accepted", submitted(), Accepted(message_id="abc-1")),
        ("accepted without an id", submitted(message_id=""), Accepted()),
        ("throttled", submitted(0x58), Deferred(reason=Reason.RATE_LIMITED)),
        ("the operator's queue is full", submitted(0x14), Deferred(reason=Reason.RATE_LIMITED)),
        ("the operator is in trouble", submitted(0x08), Deferred(reason=Reason.SERVER_ERROR)),
        ("submit failed", submitted(0x45), Deferred(reason=Reason.SERVER_ERROR)),
        ("trouble of the receiver's", submitted(0x64), Deferred(reason=Reason.SERVER_ERROR)),
        ("not bound any more", submitted(0x04), Deferred(reason=Reason.CONNECTION)),
        ("wrong number", submitted(0x0B), Refused(reason=Reason.BAD_ADDRESS)),
        ("wrong sender", submitted(0x0A), Refused(reason=Reason.BAD_CONTENT)),
        ("refused for good", submitted(0x65), Refused(reason=Reason.BAD_CONTENT)),
        ("a status of the operator's own", submitted(0x0401), Deferred(reason=Reason.SERVER_ERROR)),
        ("not understood", nack, Refused(reason=Reason.BAD_CONTENT)),
    ),
)
