"""What the HTTP gateways for SMS have in common: a form goes out, JSON comes back.

They go over aiohttp and `channels.wire`, not httpx: the wire knows whether a request was written, and writes no
addresses (which hold keys) into logs, while httpx logs every one at INFO.

An SMS cannot be taken back and is paid for, and a gateway knows no idempotency key. So an answer of the kind 500, 502
or 504, behind which the message may have been accepted, is Unknown; 429 and 503 are a clear "not now".
"""

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from yarl import URL

from channels.base import Capabilities, Deferred, Reason, Refused, Unknown
from channels.receipts import CallbackRequest, NotGenuine, Unreadable
from channels.sms_parts import MAX_PARTS
from channels.wire import Answer, post

Now = Callable[[], datetime]
Trouble = Deferred | Refused | Unknown

ANSWER_BYTES = 262_144  # a hundred statuses are about 20 kB
TIMEOUT = timedelta(seconds=20)
CAPABILITIES = Capabilities(max_length=67 * MAX_PARTS, reports_delivered=True)
SECRET = "secret"  # noqa: S105 - the name of the parameter in the address of the delivery reports
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Accept": "application/json"}
_KEEP_ALIVE_S = 15


def connector(connections: int) -> Callable[[], aiohttp.TCPConnector]:
    """Return how to open at most so many connections; whoever finds none free waits, and is deferred in the end."""
    return lambda: aiohttp.TCPConnector(limit=connections, keepalive_timeout=_KEEP_ALIVE_S)


async def ask(session: aiohttp.ClientSession, url: URL, form: Mapping[str, str]) -> Any | Trouble:
    """Post a form once and return the JSON of the answer, or what its status or the trouble on the way means."""
    answer = await post(session, url, body=urlencode(form).encode(), headers=_HEADERS, read=ANSWER_BYTES)
    return _read(answer) if isinstance(answer, Answer) else answer


def minutes_left(expires_at: datetime | None, now: datetime, *, least: int, most: int) -> int:
    """Return for how many whole minutes a message may still be delivered, within the bounds."""
    if expires_at is None:
        return most
    return max(least, min(most, (expires_at - now) // timedelta(minutes=1)))


def prove(given: str, secret: str) -> None:
    """Raise `NotGenuine` unless what was given is the secret; an account without a secret believes nothing."""
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise NotGenuine("the delivery report does not carry this account's secret")


def form_of(request: CallbackRequest) -> dict[str, str]:
    """Return the fields of a form. Raises `Unreadable`."""
    try:
        return dict(parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Unreadable("the delivery report is no form in UTF-8") from error


def object_of(request: CallbackRequest) -> dict[str, Any]:
    """Return the JSON object in a body. Raises `Unreadable`."""
    said = _json(request.body)
    if not isinstance(said, dict):
        raise Unreadable("the delivery report is no JSON object")
    return said


def _read(answer: Answer) -> Any | Trouble:
    match answer.status:
        case 200:
            said = _json(answer.body)
            return Unknown(reason=Reason.UNREADABLE_ANSWER) if said is None else said
        case 401 | 403:
            return Refused(reason=Reason.UNAUTHORISED)
        case 429:
            return Deferred(reason=Reason.RATE_LIMITED, retry_after=_wait(answer.headers))
        case 503:
            return Deferred(reason=Reason.SERVER_ERROR, retry_after=_wait(answer.headers))
        case status if 500 <= status < 600:  # noqa: PLR2004 - server errors of HTTP
            return Unknown(reason=Reason.SERVER_ERROR)
        case _:  # a redirect or a wrong address: nothing of ours was accepted there
            return Deferred(reason=Reason.SERVER_ERROR)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    seconds = headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
