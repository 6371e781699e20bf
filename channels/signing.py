"""Signatures of the Standard Webhooks specification, version `v1` (HMAC-SHA256)."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"


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
