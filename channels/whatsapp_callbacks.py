"""What Meta tells a number's owner: statuses of messages, and what people answer (`POST /receipts/whatsapp`).

Meta brings a callback again for up to seven days until it hears 200, in no order, and puts other things beside those we
read: whatever is not understood inside a genuine callback is passed over.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from channels.base import Reason
from channels.receipts import CallbackRequest, Heard, NotGenuine, Receipt, ReceiptKind, Reply, Unreadable
from channels.whatsapp import as_object
from channels.whatsapp_errors import reason_of

_SIGNATURE = "x-hub-signature-256"
_KINDS = {
    "sent": ReceiptKind.ACCEPTED,
    "delivered": ReceiptKind.DELIVERED,
    "read": ReceiptKind.READ,
    "failed": ReceiptKind.FAILED,
}

Json = Mapping[str, Any]


class WhatsAppCallbacks:
    """Reads the callbacks of one number. Without its secrets nothing is genuine.

    phone_number_id: whose callbacks count; a business account may have further numbers that are not ours.
    """

    def __init__(self, *, app_secret: str, verify_token: str, phone_number_id: str) -> None:
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token
        self._phone_number_id = phone_number_id

    def hear(self, request: CallbackRequest) -> Heard:
        """Verify and read. Raises `NotGenuine`, `Unreadable`."""
        if request.method == "GET":
            return self._prove(request.query)
        self._verify(request)
        body = as_object(request.body)
        if not body:
            raise Unreadable("not a JSON object")
        values = [value for value in _values(body) if self._is_ours(value)]
        return Heard(
            receipts=tuple(receipt for value in values for receipt in _receipts(value)),
            replies=tuple(reply for value in values for reply in _replies(value)),
        )

    def _prove(self, query: Mapping[str, str]) -> Heard:
        """Answer Meta's question whether this address is ours."""
        asked = query.get("hub.verify_token", "")
        known = bool(self._verify_token) and hmac.compare_digest(asked.encode(), self._verify_token.encode())
        if query.get("hub.mode") != "subscribe" or not known:
            raise NotGenuine
        return Heard(answer=query.get("hub.challenge", ""))

    def _verify(self, request: CallbackRequest) -> None:
        expected = f"sha256={hmac.new(self._app_secret, request.body, hashlib.sha256).hexdigest()}"
        told = request.headers.get(_SIGNATURE, "")
        if not self._app_secret or not hmac.compare_digest(told.encode(), expected.encode()):
            raise NotGenuine

    def _is_ours(self, value: Json) -> bool:
        metadata = value.get("metadata")
        told = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
        return told is None or str(told) == self._phone_number_id


def _values(body: Json) -> Iterator[Json]:
    for entry in _objects(body, "entry"):
        for change in _objects(entry, "changes"):
            value = change.get("value")
            if isinstance(value, dict):
                yield value


def _objects(found: Json, name: str) -> Iterator[Json]:
    listed = found.get(name)
    return (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else iter(())


def _receipts(value: Json) -> Iterator[Receipt]:
    for status in _objects(value, "statuses"):
        kind, message_id = _KINDS.get(_text(status, "status")), _text(status, "id")
        if kind and message_id:
            yield Receipt(
                message_id=message_id,
                kind=kind,
                key=_text(status, "biz_opaque_callback_data"),
                at=instant(status.get("timestamp")),
                reason=_why(status) if kind is ReceiptKind.FAILED else None,
            )


def _why(status: Json) -> Reason:
    """Return why a message failed, by the first code that is named."""
    codes = (error.get("code") for error in _objects(status, "errors"))
    return reason_of(next((code for code in codes if isinstance(code, int)), -1))


def _replies(value: Json) -> Iterator[Reply]:
    for message in _objects(value, "messages"):
        sender = _text(message, "from")
        if sender.isascii() and sender.isdecimal():
            data, text = _said(message)
            yield Reply(
                message_id=_text(message, "id"),
                address=f"+{sender}",
                data=data,
                text=text,
                at=instant(message.get("timestamp")),
            )


def _said(message: Json) -> tuple[str, str]:
    """Return what a button under a template or a message says back, or what somebody wrote."""
    if template_button := _inner(message, "button"):
        return _text(template_button, "payload"), _text(template_button, "text")
    if reply := _inner(_inner(message, "interactive"), "button_reply"):
        return _text(reply, "id"), _text(reply, "title")
    return "", _text(_inner(message, "text"), "body")


def _inner(found: Json, name: str) -> Json:
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def _text(found: Json, name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def instant(value: object) -> datetime | None:
    """Return an instant of seconds since 1970, as a number or in letters; None for anything else."""
    if not ((isinstance(value, str) and value.isascii() and value.isdecimal()) or isinstance(value, int)):
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (OverflowError, OSError, ValueError):
        return None
