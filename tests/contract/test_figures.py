"""A report's figures: taken when the window closed, and again when late receipts have come (R-21)."""

from datetime import timedelta

from channels.base import ChannelKind, Reason
from channels.receipts import Receipt, ReceiptKind
from dispatch.delivery import DeliveryState, LaneName
from dispatch.figures import SETTLED_AFTER, Figures, figures
from dispatch.lanes import LANES
from dispatch.ports import Acknowledgement
from dispatch.receiving import receive
from orders.organisation import PersonId
from storage import SqlStorage
from tests.contract.storage_samples import NOW, ORDER, delivery, minutes

LANE = LaneName("sms-smsc")
CLOSES = NOW + minutes(60)
LATE = CLOSES + timedelta(days=3)


def say(storage: SqlStorage, number: int, kind: ReceiptKind, after: timedelta, reason: Reason | None = None) -> None:
    with storage.transaction() as tx:
        said = Receipt(message_id=f"m{number}", kind=kind, reason=reason)
        receive(tx, LANE, [said], now=NOW + after, lanes=LANES)


def taken(storage: SqlStorage, at: timedelta) -> Figures:
    acquainted = [
        Acknowledgement(
            order=ORDER, revision=1, person=PersonId(f"guardian-{number}"), at=NOW + after, means="whatsapp"
        )
        for number, after in ((1, minutes(30)), (2, timedelta(days=1)))
        if after <= at
    ]
    with storage.reading() as tx:
        return figures(tx.ledger.of_order(ORDER), tx.receipts.of_order(ORDER), acquainted, now=NOW + at)


def sent(storage: SqlStorage) -> None:
    rows = [
        delivery(
            number,
            channel=ChannelKind.SMS,
            lane=LANE,
            state=DeliveryState.ACCEPTED,
            provider_message_id=f"m{number}",
            accepted_at=NOW + minutes(number),
        )
        for number in (1, 2, 3)
    ]
    with storage.transaction() as tx:
        tx.ledger.add([], rows)


def test_late_receipts_change_the_final_figure_and_are_listed(storage: SqlStorage) -> None:
    sent(storage)
    say(storage, 1, ReceiptKind.DELIVERED, minutes(10))
    say(storage, 2, ReceiptKind.FAILED, minutes(20), Reason.BAD_ADDRESS)
    early = taken(storage, minutes(30))
    assert early.provisional == early.final
    assert (early.final.delivered, early.final.failed, early.settled) == (1, 1, False)
    say(storage, 2, ReceiptKind.DELIVERED, LATE - NOW - minutes(5))
    say(storage, 3, ReceiptKind.READ, LATE - NOW - minutes(1))
    found = taken(storage, LATE - NOW)
    assert found.provisional.taken_at == CLOSES
    assert (found.provisional.accepted, found.provisional.delivered, found.provisional.failed) == (3, 1, 1)
    assert (found.final.accepted, found.final.delivered, found.final.read, found.final.failed) == (3, 3, 1, 0)
    assert (found.provisional.confirmed, found.final.confirmed) == (1, 2)
    assert found.settled
    assert [(one.kind, one.delivery) for one in found.late] == [
        (ReceiptKind.DELIVERED, delivery(2).id),
        (ReceiptKind.READ, delivery(3).id),
    ]


def test_nothing_is_settled_before_three_days_or_while_something_waits(storage: SqlStorage) -> None:
    sent(storage)
    almost = CLOSES - NOW + SETTLED_AFTER - timedelta(microseconds=1)
    assert not taken(storage, almost).settled
    assert taken(storage, CLOSES - NOW + SETTLED_AFTER).settled
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(9)])
    assert not taken(storage, CLOSES - NOW + SETTLED_AFTER).settled
