"""One POST, and what its end means: an answer, or trouble before or after the request was written.

aiohttp's errors end here: their messages carry addresses and tokens, so only a `Reason` leaves this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from yarl import URL

from channels.base import Deferred, Reason, Refused, Unknown


class ForbiddenAddress(OSError):
    """A connection's guard refused the address it was about to reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. body: at most as many bytes as were asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


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
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
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
