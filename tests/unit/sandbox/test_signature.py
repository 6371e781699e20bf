import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from sandbox.errors import SandboxError
from sandbox.site.notices import read_notice
from sandbox.site.signature import SignatureError, secret_key, sign, verify

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret of 24 byt").decode()
NOW = datetime(2026, 1, 16, 1, 45, tzinfo=UTC)


def _headers(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, "msg_1", timestamp, body),
    }


@settings(deadline=None)
@given(st.text(), st.text(alphabet="abc_123", min_size=1))
def test_the_reference_package_signs_what_we_verify(body: str, message_id: str) -> None:
    signature = Webhook(SECRET).sign(message_id, NOW, body)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": signature,
    }
    assert verify([SECRET], headers, body.encode(), NOW) == message_id
    assert sign(SECRET, message_id, int(NOW.timestamp()), body.encode()) == signature


def test_the_reference_package_verifies_what_we_sign() -> None:
    body = json.dumps({"type": "x", "text": "қашықтан"}, ensure_ascii=False).encode()
    headers = _headers(body, at=datetime.now(UTC))
    assert Webhook(SECRET).verify(body, headers) == {"type": "x", "text": "қашықтан"}


def test_any_of_several_signatures_and_secrets_is_enough() -> None:
    headers = _headers(b"{}", secret=OTHER)
    headers["webhook-signature"] = f"v1,{'A' * 43}= v1a,xyz {headers['webhook-signature']}"
    assert verify([SECRET, OTHER], headers, b"{}", NOW) == "msg_1"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"webhook-signature": "v1,AAAA"}, "no matching signature"),
        ({"webhook-id": "msg_2"}, "no matching signature"),
        ({"webhook-signature": ""}, "missing required headers"),
        ({"webhook-timestamp": "soon"}, "not a number"),
    ],
)
def test_a_forged_message_is_refused(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(SignatureError, match=complaint):
        verify([SECRET], _headers(b"{}") | change, b"{}", NOW)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(SignatureError, match="no matching signature"):
        verify([SECRET], _headers(b"{}"), b"{ }", NOW)


@pytest.mark.parametrize(("off", "complaint"), [(-301, "too old"), (301, "too new")])
def test_a_message_may_be_five_minutes_off_and_not_more(off: int, complaint: str) -> None:
    edge = timedelta(seconds=300 if off > 0 else -300)
    assert verify([SECRET], _headers(b"{}", at=NOW + edge), b"{}", NOW) == "msg_1"
    with pytest.raises(SignatureError, match=complaint):
        verify([SECRET], _headers(b"{}", at=NOW + timedelta(seconds=off)), b"{}", NOW)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_AAAA", "0123456789abcdef0123456789abcdef", "whsec_é"])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(SandboxError, match="whsec_"):
        secret_key(secret)


@pytest.mark.parametrize(
    "data",
    [
        {"kk": {"title": "Т", "text": "м"}, "ru": {"title": "З", "text": "т"}},
        {"title": {"kk": "Т", "ru": "З"}, "text": {"kk": "м", "ru": "т"}},
    ],
)
def test_the_words_of_a_notice_stand_by_language_either_way(data: dict[str, object]) -> None:
    notice = read_notice("msg_1", {"type": "order.released", "data": data}, NOW)
    assert notice.text == "Т\nм\n\nЗ\nт"


def test_a_notice_stands_until_it_expires() -> None:
    body = {"type": "x", "data": {"ru": "т", "expires_at": "2026-01-16T20:00:00+05:00"}}
    notice = read_notice("msg_1", body, NOW)
    assert notice.stands(datetime(2026, 1, 16, 14, 59, tzinfo=UTC))
    assert not notice.stands(datetime(2026, 1, 16, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "body", [[], {}, {"type": "x"}, {"type": 1, "data": {}}, {"type": "x", "data": {"expires_at": "2026-01-16T20:00"}}]
)
def test_a_body_that_is_no_notice_is_refused(body: object) -> None:
    with pytest.raises(ValueError, match=r"must be an object|offset"):
        read_notice("msg_1", body, NOW)
