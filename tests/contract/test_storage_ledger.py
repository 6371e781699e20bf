"""The ledger: each delivery once, forwards only, and every question about it answered."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch.delivery import MOVES, Change, Delivery, DeliveryState, LaneName, Purpose, TextId
from dispatch.plan import Plan
from orders.order import OrderId
from storage import SqlStorage
from storage.adding import COPY_FROM
from storage.errors import NotStored
from storage.rows import CHUNK
from tests.contract.storage_samples import LANE, NOW, ORDER, delivery, minutes, taken_back, text

STATES = list(DeliveryState)
LEASE = timedelta(minutes=1)
STAFF = LaneName("telegram-staff")


def change(number: int, state: DeliveryState, **more: Any) -> Change:
    return Change(delivery=delivery(number).id, state=state, at=NOW + minutes(1), **more)


def only(storage: SqlStorage) -> Delivery:
    """Return the one delivery there is."""
    with storage.transaction() as tx:
        (found,) = tx.ledger.of_order(ORDER)
    return found


@pytest.mark.parametrize("odd", ["\\", "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "", "NULL", '"', "Шәкен 🌨"])
def test_a_school_s_rows_come_back_as_they_were_whatever_is_in_them(storage: SqlStorage, odd: str) -> None:
    planned = [delivery(number, address=f"{odd}{number}", reason=odd) for number in range(COPY_FROM)]
    with taken_back(storage) as tx:
        tx.ledger.add([], planned)
        assert list(tx.ledger.of_order(ORDER)) == planned


def test_a_delivery_comes_back_as_it_was(storage: SqlStorage) -> None:
    sample = delivery(
        state=DeliveryState.SUPPRESSED,
        reason="no_contact",
        attempts=2,
        provider_message_id="77",
        claimed_until=NOW,
        accepted_at=NOW,
    )
    with storage.transaction() as tx:
        assert tx.ledger.add([text()], [sample]) == 1
    assert only(storage) == sample


def test_the_first_attempt_is_never_before_the_span(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(not_before=NOW + minutes(45), next_attempt_at=NOW)])
        assert tx.ledger.next_due() == NOW + minutes(45)
        assert tx.ledger.claim(LANE, now=NOW + minutes(44), limit=1, lease=LEASE) == []
        assert len(tx.ledger.claim(LANE, now=NOW + minutes(45), limit=1, lease=LEASE)) == 1


def test_adding_again_adds_nothing_and_changes_nothing(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        assert tx.ledger.add([text()], [delivery(1), delivery(2)]) == 2
        again = [replace(delivery(1), id=delivery(9).id, address="other"), delivery(2), delivery(3)]
        assert tx.ledger.add([replace(text(), body="other")], again) == 1
        assert [found.address for found in tx.ledger.of_order(ORDER)] == ["1001", "1002", "1003"]
        assert tx.ledger.text(TextId("t1")) == text()


@pytest.mark.parametrize(
    "other",
    [
        {"order": OrderId("b" * 32)},
        {"revision": 2},
        {"purpose": Purpose.REVOCATION},
        {"person": "somebody"},
        {"channel": ChannelKind.SMS},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_key_is_order_revision_purpose_person_and_channel(storage: SqlStorage, other: dict[str, object]) -> None:
    with storage.transaction() as tx:
        assert tx.ledger.add([], [delivery(1), delivery(2, **{"person": delivery(1).person, **other})]) == 2
        assert tx.ledger.add([], [delivery(3, **{"person": delivery(1).person, **other})]) == 0


def test_adding_nothing_is_harmless(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        assert tx.ledger.add([], []) == 0
        tx.ledger.record([])


def test_planners_that_race_add_each_delivery_once(storage: SqlStorage) -> None:
    planned = [delivery(number) for number in range(500)]

    def plan(_number: int) -> int:
        with storage.transaction() as tx:
            return tx.ledger.add([text()], planned)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(plan, range(4))) == 500


def test_more_deliveries_than_fit_into_one_statement_go_in_at_once(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        many = CHUNK + 1
        assert tx.ledger.add([text()], [delivery(number) for number in range(many)]) == many
        assert tx.ledger.waiting(LANE) == many


def test_of_many_rows_of_which_some_are_known_only_the_new_ones_go_in_in_their_order(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([text()], [delivery(number) for number in range(0, 3 * COPY_FROM, 3)])
        assert tx.ledger.add([], [delivery(number) for number in range(3 * COPY_FROM)]) == 2 * COPY_FROM
        assert tx.ledger.add([], [delivery(number) for number in range(3 * COPY_FROM)]) == 0
        found = [row.id for row in tx.ledger.of_order(ORDER)]
    known = [delivery(number).id for number in range(0, 3 * COPY_FROM, 3)]
    assert found == known + [id_ for number in range(3 * COPY_FROM) if (id_ := delivery(number).id) not in known]


def in_pieces(size: int, *pieces: Iterable[int]) -> Iterator[Plan]:
    """Yield pieces of so many rows each, the text with the first."""
    for place, numbers in enumerate(pieces):
        rows = tuple(delivery(number) for number in islice(numbers, size))
        yield Plan(texts=() if place else (text(),), deliveries=rows)


@pytest.mark.parametrize("size", [1, COPY_FROM], ids=["a few rows", "a school"])
def test_pieces_go_in_as_they_are_written_and_those_that_are_known_once(storage: SqlStorage, size: int) -> None:
    with taken_back(storage) as tx:
        assert tx.ledger.add_pieces(in_pieces(size, count(0), count(size), count(2 * size))) == 3 * size
        assert tx.ledger.add_pieces(in_pieces(size, count(4 * size), count(2 * size), count(3 * size))) == 2 * size
        assert sorted(row.id for row in tx.ledger.of_order(ORDER)) == [delivery(n).id for n in range(5 * size)]
        assert tx.ledger.text(text().id) == text()


@pytest.mark.parametrize("size", [1, COPY_FROM], ids=["a few rows", "a school"])
def test_of_pieces_that_cannot_be_written_to_the_end_nothing_stays(storage: SqlStorage, size: int) -> None:
    def breaking_off() -> Iterator[Plan]:
        yield from in_pieces(size, count(0))
        raise LookupError

    with taken_back(storage) as tx:
        with pytest.raises(LookupError), tx.attempt():
            tx.ledger.add_pieces(breaking_off())
        assert tx.ledger.of_order(ORDER) == []
        assert tx.ledger.add_pieces(in_pieces(size, count(0))) == size


def test_texts_are_found_by_their_ids(storage: SqlStorage) -> None:
    russian = text(id=TextId("t2"), locale="ru", body="Сегодня уроки дистанционно", buttons=())
    with storage.transaction() as tx:
        tx.ledger.add([text(), russian], [])
        assert tx.ledger.text(TextId("t2")) == russian
        assert tx.ledger.texts([TextId("t1"), TextId("t2"), TextId("none")]) == {"t1": text(), "t2": russian}
        with pytest.raises(NotStored, match="none"):
            tx.ledger.text(TextId("none"))


def test_a_change_is_applied_exactly_where_the_table_of_moves_allows_it(storage: SqlStorage) -> None:
    pairs = list(enumerate(product(STATES, STATES)))
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(number, state=before) for number, (before, _) in pairs])
        tx.ledger.record([change(number, after) for number, (_, after) in pairs])
        found = [(row.state, row.attempts, row.updated_at) for row in tx.ledger.of_order(ORDER)]
    moved, stayed = (1, NOW + minutes(1)), (0, NOW)
    assert found == [(after, *moved) if after in MOVES[before] else (before, *stayed) for _, (before, after) in pairs]


def test_an_accepted_delivery_keeps_when_and_under_which_number(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery()])
        tx.ledger.claim(LANE, now=NOW, limit=1, lease=LEASE)
        tx.ledger.record([change(1, DeliveryState.ACCEPTED, provider_message_id="501")])
        receipt = replace(change(1, DeliveryState.READ), at=NOW + minutes(9), counts_as_attempt=False)
        tx.ledger.record([receipt])
        [found] = tx.ledger.of_order(ORDER)
    assert found == replace(
        delivery(),
        state=DeliveryState.READ,
        attempts=1,
        accepted_at=NOW + minutes(1),
        updated_at=NOW + minutes(9),
        provider_message_id="501",
    )


def test_a_deferred_delivery_waits_for_its_next_attempt_and_keeps_the_reason(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery()])
        tx.ledger.claim(LANE, now=NOW, limit=1, lease=LEASE)
        later = change(
            1,
            DeliveryState.DEFERRED,
            reason="rate_limited",
            next_attempt_at=NOW + minutes(3),
            counts_as_attempt=False,
        )
        tx.ledger.record([later])
        assert tx.ledger.next_due() == NOW + minutes(3)
        assert tx.ledger.lanes(now=NOW + minutes(2)) == []
        assert tx.ledger.lanes(now=NOW + minutes(3)) == [LANE]
        (found,) = tx.ledger.claim(LANE, now=NOW + minutes(3), limit=1, lease=LEASE)
    assert (found.reason, found.attempts, found.state) == ("rate_limited", 0, DeliveryState.CLAIMED)


def test_changes_of_one_delivery_in_one_batch_apply_in_their_order(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(1), delivery(2)])
        tx.ledger.claim(LANE, now=NOW, limit=2, lease=LEASE)
        steps = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED)
        tx.ledger.record([change(2, DeliveryState.DELIVERED), *(change(1, step) for step in steps)])
        states = [found.state for found in tx.ledger.of_order(ORDER)]
    assert states == [DeliveryState.DELIVERED, DeliveryState.CLAIMED]


def test_a_change_of_an_unknown_delivery_is_ignored(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.record([change(404, DeliveryState.DELIVERED)])
        assert tx.ledger.of_order(ORDER) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(STATES)), max_size=8), max_size=4))
def test_whatever_is_recorded_in_whatever_batches_the_table_of_moves_decides(
    storage: SqlStorage, batches: list[list[tuple[int, DeliveryState]]]
) -> None:
    expected = dict.fromkeys((1, 2, 3), DeliveryState.PLANNED)
    for number, state in (item for batch in batches for item in batch):
        if state in MOVES[expected[number]]:
            expected[number] = state
    with taken_back(storage) as tx:
        tx.ledger.add([], [delivery(number) for number in expected])
        for batch in batches:
            tx.ledger.record([change(number, state) for number, state in batch])
        assert [found.state for found in tx.ledger.of_order(ORDER)] == list(expected.values())


def test_expire_moves_what_waits_past_its_span_and_leaves_the_rest(storage: SqlStorage) -> None:
    late, now = NOW + minutes(60), NOW + minutes(60)
    states = {
        1: DeliveryState.PLANNED,
        2: DeliveryState.DEFERRED,
        3: DeliveryState.CLAIMED,
        4: DeliveryState.UNKNOWN,
        5: DeliveryState.ACCEPTED,
    }
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(number, state=state, not_after=late) for number, state in states.items()])
        tx.ledger.add([], [delivery(6, not_after=late + timedelta(microseconds=1))])
        assert tx.ledger.expire(now=now - timedelta(microseconds=1)) == 0
        assert tx.ledger.expire(now=now) == 2
        assert tx.ledger.expire(now=now) == 0
        found = [row.state for row in tx.ledger.of_order(ORDER)]
    expired = DeliveryState.EXPIRED
    assert found == [expired, expired, *list(states.values())[2:], DeliveryState.PLANNED]


def test_supersede_moves_what_could_still_be_sent_of_older_revisions_of_one_order(storage: SqlStorage) -> None:
    other = OrderId("b" * 32)
    with storage.transaction() as tx:
        tx.ledger.add(
            [],
            [
                delivery(1),
                delivery(2, state=DeliveryState.DEFERRED, revision=2),
                delivery(3, state=DeliveryState.CLAIMED),
                delivery(4, state=DeliveryState.ACCEPTED),
                delivery(5, revision=3),
                delivery(6, order=other),
                delivery(7, state=DeliveryState.UNKNOWN),
                delivery(8, state=DeliveryState.UNKNOWN, channel=ChannelKind.SMS),
            ],
        )
        assert tx.ledger.supersede(ORDER, before_revision=3, now=NOW + minutes(1)) == 3
        found = [row.state for row in tx.ledger.of_order(ORDER)]
        assert tx.ledger.of_order(other) == [delivery(6, order=other)]
    superseded = DeliveryState.SUPERSEDED
    assert found == [
        superseded,
        superseded,
        DeliveryState.CLAIMED,
        DeliveryState.ACCEPTED,
        DeliveryState.PLANNED,
        superseded,
        DeliveryState.UNKNOWN,
    ]


def test_deliveries_of_an_order_are_listed_by_purpose(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add(
            [], [delivery(1), delivery(2, purpose=Purpose.STAFF_ORDER), delivery(3, purpose=Purpose.REMINDER)]
        )
        found = tx.ledger.of_order(ORDER, purposes=[Purpose.STAFF_ORDER, Purpose.REMINDER])
    assert [row.purpose for row in found] == [Purpose.STAFF_ORDER, Purpose.REMINDER]
