"""A mail server on loopback that misbehaves on demand, and what holds the e-mail channel to the channels' contract."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from channels.base import Accepted, Channel, Deferred, Message, Reason, Refused, Unknown
from channels.email import EmailChannel, MailServer
from tests.edge.channels.wires import Kit, Seen, Wire, now

MAILBOX = "news@radio.example"
SENDER = "boran@edu.example"
PASSWORD = "a-mailbox-password"
TEXT = "Эфирге: 1-сыныптан 4-сыныпқа дейін үйде оқиды"

HANG, CUT, DRIP = "hang", "cut", "drip"
_USUAL = {
    "CONNECT": "220 mx.example ESMTP",
    "EHLO": "250-mx.example\r\n250 AUTH PLAIN LOGIN",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "BODY": "250 2.0.0 queued",
    "QUIT": "221 2.0.0 bye",
}


@dataclass(frozen=True)
class Script:
    """What is answered at each step instead of the usual; or `HANG`, `CUT`, `DRIP` there."""

    answers: Mapping[str, str] = field(default_factory=dict)


def after_body(what: str) -> Script:
    return Script({"BODY": what})


@asynccontextmanager
async def serving() -> AsyncIterator[Wire]:
    """Run a mail server whose script may be changed at any time."""
    wire = Wire(url="", behave=Script())
    conversations: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        conversations.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _Conversation(wire, reader, writer).run()
        writer.close()
        conversations.discard(task)

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    wire.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        for task in tuple(conversations):
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


class _Conversation:
    def __init__(self, wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._wire = wire
        self._reader = reader
        self._writer = writer
        self._recipients: list[str] = []
        self._noted = False

    async def run(self) -> None:
        await self._answer("CONNECT", b"")
        while line := await self._reader.readline():
            verb = line[:4].decode().upper()
            if verb == "RCPT":
                self._recipients.append(line.decode().partition("<")[2].partition(">")[0])
            await self._answer(verb, b"")
            if verb == "DATA" and "DATA" not in self._wire.behave.answers:
                body = await self._reader.readuntil(b"\r\n.\r\n")
                await self._answer("BODY", body)
            if verb == "QUIT":
                return

    async def _answer(self, verb: str, body: bytes) -> None:
        scripted = self._wire.behave.answers.get(verb)
        if (scripted or verb == "BODY") and not self._noted:
            self._noted = True
            self._wire.seen.append(Seen(path=",".join(self._recipients), headers={}, body=body))
            self._wire.arrived.set()
        await self._say(scripted or _USUAL[verb])

    async def _say(self, what: str) -> None:
        match what:
            case "hang":
                await asyncio.Event().wait()
            case "cut":
                self._writer.transport.abort()
            case "drip":
                while True:
                    self._writer.write(b"250-and\r\n")
                    await self._writer.drain()
                    await asyncio.sleep(0.02)
            case answer:
                self._writer.write(f"{answer}\r\n".encode())
                await self._writer.drain()


def build(url: str, timeout: timedelta) -> Channel:
    place = urlsplit(url)
    server = MailServer(
        host=place.hostname or "",
        port=place.port or 0,
        sender=SENDER,
        security="none",
        user="boran",
        password=PASSWORD,
    )
    return EmailChannel(server, now, timeout=timeout)


EMAIL = Kit(
    name="email",
    secrets=(PASSWORD, MAILBOX, TEXT),
    build=build,
    message=lambda _url, key: Message(key=key, address=MAILBOX, text=TEXT, subject="Қашықтан оқыту", thread="kst"),
    names_recipient=lambda seen: seen.path == MAILBOX,
    dripped=Unknown(reason=Reason.TIMEOUT),
    outcomes=(
        ("accepted", Script(), Accepted(message_id="<d1@edu.example>")),
        ("greylisted", Script({"RCPT": "451 4.7.1 come back later"}), Deferred(reason=Reason.SERVER_ERROR)),
        ("full box", Script({"RCPT": "452 4.2.2 over quota"}), Deferred(reason=Reason.SERVER_ERROR)),
        ("no such box", Script({"RCPT": "550 5.1.1 no such user"}), Refused(reason=Reason.BAD_ADDRESS)),
        ("not wanted there", Script({"RCPT": "554 5.7.1 we do not know you"}), Refused(reason=Reason.BLOCKED)),
        ("shutting down", Script({"CONNECT": "421 4.3.2 shutting down"}), Deferred(reason=Reason.SERVER_ERROR)),
        ("not welcome", Script({"CONNECT": "554 5.7.1 go away"}), Refused(reason=Reason.UNAUTHORISED)),
        ("wrong password", Script({"AUTH": "535 5.7.8 no"}), Refused(reason=Reason.UNAUTHORISED)),
        ("login is out", Script({"AUTH": "454 4.7.0 later"}), Deferred(reason=Reason.SERVER_ERROR)),
        ("not our sender", Script({"MAIL": "553 5.7.1 not yours"}), Refused(reason=Reason.UNAUTHORISED)),
        ("body not begun", Script({"DATA": "451 4.3.0 no room"}), Deferred(reason=Reason.SERVER_ERROR)),
        ("body not taken now", after_body("452 4.3.1 no room"), Deferred(reason=Reason.SERVER_ERROR)),
        ("body refused", after_body("554 5.6.0 spam"), Refused(reason=Reason.BAD_CONTENT)),
        ("cut before the body", Script({"RCPT": CUT}), Deferred(reason=Reason.CONNECTION)),
    ),
    serving=serving,
    hang=after_body(HANG),
    cut=after_body(CUT),
    drip=after_body(DRIP),
)
