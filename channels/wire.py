"""The connections of a channel, and what the end of one POST means: an answer, or trouble before or after writing.

aiohttp's errors end here: their messages carry addresses and tokens, so only a `Reason` leaves this module.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from yarl import URL

from channels.base import ChannelClosed, Deferred, Reason, Refused, Unknown


class ForbiddenAddress(OSError):
    """A connection's guard refused the address it was about to reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. body: at most as many bytes as were asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """The connections of one channel: opened by its first message, gone after `aclose`."""

    def __init__(self, connector: Callable[[], aiohttp.TCPConnector], timeout: timedelta) -> None:
        self._connector = connector
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    def session(self) -> aiohttp.ClientSession:
        """Return the open session. Raises `ChannelClosed` after `aclose`."""
        if self._closed:
            raise ChannelClosed("this channel is closed: build a new one")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(), timeout=limits(self._timeout), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def aclose(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()


def limits(timeout: timedelta) -> aiohttp.ClientTimeout:
    """Return time limits under which a connection takes at most half of the whole.

    The whole can therefore only run out after the request was written, and the two are told apart.
    """
    seconds = timeout.total_seconds()
    return aiohttp.ClientTimeout(total=seconds, connect=seconds / 2)


async def post(
    session: aiohttp.ClientSession, url: URL, *, body: bytes, headers: Mapping[str, str], read: int
) -> Answer | Deferred | Refused | Unknown:
    """Send once and read at most `read` bytes of the answer. Follows no redirect, never retries."""
    return await _ended(session.post(url, data=body, headers=headers, allow_redirects=False), read)


async def get(
    session: aiohttp.ClientSession, url: URL, *, headers: Mapping[str, str], read: int
) -> Answer | Deferred | Refused | Unknown:
    """Ask once and read at most `read` bytes of the answer. Follows no redirect, never retries."""
    return await _ended(session.get(url, headers=headers, allow_redirects=False), read)


async def _ended(
    asked: AbstractAsyncContextManager[aiohttp.ClientResponse], read: int
) -> Answer | Deferred | Refused | Unknown:
    try:
        async with asked as response:
            return Answer(status=response.status, headers=response.headers, body=await _start(response, read))
    except aiohttp.ClientConnectorError as failure:
        if isinstance(failure.os_error, ForbiddenAddress):
            return Refused(reason=Reason.BAD_ADDRESS)
        return Deferred(reason=Reason.CONNECTION)
    except aiohttp.ConnectionTimeoutError:
        return Deferred(reason=Reason.CONNECTION)
    except TimeoutError:
        return Unknown(reason=Reason.TIMEOUT)
    except aiohttp.ClientError:
        return Unknown(reason=Reason.CONNECTION_LOST)


async def _start(response: aiohttp.ClientResponse, size: int) -> bytes:
    """Return the first bytes of the answer; leaving the response closes the connection when there are more."""
    found = bytearray()
    while len(found) < size and (chunk := await response.content.read(size - len(found))):
        found += chunk
    return bytes(found)
