"""The channel to an operator against a server others wrote (smppy). It loses PDUs that share a read: one at a time."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from channels.base import Accepted, Deferred, Message, Reason
from channels.smpp import SmppChannel
from channels.smpp_session import Peer
from channels.sms_parts import split
from tests.edge.channels.wires import now

# Its PDUs (smpp.pdu 0.3) declare a namespace by pkg_resources, which setuptools no longer brings.
if "pkg_resources" not in sys.modules:
    _namespaces = ModuleType("pkg_resources")
    _namespaces.declare_namespace = lambda _name: None  # type: ignore[attr-defined]
    sys.modules["pkg_resources"] = _namespaces

from smppy.server import Application, SmppClient, SmppProtocol

NUMBER = "+77010009988"


class Operator(Application):  # type: ignore[misc]  # smppy has no types
    """Binds whoever has the password, and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(name="operator")
        self.received: list[tuple[str, str, str]] = []
        self.parted = asyncio.Event()
        self.client: SmppClient | None = None

    async def handle_bound_client(self, client: SmppClient) -> SmppClient | None:
        self.client = client if client.password in {b"sesame77", "sesame77"} else None
        return self.client

    async def handle_unbound_client(self, client: Any) -> None:  # noqa: ARG002 - theirs
        self.parted.set()

    async def handle_sms_received(self, client: Any, source_number: Any, dest_number: Any, text: Any) -> None:  # noqa: ARG002
        self.received.append((_text(source_number), _text(dest_number), text))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@pytest.fixture
async def operator() -> AsyncIterator[tuple[Operator, int]]:
    application = Operator()
    protocols: list[SmppProtocol] = []

    def protocol() -> SmppProtocol:
        protocols.append(SmppProtocol(app=application))
        return protocols[-1]

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    try:
        yield application, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in protocols:
            if one._transport is not None:
                one._transport.abort()
        await server.wait_closed()


def channel_to(port: int, password: str = "sesame77") -> SmppChannel:  # noqa: S107 - a pretend one
    peer = Peer(host="127.0.0.1", port=port, system_id="boran", password=password)
    return SmppChannel(peer, now, sender="MEKTEP", timeout=timedelta(seconds=5))


@pytest.mark.parametrize(
    "text",
    [
        "0–4-сыныптар үйде, қашықтан оқиды. Тексеру: boran.example/v/KST7Q2MD",
        "Қостанай облысы әкімдігінің білім… 16–18 қаңтар, барлық ауысым. 0–11-сыныптар үйде, қашықтан оқиды. Коды: KST",
        "lessons at home today",
        "😀" * 40,
    ],
)
async def test_a_text_arrives_as_it_was_written(operator: tuple[Operator, int], text: str) -> None:
    application, port = operator
    channel = channel_to(port)
    message = Message(key="d1", address=NUMBER, text=text, expires_at=now() + timedelta(hours=1))
    assert isinstance(await channel.send(message), Accepted)
    assert "".join(part for _, _, part in application.received) == text
    assert [(source, to) for source, to, _ in application.received] == [("MEKTEP", NUMBER[1:])] * len(split(text).parts)
    await channel.aclose()
    await application.parted.wait()


async def test_a_wrong_password_is_no_message(operator: tuple[Operator, int]) -> None:
    application, port = operator
    channel = channel_to(port, password="another")
    assert await channel.send(Message(key="d1", address=NUMBER, text="text")) == Deferred(reason=Reason.CONNECTION)
    assert application.received == []
    await channel.aclose()


async def test_what_somebody_writes_to_us_is_acknowledged_and_no_receipt(operator: tuple[Operator, int]) -> None:
    application, port = operator
    channel = channel_to(port)
    await channel.send(Message(key="d1", address=NUMBER, text="text"))
    assert application.client is not None
    await application.client.send_sms(source=NUMBER[1:], dest="MEKTEP", text="рахмет")
    assert await channel.send(Message(key="d2", address=NUMBER, text="text")) == Accepted()
    assert await channel.poll([]) == ()
    await channel.aclose()
