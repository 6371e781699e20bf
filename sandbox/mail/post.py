"""The post office: takes mail from the wire, journals it, puts it into boxes, and shows them."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import tzinfo
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from sandbox.clock import Clock
from sandbox.errors import SandboxError
from sandbox.faults.book import Fault, FaultBook, Lie, Target
from sandbox.journal import Journal, Line
from sandbox.mail.boxes import Box, BoxState, read_mail
from sandbox.mail.conversation import Conversation, Envelope
from sandbox.wakeup import Wakeup

PROVIDER = "email"
_REFUSALS = {BoxState.UNKNOWN: "550 5.1.1 there is no such mailbox", BoxState.FULL: "452 4.2.2 the mailbox is full"}
_GREYLISTED = "451 4.7.1 greylisted: come back later"
_LARGEST_MAIL = 2**20


class PostOffice:
    """An SMTP server without TLS that takes any login. Mailboxes appear when they are first written to.

    port: where it will listen; 0 takes a free one.
    """

    def __init__(self, clock: Clock, zone: tzinfo, *, journal: Journal, faults: FaultBook, changed: Wakeup) -> None:
        self.zone = zone
        self.port = 0
        self.boxes: dict[str, Box] = {}
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._changed = changed
        self._server: asyncio.Server | None = None
        self._conversations: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens. Raises SandboxError before `start`."""
        if self._server is None:
            raise SandboxError("the post office is closed: serve the world first")
        host, port, *_ = self._server.sockets[0].getsockname()
        return host, port

    def add(self, address: str, *, name: str = "", state: str = BoxState.OPEN, greylist_s: float = 0.0) -> Box:
        """Open a mailbox, or change the one with this address."""
        box = self.boxes.setdefault(address.lower(), Box(address=address.lower()))
        box.name, box.state, box.greylist_s = name, BoxState(state), greylist_s
        self._changed.ring()
        return box

    async def start(self, host: str = "127.0.0.1") -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._meet, host, self.port, limit=_LARGEST_MAIL)

    async def close(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
        for conversation in tuple(self._conversations):
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._conversations.add(task)
            task.add_done_callback(self._conversations.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            await Conversation(self, reader, writer).run()
        writer.close()

    def strike(self, envelope: Envelope, recipient: str) -> Fault | None:
        """Return the fault that hits this mail."""
        accounts = tuple(name for name in (envelope.sender, envelope.user) if name)
        target = Target(provider=PROVIDER, accounts=accounts or ("",), method="send", chat=recipient)
        return self._faults.strike(target, self._clock.now())

    def refuse(self, envelope: Envelope, recipient: str, reason: str, fault: Fault | None = None) -> None:
        """Journal that a mail was turned away before it was written."""
        line = Line(provider=PROVIDER, account=envelope.sender, method="RCPT", to=recipient, refused=reason)
        self._journal.write(replace(line, fault=fault.name if fault else None))

    def turns_away(self, envelope: Envelope, recipient: str) -> str | None:
        """Return the answer of a mailbox that takes nothing from this sender now."""
        box = self.boxes.setdefault(recipient, Box(address=recipient))
        if refusal := _REFUSALS.get(box.state):
            return refusal
        now = self._clock.now()
        first = box.first_seen.setdefault(envelope.sender, now)
        return _GREYLISTED if (now - first).total_seconds() < box.greylist_s else None

    def take(self, envelope: Envelope, content: bytes, fault: Fault | None) -> None:
        """Journal a mail and put it into the boxes of its recipients; a repeat of one is kept once."""
        message = message_from_bytes(content, policy=default)
        if not isinstance(message, EmailMessage):
            raise TypeError("the default policy makes an EmailMessage")
        mail = read_mail(message, self._clock.now())
        line = Line(provider=PROVIDER, account=envelope.sender, method="DATA", id=mail.id, text=mail.said)
        line = replace(line, fault=fault.name if fault else None)
        for recipient in envelope.recipients:
            box = self.boxes[recipient]
            seen = mail.id in box.mails
            refused = "seen before: this Message-ID lies in the box already" if seen else None
            self._journal.write(replace(line, to=recipient, refused=refused))
            if not seen and (fault is None or fault.lie is not Lie.NEVER_SHOWN):
                box.mails[mail.id] = mail
        self._changed.ring()
