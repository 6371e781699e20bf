"""The rounds after the send: who is asked, about what, and that no silence is for ever."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from boran.clock import MovedClock
from boran.receiving import Receiving
from boran.settings import Settings
from boran.wiring import Services
from channels.base import ChannelKind
from channels.receipts import Receipt, ReceiptKind, ReceiptPoller
from dispatch.delivery import DeliveryState, LaneName
from dispatch.lanes import LANES
from dispatch.polling import AGES, MESSAGES_AT_ONCE, spans
from storage import SqlStorage
from tests.contract.storage_samples import NOW, ORDER, delivery

LANE = LaneName("sms-smsc")


class Provider:
    """Answers about the messages it knows, and says by itself what nobody asked for."""

    def __init__(self, known: Mapping[str, ReceiptKind], unasked: Sequence[Receipt] = ()) -> None:
        self.known = known
        self.unasked = list(unasked)
        self.asked: list[Sequence[str]] = []

    async def poll(self, message_ids: Sequence[str]) -> Sequence[Receipt]:
        self.asked.append(tuple(message_ids))
        unasked, self.unasked = self.unasked, []
        return [*unasked, *(Receipt(message_id=one, kind=self.known[one]) for one in message_ids if one in self.known)]


class Away(Provider):
    async def poll(self, message_ids: Sequence[str]) -> Sequence[Receipt]:
        self.asked.append(tuple(message_ids))
        raise ConnectionError


def receiving(storage: SqlStorage, provider: ReceiptPoller, at: datetime) -> Receiving:
    clock = MovedClock(at, 1000.0)
    services = Services(settings=Settings(), clock=clock, storage=storage, editions=(), tables={}, lanes=LANES)
    return Receiving(services, {LANE: provider})


def sent(storage: SqlStorage, *numbers: int) -> None:
    rows = [
        delivery(
            number,
            channel=ChannelKind.SMS,
            lane=LANE,
            state=DeliveryState.ACCEPTED,
            provider_message_id=f"m{number:04}",
            accepted_at=NOW,
        )
        for number in numbers
    ]
    with storage.transaction() as tx:
        tx.ledger.add([], rows)


def states(storage: SqlStorage) -> list[DeliveryState]:
    with storage.reading() as tx:
        return [row.state for row in tx.ledger.of_order(ORDER)]


async def test_a_message_without_an_answer_is_asked_about_and_its_answer_recorded(sqlite_storage: SqlStorage) -> None:
    sent(sqlite_storage, 1, 2)
    provider = Provider({"m0001": ReceiptKind.DELIVERED})
    await receiving(sqlite_storage, provider, NOW + AGES[0]).ask(LANE)
    assert provider.asked == [("m0001", "m0002")]
    assert states(sqlite_storage) == [DeliveryState.DELIVERED, DeliveryState.ACCEPTED]


async def test_many_messages_are_asked_about_a_hundred_at_a_time(sqlite_storage: SqlStorage) -> None:
    sent(sqlite_storage, *range(250))
    provider = Provider({})
    await receiving(sqlite_storage, provider, NOW + AGES[0]).ask(LANE)
    assert [len(ids) for ids in provider.asked] == [MESSAGES_AT_ONCE, MESSAGES_AT_ONCE, 50]
    assert len({one for ids in provider.asked for one in ids}) == 250


async def test_a_provider_that_brings_receipts_by_itself_is_heard_when_nothing_is_due(
    sqlite_storage: SqlStorage,
) -> None:
    sent(sqlite_storage, 1)
    provider = Provider({}, unasked=[Receipt(message_id="m0001", kind=ReceiptKind.READ)])
    await receiving(sqlite_storage, provider, NOW).ask(LANE)
    assert provider.asked == [()]
    assert states(sqlite_storage) == [DeliveryState.READ]


async def test_a_provider_that_is_away_ends_no_round_but_its_own(sqlite_storage: SqlStorage) -> None:
    sent(sqlite_storage, 1)
    provider, stop = Away({}), asyncio.Event()
    rounds = receiving(sqlite_storage, provider, NOW + AGES[0])
    running = asyncio.create_task(rounds.run(stop))
    async with asyncio.timeout(10):
        while len(provider.asked) < 2:  # noqa: ASYNC110 - the rounds ring no bell
            await asyncio.sleep(0.01)
    stop.set()
    await running
    assert states(sqlite_storage) == [DeliveryState.ACCEPTED]


@pytest.mark.parametrize("age", AGES)
def test_a_message_is_asked_about_once_at_each_age(age: timedelta) -> None:
    rounds = [age + timedelta(seconds=5 * step) for step in range(-1, 2)]
    asked = [now for last, now in pairwise(rounds) if _covers(spans(NOW + last, NOW + now), NOW)]
    assert asked == [age + timedelta(seconds=5)]


def test_a_round_that_was_missed_is_made_up_for() -> None:
    assert _covers(spans(NOW, NOW + timedelta(hours=1)), NOW)
    assert not _covers(spans(NOW + timedelta(seconds=11), NOW + timedelta(seconds=19)), NOW)


def test_the_first_round_after_a_start_does_not_ask_about_a_whole_day() -> None:
    found = spans(None, NOW)
    assert {closes - opens for opens, closes in found} == {timedelta(minutes=1)}


def test_a_clock_that_was_set_back_asks_about_nothing() -> None:
    assert spans(NOW, NOW - timedelta(minutes=1)) == ()


def _covers(found: Sequence[tuple[datetime, datetime]], instant: datetime) -> bool:
    return any(opens <= instant < closes for opens, closes in found)
