"""The figures of an order as they were when its window closed, and as they are now: receipts come late (R-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.receipts import ReceiptKind
from dispatch.delivery import Delivery, DeliveryState, Purpose
from dispatch.ports import Acknowledgement
from dispatch.receipts import HeardReceipt

# Providers keep a message for two days (SMS) to thirty (WhatsApp); after three nobody waits for news about school.
SETTLED_AFTER = timedelta(days=3)
_ARRIVED = frozenset({ReceiptKind.DELIVERED, ReceiptKind.READ})
_OPEN = frozenset({DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How many deliveries and people, as it was known at `taken_at`. confirmed: people who acknowledged."""

    taken_at: datetime
    accepted: int
    delivered: int
    read: int
    failed: int
    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReceipt:
    """Something a provider said after the provisional figure was taken."""

    delivery: str
    lane: str
    kind: str
    heard_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """provisional: when the families' span had closed, or now before that. final: now. settled: it will not change."""

    provisional: Figure
    final: Figure
    settled: bool
    late: tuple[LateReceipt, ...]


def figures(
    rows: Sequence[Delivery], heard: Sequence[HeardReceipt], said: Sequence[Acknowledgement], *, now: datetime
) -> Figures:
    """Return both figures of one revision's deliveries."""
    families = [row.not_after for row in rows if row.purpose is Purpose.FAMILY_NOTICE]
    closes = max(families or [row.not_after for row in rows], default=now)
    provisional_at = min(closes, now)
    mine = {row.id for row in rows}
    receipts = [one for one in heard if one.delivery in mine]
    late = [one for one in receipts if one.heard_at > provisional_at]
    return Figures(
        provisional=_figure(rows, receipts, said, at=provisional_at),
        final=_figure(rows, receipts, said, at=now),
        settled=now >= closes + SETTLED_AFTER and not any(row.state in _OPEN for row in rows),
        late=tuple(_late(one) for one in late),
    )


def _figure(
    rows: Sequence[Delivery], receipts: Sequence[HeardReceipt], said: Sequence[Acknowledgement], *, at: datetime
) -> Figure:
    by_then = [one for one in receipts if one.heard_at <= at]
    arrived = {one.delivery for one in by_then if one.kind in _ARRIVED}
    failed = {row.id for row in rows if row.state is DeliveryState.REFUSED and row.updated_at <= at}
    reported = {one.delivery for one in by_then if one.kind is ReceiptKind.FAILED}
    return Figure(
        taken_at=at,
        accepted=sum(row.accepted_at is not None and row.accepted_at <= at for row in rows),
        delivered=len(arrived),
        read=len({one.delivery for one in by_then if one.kind is ReceiptKind.READ}),
        failed=len((failed | reported) - arrived),
        confirmed=len({one.person for one in said if one.at <= at}),
    )


def _late(receipt: HeardReceipt) -> LateReceipt:
    return LateReceipt(delivery=str(receipt.delivery), lane=receipt.lane, kind=receipt.kind, heard_at=receipt.heard_at)
