"""Callbacks of both ways to WhatsApp: what is believed, what is read, and what does no harm."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Reason
from channels.green_api_callbacks import GreenApiCallbacks
from channels.receipts import CallbackRequest, Heard, NotGenuine, Receipt, ReceiptKind, Reply, Unreadable
from channels.whatsapp_callbacks import WhatsAppCallbacks
from channels.whatsapp_errors import REASONS

SECRET, VERIFY, NUMBER_ID = "app-secret", "verify-me", "1001"
READER = WhatsAppCallbacks(app_secret=SECRET, verify_token=VERIFY, phone_number_id=NUMBER_ID)
GATEWAY = GreenApiCallbacks(instance="1101", webhook_token="hook-token")
AT = datetime(2026, 1, 16, 1, 45, tzinfo=UTC)
SECONDS = str(int(AT.timestamp()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def signed(body: bytes, secret: str = SECRET) -> CallbackRequest:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"x-hub-signature-256": f"sha256={signature}"}
    return CallbackRequest(method="POST", query={}, headers=headers, body=body)


def value(found: dict[str, Any], *, number: str = NUMBER_ID) -> bytes:
    """Return the callback that holds this value."""
    metadata = {"metadata": {"phone_number_id": number, "display_phone_number": "77010000000"}}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", **metadata, **found}}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "2001", "changes": [change]}]}).encode()


def hear(found: dict[str, Any], **options: str) -> Heard:
    return READER.hear(signed(value(found, **options)))


def status(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "wamid.1", "status": kind, "timestamp": SECONDS, "recipient_id": "77010009988", **more}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("sent", ReceiptKind.ACCEPTED), ("delivered", ReceiptKind.DELIVERED), ("read", ReceiptKind.READ)],
)
def test_a_status_is_a_receipt_with_our_own_id(kind: str, expected: ReceiptKind) -> None:
    heard = hear({"statuses": [status(kind, biz_opaque_callback_data="d1")]})
    assert heard.receipts == (Receipt(message_id="wamid.1", kind=expected, key="d1", at=AT),)


@pytest.mark.parametrize(("code", "reason"), REASONS.items())
def test_a_failed_status_says_why(code: int, reason: Reason) -> None:
    [receipt] = hear({"statuses": [status("failed", errors=[{"code": code, "title": "No"}])]}).receipts
    assert (receipt.kind, receipt.reason) == (ReceiptKind.FAILED, reason)


def test_a_failed_status_without_a_code_is_a_failure_all_the_same() -> None:
    [receipt] = hear({"statuses": [status("failed")]}).receipts
    assert (receipt.kind, receipt.reason) == (ReceiptKind.FAILED, Reason.BAD_CONTENT)


def test_one_callback_may_hold_many_statuses_in_any_order() -> None:
    heard = hear({"statuses": [status("read"), status("sent"), status("delivered"), status("read")]})
    assert [receipt.kind for receipt in heard.receipts] == [
        ReceiptKind.READ,
        ReceiptKind.ACCEPTED,
        ReceiptKind.DELIVERED,
        ReceiptKind.READ,
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"type": "button", "button": {"payload": "aq:1", "text": "Таныстым"}}, ("aq:1", "Таныстым")),
        (
            {"type": "interactive", "interactive": {"button_reply": {"id": "aq:2", "title": "Таныстым"}}},
            ("aq:2", "Таныстым"),
        ),
        ({"type": "text", "text": {"body": "Рақмет"}}, ("", "Рақмет")),
        ({"type": "sticker", "sticker": {"id": "9"}}, ("", "")),
        ({"type": "text", "text": 7}, ("", "")),
    ],
)
def test_what_somebody_taps_or_writes_is_a_reply(content: dict[str, Any], expected: tuple[str, str]) -> None:
    said = {"from": "77010009988", "id": "wamid.2", "timestamp": SECONDS, **content}
    data, text = expected
    reply = Reply(message_id="wamid.2", address="+77010009988", data=data, text=text, at=AT)
    assert hear({"messages": [said]}).replies == (reply,)


@pytest.mark.parametrize(
    "request_",
    [
        signed(value({"statuses": [status("read")]}), secret="guessed"),
        CallbackRequest(method="POST", query={}, headers={}, body=value({})),
        CallbackRequest(method="POST", query={}, headers={"x-hub-signature-256": "sha256=ә"}, body=value({})),
        CallbackRequest(method="GET", query={"hub.mode": "subscribe", "hub.challenge": "1"}, headers={}, body=b""),
        CallbackRequest(method="GET", query={"hub.mode": "subscribe", "hub.verify_token": "ә"}, headers={}, body=b""),
        CallbackRequest(method="GET", query={"hub.mode": "leave", "hub.verify_token": VERIFY}, headers={}, body=b""),
    ],
    ids=["secret", "unsigned", "letters", "no token", "wrong token", "mode"],
)
def test_what_is_not_signed_by_meta_is_not_believed(request_: CallbackRequest) -> None:
    with pytest.raises(NotGenuine):
        READER.hear(request_)


def test_one_changed_byte_breaks_the_signature() -> None:
    body = value({"statuses": [status("delivered")]})
    request = signed(body)
    changed = CallbackRequest(
        method="POST", query={}, headers=request.headers, body=body.replace(b"delivered", b"failed   ")
    )
    with pytest.raises(NotGenuine):
        READER.hear(changed)


def test_without_secrets_nothing_is_genuine() -> None:
    reader = WhatsAppCallbacks(app_secret="", verify_token="", phone_number_id=NUMBER_ID)
    for request in (
        signed(value({}), secret=""),
        CallbackRequest(method="GET", query={"hub.mode": "subscribe", "hub.verify_token": ""}, headers={}, body=b""),
    ):
        with pytest.raises(NotGenuine):
            reader.hear(request)


def test_meta_is_answered_with_its_challenge() -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    assert READER.hear(CallbackRequest(method="GET", query=query, headers={}, body=b"")) == Heard(answer="1158201444")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 5000], ids=repr)
def test_a_genuine_callback_that_is_no_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        READER.hear(signed(body))
    with pytest.raises(Unreadable):
        GATEWAY.hear(by_gateway(body))


def test_what_another_number_of_the_account_does_is_not_ours() -> None:
    found = {"statuses": [status("read")], "messages": [{"from": "77010009988", "id": "1"}]}
    assert hear(found, number="9") == Heard()


@pytest.mark.parametrize(
    "found",
    [
        {"statuses": [{"status": "read"}]},
        {"statuses": [status("warming up")]},
        {"statuses": [7, None, "read"]},
        {"statuses": {"id": "wamid.1"}},
        {"messages": [{"from": "ұялы", "id": "1"}, {"from": 7}, {}]},
        {"errors": [{"code": 1}]},
        {"event": "APPROVED", "message_template_name": "boran_notice_1"},
    ],
)
def test_what_nobody_understands_is_passed_over(found: dict[str, Any]) -> None:
    assert hear(found) == Heard()


@pytest.mark.parametrize("timestamp", ["soon", "", "9" * 400, None, 1.5, "-1", "٣"])
def test_a_time_that_is_none_is_left_out(timestamp: Any) -> None:
    [receipt] = hear({"statuses": [status("read") | {"timestamp": timestamp}]}).receipts
    assert receipt.at is None


@given(JSON)
def test_no_genuine_callback_breaks_the_reader(found: Any) -> None:
    for body in (
        found,
        {"entry": found},
        {"entry": [{"changes": [{"value": {"statuses": found, "messages": found}}]}]},
    ):
        try:
            assert isinstance(READER.hear(signed(json.dumps(body).encode())), Heard)
        except Unreadable:
            assert not isinstance(body, dict) or not body


def by_gateway(body: bytes, authorization: str = "Bearer hook-token") -> CallbackRequest:
    return CallbackRequest(method="POST", query={}, headers={"authorization": authorization}, body=body)


def notification(**found: Any) -> bytes:
    instance = {"instanceData": {"idInstance": 1101, "wid": "77010000000@c.us"}}
    return json.dumps({**instance, "timestamp": int(AT.timestamp()), **found}).encode()


@pytest.mark.parametrize(
    ("told", "kind", "reason"),
    [
        ("sent", ReceiptKind.ACCEPTED, None),
        ("delivered", ReceiptKind.DELIVERED, None),
        ("read", ReceiptKind.READ, None),
        ("failed", ReceiptKind.FAILED, Reason.SERVER_ERROR),
        ("noAccount", ReceiptKind.FAILED, Reason.NOT_ON_CHANNEL),
    ],
)
def test_the_gateways_statuses_are_receipts(told: str, kind: ReceiptKind, reason: Reason | None) -> None:
    body = notification(typeWebhook="outgoingMessageStatus", idMessage="3EB0", status=told)
    assert GATEWAY.hear(by_gateway(body)).receipts == (Receipt(message_id="3EB0", kind=kind, at=AT, reason=reason),)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"textMessageData": {"textMessage": "Рақмет"}}, "Рақмет"),
        ({"extendedTextMessageData": {"text": "Рақмет"}}, "Рақмет"),
        ({"typeMessage": "imageMessage"}, ""),
    ],
)
def test_what_somebody_writes_to_a_telephone_is_a_reply(data: dict[str, Any], text: str) -> None:
    sender = {"chatId": "77010009988@c.us"}
    body = notification(typeWebhook="incomingMessageReceived", idMessage="3EB1", senderData=sender, messageData=data)
    assert GATEWAY.hear(by_gateway(body)).replies == (
        Reply(message_id="3EB1", address="+77010009988", text=text, at=AT),
    )


@pytest.mark.parametrize("authorization", ["hook-token", "Bearer hook-token", "Basic hook-token"])
def test_the_gateways_token_may_come_with_or_without_a_scheme(authorization: str) -> None:
    assert GATEWAY.hear(by_gateway(notification(typeWebhook="stateInstanceChanged"), authorization)) == Heard()


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer guessed", "hook-token ", "ә"])
def test_another_token_is_not_believed(authorization: str) -> None:
    with pytest.raises(NotGenuine):
        GATEWAY.hear(by_gateway(notification(), authorization))


def test_without_a_token_or_from_another_telephone_nothing_is_believed() -> None:
    with pytest.raises(NotGenuine):
        GreenApiCallbacks(instance="1101", webhook_token="").hear(by_gateway(notification(), ""))
    with pytest.raises(NotGenuine):
        GreenApiCallbacks(instance="7", webhook_token="hook-token").hear(by_gateway(notification()))


@pytest.mark.parametrize(
    "found",
    [
        {"typeWebhook": "outgoingMessageStatus", "status": "read"},
        {"typeWebhook": "outgoingMessageStatus", "idMessage": "1", "status": "yellowCard"},
        {"typeWebhook": "incomingMessageReceived", "senderData": {"chatId": "120363@g.us"}},
        {"typeWebhook": "incomingMessageReceived", "senderData": 7},
        {"typeWebhook": ["deviceInfo"]},
        {},
    ],
)
def test_the_gateways_other_notifications_are_passed_over(found: dict[str, Any]) -> None:
    assert GATEWAY.hear(by_gateway(notification(**found))) == Heard()


@given(JSON)
def test_no_notification_breaks_the_gateways_reader(found: Any) -> None:
    kinds = ("outgoingMessageStatus", "incomingMessageReceived")
    for kind in kinds:
        body = {"typeWebhook": kind, "idMessage": found, "senderData": found, "messageData": found, "timestamp": found}
        assert isinstance(GATEWAY.hear(by_gateway(json.dumps(body).encode())), Heard)
