"""What is counted for the metrics: how much of everything there is, and how late it is. No person, text or address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from channels.base import ChannelKind
from channels.receipts import ReceiptKind
from dispatch.delivery import DeliveryState, LaneName, Purpose
from orders.order import Ground, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Deliveries of the orders of a day."""

    purpose: Purpose
    channel: ChannelKind
    state: DeliveryState
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits on one lane. due_since: since when its oldest row should have been on its way; None when none is.

    closes: when the first of its rows becomes worthless.
    """

    lane: LaneName
    waiting: int
    due_since: datetime | None
    closes: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """Rows of a lane that a provider put off, by its reason: `rate_limited` (it is held), `unauthorised`."""

    lane: LaneName
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How well an account works: its share of the messages it could carry, in percent; dead until then."""

    lane: LaneName
    share: int
    dead_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Receipts heard since the beginning of the day. matched: their delivery is known."""

    lane: LaneName
    kind: ReceiptKind
    matched: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    state: OrderState
    ground: Ground
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The last sign of life of a process, and how many findings its last audit had."""

    process: str
    role: str
    at: datetime
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The outbox. due_since: since when its oldest event should have been planned; None when none is due."""

    waiting: int
    due_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """Everything at one instant. feeds: when each source was last heard, the newest first."""

    sent: Sequence[Sent]
    queues: Sequence[Queue]
    put_off: Sequence[PutOff]
    shares: Sequence[Share]
    said: Sequence[Said]
    orders: Sequence[Ordered]
    beats: Sequence[Beat]
    events: Events
    feeds: Sequence[tuple[str, datetime]]


class Counting(Protocol):
    def census(self, *, now: datetime, today: date, midnight: datetime) -> Census:
        """Count everything. Costs little however many seasons are behind us: old rows are not looked at."""
