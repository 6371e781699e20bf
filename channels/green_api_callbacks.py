"""What Green-API tells of a telephone: statuses of messages, and what people write (`POST /receipts/green`).

The gateway signs nothing: it sends a token in `Authorization`, and brings a notification again every minute for a day.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from channels.base import Reason
from channels.green_api import as_mapping
from channels.receipts import CallbackRequest, Heard, NotGenuine, Receipt, ReceiptKind, Reply, Unreadable
from channels.whatsapp import as_object
from channels.whatsapp_callbacks import instant

_STATUSES: Mapping[str, tuple[ReceiptKind, Reason | None]] = {
    "sent": (ReceiptKind.ACCEPTED, None),
    "delivered": (ReceiptKind.DELIVERED, None),
    "read": (ReceiptKind.READ, None),
    "failed": (ReceiptKind.FAILED, Reason.SERVER_ERROR),
    "noAccount": (ReceiptKind.FAILED, Reason.NOT_ON_CHANNEL),
    "notInGroup": (ReceiptKind.FAILED, Reason.BAD_ADDRESS),
    # `yellowCard`: the number is held back for spam. Its messages wait in the queue, which `GreenApiQueue` empties.
}
_SCHEMES = ("Bearer ", "Basic ", "")
_PERSON = "@c.us"


class GreenApiCallbacks:
    """Reads the notifications of one telephone. Without a token nothing is genuine."""

    def __init__(self, *, instance: str, webhook_token: str) -> None:
        self._instance = instance
        self._token = webhook_token

    def hear(self, request: CallbackRequest) -> Heard:
        """Verify and read. Raises `NotGenuine`, `Unreadable`."""
        self._verify(request.headers.get("authorization", ""))
        body = as_object(request.body)
        if not body:
            raise Unreadable("not a JSON object")
        instance = as_mapping(body.get("instanceData")).get("idInstance")
        if instance is not None and str(instance) != self._instance:
            raise NotGenuine  # of another telephone with the same token
        return _HEARD.get(str(body.get("typeWebhook")), _nothing)(body)

    def _verify(self, told: str) -> None:
        known = [f"{scheme}{self._token}".encode() for scheme in _SCHEMES]
        found = [hmac.compare_digest(told.encode(), one) for one in known]
        if not self._token or not any(found):
            raise NotGenuine


def _nothing(_body: Mapping[str, Any]) -> Heard:
    return Heard()


def _status(body: Mapping[str, Any]) -> Heard:
    message_id, found = body.get("idMessage"), _STATUSES.get(str(body.get("status")))
    if not (isinstance(message_id, str) and message_id) or found is None:
        return Heard()
    kind, reason = found
    receipt = Receipt(message_id=message_id, kind=kind, at=instant(body.get("timestamp")), reason=reason)
    return Heard(receipts=(receipt,))


def _message(body: Mapping[str, Any]) -> Heard:
    sender = str(as_mapping(body.get("senderData")).get("chatId", ""))
    number = sender.removesuffix(_PERSON)
    if not sender.endswith(_PERSON) or not (number.isascii() and number.isdecimal()):
        return Heard()  # a group
    message_id = body.get("idMessage")
    reply = Reply(
        message_id=message_id if isinstance(message_id, str) else "",
        address=f"+{number}",
        text=_text(as_mapping(body.get("messageData"))),
        at=instant(body.get("timestamp")),
    )
    return Heard(replies=(reply,))


def _text(data: Mapping[str, Any]) -> str:
    plain = as_mapping(data.get("textMessageData")).get("textMessage")
    extended = as_mapping(data.get("extendedTextMessageData")).get("text")
    return next((one for one in (plain, extended) if isinstance(one, str)), "")


_HEARD = {"outgoingMessageStatus": _status, "incomingMessageReceived": _message}
