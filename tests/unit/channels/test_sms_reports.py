"""What gateways report: verified, read, and nothing made up."""

import json
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any
from urllib.parse import urlencode

import pytest

from channels.base import Reason
from channels.mobizon import MobizonReports
from channels.receipts import CallbackReader, CallbackRequest, NotGenuine, Receipt, ReceiptKind, Unreadable
from channels.smsc import SmscReports, sealed, unsealed

SECRET = "report-secret"
KEY, NUMBER = "0123456789abcdef" * 2, "+77010001234"
ID = sealed(KEY, NUMBER, "password")


def request(body: bytes, *, secret: str = SECRET, method: str = "POST") -> CallbackRequest:
    return CallbackRequest(method=method, query={"secret": secret} if secret else {}, headers={}, body=body)


def event(*, secret: str = SECRET, sign: str | None = None, kind: str = "sms-delivery-report", **data: Any) -> bytes:
    said: dict[str, Any] = {
        "eventId": 26,
        "eventType": kind,
        "eventCreateTs": "2026-01-16 06:46:28",
        "webhookId": 1,
        "attempt": 1,
        "data": {"campaignId": 245455096, "messageId": 169275418, "segNum": 2, "status": "DELIVRD", **data},
    }
    signed = f"26|1|2026-01-16 06:46:28|{secret}"
    said["sign"] = sha1(signed.encode(), usedforsecurity=False).hexdigest() if sign is None else sign
    return json.dumps(said).encode()


def form(**changed: str) -> bytes:
    return urlencode({"id": ID, "phone": NUMBER[1:], "status": "1", "ts": "1768528000", "err": "0", **changed}).encode()


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        ("DELIVRD", ReceiptKind.DELIVERED, None),
        ("UNDELIV", ReceiptKind.FAILED, Reason.SERVER_ERROR),
        ("REJECTD", ReceiptKind.FAILED, Reason.BAD_CONTENT),
        ("EXPIRED", ReceiptKind.FAILED, Reason.TIMEOUT),
        ("DELETED", ReceiptKind.FAILED, Reason.BAD_CONTENT),
        ("ACCEPTD", ReceiptKind.ACCEPTED, None),
    ],
)
def test_mobizon_says_how_a_message_ended(status: str, kind: ReceiptKind, reason: Reason | None) -> None:
    heard = MobizonReports(SECRET).hear(request(event(status=status)))
    assert heard.receipts == (Receipt(message_id="169275418", kind=kind, reason=reason),)


def test_mobizon_signs_as_its_documentation_does() -> None:
    # printf '26|1|2026-01-16 06:46:28|report-secret' | sha1sum
    assert MobizonReports(SECRET).hear(request(event(sign="238ce268c245835d47126ffa61b13648be591900"))).receipts


@pytest.mark.parametrize("status", ["NEW", "ENQUEUD", "PDLIVRD"])
def test_a_message_on_its_way_says_nothing(status: str) -> None:
    assert MobizonReports(SECRET).hear(request(event(status=status))).receipts == ()


def test_other_events_of_the_account_are_taken_and_say_nothing() -> None:
    assert MobizonReports(SECRET).hear(request(event(kind="form-submission"))).receipts == ()


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        ("0", ReceiptKind.ACCEPTED, None),
        ("1", ReceiptKind.DELIVERED, None),
        ("2", ReceiptKind.READ, None),
        ("3", ReceiptKind.FAILED, Reason.TIMEOUT),
        ("20", ReceiptKind.FAILED, Reason.SERVER_ERROR),
        ("22", ReceiptKind.FAILED, Reason.BAD_ADDRESS),
        ("23", ReceiptKind.FAILED, Reason.BAD_CONTENT),
        ("24", ReceiptKind.FAILED, Reason.UNAUTHORISED),
        ("25", ReceiptKind.FAILED, Reason.BAD_ADDRESS),
    ],
)
def test_smsc_says_what_became_of_our_key(status: str, kind: ReceiptKind, reason: Reason | None) -> None:
    heard = SmscReports(SECRET).hear(request(form(status=status)))
    at = datetime.fromtimestamp(1768528000, UTC)
    assert heard.receipts == (Receipt(message_id=ID, kind=kind, key=KEY, at=at, reason=reason),)


def test_an_id_of_the_gateways_own_carries_no_key() -> None:
    assert SmscReports(SECRET).hear(request(form(id="4711"))).receipts[0].key == ""


@pytest.mark.parametrize("status", ["-1", "-3", "99"])
def test_a_status_that_decides_nothing_says_nothing(status: str) -> None:
    assert SmscReports(SECRET).hear(request(form(status=status))).receipts == ()


def test_what_somebody_wrote_and_a_test_of_the_address_say_nothing() -> None:
    assert SmscReports(SECRET).hear(request(urlencode({"phone": "77010001234", "mes": "?"}).encode())).receipts == ()
    assert SmscReports(SECRET).hear(request(b"", method="GET")).receipts == ()


@pytest.mark.parametrize(
    ("reader", "body"), [(MobizonReports(SECRET), event()), (SmscReports(SECRET), form())], ids=["mobizon", "smsc"]
)
@pytest.mark.parametrize("secret", ["", "another", SECRET.upper(), "құпия"])
def test_without_the_secret_nothing_is_believed(reader: CallbackReader, body: bytes, secret: str) -> None:
    with pytest.raises(NotGenuine):
        reader.hear(request(body, secret=secret))


@pytest.mark.parametrize("reader", [MobizonReports(""), SmscReports("")], ids=["mobizon", "smsc"])
def test_an_account_without_a_secret_believes_nothing(reader: CallbackReader) -> None:
    for body in (event(secret=""), form()):
        with pytest.raises(NotGenuine):
            reader.hear(request(body, secret=""))


def test_the_secret_in_the_address_does_not_replace_the_signature() -> None:
    for sign in ("", "0" * 40):
        with pytest.raises(NotGenuine):
            MobizonReports(SECRET).hear(request(event(sign=sign)))


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff\xfe", event(messageId=0), event(status="LOST")])
def test_a_report_that_makes_no_sense_is_told_so(body: bytes) -> None:
    with pytest.raises((Unreadable, NotGenuine)):
        MobizonReports(SECRET).hear(request(body))


@pytest.mark.parametrize("body", [b"\xff\xfe", form(status="sent"), form(id="")])
def test_a_form_that_makes_no_sense_is_told_so(body: bytes) -> None:
    with pytest.raises(Unreadable):
        SmscReports(SECRET).hear(request(body))


def test_an_id_carries_the_number_unreadably_and_gives_it_back() -> None:
    assert (len(ID), ID.startswith(KEY), "7010001234" in ID) == (40, True, False)
    assert unsealed(ID, "password") == NUMBER


@pytest.mark.parametrize("message_id", ["", "4711", KEY, f"{KEY}.", f"{KEY}.1234567", f"{KEY}.ә234567", ID + "x"])
def test_other_ids_give_no_number(message_id: str) -> None:
    assert unsealed(message_id, "password") == ""


def test_with_another_password_an_id_gives_no_number_of_ours() -> None:
    assert unsealed(ID, "another") != NUMBER


@pytest.mark.parametrize("key", ["", "k" * 33, "ключ"])
def test_a_key_that_fits_into_no_id_leaves_the_id_to_the_gateway(key: str) -> None:
    assert sealed(key, NUMBER, "password") == ""
