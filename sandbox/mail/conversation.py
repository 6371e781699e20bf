"""One SMTP conversation (RFC 5321), as far as a client needs it; faults strike where a server's would."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.faults.book import Fault, FaultKind, Lie

if TYPE_CHECKING:
    from sandbox.mail.post import PostOffice

_DENIALS = {
    FaultKind.FLOOD: "451 4.7.1 too many mails: come back later",
    FaultKind.ERROR: "451 4.3.0 something is wrong here",
    FaultKind.REFUSE: "550 5.7.1 we do not want this",
    FaultKind.BAD_GATEWAY: "421 4.3.2 the server behind is away",
}
_BEFORE = frozenset({*_DENIALS, FaultKind.HANG, FaultKind.RESET_BEFORE})


@dataclass(slots=True, kw_only=True)
class Envelope:
    """Who writes to whom in one transaction. user: who logged in."""

    user: str = ""
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    fault: Fault | None = None


class Cut(ConnectionError):
    """The connection is gone."""


class Conversation:
    """Reads commands and answers them until one side hangs up."""

    def __init__(self, office: "PostOffice", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._office = office
        self._reader = reader
        self._writer = writer
        self._envelope = Envelope()
        self._verbs: dict[str, Callable[[str], Awaitable[None]]] = {
            "EHLO": self._ehlo,
            "HELO": self._ok,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": self._ok,
        }

    async def run(self) -> None:
        await self._say("220 sandbox ESMTP")
        while line := (await self._reader.readline()).decode(errors="replace"):
            verb, _, rest = line.strip().partition(" ")
            if verb.upper() == "QUIT":
                await self._say("221 2.0.0 bye")
                return
            handle = self._verbs.get(verb.upper(), self._unknown)
            await handle(rest)

    async def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()

    async def _ok(self, _rest: str) -> None:
        await self._say("250 2.0.0 ok")

    async def _unknown(self, _rest: str) -> None:
        await self._say("500 5.5.2 unknown command")

    async def _ehlo(self, _rest: str) -> None:
        await self._say("250-sandbox", "250-8BITMIME", "250 AUTH PLAIN LOGIN")

    async def _auth(self, rest: str) -> None:
        """Take any name and password; the password is not kept."""
        method, _, initial = rest.partition(" ")
        asked = {"PLAIN": [""], "LOGIN": ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]}.get(method.upper(), [])
        for prompt in asked[1 if initial else 0 :]:
            await self._say(f"334 {prompt}".strip())
            await self._reader.readline()
        self._envelope.user = "user"
        await self._say("235 2.7.0 welcome")

    async def _mail(self, rest: str) -> None:
        self._envelope = Envelope(user=self._envelope.user, sender=_mailbox(rest))
        await self._say("250 2.1.0 ok")

    async def _rcpt(self, rest: str) -> None:
        office, envelope, recipient = self._office, self._envelope, _mailbox(rest)
        if not envelope.sender or not recipient:
            await self._say("503 5.5.1 MAIL first")
            return
        fault = office.strike(envelope, recipient)
        if fault is not None and fault.kind in _BEFORE:
            await self._turn_away(recipient, fault)
            return
        if answer := office.turns_away(envelope, recipient):
            office.refuse(envelope, recipient, answer)
            await self._say(answer)
            return
        envelope.fault = envelope.fault or fault
        envelope.recipients.append(recipient)
        await self._say("250 2.1.5 ok")

    async def _turn_away(self, recipient: str, fault: Fault) -> None:
        answer = _DENIALS.get(fault.kind, fault.kind.value)
        self._office.refuse(self._envelope, recipient, fault.description or answer, fault)
        if fault.kind in _DENIALS:
            code = str(fault.status) if fault.status else answer[:3]
            await self._say(f"{code}{answer[3:]}")
            return
        if fault.kind is FaultKind.HANG:
            await asyncio.sleep(fault.seconds)
        self._cut()

    async def _data(self, _rest: str) -> None:
        if not self._envelope.recipients:
            await self._say("503 5.5.1 RCPT first")
            return
        await self._say("354 go on, end with a dot")
        content = await self._reader.readuntil(b"\r\n.\r\n")
        plain = content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        fault = self._envelope.fault
        if fault is not None and fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        self._office.take(self._envelope, plain, fault)
        await self._conclude(fault)
        self._envelope = Envelope(user=self._envelope.user)

    async def _conclude(self, fault: Fault | None) -> None:
        """Say that the mail was taken, as badly as the fault demands."""
        if fault is not None and fault.kind in {FaultKind.RESET_AFTER, FaultKind.HANG_AFTER}:
            if fault.kind is FaultKind.HANG_AFTER:
                await asyncio.sleep(fault.seconds)
            self._cut()
        if fault is not None and fault.lie in {Lie.MALFORMED, Lie.HTML}:
            await self._say("<html>welcome to the network</html>")
            self._cut()
        await self._say("250 2.0.0 queued")

    async def _rset(self, rest: str) -> None:
        self._envelope = Envelope(user=self._envelope.user)
        await self._ok(rest)

    def _cut(self) -> None:
        """Reset the connection. Raises `Cut`."""
        connection = self._writer.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        raise Cut


def _mailbox(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0].lower()
