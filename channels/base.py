"""The contract every wire keeps. Policy (retry, pacing, windows) is not here: it lives in `dispatch`.

Every channel promises, and `tests/contract/test_channels.py` checks: one recipient per call; it returns within its
timeout; it never retries and never sleeps; it raises only on programming errors and cancellation; trouble before the
request was written is `Deferred`, after it `Unknown`; no secret, phone number or text in any exception or log;
`send` after `aclose` raises `ChannelClosed`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class ChannelKind(StrEnum):
    TELEGRAM = "telegram"
    WEBHOOK = "webhook"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"


class ChannelClosed(RuntimeError):
    """`send` was called after `aclose`: build a new channel."""


class Reason(StrEnum):
    """Why a message was not accepted. Also the label of metrics, so the set is closed."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    CONNECTION = "connection"  # before the request was written
    TIMEOUT = "timeout"
    CONNECTION_LOST = "connection_lost"  # after the request was written
    UNREADABLE_ANSWER = "unreadable_answer"  # accepted or not, the answer does not say
    BLOCKED = "blocked"  # the person blocked the sender
    DEACTIVATED = "deactivated"  # the account is gone
    NOT_STARTED = "not_started"  # the person never opened the conversation
    BAD_ADDRESS = "bad_address"
    MOVED = "moved"  # the address changed; `Refused.new_address` says where
    BAD_CONTENT = "bad_content"
    UNAUTHORISED = "unauthorised"  # our account is refused: stop the lane and call a person
    GONE = "gone"  # the endpoint asks never to be called again
    NOT_ON_CHANNEL = "not_on_channel"  # the number cannot be reached this way, now or ever
    WITHHELD = "withheld"  # the provider chose not to deliver it; nothing is wrong with the address
    ADDRESS_LIMITED = "address_limited"  # too much to this one address: wait, for it alone
    CONVERSATION_CLOSED = "conversation_closed"  # only approved texts may be sent now
    TEMPLATE = "template"  # the approved text is missing, stopped or filled in wrongly


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: `data` comes back as a tap, `url` opens, `copy` is copied to the clipboard."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text the provider has approved (WhatsApp), named; `parameters` fill its places in their order."""

    name: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one recipient.

    key: our idempotency key, the same on every attempt. address: chat id, phone (E.164), mailbox or URL.
    locale: `kk` or `ru`. subject: of a mail. template: what stands for `text` where only approved texts may open a
    conversation. thread: the same for all messages that belong together (a mail and its correction).
    edits: the provider's id of the earlier message to the same address that this one replaces in place.
    expires_at: after it the message must not arrive any more, where the provider can promise that; aware.
    """

    key: str
    address: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    locale: str = ""
    subject: str = ""
    template: Template | None = None
    thread: str = ""
    edits: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The provider has it. `message_id` is the provider's, empty when it gives none."""

    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Nothing was sent; try again, not before `retry_after` when the provider named a wait."""

    reason: Reason
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Permanent: this message will never reach this address."""

    reason: Reason
    new_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The request was written and nobody can say whether it was accepted."""

    reason: Reason


SendOutcome = Accepted | Deferred | Refused | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What planning may count on. max_length: characters of text (after markup), None when unbounded."""

    max_length: int | None = None
    buttons: bool = False
    edits: bool = False
    reports_delivered: bool = False
    reports_read: bool = False
    honours_idempotency_key: bool = False


class Channel(Protocol):
    @property
    def kind(self) -> ChannelKind: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def send(self, message: Message) -> SendOutcome: ...

    async def aclose(self) -> None: ...
