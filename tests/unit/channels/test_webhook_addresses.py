"""Where a site webhook may go: public https, and nothing inside."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import pytest

from channels.base import Deferred, Message, Reason, Refused
from channels.webhook import WebhookChannel, _public_socket, is_public
from channels.wire import ForbiddenAddress
from tests.edge.channels.wires import PATIENT, SECRET, Wire, answer, now, serving


async def secrets_for(_address: str) -> tuple[str, ...]:
    return (SECRET,)


async def outcome(address: str, channel: WebhookChannel | None = None) -> object:
    channel = channel or WebhookChannel(secrets_for, now, timeout=PATIENT)
    try:
        return await channel.send(Message(key="d1", address=address, text="{}"))
    finally:
        await channel.aclose()


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://0.0.0.0/hook",
        "https://10.0.0.7/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/hook",
        "https://[fd00::1]/hook",
        "https://100.64.0.1/hook",
        "https://[64:ff9b::7f00:1]/hook",
        "https://[2002:7f00:1::]/hook",
        "https://[::127.0.0.1]/hook",
        "https://[fec0::1]/hook",
        "https://[ff02::1]/hook",
        "https://224.0.0.1/hook",
        "https://255.255.255.255/hook",
        "https://2130706433/hook",
        "https://0177.0.0.1/hook",
        "https://0x7f.0.0.1/hook",
        "https://127.1/hook",
        "https://%31%32%37.0.0.1/hook",
        "https://127。0。0。1/hook",
    ],
)
async def test_an_address_on_the_inside_is_refused_before_anything_is_connected(address: str) -> None:
    assert await outcome(address) == Refused(reason=Reason.BAD_ADDRESS)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/hook",
        "https://example.org:8443/hook",
        "https://user:password@example.org/hook",
        "ftp://example.org/hook",
        "file:///etc/passwd",
        "example.org",
        "https://",
        "https://exa mple.org:port/",
        "",
    ],
)
async def test_what_is_no_plain_public_https_address_is_refused(address: str) -> None:
    assert await outcome(address) == Refused(reason=Reason.BAD_ADDRESS)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("2002:808:808::1", True),
        ("2002:a00:1::1", False),
        ("2001:0:a00:1::1", False),
        ("::8.8.8.8", True),
        ("::10.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
    ],
)
def test_an_ipv4_address_in_ipv6_clothes_is_looked_at_undressed(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


async def test_a_name_that_turns_to_the_inside_after_it_was_looked_up_is_refused(unused_tcp_port: int) -> None:
    # What counts is the address the socket is opened to, not the one a look-up gave before.
    target = ("127.0.0.1", unused_tcp_port)
    with pytest.raises(ForbiddenAddress):
        _public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", target))


async def test_a_redirect_to_the_inside_is_not_followed() -> None:
    async with serving() as wire, serving() as inside:
        wire.behave = answer(307, "", headers={"Location": inside.url})
        channel = WebhookChannel(secrets_for, now, timeout=PATIENT, allow_private=True)
        assert await outcome(wire.url, channel) == Deferred(reason=Reason.SERVER_ERROR)
        assert inside.seen == []


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as wire, serving() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        await outcome(wire.url, WebhookChannel(secrets_for, now, timeout=PATIENT, allow_private=True))
        assert (len(wire.seen), proxy.seen) == (1, [])


async def test_an_address_nobody_registered_gets_nothing_unsigned() -> None:
    async def nobody(_address: str) -> tuple[str, ...]:
        return ()

    async with serving() as wire:
        channel = WebhookChannel(nobody, now, timeout=PATIENT, allow_private=True)
        assert await outcome(wire.url, channel) == Refused(reason=Reason.BAD_ADDRESS)
        assert wire.seen == []


async def test_a_broken_secret_sends_nothing() -> None:
    async def broken(_address: str) -> tuple[str, ...]:
        return ("not a secret",)

    async with serving() as wire:
        channel = WebhookChannel(broken, now, timeout=PATIENT, allow_private=True)
        assert await outcome(wire.url, channel) == Refused(reason=Reason.BAD_ADDRESS)
        assert wire.seen == []


async def test_a_site_inside_the_own_network_may_be_allowed() -> None:
    async with serving() as wire:
        channel = WebhookChannel(secrets_for, now, timeout=PATIENT, allow_private=True)
        await outcome(wire.url, channel)
        assert len(wire.seen) == 1


async def test_a_wait_named_as_a_date_is_counted_from_now() -> None:
    at = datetime(2026, 1, 16, 1, 45, tzinfo=UTC)
    date = format_datetime(at + timedelta(minutes=2), usegmt=True)

    async def in_two_minutes(wire: Wire) -> object:
        wire.behave = answer(503, "", headers={"Retry-After": date})
        channel = WebhookChannel(secrets_for, lambda: at, timeout=PATIENT, allow_private=True)
        return await outcome(wire.url, channel)

    async with serving() as wire:
        expected = Deferred(reason=Reason.SERVER_ERROR, retry_after=timedelta(minutes=2))
        assert await in_two_minutes(wire) == expected


async def test_every_attempt_of_one_delivery_carries_the_same_id() -> None:
    async with serving() as wire:
        channel = WebhookChannel(secrets_for, now, timeout=PATIENT, allow_private=True)
        for _ in range(2):
            await channel.send(Message(key="delivery-7", address=wire.url, text="{}"))
        await channel.aclose()
        assert [seen.headers["webhook-id"] for seen in wire.seen] == ["delivery-7", "delivery-7"]
