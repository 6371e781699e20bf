"""Signed events to web sites (Standard Webhooks): 2xx is success, no redirects, nothing private."""

import re
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import aiohttp
from yarl import URL

from channels.base import (
    Accepted,
    Capabilities,
    ChannelKind,
    Deferred,
    Message,
    Reason,
    Refused,
    SendOutcome,
)
from channels.signing import BadSecret, headers
from channels.wire import Answer, ForbiddenAddress, Line, post

CAPABILITIES = Capabilities(honours_idempotency_key=True)
HTTPS_PORT = 443
_NAME = re.compile(r"(?:[A-Za-z0-9_-]+\.)*[A-Za-z][A-Za-z0-9-]*\.?")  # no top-level domain begins with a figure
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1
_HEADERS = {"Content-Type": "application/json", "User-Agent": "boran-webhooks/1"}

SecretsFor = Callable[[str], Awaitable[tuple[str, ...]]]
Now = Callable[[], datetime]


class WebhookChannel:
    """Posts `message.text`, a JSON event, to `message.address`; `message.key` is the `webhook-id` on every attempt.

    secrets_for: returns the `whsec_…` secrets of an address, newest first; none means that the address is not known.
    now: the instant that is signed, aware UTC.
    allow_private: also http, other ports and addresses that are not public: for a site inside the own network.
    """

    kind = ChannelKind.WEBHOOK
    capabilities = CAPABILITIES

    def __init__(
        self,
        secrets_for: SecretsFor,
        now: Now,
        *,
        timeout: timedelta = timedelta(seconds=15),
        allow_private: bool = False,
    ) -> None:
        self._secrets_for = secrets_for
        self._now = now
        self._allow_private = allow_private
        guard = None if allow_private else _public_socket
        self._line = Line(lambda: aiohttp.TCPConnector(socket_factory=guard), timeout=timeout)

    async def send(self, message: Message) -> SendOutcome:
        """Post one event. An address without a usable secret is a bad address: nothing leaves unsigned."""
        session = self._line.session()
        url = _url(message.address, allow_private=self._allow_private)
        body = message.text.encode()
        signed = await self._sign(message, body)
        if url is None or signed is None:
            return Refused(reason=Reason.BAD_ADDRESS)
        answer = await post(session, url, body=body, headers=_HEADERS | signed, read=0)
        return self._read(answer) if isinstance(answer, Answer) else answer

    async def aclose(self) -> None:
        await self._line.aclose()

    async def _sign(self, message: Message, body: bytes) -> dict[str, str] | None:
        secrets = await self._secrets_for(message.address)
        if not secrets:
            return None
        try:
            return headers(message.key, body, secrets, at=self._now())
        except BadSecret:
            return None

    def _read(self, answer: Answer) -> SendOutcome:
        match answer.status:
            case status if 200 <= status < 300:  # noqa: PLR2004 - success of HTTP
                return Accepted()
            case 410:
                return Refused(reason=Reason.GONE)
            case 429:
                return Deferred(reason=Reason.RATE_LIMITED, retry_after=self._wait(answer.headers))
            case _:
                # A site that is being mended answers anything; the event stays true until its day is over.
                return Deferred(reason=Reason.SERVER_ERROR, retry_after=self._wait(answer.headers))

    def _wait(self, answered: Mapping[str, str]) -> timedelta | None:
        """Return the wait of `Retry-After`, in seconds or as a date; None when it names none."""
        value = answered.get("Retry-After", "")
        if value.isdecimal():
            return timedelta(seconds=int(value))
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        return max(until - self._now(), timedelta(0)) if until.tzinfo else None


def _url(address: str, *, allow_private: bool) -> URL | None:
    """Return where to post; None for what is no public https address."""
    try:
        url = URL(address)
    except ValueError:
        return None
    if not url.host or url.user or url.scheme not in {"https", "http"}:
        return None
    public = url.scheme == "https" and url.port == HTTPS_PORT and _is_name_or_address(url.host)
    return url if public or allow_private else None


def _is_name_or_address(host: str) -> bool:
    """Say whether a host is written as one: resolvers read `127.1`, `0x7f.0.0.1` and `2130706433` as addresses, too."""
    try:
        ip_address(host)
    except ValueError:
        return _NAME.fullmatch(host) is not None
    return True


def _public_socket(address: aiohttp.connector.AddrInfoType) -> socket.socket:
    """Return a socket for a public address only.

    The connector asks here with the final address, after any name was resolved: literal addresses and names that
    resolve to the inside are refused alike.
    """
    family, kind, protocol, _, target = address
    if not is_public(ip_address(target[0].partition("%")[0])):
        raise ForbiddenAddress("not a public address")
    return socket.socket(family=family, type=kind, proto=protocol)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is one host out on the internet.

    Translators and tunnels carry an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo, compatible): what is
    carried must be public, too.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    public = address.is_global and not (address.is_multicast or address.is_site_local)
    return public and all(map(is_public, _carried(address)))


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    if address in _NAT64 or address in _COMPATIBLE:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
