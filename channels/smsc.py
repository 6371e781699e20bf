"""SMSC.kz, `sys/send.php` with answers in JSON, and its delivery reports (smsc.kz/api/http; spare: www2.smsc.kz).

A message's id there is ours. To ask what became of it, SMSC.kz wants the number as well; so the id carries the number,
sealed with the account's password, and whoever has the id can ask, in any process and after any restart.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from yarl import URL

from channels.base import (
    Accepted,
    ChannelKind,
    Deferred,
    Message,
    Reason,
    Refused,
    SendOutcome,
    Unknown,
)
from channels.gateway import CAPABILITIES, SECRET, TIMEOUT, Now, ask, connector, form_of, minutes_left, prove
from channels.phone_numbers import gets_sms
from channels.receipts import CallbackRequest, Heard, Receipt, ReceiptKind, Unreadable
from channels.wire import Line

OFFICIAL = "https://smsc.kz"
IDS_AT_ONCE = 100
CONNECTIONS = 15  # more requests at once are error 9

# `valid`: hh:mm from 00:01 to 24:00.
LEAST_MINUTES, MOST_MINUTES = 1, 1440
SAME_AGAIN = timedelta(minutes=1)  # the same request within a minute is error 9
BLOCKED_ADDRESS = timedelta(minutes=1)

# `error_code` of send.php; 9 depends on its words.
_BY_ERROR: Mapping[int, SendOutcome] = {
    1: Refused(reason=Reason.BAD_CONTENT),  # parameters
    2: Refused(reason=Reason.UNAUTHORISED),  # login, password, or an address not on the account's list
    3: Refused(reason=Reason.UNAUTHORISED),  # no money: a person must act
    4: Deferred(reason=Reason.RATE_LIMITED, retry_after=BLOCKED_ADDRESS),  # our address, after many errors
    5: Refused(reason=Reason.BAD_CONTENT),  # date
    6: Refused(reason=Reason.BAD_CONTENT),  # forbidden text or sender
    7: Refused(reason=Reason.BAD_ADDRESS),
    8: Refused(reason=Reason.BAD_ADDRESS),  # cannot be delivered to this number
}
_TOO_MANY = 9
_AT_ONCE = "concurrent"  # "too many concurrent requests"; the other one is "duplicate request, wait a minute"

# `status` (smsc.kz/api/http/status_messages). Absent: -3 not found, -1 waiting (still on the way).
_BY_STATUS: Mapping[int, tuple[ReceiptKind, Reason | None]] = {
    -2: (ReceiptKind.FAILED, Reason.BAD_CONTENT),  # stopped
    0: (ReceiptKind.ACCEPTED, None),  # passed to the operator
    1: (ReceiptKind.DELIVERED, None),
    2: (ReceiptKind.READ, None),
    3: (ReceiptKind.FAILED, Reason.TIMEOUT),  # expired
    4: (ReceiptKind.READ, None),  # the link was opened
    20: (ReceiptKind.FAILED, Reason.SERVER_ERROR),  # impossible to deliver
    22: (ReceiptKind.FAILED, Reason.BAD_ADDRESS),
    23: (ReceiptKind.FAILED, Reason.BAD_CONTENT),  # forbidden
    24: (ReceiptKind.FAILED, Reason.UNAUTHORISED),  # no money
    25: (ReceiptKind.FAILED, Reason.BAD_ADDRESS),  # unavailable number
}

# `id`: at most 40 of Latin letters, digits and `.-_`: ours, a point, and the number in seven letters of six bits each.
_OURS = re.compile(r"[A-Za-z0-9_-]{1,32}")
_SEALED_BITS = 42
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class SmscChannel:
    """One account. sender: a registered sender ID, empty for the account's own. abroad: numbers of other countries too.

    password: or the API key that stands for it. now: aware UTC; the validity of a message is counted from it.
    """

    kind = ChannelKind.SMS
    capabilities = CAPABILITIES

    def __init__(
        self,
        login: str,
        password: str,
        now: Now,
        *,
        sender: str = "",
        base_url: str = OFFICIAL,
        abroad: bool = False,
        timeout: timedelta = TIMEOUT,
    ) -> None:
        self._base = URL(f"{base_url.rstrip('/')}/sys")
        self._account = {"login": login, "psw": password, "fmt": "3", "charset": "utf-8"}
        self._password = password
        self._now = now
        self._sender = sender
        self._abroad = abroad
        self._line = Line(connector(CONNECTIONS), timeout=timeout)

    async def send(self, message: Message) -> SendOutcome:
        """Send one text to one number, under an id made of `message.key`."""
        session = self._line.session()
        if not gets_sms(message.address, abroad=self._abroad):
            return Refused(reason=Reason.BAD_ADDRESS)
        said = await ask(session, self._base / "send.php", self._form(message))
        return said if isinstance(said, Deferred | Refused | Unknown) else _outcome(said)

    async def poll(self, message_ids: Sequence[str]) -> Sequence[Receipt]:
        """Return what became of these messages, as far as it is known (`sys/status.php`)."""
        known = [(one, number) for one in message_ids if (number := unsealed(one, self._password))]
        found: list[Receipt] = []
        for start in range(0, len(known), IDS_AT_ONCE):
            asked = known[start : start + IDS_AT_ONCE]
            # A comma at the end makes the answer a list, also for a single message.
            form = {"phone": "".join(f"{number}," for _, number in asked), "id": "".join(f"{one}," for one, _ in asked)}
            said = await ask(self._line.session(), self._base / "status.php", self._account | form)
            found += _statuses(said, [one for one, _ in asked])
        return found

    async def aclose(self) -> None:
        await self._line.aclose()

    def _form(self, message: Message) -> dict[str, str]:
        hours, minutes = divmod(
            minutes_left(message.expires_at, self._now(), least=LEAST_MINUTES, most=MOST_MINUTES), 60
        )
        form = {
            "phones": message.address,  # with its "+": without it SMSC.kz "corrects" the number
            "mes": message.text,
            "valid": f"{hours:02d}:{minutes:02d}",
            "id": sealed(message.key, message.address, self._password),
            "sender": self._sender,
        }
        return self._account | {name: value for name, value in form.items() if value}


class SmscReports:
    """Reads the statuses posted to an address that ends in `?secret=…` (smsc.kz/api/http/miscellaneous/callback)."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def hear(self, request: CallbackRequest) -> Heard:
        """Verify and read. Raises `NotGenuine`, `Unreadable`. A message somebody wrote is taken and says nothing."""
        prove(request.query.get(SECRET, ""), self._secret)
        said = form_of(request)
        if not said or "mes" in said:  # a test of the address, or an incoming message
            return Heard()
        if not said.get("id") or _number(said.get("status")) is None:
            raise Unreadable("the delivery report names no message or no status")
        receipt = _receipt(said, said["id"])
        return Heard(receipts=(receipt,) if receipt else ())


def sealed(key: str, address: str, password: str) -> str:
    """Return the id of a message: its key and its number, unreadable without the password.

    Empty when the key or the number is too long for an id: then the gateway gives an id of its own.
    """
    number = int(address.removeprefix("+"))
    if not _OURS.fullmatch(key) or number >> _SEALED_BITS:
        return ""
    bits = number ^ _pad(key, password)
    return f"{key}." + "".join(_LETTERS[bits >> shift & 63] for shift in range(_SEALED_BITS - 6, -1, -6))


def unsealed(message_id: str, password: str) -> str:
    """Return the number in an id, `+7701…`; empty for an id that is not ours or from before the password changed."""
    key, _, letters = message_id.partition(".")
    if len(letters) * 6 != _SEALED_BITS or not set(letters) <= set(_LETTERS):
        return ""
    bits = 0
    for letter in letters:
        bits = bits << 6 | _LETTERS.index(letter)
    address = f"+{bits ^ _pad(key, password)}"
    return address if gets_sms(address, abroad=True) else ""


def _pad(key: str, password: str) -> int:
    """Return the bits a number is sealed with: each key has its own."""
    digest = hmac.digest(password.encode(), key.encode(), sha256)
    return int.from_bytes(digest) >> (8 * len(digest) - _SEALED_BITS)


def _outcome(said: Any) -> SendOutcome:
    if not isinstance(said, dict):
        return Unknown(reason=Reason.UNREADABLE_ANSWER)
    error = _number(said.get("error_code"))
    if error is None:
        message_id = said.get("id")
        return Accepted(message_id=str(message_id)) if message_id else Unknown(reason=Reason.UNREADABLE_ANSWER)
    if error == _TOO_MANY:
        if _AT_ONCE in str(said.get("error", "")):
            return Deferred(reason=Reason.RATE_LIMITED)
        return Deferred(reason=Reason.SERVER_ERROR, retry_after=SAME_AGAIN)
    return _BY_ERROR.get(error, Unknown(reason=Reason.UNREADABLE_ANSWER))


def _statuses(said: Any, asked: Sequence[str]) -> list[Receipt]:
    """Return the receipts in an answer: a list in the order asked, each with its id in newer versions."""
    if not isinstance(said, list) or len(said) != len(asked):
        return []
    pairs = ((one, ours) for one, ours in zip(said, asked, strict=True) if isinstance(one, dict))
    found = (_receipt(one, str(one.get("id") or ours)) for one, ours in pairs)
    return [receipt for receipt in found if receipt]


def _receipt(said: Mapping[str, Any], message_id: str) -> Receipt | None:
    """Return what a status means; None while nothing is decided."""
    status = _number(said.get("status"))
    if status is None or status not in _BY_STATUS:
        return None
    kind, reason = _BY_STATUS[status]
    return Receipt(message_id=message_id, kind=kind, key=_key(message_id), at=_at(said), reason=reason)


def _key(message_id: str) -> str:
    """Return our key in an id we made; empty for the gateway's own."""
    key, point, letters = message_id.partition(".")
    return key if point and len(letters) * 6 == _SEALED_BITS else ""


def _at(said: Mapping[str, Any]) -> datetime | None:
    """Return when it happened: seconds since 1970, `ts` in a callback and `last_timestamp` in an answer."""
    seconds = _number(said.get("ts")) or _number(said.get("last_timestamp"))
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds < 1 << 34 else None


def _number(value: Any) -> int | None:
    """Return a whole number that came as such or as a string."""
    return int(value) if re.fullmatch(r"-?[0-9]{1,15}", str(value)) else None
