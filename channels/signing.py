"""Signatures of the Standard Webhooks specification, version `v1` (HMAC-SHA256)."""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_bytes

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)
_SECONDS = re.compile(r"[0-9]{1,12}")  # int() refuses thousands of digits with an error of its own


class BadSecret(ValueError):
    """A webhook secret is not `whsec_` and base64: write it again."""


def headers(key: str, body: bytes, secrets: Sequence[str], *, at: datetime) -> dict[str, str]:
    """Return id, timestamp and one signature per secret, so that a site can rotate its secret without a gap.

    Raises `BadSecret`; its message does not show the secret.
    """
    timestamp = str(int(at.timestamp()))
    signed = b"%s.%s.%s" % (key.encode(), timestamp.encode(), body)
    return {
        "webhook-id": key,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(_key(secret), signed)}" for secret in secrets),
    }


def _signature(key: bytes, signed: bytes) -> str:
    return b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except Error:
        key = b""
    if not (key and secret.startswith(PREFIX)):
        raise BadSecret("a webhook secret is `whsec_` followed by base64")
    return key


def new_secret() -> str:
    """Return a fresh secret of 32 bytes."""
    return PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()


def is_genuine(found: Mapping[str, str], body: bytes, secrets: Sequence[str], *, now: datetime) -> bool:
    """Say whether a request is signed with one of the secrets and at most five minutes off. found: its headers."""
    key, timestamp = found.get("webhook-id", ""), found.get("webhook-timestamp", "")
    if not (key and _SECONDS.fullmatch(timestamp)):
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    signed = b"%s.%s.%s" % (key.encode(), timestamp.encode(), body)
    expected = [f"v1,{_signature(_key(secret), signed)}".encode() for secret in secrets]
    given = [one.encode() for one in found.get("webhook-signature", "").split()]
    return any(hmac.compare_digest(one, other) for one in expected for other in given)
