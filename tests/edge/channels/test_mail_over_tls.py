"""Mail over TLS from the first byte and by STARTTLS, against a real mail server with a certificate of its own."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import httpx
import pytest
import uvloop
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from boran.accounts import EmailSettings
from boran.checkup.probes import probe_all
from boran.settings import Settings
from channels.base import Accepted, Deferred, Message, Reason, Refused, SendOutcome, Unknown
from channels.email import EmailChannel, MailServer
from tests.edge.channels.certificates import write_certificate
from tests.edge.channels.wires import now

Security = Literal["starttls", "tls"]

USER, PASSWORD = "boran", "a-mailbox-password"
MAIL = Message(key="d1", address="news@radio.example", text="Эфирге: 1–4 сынып үйде", subject="Қашықтан оқыту")
ACCEPTED = Accepted(message_id="<d1@edu.example>")
DISTRUSTED = Refused(reason=Reason.UNAUTHORISED)

# The server's library warns of a login without STARTTLS, also where TLS began with the connection.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
every_way = pytest.mark.parametrize("security", ["starttls", "tls"])


@dataclass(kw_only=True)
class Newsroom:
    """A mail server that wants TLS and a login, and what it was told. cuts: it hangs up once it has the whole mail."""

    cuts: bool = False
    said: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def authenticate(self, server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> Any:
        assert isinstance(data, LoginPassword)
        assert is_secured(server)
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    async def handle_EHLO(  # noqa: N802 - the library's own naming
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.said.append("EHLO over TLS" if is_secured(server) else "EHLO")
        return responses

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        if self.cuts:
            hang_up(server)
        return "250 2.0.0 queued"


def is_secured(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("ssl_object") is not None


def hang_up(server: SMTP) -> None:
    if server.transport is not None:
        cast("asyncio.WriteTransport", server.transport).abort()


@asynccontextmanager
async def serving(room: Newsroom, security: Security, files: tuple[Path, Path], **more: Any) -> AsyncIterator[int]:
    """Run the newsroom's server on a free port."""
    key, certificate = files
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    upgrade = {"tls_context": tls, "require_starttls": True} if security == "starttls" else {"auth_require_tls": False}
    make = partial(SMTP, room, authenticator=room.authenticate, auth_required=True, **upgrade | more)
    met: list[SMTP] = []

    def meet() -> SMTP:
        met.append(make())
        return met[-1]

    loop = asyncio.get_running_loop()
    server = await loop.create_server(meet, "127.0.0.1", 0, ssl=tls if security == "tls" else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in met:
            hang_up(one)


def mail_server(port: int, security: Security, trusted: Path | None) -> MailServer:
    return MailServer(
        host="127.0.0.1",
        port=port,
        sender="boran@edu.example",
        security=security,
        user=USER,
        password=PASSWORD,
        trust=ssl.create_default_context(cafile=str(trusted)) if trusted else None,
    )


async def send(server: MailServer, *, timeout: timedelta = timedelta(seconds=10)) -> SendOutcome:  # noqa: ASYNC109
    channel = EmailChannel(server, now, timeout=timeout)
    try:
        return await channel.send(MAIL)
    finally:
        await channel.aclose()


async def sent(
    room: Newsroom, security: Security, files: tuple[Path, Path], *, trusted: bool = True, **more: Any
) -> SendOutcome:
    async with serving(room, security, files, **more) as port:
        return await send(mail_server(port, security, files[1] if trusted else None))


@every_way
@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_a_mail_and_its_password_go_over_tls_only(
    security: Security, loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path
) -> None:
    room = Newsroom()
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(sent(room, security, write_certificate(tmp_path))) == ACCEPTED
    assert len(room.mails) == 1
    assert room.said[-1] == "EHLO over TLS"


@every_way
@pytest.mark.parametrize(
    ("trusted", "certificate"),
    [(False, {}), (True, {"host": "127.0.0.2"}), (True, {"days_left": -1})],
    ids=["signed by nobody we trust", "of another host", "expired"],
)
async def test_a_wrong_certificate_is_a_matter_for_a_person_and_hears_nothing(
    security: Security,
    trusted: bool,
    certificate: dict[str, Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    room, files = Newsroom(), write_certificate(tmp_path, **certificate)
    assert await sent(room, security, files, trusted=trusted) == DISTRUSTED
    assert room.mails == []
    assert "EHLO over TLS" not in room.said
    assert [secret for secret in (PASSWORD, MAIL.address, MAIL.text) if secret in caplog.text] == []


async def test_a_server_that_offers_no_tls_is_told_neither_password_nor_mail(tmp_path: Path) -> None:
    room = Newsroom()
    plain: dict[str, Any] = {"tls_context": None, "require_starttls": False, "auth_require_tls": False}
    assert await sent(room, "starttls", write_certificate(tmp_path), **plain) == DISTRUSTED
    assert (room.said, room.mails) == (["EHLO"], [])


@every_way
async def test_a_wrong_password_over_tls_refuses_the_account(security: Security, tmp_path: Path) -> None:
    room, files = Newsroom(), write_certificate(tmp_path)
    async with serving(room, security, files) as port:
        server = replace(mail_server(port, security, files[1]), password="another")
        assert await send(server) == Refused(reason=Reason.UNAUTHORISED)
    assert room.mails == []


@every_way
async def test_a_line_cut_under_tls_after_the_mail_is_unknown(security: Security, tmp_path: Path) -> None:
    room = Newsroom(cuts=True)
    assert await sent(room, security, write_certificate(tmp_path)) == Unknown(reason=Reason.CONNECTION_LOST)
    assert len(room.mails) == 1


@pytest.mark.parametrize(("ours", "theirs"), [("tls", "starttls"), ("starttls", "tls")])
async def test_the_wrong_kind_of_security_sends_nothing_and_can_be_tried_again(
    ours: Security, theirs: Security, tmp_path: Path
) -> None:
    room, files = Newsroom(), write_certificate(tmp_path)
    async with serving(room, theirs, files) as port:
        outcome = await send(mail_server(port, ours, files[1]), timeout=timedelta(seconds=1))
    assert (outcome, room.mails) == (Deferred(reason=Reason.CONNECTION), [])


@every_way
async def test_the_doctor_names_the_certificate(security: Security, tmp_path: Path) -> None:
    async with serving(Newsroom(), security, write_certificate(tmp_path)) as port, httpx.AsyncClient() as client:
        email = EmailSettings(host="127.0.0.1", port=port, security=security, sender="boran@edu.example")
        [checked] = await probe_all(Settings(email=email), client)
    assert [finding.says for finding in checked.findings] == ["its certificate is not to be trusted"]
