"""Nothing leaves this machine: a test that looks up or calls an outside name fails at once and says so."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

_HERE = frozenset({"localhost", "", "*", None})


class OutsideWorld(RuntimeError):
    """A test tried to leave the machine. Not an `OSError`: no code under test may take it for bad weather."""


def require_loopback(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in _HERE or _is_loopback(str(name)):
        return
    raise OutsideWorld(f"a test may talk to this machine only, not to {name}")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@contextmanager
def loopback_only() -> Iterator[None]:
    """Refuse every connection and every look-up that is not of this machine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            require_loopback(address[0])

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        check(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        check(sock, address)
        return connect_ex(sock, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        require_loopback(host)
        return look_up(host, *arguments, **options)

    with (
        patch.object(socket.socket, "connect", guarded_connect),
        patch.object(socket.socket, "connect_ex", guarded_connect_ex),
        patch.object(socket, "getaddrinfo", guarded_look_up),
    ):
        yield
