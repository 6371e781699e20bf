"""WhatsApp by Meta's Cloud API, and by partners with the same calls (360dialog).

Outside the 24 hours after a person wrote to us only an approved text may be sent. It goes as a template; inside them
the same words go as an ordinary message with reply buttons, which costs nothing and counts towards no limit.
A message cannot be taken back and has no idempotency key: an `Unknown` waits for the status callback, which brings our
own id (`biz_opaque_callback_data`, ADR 0005). How long an approved text may be on its way is part of its approval.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
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
    Template,
    Unknown,
)
from channels.whatsapp_errors import outcome_of
from channels.wire import Answer, Line, post

OFFICIAL = "https://graph.facebook.com/v23.0"
CONVERSATION = timedelta(hours=24)
MARGIN = timedelta(minutes=5)  # of clocks, and of the message that is on its way when the 24 hours end
BODY_LENGTH = 1024  # characters: of a template filled in, and above reply buttons
TEXT_LENGTH = 4096  # of a plain text
REPLIES = 3
LABEL_LENGTH, DATA_LENGTH, KEY_LENGTH = 20, 256, 512
CAPABILITIES = Capabilities(max_length=BODY_LENGTH, buttons=True, reports_delivered=True, reports_read=True)
ANSWER_BYTES = 65_536
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_KEEP_ALIVE_S = 15
_SUBCODE_NO_SUCH_ACCOUNT = 33

LastHeard = Callable[[str], Awaitable[datetime | None]]
Now = Callable[[], datetime]


async def nobody_wrote(_address: str) -> datetime | None:
    """Know of no conversation: everything goes as a template."""
    return None


class WhatsAppChannel:
    """One number. base_url: with the API's version, `/<phone_number_id>/messages` is added.

    last_heard: when the person at an address last wrote to this number, aware; None when nobody knows. now: the clock.
    """

    kind = ChannelKind.WHATSAPP
    capabilities = CAPABILITIES

    def __init__(
        self,
        access_token: str,
        phone_number_id: str,
        *,
        now: Now,
        last_heard: LastHeard = nobody_wrote,
        base_url: str = OFFICIAL,
        timeout: timedelta = timedelta(seconds=20),
        connections: int = 100,
    ) -> None:
        self._url = URL(f"{base_url.rstrip('/')}/{phone_number_id}/messages", encoded=True)
        self._headers = {
            "Authorization": f"Bearer {access_token}",
            "Content-Type": "application/json",
            "User-Agent": user_agent(),
        }
        self._now = now
        self._last_heard = last_heard
        self._closed_at: dict[str, datetime] = {}  # conversations that were over sooner than we knew
        self._line = Line(
            lambda: aiohttp.TCPConnector(limit=connections, keepalive_timeout=_KEEP_ALIVE_S), timeout=timeout
        )

    async def send(self, message: Message) -> SendOutcome:
        """Send one text to one number (E.164)."""
        session = self._line.session()
        if not NUMBER.fullmatch(message.address):
            return Refused(reason=Reason.BAD_ADDRESS)
        content = self._content(message, await self._may_talk(message.address))
        if isinstance(content, Refused):
            return content
        body = json.dumps(_envelope(message) | content, ensure_ascii=False, separators=(",", ":")).encode()
        answer = await post(session, self._url, body=body, headers=self._headers, read=ANSWER_BYTES)
        return self._read(answer, message) if isinstance(answer, Answer) else answer

    async def aclose(self) -> None:
        await self._line.aclose()

    async def _may_talk(self, address: str) -> bool:
        heard = await self._last_heard(address)
        if heard is None or heard <= self._closed_at.get(address, heard - MARGIN):
            return False
        return self._now() - heard < CONVERSATION - MARGIN

    def _content(self, message: Message, talking: bool) -> dict[str, Any] | Refused:
        if talking:
            return spoken(message)
        if message.template is None:
            return Refused(reason=Reason.CONVERSATION_CLOSED)
        return approved(message, message.template)

    def _read(self, answer: Answer, message: Message) -> SendOutcome:
        outcome = read(answer)
        if outcome == Refused(reason=Reason.CONVERSATION_CLOSED) and message.template is not None:
            self._closed_at[message.address] = self._now()  # the next attempt is a template
            return Deferred(reason=Reason.CONVERSATION_CLOSED)
        return outcome


def user_agent() -> str:
    """Return who asks, in the form Meta's own description demands: `name/1.2.3`."""
    return f"boran/{version('boran')}"


def _envelope(message: Message) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.address,
        "biz_opaque_callback_data": message.key[:KEY_LENGTH],
    }


def approved(message: Message, template: Template) -> dict[str, Any] | Refused:
    """Return an approved text with its places filled; refused when it would be too long."""
    if len(message.text) > BODY_LENGTH:
        return Refused(reason=Reason.BAD_CONTENT)
    components: list[dict[str, Any]] = []
    if template.parameters:
        parameters = [{"type": "text", "text": value} for value in template.parameters]
        components.append({"type": "body", "parameters": parameters})
    components += [_template_button(number, button) for number, button in enumerate(_flat(message))]
    language = {"policy": "deterministic", "code": message.locale}
    return {
        "type": "template",
        "template": {"name": template.name, "language": language, "components": components},
    }


def _template_button(number: int, button: Button) -> dict[str, Any]:
    """Return what a button of the approved text says back, or the end of the address it opens."""
    if button.url:
        kind, parameter = "url", {"type": "text", "text": URL(button.url).raw_path_qs.removeprefix("/")}
    else:
        kind, parameter = "quick_reply", {"type": "payload", "payload": button.data}
    return {"type": "button", "sub_type": kind, "index": str(number), "parameters": [parameter]}


def spoken(message: Message) -> dict[str, Any] | Refused:
    """Return an ordinary message: with reply buttons where there are any, links written out below the text."""
    links = [f"{button.label}: {button.url}" for button in _flat(message) if button.url]
    text = "\n\n".join((message.text, *links))
    replies = [button for button in _flat(message) if button.data]
    if len(text) > (BODY_LENGTH if replies else TEXT_LENGTH) or not all(map(_fits, replies)) or len(replies) > REPLIES:
        return Refused(reason=Reason.BAD_CONTENT)
    if not replies:
        return {"type": "text", "text": {"preview_url": False, "body": text}}
    buttons = [{"type": "reply", "reply": {"id": button.data, "title": button.label}} for button in replies]
    return {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}},
    }


def _flat(message: Message) -> Iterator[Button]:
    return (button for row in message.buttons for button in row)


def _fits(button: Button) -> bool:
    return len(button.label) <= LABEL_LENGTH and len(button.data) <= DATA_LENGTH


def read(answer: Answer) -> SendOutcome:
    """Classify an answer: by its code where it names one, else by its status."""
    said = as_object(answer.body)
    if answer.status == 200:  # noqa: PLR2004 - success of the Graph API
        return _sent(said)
    error = said.get("error")
    found = error if isinstance(error, dict) else {}
    if found.get("error_subcode") == _SUBCODE_NO_SUCH_ACCOUNT and found.get("code") == 100:  # noqa: PLR2004
        return Refused(reason=Reason.UNAUTHORISED)  # the number's id is wrong, not the message
    code = found.get("code")
    wait = _wait(answer.headers)
    return outcome_of(code if isinstance(code, int) else -1, status=answer.status, retry_after=wait)


def _sent(said: Mapping[str, Any]) -> Accepted | Unknown:
    messages = said.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    message_id = first.get("id") if isinstance(first, dict) else None
    if not isinstance(message_id, str) or not message_id:
        return Unknown(reason=Reason.UNREADABLE_ANSWER)
    return Accepted(message_id=message_id)


def as_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body; empty for anything else."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    value = headers.get("Retry-After", "")
    return timedelta(seconds=int(value)) if value.isascii() and value.isdecimal() else None
