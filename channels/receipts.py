"""What providers tell afterwards: receipts and replies, verified and read. What follows from them is `dispatch`'s.

A reader is pure: it takes a request as it came and returns what was said. It raises `NotGenuine` when the signature (or
the secret in the address) is wrong and `Unreadable` when it is genuine and makes no sense. It never answers twice for
one thing: telling repeats apart is the ledger's work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from channels.base import Reason


class NotGenuine(Exception):
    """The request does not prove that it comes from the provider: answer 401 and believe nothing."""


class Unreadable(ValueError):
    """Genuine, but not of a form we know: answer 400, keep nothing."""


class ReceiptKind(StrEnum):
    ACCEPTED = "accepted"  # the provider passed it on
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"  # it will never arrive


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one message. key: our `Message.key` where the provider gives it back, else empty.

    message_id: the provider's. at: when it happened by the provider's clock, aware; None when it does not say.
    reason: why it failed; None otherwise.
    """

    message_id: str
    kind: ReceiptKind
    key: str = ""
    at: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a person did with a message: tapped a button (`data`) or wrote (`text`). address: as in `Message`."""

    message_id: str
    address: str
    data: str = ""
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequest:
    """A request as it came. headers: names in lower case. body: raw, because signatures cover the bytes."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one request said, and what it is answered with (200)."""

    receipts: Sequence[Receipt] = ()
    replies: Sequence[Reply] = ()
    answer: str = ""


class CallbackReader(Protocol):
    """One account's callbacks, at `POST /receipts/<provider>` (and GET, where the provider asks to prove ownership)."""

    def hear(self, request: CallbackRequest) -> Heard:
        """Verify and read. Raises `NotGenuine`, `Unreadable`."""


class ReceiptPoller(Protocol):
    """An account that has to be asked what became of its messages."""

    async def poll(self, message_ids: Sequence[str]) -> Sequence[Receipt]:
        """Return what is known now; nothing about a message that is still on its way, or when nobody answers.

        Called every few seconds with at most 100 ids, without any when nothing is due: then it hands over what came by
        itself (an operator's session), or returns at once.
        """
