"""What the Cloud API and the gateway bring to the owner of a number: statuses and what people say."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from sandbox.callbacks import Callback
from sandbox.handsets import Said
from sandbox.whatsapp.accounts import Number, Telephone

PROVIDER = "whatsapp"
_META_KEEPS = timedelta(days=7)

Json = dict[str, Any]


def status(number: Number, *, to: str, id: str, kind: str, at: datetime, key: str, code: int = 0) -> Callback:  # noqa: A002
    """Return one status of a message, signed. code: why it failed."""
    said: Json = {
        "id": id,
        "status": kind,
        "timestamp": str(int(at.timestamp())),
        "recipient_id": to.removeprefix("+"),
    }
    if key:
        said["biz_opaque_callback_data"] = key
    if code:
        title = "Message undeliverable"
        said["errors"] = [{"code": code, "title": title, "message": title, "error_data": {"details": "see the code"}}]
    return _signed(number, to, "status", {"statuses": [said]})


def message(number: Number, said: Said, *, at: datetime, of_template: bool) -> Callback:
    """Return what somebody wrote or tapped, signed."""
    sender = said.handset.number.removeprefix("+")
    body: Json = {"from": sender, "id": said.id, "timestamp": str(int(at.timestamp()))}
    if said.of is not None:
        body["context"] = {"from": number.id, "id": said.of.id}
    if said.button is None:
        body |= {"type": "text", "text": {"body": said.text}}
    elif of_template:
        body |= {"type": "button", "button": {"payload": said.button.data, "text": said.button.label}}
    else:
        reply = {"type": "button_reply", "button_reply": {"id": said.button.data, "title": said.button.label}}
        body |= {"type": "interactive", "interactive": reply}
    contacts = [{"profile": {"name": said.handset.name}, "wa_id": sender}]
    return _signed(number, said.handset.number, "message", {"contacts": contacts, "messages": [body]})


def _signed(number: Number, chat: str, method: str, value: Json) -> Callback:
    metadata = {"display_phone_number": number.title, "phone_number_id": number.id}
    change = {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": "messages"}
    entry = {"id": number.business_account, "changes": [change]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signature = hmac.new(number.app_secret.encode(), body, hashlib.sha256).hexdigest()
    return Callback(
        provider=PROVIDER,
        account=number.id,
        method=method,
        chat=chat,
        url=number.callback_url,
        body=body,
        headers={"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"},
        kept_for=_META_KEEPS,
    )


def gateway_status(telephone: Telephone, *, to: str, id: str, kind: str, at: datetime) -> Callback:  # noqa: A002
    """Return the gateway's notification of a message's status."""
    chat = f"{to.removeprefix('+')}@c.us"
    said = {"idMessage": id, "status": kind, "chatId": chat, "sendByApi": True}
    return _notification(telephone, to, "outgoingMessageStatus", at, said)


def gateway_message(telephone: Telephone, said: Said, *, at: datetime) -> Callback:
    """Return the gateway's notification of what somebody wrote."""
    chat, name = f"{said.handset.number.removeprefix('+')}@c.us", said.handset.name
    body = {
        "idMessage": said.id,
        "senderData": {"chatId": chat, "sender": chat, "chatName": name, "senderName": name},
        "messageData": {"typeMessage": "textMessage", "textMessageData": {"textMessage": said.text}},
    }
    return _notification(telephone, said.handset.number, "incomingMessageReceived", at, body)


def _notification(telephone: Telephone, to: str, kind: str, at: datetime, said: Json) -> Callback:
    instance = {"idInstance": int(telephone.instance), "wid": "", "typeInstance": "whatsapp"}
    body = {"typeWebhook": kind, "instanceData": instance, "timestamp": int(at.timestamp()), **said}
    return Callback(
        provider=PROVIDER,
        account=telephone.instance,
        method="status" if kind == "outgoingMessageStatus" else "message",
        chat=to,
        url=telephone.callback_url,
        body=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {telephone.webhook_token}"},
    )
