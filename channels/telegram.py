"""Telegram Bot API, `sendMessage` only: thin, because a region's families pass through here in one hour."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

import aiohttp
from yarl import URL

from channels.base import (
    Accepted,
    Button,
    Capabilities,
    ChannelKind,
    Deferred,
    Message,
    Reason,
    Refused,
    SendOutcome,
    Unknown,
)
from channels.wire import Answer, Line, post

OFFICIAL = "https://api.telegram.org"
CAPABILITIES = Capabilities(max_length=4096, buttons=True)
ANSWER_BYTES = 65_536
_HEADERS = {"Content-Type": "application/json"}
_CHAT = re.compile(r"-?[0-9]{1,19}")
# A server drops idle connections without a word; we drop them first.
_KEEP_ALIVE_S = 15

# Words of the official server's descriptions (telegram-bot-api, Client.cpp); the first that fits counts.
_FORBIDDEN = (
    ("user is deactivated", Reason.DEACTIVATED),
    ("can't initiate conversation", Reason.NOT_STARTED),
)
_BAD_ADDRESS = ("chat not found", "user not found", "chat_id is empty", "peer_id_invalid", "chat_id_invalid")


class TelegramChannel:
    """One bot. base_url: the Bot API server, official, local or sandbox; `/bot<token>/sendMessage` is added."""

    kind = ChannelKind.TELEGRAM
    capabilities = CAPABILITIES

    def __init__(
        self,
        token: str,
        *,
        base_url: str = OFFICIAL,
        timeout: timedelta = timedelta(seconds=20),
        connections: int = 100,
    ) -> None:
        self._url = URL(f"{base_url.rstrip('/')}/bot{token}/sendMessage", encoded=True)
        self._line = Line(
            lambda: aiohttp.TCPConnector(limit=connections, keepalive_timeout=_KEEP_ALIVE_S), timeout=timeout
        )

    async def send(self, message: Message) -> SendOutcome:
        """Send one text to one chat. `message.key` is not used: the Bot API has no idempotency key."""
        session = self._line.session()
        if not _CHAT.fullmatch(message.address):
            return Refused(reason=Reason.BAD_ADDRESS)
        body = b'{"chat_id":%s,%s' % (message.address.encode(), _rest(message.text, message.buttons, message.silent))
        answer = await post(session, self._url, body=body, headers=_HEADERS, read=ANSWER_BYTES)
        return _read(answer) if isinstance(answer, Answer) else answer

    async def aclose(self) -> None:
        await self._line.aclose()


@lru_cache(maxsize=512)
def _rest(text: str, buttons: tuple[tuple[Button, ...], ...], silent: bool) -> bytes:
    """Return the request after the chat, encoded once for everybody who gets the same text."""
    request: dict[str, Any] = {"text": text, "link_preview_options": {"is_disabled": True}}
    if buttons:
        request["reply_markup"] = {"inline_keyboard": [[_keyboard_button(one) for one in row] for row in buttons]}
    if silent:
        request["disable_notification"] = True
    return json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()[1:]


def _keyboard_button(button: Button) -> dict[str, Any]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.copy:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "callback_data": button.data}


def _read(answer: Answer) -> SendOutcome:
    """Classify an answer. The server repeats the status in the body; a front that answers in HTML does not."""
    said = _json(answer.body)
    match answer.status:
        case 200:
            return _sent(said)
        case 429:
            return Deferred(reason=Reason.RATE_LIMITED, retry_after=_wait(said, answer.headers))
        case 401 | 404:
            return Refused(reason=Reason.UNAUTHORISED)
        case 403:
            return Refused(reason=_forbidden(_description(said)))
        case status if 400 <= status < 500:  # noqa: PLR2004 - client errors of HTTP
            return _bad_request(said)
        case _:
            return Deferred(reason=Reason.SERVER_ERROR)


def _sent(said: Mapping[str, Any]) -> Accepted | Unknown:
    """Return what a 200 means: a message that was sent and cannot be read was sent nevertheless."""
    if said.get("ok") is not True:
        return Unknown(reason=Reason.UNREADABLE_ANSWER)
    result = said.get("result")
    return Accepted(message_id=str(result.get("message_id", "")) if isinstance(result, dict) else "")


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _description(said: Mapping[str, Any]) -> str:
    return str(said.get("description", "")).lower()


def _parameter(said: Mapping[str, Any], name: str) -> int | None:
    parameters = said.get("parameters")
    value = parameters.get(name) if isinstance(parameters, dict) else None
    return value if isinstance(value, int) else None


def _wait(said: Mapping[str, Any], headers: Mapping[str, str]) -> timedelta | None:
    """Return the wait the server named in the body, or else in the header."""
    seconds = _parameter(said, "retry_after")
    if seconds is None and (header := headers.get("Retry-After", "")).isdecimal():
        seconds = int(header)
    return None if seconds is None else timedelta(seconds=seconds)


def _forbidden(description: str) -> Reason:
    """Return why the chat is closed to us; kicked, left and deleted groups are as good as blocked."""
    return next((reason for words, reason in _FORBIDDEN if words in description), Reason.BLOCKED)


def _bad_request(said: Mapping[str, Any]) -> Refused:
    moved_to = _parameter(said, "migrate_to_chat_id")
    if moved_to is not None:
        return Refused(reason=Reason.MOVED, new_address=str(moved_to))
    if any(words in _description(said) for words in _BAD_ADDRESS):
        return Refused(reason=Reason.BAD_ADDRESS)
    return Refused(reason=Reason.BAD_CONTENT)
