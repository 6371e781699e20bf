"""Receipts on both databases: kept once, matched whenever it is possible, and applied forwards only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import ChannelKind, Reason
from channels.receipts import Receipt, ReceiptKind, Reply
from dispatch.acknowledging import AckOutcome
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose
from dispatch.lanes import LANES, Lane
from dispatch.receiving import KEPT_OPEN, catch_up, receive, reply
from dispatch.taps import Tap, TapVerb, pack
from orders.order import OrderId, OrderState, Signature
from orders.organisation import PersonId
from storage import SqlStorage
from tests.contract.storage_samples import (
    NOW,
    ORDER,
    a_class_with_families,
    contact,
    delivery,
    minutes,
    order,
    person,
)

SMS = Lane(name=LaneName("sms-mobizon"), channel=ChannelKind.SMS, route=LaneName("sms"))
WHATSAPP = Lane(name=LaneName("whatsapp-cloud"), channel=ChannelKind.WHATSAPP, route=LaneName("whatsapp"))
LANES_HERE = replace(LANES, families=(*LANES.families, WHATSAPP, SMS))
PHONE = "+77010000001"


def sent(state: DeliveryState = DeliveryState.ACCEPTED, number: int = 1) -> Delivery:
    return delivery(
        number,
        channel=ChannelKind.SMS,
        lane=SMS.name,
        address=PHONE,
        state=state,
        provider_message_id=f"m{number}" if state is DeliveryState.ACCEPTED else "",
        accepted_at=NOW if state is DeliveryState.ACCEPTED else None,
    )


def add(storage: SqlStorage, *rows: Delivery) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], rows)


def heard(storage: SqlStorage, *receipts: Receipt, after: timedelta = timedelta()) -> tuple[int, int, int]:
    with storage.transaction() as tx:
        found = receive(tx, SMS.name, receipts, now=NOW + after, lanes=LANES_HERE)
    return found.new, found.repeated, found.matched


def said(kind: ReceiptKind, *, message_id: str = "m1", key: str = "", reason: Reason | None = None) -> Receipt:
    return Receipt(message_id=message_id, kind=kind, key=key, reason=reason)


def row(storage: SqlStorage) -> Delivery:
    with storage.reading() as tx:
        return tx.ledger.of_order(ORDER)[0]


def test_a_receipt_is_matched_by_the_account_and_the_providers_id(storage: SqlStorage) -> None:
    add(storage, sent())
    assert heard(storage, said(ReceiptKind.DELIVERED), after=minutes(1)) == (1, 0, 1)
    found = row(storage)
    assert (found.state, found.updated_at, found.accepted_at) == (DeliveryState.DELIVERED, NOW + minutes(1), NOW)


def test_a_receipt_is_matched_by_our_own_id_and_teaches_the_providers(storage: SqlStorage) -> None:
    add(storage, sent(DeliveryState.UNKNOWN))
    assert heard(storage, said(ReceiptKind.DELIVERED, key=sent().id), after=minutes(1)) == (1, 0, 1)
    found = row(storage)
    assert (found.state, found.provider_message_id) == (DeliveryState.DELIVERED, "m1")
    assert found.accepted_at == NOW + minutes(1)
    assert found.attempts == 0


def test_our_own_id_is_a_better_proof_than_the_providers(storage: SqlStorage) -> None:
    add(storage, sent(number=1), sent(number=2))
    heard(storage, said(ReceiptKind.READ, message_id="m1", key=sent(number=2).id))
    with storage.reading() as tx:
        assert [one.state for one in tx.ledger.of_order(ORDER)] == [DeliveryState.ACCEPTED, DeliveryState.READ]


def test_the_same_id_of_another_account_is_another_message(storage: SqlStorage) -> None:
    add(storage, sent())
    with storage.transaction() as tx:
        found = receive(tx, WHATSAPP.name, [said(ReceiptKind.READ)], now=NOW, lanes=LANES_HERE)
    assert (found.new, found.matched) == (1, 0)
    assert row(storage).state is DeliveryState.ACCEPTED


def test_what_was_said_before_is_kept_once_even_within_one_request(storage: SqlStorage) -> None:
    add(storage, sent())
    twice = (said(ReceiptKind.DELIVERED), said(ReceiptKind.DELIVERED))
    assert heard(storage, *twice) == (1, 1, 1)
    assert heard(storage, *twice, after=minutes(5)) == (0, 2, 0)
    with storage.reading() as tx:
        (kept,) = tx.receipts.of_order(ORDER)
    assert (kept.kind, kept.heard_at, kept.delivery) == (ReceiptKind.DELIVERED, NOW, sent().id)


def test_a_receipt_about_nothing_of_ours_waits_a_day_and_harms_nobody(storage: SqlStorage) -> None:
    add(storage, sent())
    assert heard(storage, said(ReceiptKind.FAILED, message_id="somebody else's")) == (1, 0, 0)
    with storage.transaction() as tx:
        assert catch_up(tx, now=NOW + KEPT_OPEN, lanes=LANES_HERE) == 0
    assert row(storage).state is DeliveryState.ACCEPTED


@pytest.mark.parametrize("key", ["", sent().id])
def test_a_receipt_that_comes_before_our_own_record_is_applied_after_it(storage: SqlStorage, key: str) -> None:
    add(storage, sent(DeliveryState.PLANNED))
    with storage.transaction() as tx:
        tx.ledger.claim(SMS.name, now=NOW, limit=1, lease=minutes(1))
    assert heard(storage, said(ReceiptKind.DELIVERED, key=key)) == (1, 0, 0)
    assert row(storage).state is DeliveryState.CLAIMED
    accepted = Change(delivery=sent().id, state=DeliveryState.ACCEPTED, at=NOW, provider_message_id="m1")
    with storage.transaction() as tx:
        assert catch_up(tx, now=NOW, lanes=LANES_HERE) == 0
        tx.ledger.record([accepted])
        assert catch_up(tx, now=NOW + minutes(1), lanes=LANES_HERE) == 1
        assert catch_up(tx, now=NOW + minutes(1), lanes=LANES_HERE) == 0
    assert row(storage).state is DeliveryState.DELIVERED


def test_after_a_day_nobody_looks_for_the_message_any_more(storage: SqlStorage) -> None:
    heard(storage, said(ReceiptKind.DELIVERED))
    add(storage, sent())
    with storage.transaction() as tx:
        late = NOW + KEPT_OPEN + timedelta(microseconds=1)
        assert catch_up(tx, now=late, lanes=LANES_HERE) == 0
        assert catch_up(tx, now=NOW + KEPT_OPEN, lanes=LANES_HERE) == 1


def test_a_failure_says_why_marks_the_contact_and_is_in_the_journal(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.roster.put_contact(contact("mother", PHONE, channel=ChannelKind.SMS, lane=LaneName("sms")))
    add(storage, sent())
    heard(storage, said(ReceiptKind.FAILED, reason=Reason.BAD_ADDRESS))
    found = row(storage)
    assert (found.state, found.reason) == (DeliveryState.REFUSED, Reason.BAD_ADDRESS)
    assert blocked(storage)
    heard(storage, said(ReceiptKind.DELIVERED))
    assert row(storage).state is DeliveryState.DELIVERED
    assert not blocked(storage)


def test_a_passing_failure_leaves_the_contact_in_use(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.roster.put_contact(contact("mother", PHONE, channel=ChannelKind.SMS, lane=LaneName("sms")))
    add(storage, sent())
    heard(storage, said(ReceiptKind.FAILED, reason=Reason.SERVER_ERROR))
    assert row(storage).state is DeliveryState.REFUSED
    assert not blocked(storage)


def test_a_failure_after_delivery_changes_neither_the_delivery_nor_the_contact(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        tx.roster.put_contact(contact("mother", PHONE, channel=ChannelKind.SMS, lane=LaneName("sms")))
    add(storage, sent())
    heard(storage, said(ReceiptKind.DELIVERED), said(ReceiptKind.FAILED, reason=Reason.BAD_ADDRESS))
    assert row(storage).state is DeliveryState.DELIVERED
    assert not blocked(storage)


def blocked(storage: SqlStorage) -> bool:
    with storage.reading() as tx:
        (mother,) = tx.roster.staff((PersonId("mother"),))
    return mother.contacts[0].blocked


def test_a_state_that_is_over_stays_over(storage: SqlStorage) -> None:
    over = (DeliveryState.EXPIRED, DeliveryState.SUPERSEDED, DeliveryState.SUPPRESSED)
    add(storage, *(sent(state, number) for number, state in enumerate(over)))
    heard(storage, *(said(ReceiptKind.READ, message_id=str(n), key=sent(number=n).id) for n in range(len(over))))
    with storage.reading() as tx:
        assert [one.state for one in tx.ledger.of_order(ORDER)] == list(over)


def test_messages_without_an_answer_are_named_page_by_page(storage: SqlStorage) -> None:
    rows = [replace(sent(number=n), accepted_at=NOW + minutes(n)) for n in range(1, 6)]
    add(storage, *rows, delivery(9, state=DeliveryState.ACCEPTED, accepted_at=NOW + minutes(1)))
    heard(storage, said(ReceiptKind.DELIVERED, message_id="m2"))
    spans = [(NOW + minutes(1), NOW + minutes(3)), (NOW + minutes(4), NOW + minutes(5))]
    with storage.reading() as tx:
        assert tx.receipts.unanswered(SMS.name, spans, limit=1) == ["m1"]
        assert tx.receipts.unanswered(SMS.name, spans, limit=5, after="m1") == ["m4"]


KINDS = tuple(said(kind) for kind in ReceiptKind)


def settled(storage: SqlStorage, start: DeliveryState, batches: Sequence[Sequence[Receipt]]) -> DeliveryState:
    """Return the state after these requests on a fresh row; every step is forwards."""
    number = next(_numbers)
    mine = replace(sent(start, number), order=OrderId(f"{number:032x}"), provider_message_id=f"m{number}")
    add(storage, mine)
    for batch in batches:
        heard(storage, *(replace(one, message_id=f"m{number}") for one in batch))
    with storage.reading() as tx:
        return tx.ledger.of_order(mine.order)[0].state


_numbers = iter(range(1, 1_000_000))
BEST = (ReceiptKind.READ, ReceiptKind.DELIVERED, ReceiptKind.FAILED, ReceiptKind.ACCEPTED)
ENDS = {
    ReceiptKind.READ: DeliveryState.READ,
    ReceiptKind.DELIVERED: DeliveryState.DELIVERED,
    ReceiptKind.FAILED: DeliveryState.REFUSED,
    ReceiptKind.ACCEPTED: DeliveryState.ACCEPTED,
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([DeliveryState.ACCEPTED, DeliveryState.UNKNOWN]),
    batches=st.lists(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4), min_size=1, max_size=5),
)
def test_any_order_and_repetition_of_receipts_ends_in_the_same_state(
    storage: SqlStorage, start: DeliveryState, batches: list[list[Receipt]]
) -> None:
    kinds = {receipt.kind for batch in batches for receipt in batch}
    expected = ENDS[next(kind for kind in BEST if kind in kinds)]
    assert settled(storage, start, batches) is expected


def approved_order(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        a_class_with_families(tx)
        signed = Signature(person=PersonId("head"), at=NOW, revision=1)
        tx.orders.add(order(state=OrderState.RELEASED, approval=signed))
        tx.ledger.add([], [delivery(7, purpose=Purpose.SITE_NOTICE)])
        tx.roster.put_contact(contact("mother", PHONE, channel=ChannelKind.WHATSAPP, lane=LaneName("whatsapp")))
        tx.roster.add_person(person("stranger"))


def tapped(address: str, data: str) -> Reply:
    return Reply(message_id="wamid.1", address=address, data=data)


def test_a_tap_in_whatsapp_acquaints_whoever_has_that_number(storage: SqlStorage) -> None:
    approved_order(storage)
    data = pack(Tap(verb=TapVerb.ACQUAINTED, order=ORDER, revision=1))
    with storage.transaction() as tx:
        outcomes = [reply(tx, WHATSAPP.name, tapped(PHONE, data), now=NOW, lanes=LANES_HERE) for _ in range(2)]
        assert outcomes == [AckOutcome.RECORDED, AckOutcome.REPEATED]
        (one,) = tx.acknowledgements.of_order(ORDER)
    assert (one.person, one.means) == ("mother", "whatsapp")


@pytest.mark.parametrize(
    "said",
    [
        tapped("+77010000009", pack(Tap(verb=TapVerb.ACQUAINTED, order=ORDER, revision=1))),
        tapped(PHONE, pack(Tap(verb=TapVerb.APPROVE, order=ORDER, revision=1))),
        tapped(PHONE, "forged"),
        Reply(message_id="wamid.2", address=PHONE, text="Рахмет!"),
    ],
    ids=["a stranger", "another verb", "forged", "words"],
)
def test_anything_else_a_person_sends_changes_nothing(storage: SqlStorage, said: Reply) -> None:
    approved_order(storage)
    with storage.transaction() as tx:
        assert reply(tx, WHATSAPP.name, said, now=NOW, lanes=LANES_HERE) is None
        assert tx.acknowledgements.of_order(ORDER) == []
