"""WhatsApp by Green-API: an unofficial gateway that drives the session of a telephone. WhatsApp may ban the number.

The gateway puts messages into a queue, sends one in 500 ms and keeps what it cannot send for 24 hours: a telephone that
was off at 07:00 would tell of a closed school in the evening. So `GreenApiQueue` looks into the queue, empties it when
the telephone is away or a message in it is too late, and tells what became of those messages.
It knows neither approved texts nor, dependably, buttons: people read the text, links are written out below it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

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
    Unknown,
)
from channels.receipts import Receipt, ReceiptKind
from channels.whatsapp import NUMBER, Now, as_object
from channels.wire import Answer, Line, get, post

OFFICIAL = "https://api.green-api.com"
# The gateway takes 20,000 characters, WhatsApp shows 4,096 of its own clients' texts.
CAPABILITIES = Capabilities(max_length=4096, reports_delivered=True, reports_read=True)
ANSWER_BYTES = 65_536
QUEUE_BYTES = 4 * 1024 * 1024
QUOTA_USED_UP = 466
_HEADERS = {"Content-Type": "application/json", "User-Agent": "boran"}
_REMEMBERED = 10_000  # more than a telephone sends in a day

# Words of the gateway's 400 answers (green-api.com, common errors); the first that fits counts.
_BAD_REQUESTS = (
    ("starting process", Reason.SERVER_ERROR),
    ("not authorized", Reason.UNAUTHORISED),
    ("expired", Reason.UNAUTHORISED),
    ("deleted", Reason.UNAUTHORISED),
    ("chatid", Reason.BAD_ADDRESS),
)
_AWAKE = "authorized"


class GreenApiChannel:
    """One telephone. base_url: `/waInstance<instance>/<method>/<api_token>` is added. now: the clock."""

    kind = ChannelKind.WHATSAPP
    capabilities = CAPABILITIES

    def __init__(
        self,
        instance: str,
        api_token: str,
        *,
        now: Now,
        base_url: str = OFFICIAL,
        timeout: timedelta = timedelta(seconds=20),
    ) -> None:
        self._base = f"{base_url.rstrip('/')}/waInstance{instance}"
        self._token = api_token
        self._line = Line(lambda: aiohttp.TCPConnector(limit=10), timeout=timeout)
        self.queue = GreenApiQueue(self, now)

    async def send(self, message: Message) -> SendOutcome:
        """Put one text into the gateway's queue. `message.key` is not used: the gateway has no place for it."""
        session = self._line.session()
        if not NUMBER.fullmatch(message.address):
            return Refused(reason=Reason.BAD_ADDRESS)
        text = "\n\n".join((message.text, *_links(message)))
        if len(text) > (CAPABILITIES.max_length or 0):
            return Refused(reason=Reason.BAD_CONTENT)
        if not self.queue.awake:
            return Deferred(reason=Reason.CONNECTION)  # it would wait in the queue, and nobody can say how long
        request = {"chatId": f"{message.address[1:]}@c.us", "message": text, "linkPreview": False}
        body = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()
        answer = await post(session, self._method("sendMessage"), body=body, headers=_HEADERS, read=ANSWER_BYTES)
        outcome = _read(answer) if isinstance(answer, Answer) else answer
        if isinstance(outcome, Accepted) and message.expires_at:
            self.queue.remember(outcome.message_id, message.expires_at)
        return outcome

    async def ask(self, method: str) -> Any:
        """Return what a method without arguments answers, as JSON; None when it cannot be had."""
        answer = await get(self._line.session(), self._method(method), headers=_HEADERS, read=QUEUE_BYTES)
        if not isinstance(answer, Answer) or answer.status != 200:  # noqa: PLR2004 - success of HTTP
            return None
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            return None

    async def aclose(self) -> None:
        await self._line.aclose()

    def _method(self, name: str) -> URL:
        return URL(f"{self._base}/{name}/{self._token}", encoded=True)


class GreenApiQueue:
    """What waits at the gateway. As a `ReceiptPoller` it is asked every few seconds, and keeps the queue fresh.

    awake: the telephone can send; while it cannot, nothing more is put into the queue.
    """

    def __init__(self, channel: GreenApiChannel, now: Now) -> None:
        self._channel = channel
        self._now = now
        self._expires: dict[str, datetime] = {}
        self.awake = True

    def remember(self, message_id: str, expires_at: datetime) -> None:
        """Keep until when a message may arrive."""
        self._expires[message_id] = expires_at
        if len(self._expires) > _REMEMBERED:
            del self._expires[next(iter(self._expires))]

    async def poll(self, _message_ids: Sequence[str]) -> Sequence[Receipt]:
        """Empty the queue when what is in it would come too late, and say that those messages will not come."""
        state = as_mapping(await self._channel.ask("getStateInstance")).get("stateInstance")
        if not isinstance(state, str):
            return ()  # nobody answers: nothing can be said or done
        self.awake = state == _AWAKE
        waiting = tuple(_ids(await self._channel.ask("showMessagesQueue")))
        if not waiting or (self.awake and not any(map(self._is_late, waiting))):
            return ()
        cleared = as_mapping(await self._channel.ask("clearMessagesQueue")).get("isCleared")
        if cleared is not True:
            return ()
        return tuple(_never(message_id) for message_id in waiting)

    def _is_late(self, message_id: str) -> bool:
        expires_at = self._expires.get(message_id)
        return expires_at is not None and self._now() >= expires_at


def as_mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _never(message_id: str) -> Receipt:
    return Receipt(message_id=message_id, kind=ReceiptKind.FAILED, reason=Reason.CONNECTION)


def _ids(queue: Any) -> Iterator[str]:
    for waiting in queue if isinstance(queue, list) else ():
        message_id = as_mapping(waiting).get("messageID")
        if isinstance(message_id, str) and message_id:
            yield message_id


def _links(message: Message) -> Iterator[str]:
    return (f"{button.label}: {button.url}" for row in message.buttons for button in row if button.url)


def _read(answer: Answer) -> SendOutcome:
    """Classify an answer (green-api.com, common errors)."""
    match answer.status:
        case 200:
            message_id = as_object(answer.body).get("idMessage")
            found = isinstance(message_id, str) and message_id
            return Accepted(message_id=found) if found else Unknown(reason=Reason.UNREADABLE_ANSWER)
        case 429:
            return Deferred(reason=Reason.RATE_LIMITED)
        case 401 | 403 | 404:
            return Refused(reason=Reason.UNAUTHORISED)
        case status if status == QUOTA_USED_UP:  # of the plan, for the month
            return Refused(reason=Reason.UNAUTHORISED)
        case status if 400 <= status < 500:  # noqa: PLR2004 - client errors of HTTP
            return _bad_request(answer.body)
        case _:
            return Deferred(reason=Reason.SERVER_ERROR)


def _bad_request(body: bytes) -> Deferred | Refused:
    said = body.decode(errors="replace").lower()
    reason = next((reason for words, reason in _BAD_REQUESTS if words in said), Reason.BAD_CONTENT)
    return Deferred(reason=reason) if reason is Reason.SERVER_ERROR else Refused(reason=reason)
