"""Plain mail over SMTP, one message and one recipient per connection: bulletins are few and never wait for each other.

Every attempt carries the same Message-ID, so a reader's program shows a repeat once. RFC 5321 (replies), RFC 3463
(enhanced codes), RFC 5322 (threads), RFC 3834 (Auto-Submitted).
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE_FORM
from enum import IntEnum
from typing import Literal, cast

import aiosmtplib

from channels.base import (
    Accepted,
    Capabilities,
    ChannelClosed,
    ChannelKind,
    Deferred,
    Message,
    Reason,
    Refused,
    SendOutcome,
    Unknown,
)
from channels.trust import is_distrust

CAPABILITIES = Capabilities(honours_idempotency_key=True)
ANSWERS = "Re: "  # a subject that begins so answers the mail that opened its thread
_MAILBOX = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_PERMANENT = 500

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in. sender: the mailbox it comes from. trust: for a server with a certificate of its own."""

    host: str
    port: int
    sender: str
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    trust: ssl.SSLContext | None = None


class Stage(IntEnum):
    """How far a conversation with a server has come. Nothing of the message is written before BODY."""

    GREETING = 0
    SENDER = 1
    RECIPIENT = 2
    BODY = 3


class EmailChannel:
    """Hands `message.text` in as plain text; `message.key` becomes the Message-ID, `message.thread` the thread.

    now: the instant of the Date header, aware. A server that wants a login or a certificate we cannot give, or does not
    take mail from our sender, refuses the account, not the message. One that does not prove who it is, or offers no TLS
    where we want it, is told nothing and is a matter for a person, too.
    """

    kind = ChannelKind.EMAIL
    capabilities = CAPABILITIES

    def __init__(self, server: MailServer, now: Now, *, timeout: timedelta = timedelta(seconds=30)) -> None:
        self._server = server
        self._now = now
        self._timeout_s = timeout.total_seconds()
        self._closed = False

    async def send(self, message: Message) -> SendOutcome:
        """Hand one mail in. An address that is no mailbox never leaves."""
        if self._closed:
            raise ChannelClosed("this channel is closed: build a new one")
        if not _MAILBOX.fullmatch(message.address):
            return Refused(reason=Reason.BAD_ADDRESS)
        try:
            mail = compose(message, sender=self._server.sender, at=self._now())
        except ValueError:  # a line break in a header
            return Refused(reason=Reason.BAD_CONTENT)
        return await self._hand_in(mail, message.address)

    async def aclose(self) -> None:
        self._closed = True

    async def _hand_in(self, mail: EmailMessage, recipient: str) -> SendOutcome:
        stage = Stage.GREETING
        try:
            async with asyncio.timeout(self._timeout_s), self._connection() as client:
                stage = Stage.SENDER
                await client.mail(self._server.sender)
                stage = Stage.RECIPIENT
                await client.rcpt(recipient)
                stage = Stage.BODY
                await client.data(mail.as_bytes())
        except aiosmtplib.SMTPResponseException as answer:
            return read_refusal(stage, answer.code, answer.message)
        except aiosmtplib.SMTPNotSupported:
            return Refused(reason=Reason.UNAUTHORISED)
        except TimeoutError:
            return _trouble(stage, Reason.TIMEOUT)
        except (aiosmtplib.SMTPException, OSError) as failure:
            if is_distrust(failure):
                return Refused(reason=Reason.UNAUTHORISED)
            return _trouble(stage, Reason.CONNECTION_LOST)
        return Accepted(message_id=mail["Message-ID"])

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """Connect, greet and log in within half of the time; part without waiting for a good-bye."""
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == "tls",
            start_tls=False,  # asked for below, once it is known whether the server offers it
            tls_context=server.trust,
            local_hostname=_host(server.sender),
            timeout=self._timeout_s,
        )
        try:
            async with asyncio.timeout(self._timeout_s / 2):
                await client.connect()
                await client.ehlo()
                if server.security == "starttls":
                    await _secure(client)
                if server.user:
                    await client.login(server.user, server.password)
            yield client
            if client.transport is not None:
                cast("asyncio.WriteTransport", client.transport).write(b"QUIT\r\n")
        finally:
            client.close()


def compose(message: Message, *, sender: str, at: datetime) -> EmailMessage:
    """Return the mail. Raises ValueError for a subject or address with a line break."""
    host = _host(sender)
    thread = f"<{_word(message.thread or message.key)}@{host}>"
    mail = EmailMessage(policy=WIRE_FORM)
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=message.address)
    mail["Subject"] = message.subject
    mail["Date"] = at
    mail["Message-ID"] = f"<{_word(message.key)}@{host}>"
    # The thread's own id belongs to no mail: every recipient's first mail has an id of its own.
    mail["References"] = thread
    if message.subject.startswith(ANSWERS):
        mail["In-Reply-To"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "kk, ru"
    mail.set_content(message.text, cte="base64")
    return mail


def read_refusal(stage: Stage, code: int, said: str) -> SendOutcome:
    """Return what an answer that is no success means where it came. 4xx passes (greylisting, a full box), 5xx stays."""
    if code < _PERMANENT:
        return Deferred(reason=Reason.SERVER_ERROR)
    if code in {530, 534, 535, 538}:  # RFC 4954: log in first, or better
        return Refused(reason=Reason.UNAUTHORISED)
    match stage:
        case Stage.GREETING | Stage.SENDER:
            return Refused(reason=Reason.UNAUTHORISED)
        case Stage.RECIPIENT:
            return Refused(reason=Reason.BLOCKED if said.startswith("5.7.") else Reason.BAD_ADDRESS)
        case Stage.BODY:
            return Refused(reason=Reason.BAD_CONTENT)


async def _secure(client: aiosmtplib.SMTP) -> None:
    """Go over to TLS and greet anew. Raises `SMTPNotSupported`: a server that offers none is given no password."""
    if not client.supports_extension("starttls"):
        raise aiosmtplib.SMTPNotSupported("no STARTTLS")
    await client.starttls()
    await client.ehlo()


def _trouble(stage: Stage, reason: Reason) -> Deferred | Unknown:
    """Return what a broken conversation means: before the body nothing was handed in."""
    return Unknown(reason=reason) if stage is Stage.BODY else Deferred(reason=Reason.CONNECTION)


def _host(sender: str) -> str:
    return sender.rpartition("@")[2]


def _word(value: str) -> str:
    """Return what may stand left of the @ of a message id."""
    return _NOT_IN_AN_ID.sub("-", value)
