"""Our signatures, verified by the reference package."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from channels.signing import BadSecret, headers

OLD, NEW = (f"whsec_{b64encode(bytes([letter]) * 32).decode()}" for letter in (1, 2))
OTHER = f"whsec_{b64encode(bytes([3]) * 32).decode()}"


def now() -> datetime:
    return datetime.now(UTC)


@given(st.dictionaries(st.text(), st.text()))
def test_the_reference_package_accepts_what_we_sign(data: dict[str, str]) -> None:
    body = json.dumps(data, ensure_ascii=True)
    assert Webhook(NEW).verify(body, headers("d1", body.encode(), [NEW], at=now())) == data


def test_kazakh_text_is_signed_as_the_bytes_that_leave() -> None:
    body = '{"text":"Қашықтан оқыту"}'
    assert Webhook(NEW).verify(body.encode(), headers("d1", body.encode(), [NEW], at=now()))


def test_while_a_secret_is_rotated_old_and_new_both_verify() -> None:
    signed = headers("d1", b"{}", [NEW, OLD], at=now())
    for secret in (NEW, OLD):
        Webhook(secret).verify(b"{}", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(b"{}", signed)


def test_another_body_id_or_hour_does_not_verify() -> None:
    signed = headers("d1", b"{}", [NEW], at=now())
    for forged, body in (
        (signed, b'{"a":1}'),
        ({**signed, "webhook-id": "d2"}, b"{}"),
        (headers("d1", b"{}", [NEW], at=now() - timedelta(minutes=6)), b"{}"),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(NEW).verify(body, forged)


def test_the_zone_of_the_clock_does_not_matter() -> None:
    at = now()
    almaty = at.astimezone(timezone(timedelta(hours=5)))
    assert headers("d1", b"{}", [NEW], at=at) == headers("d1", b"{}", [NEW], at=almaty)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_@@@", NEW.removeprefix("whsec_"), "plain"])
def test_a_broken_secret_is_an_error_that_does_not_show_it(secret: str) -> None:
    with pytest.raises(BadSecret) as broken:
        headers("d1", b"{}", [secret], at=now())
    assert str(broken.value) == "a webhook secret is `whsec_` followed by base64"
