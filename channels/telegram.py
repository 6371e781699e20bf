"""Telegram Bot API, sending and editing only: thin, because a region's families pass through here in one hour."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

import orjson

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
from channels.exchange import Exchange
from channels.wire import Answer

OFFICIAL = "https://api.telegram.org"
CAPABILITIES = Capabilities(max_length=4096, buttons=True, edits=True)
ANSWER_BYTES = 65_536
_CHAT = re.compile(r"-?[0-9]{1,19}")
_PUBLIC_CHAT = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")  # a channel or supergroup with a name
_MESSAGE = re.compile(r"[0-9]{1,19}")

# Words of the official server's descriptions (telegram-bot-api, Client.cpp); the first that fits counts.
_FORBIDDEN = (
    ("user is deactivated", Reason.DEACTIVATED),
    ("can't initiate conversation", Reason.NOT_STARTED),
)
_UNCHANGED = "message is not modified"
_BAD_ADDRESS = ("chat not found", "user not found", "chat_id is empty", "peer_id_invalid", "chat_id_invalid")


class TelegramChannel:
    """One bot. base_url: the Bot API server, official, local or sandbox; `/bot<token>/<method>` is added.

    paid: send above the free 30 messages a second at 0.1 Star each (`allow_paid_broadcast`, bots/faq).
    """

    kind = ChannelKind.TELEGRAM
    capabilities = CAPABILITIES

    def __init__(
        self,
        token: str,
        *,
        base_url: str = OFFICIAL,
        timeout: timedelta = timedelta(seconds=20),
        connections: int = 100,
        paid: bool = False,
    ) -> None:
        self._exchange = Exchange(base_url, timeout=timeout, connections=connections, most=ANSWER_BYTES)
        self._sending = self._exchange.head(f"/bot{token}/sendMessage")
        self._editing = self._exchange.head(f"/bot{token}/editMessageText")
        self._paid = paid

    async def send(self, message: Message) -> SendOutcome:
        """Send one text to one chat, or put it in the place of an earlier one.

        `message.key` is not used: the Bot API has no idempotency key.
        """
        self._exchange.require_open()
        chat = _chat(message.address)
        if not chat or (message.edits and not _MESSAGE.fullmatch(message.edits)):
            return Refused(reason=Reason.BAD_ADDRESS)
        if message.edits:
            rest = b'"message_id":%b,%b' % (message.edits.encode(), _rest(message.text, message.buttons))
            answer = await self._exchange.post(self._editing, b'{"chat_id":%b,%b' % (chat, rest))
            return _edited(answer, message.edits) if isinstance(answer, Answer) else answer
        rest = _rest(message.text, message.buttons, message.silent, self._paid)
        answer = await self._exchange.post(self._sending, b'{"chat_id":%b,%b' % (chat, rest))
        return _read(answer) if isinstance(answer, Answer) else answer

    async def aclose(self) -> None:
        await self._exchange.aclose()


def _chat(address: str) -> bytes:
    """Return the chat as it stands in a request; empty when this is none."""
    if _CHAT.fullmatch(address):
        return address.encode()
    return b'"%b"' % address.encode() if _PUBLIC_CHAT.fullmatch(address) else b""


@lru_cache(maxsize=512)
def _rest(text: str, buttons: tuple[tuple[Button, ...], ...], silent: bool = False, paid: bool = False) -> bytes:
    """Return the request after the chat, encoded once for everybody who gets the same text."""
    request: dict[str, Any] = {"text": text, "link_preview_options": {"is_disabled": True}}
    if buttons:
        request["reply_markup"] = {"inline_keyboard": [[_keyboard_button(one) for one in row] for row in buttons]}
    if silent:
        request["disable_notification"] = True
    if paid:
        request["allow_paid_broadcast"] = True
    return orjson.dumps(request)[1:]


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


def _edited(answer: Answer, message_id: str) -> SendOutcome:
    """Classify the answer to an edit. What is there already was put there by an attempt whose answer was lost."""
    if answer.status == 400 and _UNCHANGED in _description(_json(answer.body)):  # noqa: PLR2004 - Bad Request
        return Accepted(message_id=message_id)
    return _read(answer)


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
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
