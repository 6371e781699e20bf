"""What storage keeps of the things providers say afterwards, and what `receiving` asks of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from channels.receipts import Receipt, ReceiptKind
from dispatch.delivery import Delivery, DeliveryId, LaneName
from orders.order import OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardReceipt:
    """One thing a provider said, kept once. delivery: what it is about, None as long as nobody knows.

    at: by the provider's clock; heard_at: by ours.
    """

    number: int
    lane: LaneName
    message_id: str
    kind: ReceiptKind
    key: str
    reason: str
    at: datetime | None
    heard_at: datetime
    delivery: DeliveryId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A receipt and the delivery it is about, which is locked until the transaction ends."""

    receipt: HeardReceipt
    delivery: Delivery


class Receipts(Protocol):
    """Receipts are only ever added; `delivery` is filled in once."""

    def add(self, lane: LaneName, receipts: Sequence[Receipt], *, now: datetime) -> Sequence[int]:
        """Keep what was not said before (same account, message, key and kind); return the numbers of those."""

    def ripe(self, numbers: Sequence[int]) -> Sequence[Match]:
        """Return those whose delivery is known and has left, in the order in which they were heard.

        A delivery is known by its id (`Receipt.key`), else by the account and the provider's id of the message.
        """

    def waiting(self, *, since: datetime, limit: int) -> Sequence[int]:
        """Return what was heard since then and has become ripe, oldest first."""

    def settle(self, matches: Sequence[Match]) -> None:
        """Note what each receipt is about: it is never looked at again."""

    def of_order(self, order: OrderId) -> Sequence[HeardReceipt]:
        """Return everything that was said about an order's deliveries, in the order in which it was heard."""

    def unanswered(
        self, lane: LaneName, spans: Sequence[tuple[datetime, datetime]], *, limit: int, after: str = ""
    ) -> Sequence[str]:
        """Return the provider's ids of messages accepted in one of these half-open spans, nothing heard about since.

        after: the last id of the page before; ids come in their own order.
        """
