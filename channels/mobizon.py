"""Mobizon (api.mobizon.kz), `message/sendSmsMessage` and its delivery reports (github.com/mobizon/mobizon-api-docs).

It counts parts itself and cuts them; a message it holds for moderation (status 1) is accepted and may come late, which
a registered sender and a fixed template avoid.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha1
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
from channels.gateway import CAPABILITIES, SECRET, TIMEOUT, Now, ask, connector, minutes_left, object_of, prove
from channels.phone_numbers import gets_sms
from channels.receipts import CallbackRequest, Heard, NotGenuine, Receipt, ReceiptKind, Unreadable
from channels.wire import Line

OFFICIAL = "https://api.mobizon.kz"
IDS_AT_ONCE = 100  # message/getSMSStatus, `ids`
CONNECTIONS = 30
DELIVERY_REPORT = "sms-delivery-report"

# `params[validity]`: 60 to 1440 minutes. In the last hour of a span Mobizon alone can promise no end: it takes 60.
LEAST_MINUTES, MOST_MINUTES = 60, 1440

# "API Response Codes" (_other/apiCode.md); 0, 1, 98 and 99 depend on the data too.
_BY_CODE: Mapping[int, SendOutcome] = {
    2: Refused(reason=Reason.BAD_CONTENT),
    3: Unknown(reason=Reason.SERVER_ERROR),  # "unidentified application error"
    4: Refused(reason=Reason.BAD_CONTENT),
    5: Refused(reason=Reason.BAD_CONTENT),
    6: Refused(reason=Reason.BAD_CONTENT),
    8: Refused(reason=Reason.UNAUTHORISED),
    9: Refused(reason=Reason.UNAUTHORISED),
    10: Deferred(reason=Reason.SERVER_ERROR),  # two wrote at once, nothing was saved
    11: Refused(reason=Reason.BAD_CONTENT),
    12: Refused(reason=Reason.BAD_CONTENT),
    13: Refused(reason=Reason.UNAUTHORISED),  # another domain serves this account
    14: Refused(reason=Reason.UNAUTHORISED),  # the account is blocked
    15: Deferred(reason=Reason.SERVER_ERROR),
    30: Deferred(reason=Reason.RATE_LIMITED),
    100: Accepted(),  # taken into the background; it gets its id there
    999: Unknown(reason=Reason.SERVER_ERROR),
}
_OK = 0

# "List of Possible SMS Statuses" (_other/smsStatus.md).
_ON_ITS_WAY = frozenset({"NEW", "ENQUEUD", "PDLIVRD"})
_BY_STATUS: Mapping[str, tuple[ReceiptKind, Reason | None]] = {
    "ACCEPTD": (ReceiptKind.ACCEPTED, None),
    "DELIVRD": (ReceiptKind.DELIVERED, None),
    "UNDELIV": (ReceiptKind.FAILED, Reason.SERVER_ERROR),
    "REJECTD": (ReceiptKind.FAILED, Reason.BAD_CONTENT),
    "EXPIRED": (ReceiptKind.FAILED, Reason.TIMEOUT),
    "DELETED": (ReceiptKind.FAILED, Reason.BAD_CONTENT),
}


class MobizonChannel:
    """One account. sender: a registered sender ID, empty for the account's own. abroad: numbers of other countries too.

    now: aware UTC; the validity of a message is counted from it.
    """

    kind = ChannelKind.SMS
    capabilities = CAPABILITIES

    def __init__(
        self,
        api_key: str,
        now: Now,
        *,
        sender: str = "",
        base_url: str = OFFICIAL,
        abroad: bool = False,
        timeout: timedelta = TIMEOUT,
    ) -> None:
        self._base = URL(f"{base_url.rstrip('/')}/service/message")
        self._query = {"output": "json", "api": "v1", "apiKey": api_key}
        self._now = now
        self._sender = sender
        self._abroad = abroad
        self._line = Line(connector(CONNECTIONS), timeout=timeout)

    async def send(self, message: Message) -> SendOutcome:
        """Send one text to one number. `message.key` is not used: Mobizon takes none."""
        session = self._line.session()
        if not gets_sms(message.address, abroad=self._abroad):
            return Refused(reason=Reason.BAD_ADDRESS)
        said = await ask(session, self._url("sendSmsMessage"), self._form(message))
        return said if isinstance(said, Deferred | Refused | Unknown) else _outcome(said)

    async def poll(self, message_ids: Sequence[str]) -> Sequence[Receipt]:
        """Return what became of these messages, as far as it is known (`message/getSMSStatus`)."""
        found: list[Receipt] = []
        for start in range(0, len(message_ids), IDS_AT_ONCE):
            ids = ",".join(message_ids[start : start + IDS_AT_ONCE])
            said = await ask(self._line.session(), self._url("getSMSStatus"), {"ids": ids})
            found += _statuses(said)
        return found

    async def aclose(self) -> None:
        await self._line.aclose()

    def _url(self, method: str) -> URL:
        return (self._base / method).with_query(self._query)

    def _form(self, message: Message) -> dict[str, str]:
        validity = minutes_left(message.expires_at, self._now(), least=LEAST_MINUTES, most=MOST_MINUTES)
        form = {
            "recipient": message.address.removeprefix("+"),
            "text": message.text,
            "params[validity]": str(validity),
        }
        return form | ({"from": self._sender} if self._sender else {})


class MobizonReports:
    """Reads the webhook `sms-delivery-report` at an address that ends in `?secret=…`.

    Its own signature covers the event's number, attempt and time and not what it says, so the address carries the
    secret too; both are checked.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def hear(self, request: CallbackRequest) -> Heard:
        """Verify and read. Raises `NotGenuine`, `Unreadable`. What is no delivery report is taken and says nothing."""
        prove(request.query.get(SECRET, ""), self._secret)
        said = object_of(request)
        self._verify(said)
        if said.get("eventType") != DELIVERY_REPORT:
            return Heard()
        receipt = _receipt(said.get("data"), id_field="messageId")
        if receipt is None and not _is_on_its_way(said.get("data")):
            raise Unreadable("the delivery report names no message or no status we know")
        return Heard(receipts=(receipt,) if receipt else ())

    def _verify(self, said: Mapping[str, Any]) -> None:
        """Raise `NotGenuine` unless `sign` fits (_webhooks/06-signature.md)."""
        parts = (said.get("eventId"), said.get("attempt"), said.get("eventCreateTs"), self._secret)
        expected = sha1("|".join(str(part) for part in parts).encode()).hexdigest()  # noqa: S324 - theirs
        if not hmac.compare_digest(expected.encode(), str(said.get("sign", "")).encode()):
            raise NotGenuine("the signature of the delivery report is wrong")


def _outcome(said: Any) -> SendOutcome:
    code, data = (said.get("code"), said.get("data")) if isinstance(said, dict) else (None, None)
    if not isinstance(code, int):
        return Unknown(reason=Reason.UNREADABLE_ANSWER)
    match code:
        case 0 | 98:
            message_id = data.get("messageId") if isinstance(data, dict) else None
            return Accepted(message_id=str(message_id)) if message_id else Unknown(reason=Reason.UNREADABLE_ANSWER)
        case 1 | 99:
            wrong = data if isinstance(data, dict) else {}
            return Refused(reason=Reason.BAD_ADDRESS if "recipient" in wrong else Reason.BAD_CONTENT)
        case _:
            return _BY_CODE.get(code, Unknown(reason=Reason.UNREADABLE_ANSWER))


def _statuses(said: Any) -> list[Receipt]:
    listed = said.get("data") if isinstance(said, dict) and said.get("code") == _OK else None
    found = (_receipt(one, id_field="id") for one in (listed if isinstance(listed, list) else ()))
    return [receipt for receipt in found if receipt]


def _receipt(said: Any, *, id_field: str) -> Receipt | None:
    """Return what a status means; None while nothing is decided. Its times name no zone, so none is kept."""
    if not isinstance(said, dict) or not said.get(id_field):
        return None
    found = _BY_STATUS.get(str(said.get("status")))
    return Receipt(message_id=str(said[id_field]), kind=found[0], reason=found[1]) if found else None


def _is_on_its_way(said: Any) -> bool:
    return isinstance(said, dict) and bool(said.get("messageId")) and said.get("status") in _ON_ITS_WAY
