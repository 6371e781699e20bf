"""Standard Webhooks signatures: HMAC-SHA256 over `id.timestamp.body` (standardwebhooks.com, version 1.0.0)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sandbox.errors import SandboxError

TOLERANCE = timedelta(minutes=5)
_PREFIX = "whsec_"


class SignatureError(Exception):
    """The message cannot be trusted; says why."""


def secret_key(secret: str) -> bytes:
    """Return the key inside `whsec_<base64>`. Raises SandboxError unless it has 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX) + "==")
    except (binascii.Error, ValueError) as error:
        raise SandboxError("a webhook secret is `whsec_` and base64") from error
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise SandboxError("a webhook secret is `whsec_` and base64 of 24 to 64 bytes")
    return key


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One `v1,…` signature."""
    signed = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(secret_key(secret), signed, hashlib.sha256).digest()).decode()


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """Return the `webhook-id` of a message that is signed with one of the secrets and at most five minutes off.

    Raises SignatureError.
    """
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not (message_id and timestamp and signatures):
        raise SignatureError("missing required headers: webhook-id, webhook-timestamp, webhook-signature")
    if not timestamp.isdigit():
        raise SignatureError("webhook-timestamp is not a number of seconds")
    age = now.timestamp() - int(timestamp)
    if abs(age) > TOLERANCE.total_seconds():
        raise SignatureError(f"message timestamp too {'old' if age > 0 else 'new'}")
    expected = [sign(secret, message_id, int(timestamp), body) for secret in secrets]
    given = signatures.split(" ")
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in expected for other in given):
        raise SignatureError("no matching signature found")
    return message_id
