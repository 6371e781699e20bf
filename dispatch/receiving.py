"""What providers say afterwards becomes states of deliveries: each thing once, forwards only, whenever it comes.

Receipts may be late, repeated, contradictory, about something unknown, or here before our own record of the send:
whatever their order, the same set of receipts leaves the same state (ADR 0015).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.receipts import Receipt, ReceiptKind, Reply
from dispatch.acknowledging import AckOutcome, acknowledge
from dispatch.delivery import MOVES, Change, Delivery, DeliveryId, DeliveryState, LaneName
from dispatch.lanes import Lanes
from dispatch.ports import Transaction
from dispatch.receipts import HeardReceipt, Match
from dispatch.retry import LOST_CONTACT
from dispatch.taps import BadTap, Tap, TapVerb, unpack
from orders.ports import JournalEntry

KEPT_OPEN = timedelta(days=1)  # how long a receipt waits for the delivery it is about
AT_ONCE = 500

# A phone that has the message is right, and whoever said that it never would is wrong.
STATES: Mapping[ReceiptKind, DeliveryState] = {
    ReceiptKind.ACCEPTED: DeliveryState.ACCEPTED,
    ReceiptKind.FAILED: DeliveryState.REFUSED,
    ReceiptKind.DELIVERED: DeliveryState.DELIVERED,
    ReceiptKind.READ: DeliveryState.READ,
}
_ARRIVED = frozenset({DeliveryState.DELIVERED, DeliveryState.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of some receipts. repeated: said before. matched: their delivery is known; the others wait."""

    new: int = 0
    repeated: int = 0
    matched: int = 0


def receive(tx: Transaction, lane: LaneName, receipts: Sequence[Receipt], *, now: datetime, lanes: Lanes) -> Received:
    """Keep what an account's provider said, and apply what can be applied already."""
    numbers = tx.receipts.add(lane, receipts, now=now)
    matched = _apply(tx, tx.receipts.ripe(numbers), now=now, lanes=lanes)
    return Received(new=len(numbers), repeated=len(receipts) - len(numbers), matched=matched)


def catch_up(tx: Transaction, *, now: datetime, lanes: Lanes) -> int:
    """Apply what was heard before our own record of the send; return how many. Fewer than `AT_ONCE`: that was all."""
    numbers = tx.receipts.waiting(since=now - KEPT_OPEN, limit=AT_ONCE)
    return _apply(tx, tx.receipts.ripe(numbers), now=now, lanes=lanes)


def changes(delivery: Delivery, receipt: HeardReceipt, *, now: datetime) -> tuple[Change, ...]:
    """Return what to record; nothing when the ledger knows as much or more already."""
    state = STATES[receipt.kind]
    if state not in MOVES[delivery.state]:
        return ()
    message_id = "" if delivery.provider_message_id else receipt.message_id
    # Whatever arrived was accepted before: nobody had said so.
    unsaid = state in _ARRIVED and delivery.state is DeliveryState.UNKNOWN
    steps = (DeliveryState.ACCEPTED, state) if unsaid else (state,)
    return tuple(
        Change(
            delivery=delivery.id,
            state=step,
            at=now,
            reason=receipt.reason,
            provider_message_id=message_id,
            counts_as_attempt=False,
        )
        for step in steps
    )


def reply(tx: Transaction, lane: LaneName, said: Reply, *, now: datetime, lanes: Lanes) -> AckOutcome | None:
    """Take a tap on "acquainted" as what it is; None for anything else, which is nobody's order to act upon.

    The person is whoever has the address it came from, never what the tap says. Whoever writes can be written to.
    """
    tx.conversations.heard(lane, said.address, at=min(said.at or now, now))
    account, tap = lanes.named(lane), _tap(said.data)
    if account is not None:
        tx.roster.set_blocked(account.serves, said.address, blocked=False)
    person = tx.roster.person_at(account.serves, said.address) if account else None
    if account is None or tap is None or person is None:
        return None
    means = account.channel.value
    answer = acknowledge(tx, order_id=tap.order, revision=tap.revision, person=person.id, now=now, means=means)
    return answer.outcome


def _tap(data: str) -> Tap | None:
    try:
        tap = unpack(data)
    except BadTap:
        return None
    return tap if tap.verb is TapVerb.ACQUAINTED else None


def _apply(tx: Transaction, matches: Sequence[Match], *, now: datetime, lanes: Lanes) -> int:
    """Apply matches in the order in which they were heard; a delivery may have several."""
    known: dict[DeliveryId, Delivery] = {}
    for match in matches:
        delivery = known.get(match.delivery.id, match.delivery)
        after = _apply_one(tx, delivery, match.receipt, now=now)
        _mark_contact(tx, delivery, after, match.receipt, lanes)
        known[delivery.id] = after
    tx.receipts.settle(matches)
    return len(matches)


def _apply_one(tx: Transaction, delivery: Delivery, receipt: HeardReceipt, *, now: datetime) -> Delivery:
    """Record what follows and return the delivery as it is then. What went wrong is told to the journal."""
    found = changes(delivery, receipt, now=now)
    tx.ledger.record(found)
    if contradicts(delivery, receipt.kind):
        _journal(tx, "receipt.contradicts", delivery, receipt, now)
    elif found and receipt.kind is ReceiptKind.FAILED:
        _journal(tx, "delivery.failed_later", delivery, receipt, now)
    return replace(delivery, state=found[-1].state, reason=receipt.reason or delivery.reason) if found else delivery


def contradicts(delivery: Delivery, kind: ReceiptKind) -> bool:
    """Say whether a provider takes back what it, or the answer to the send, said before."""
    if kind is ReceiptKind.FAILED:
        return delivery.state in _ARRIVED
    return delivery.state is DeliveryState.REFUSED


def _mark_contact(tx: Transaction, before: Delivery, after: Delivery, receipt: HeardReceipt, lanes: Lanes) -> None:
    """Keep what this says about the address: the next plan must know it."""
    lane = lanes.named(before.lane)
    if before.state is after.state or lane is None or receipt.kind is ReceiptKind.ACCEPTED:
        return
    if after.state is DeliveryState.REFUSED:
        if receipt.reason in LOST_CONTACT:
            tx.roster.set_blocked(lane.serves, before.address, blocked=True)
    elif before.state is DeliveryState.REFUSED and before.reason in LOST_CONTACT:
        tx.roster.set_blocked(lane.serves, before.address, blocked=False)


def _journal(tx: Transaction, action: str, delivery: Delivery, receipt: HeardReceipt, now: datetime) -> None:
    details = {"delivery": delivery.id, "lane": receipt.lane, "kind": receipt.kind, "reason": receipt.reason}
    tx.journal.append(
        JournalEntry(at=now, action=action, order=delivery.order, revision=delivery.revision, details=details)
    )
