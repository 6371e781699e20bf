"""R-01: the line is cut after the provider has accepted. What each channel does then, counted at the far end.

The whole engine is at work: release, sender, ladder, receipts, on a clock that jumps from one look to the next.
docs/reliability.md states the same as a table.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from channels.base import Channel, ChannelKind
from channels.receipts import Receipt, ReceiptKind
from channels.telegram import TelegramChannel
from channels.whatsapp import WhatsAppChannel
from dispatch.delivery import Delivery, DeliveryState, LaneName, Purpose, Text, TextId
from dispatch.lanes import LANES, Lane, Lanes
from dispatch.planner import plan_pending
from dispatch.receiving import receive
from dispatch.report import delivery_report
from dispatch.roster import Contact
from dispatch.sender import Sender
from orders.ports import EventKind
from storage import SqlStorage
from tests.edge.bot.school import StoppedClock
from tests.edge.channels import smtp_wire
from tests.edge.channels.sms_wires import MOBIZON, NUMBER, mobizon
from tests.edge.channels.test_sender import first, fresh
from tests.edge.channels.wires import PATIENT, TOKEN, Wire, answer, cut, serving
from tests.unit.dispatch.samples import EDITIONS, FAMILIES, World, at, delivery, guardian, order, signed

PARENT = guardian("0А", 0)
SMS = Lane(name=LaneName("sms-mobizon"), channel=ChannelKind.SMS, route=LaneName("sms"))
WHATSAPP = Lane(name=LaneName("whatsapp-cloud"), channel=ChannelKind.WHATSAPP, route=LaneName("whatsapp"))
EMAIL = Lane(name=LaneName("email"), channel=ChannelKind.EMAIL)
TAKEN_BY_WHATSAPP = answer(200, {"messages": [{"id": "wamid.1"}], "contacts": [{"wa_id": "7"}]})
LOOK = timedelta(seconds=15)


class Morning:
    """An engine whose families are reached on these lanes, from the opening of the window on."""

    def __init__(self, storage: SqlStorage, lanes: tuple[Lane, ...], channels: Mapping[LaneName, Channel]) -> None:
        self.world = World(storage).furnish()
        self.clock = StoppedClock(at("06:45"))
        self.lanes = Lanes(families=lanes, staff=LANES.staff, sites=LANES.sites)
        self.sender = Sender(storage, channels, self.clock)
        with storage.transaction() as tx:
            for lane in lanes:
                if lane.channel in {ChannelKind.SMS, ChannelKind.WHATSAPP}:
                    contact = Contact(person=PARENT, channel=lane.channel, lane=lane.serves, address=NUMBER)
                    tx.roster.put_contact(contact)
        self.world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:40"))

    async def until(self, clock: str) -> None:
        """Plan, send and look again, until it is this late."""
        while self.clock.now() < at(clock):
            with self.world.storage.transaction() as tx:
                plan_pending(tx, now=self.clock.now(), editions=EDITIONS, lanes=self.lanes)
            await self.sender.drain()
            self.clock.instant += LOOK

    def hear(self, lane: Lane, row: Delivery, kind: ReceiptKind) -> None:
        with self.world.storage.transaction() as tx:
            said = Receipt(message_id="wamid.1", kind=kind, key=row.id, at=self.clock.now())
            receive(tx, lane.name, [said], now=self.clock.now(), lanes=self.lanes)

    def rows(self) -> dict[ChannelKind, Delivery]:
        with self.world.storage.reading() as tx:
            found = tx.ledger.of_order(order().id, purposes=(Purpose.FAMILY_NOTICE,))
        return {row.channel: row for row in found if row.person == PARENT}


def states(morning: Morning) -> dict[ChannelKind, DeliveryState]:
    return {channel: row.state for channel, row in morning.rows().items()}


def to_parent(wire: Wire, morning: Morning) -> int:
    """Count what the parent got in their Telegram chat."""
    chat = morning.world.chats[PARENT]
    return sum(str(seen.json["chat_id"]) == chat for seen in wire.seen)


@asynccontextmanager
async def closing(*channels: Channel) -> AsyncIterator[None]:
    yield
    for channel in channels:
        await channel.aclose()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with serving() as one:
        yield one


@pytest.fixture
async def other() -> AsyncIterator[Wire]:
    async with serving() as one:
        yield one


async def test_telegram_is_sent_again_at_most_three_times_in_all_and_the_report_counts_one(
    sqlite_storage: SqlStorage, wire: Wire
) -> None:
    channel = TelegramChannel(TOKEN, base_url=wire.url, timeout=PATIENT)
    async with closing(channel):
        morning = Morning(sqlite_storage, (FAMILIES,), {FAMILIES.name: channel})
        wire.behave = cut
        await morning.until("06:55")
    assert to_parent(wire, morning) == 3
    assert states(morning) == {ChannelKind.TELEGRAM: DeliveryState.UNKNOWN}
    with sqlite_storage.reading() as tx:
        report = delivery_report(tx, order().id)
    assert report.by_purpose["family_notice"] == {"unknown": 4}  # four families, twelve messages: a row each
    assert not {silence.state for silence in report.silences} & {"accepted"}


async def test_telegram_is_not_sent_again_once_it_has_accepted(sqlite_storage: SqlStorage, wire: Wire) -> None:
    channel = TelegramChannel(TOKEN, base_url=wire.url, timeout=PATIENT)
    async with closing(channel):
        morning = Morning(sqlite_storage, (FAMILIES,), {FAMILIES.name: channel})
        wire.behave = first(1, cut, then=fresh())
        await morning.until("06:55")
    assert len(wire.seen) == 5  # four families, one of them twice
    assert set(states(morning).values()) == {DeliveryState.ACCEPTED}


async def test_an_sms_is_never_repeated_and_the_next_rung_takes_over(
    sqlite_storage: SqlStorage, wire: Wire, other: Wire
) -> None:
    sms, telegram = mobizon(wire.url, PATIENT), TelegramChannel(TOKEN, base_url=other.url, timeout=PATIENT)
    async with closing(sms, telegram):
        morning = Morning(sqlite_storage, (SMS, FAMILIES), {SMS.name: sms, FAMILIES.name: telegram})
        wire.behave = first(1, cut, then=MOBIZON.welcome)
        other.behave = fresh()
        await morning.until("07:00")
    assert len(wire.seen) == 1
    assert to_parent(other, morning) == 1
    assert states(morning) == {ChannelKind.SMS: DeliveryState.UNKNOWN, ChannelKind.TELEGRAM: DeliveryState.ACCEPTED}


async def test_an_sms_without_a_next_rung_stays_unknown_and_is_never_counted_as_reached(
    sqlite_storage: SqlStorage, wire: Wire
) -> None:
    sms = mobizon(wire.url, PATIENT)
    async with closing(sms):
        morning = Morning(sqlite_storage, (SMS,), {SMS.name: sms})
        wire.behave = cut
        await morning.until("07:00")
    assert len(wire.seen) == 1
    assert states(morning) == {ChannelKind.SMS: DeliveryState.UNKNOWN}
    with sqlite_storage.reading() as tx:
        report = delivery_report(tx, order().id)
    assert [(one.state, one.channel) for one in report.silences if one.person == PARENT] == [("unknown", "sms")]


@asynccontextmanager
async def whatsapp_then_sms(storage: SqlStorage, wire: Wire, other: Wire) -> AsyncIterator[Morning]:
    """WhatsApp whose first answer is cut, and SMS behind it."""
    clock = StoppedClock(at("06:45"))
    whatsapp = WhatsAppChannel("token", "1234", now=clock.now, base_url=wire.url, timeout=PATIENT)
    sms = mobizon(other.url, PATIENT)
    async with closing(whatsapp, sms):
        wire.behave = first(1, cut, then=TAKEN_BY_WHATSAPP)
        other.behave = MOBIZON.welcome
        yield Morning(storage, (WHATSAPP, SMS), {WHATSAPP.name: whatsapp, SMS.name: sms})


async def test_whatsapp_waits_for_its_callback_which_settles_it(
    sqlite_storage: SqlStorage, wire: Wire, other: Wire
) -> None:
    async with whatsapp_then_sms(sqlite_storage, wire, other) as morning:
        await morning.until("06:46")
        row = morning.rows()[ChannelKind.WHATSAPP]
        assert row.state is DeliveryState.UNKNOWN
        morning.hear(WHATSAPP, row, ReceiptKind.DELIVERED)
        await morning.until("07:00")
    assert (len(wire.seen), len(other.seen)) == (1, 0)
    assert states(morning) == {ChannelKind.WHATSAPP: DeliveryState.DELIVERED}


async def test_whatsapp_without_a_callback_is_not_repeated_and_an_sms_follows(
    sqlite_storage: SqlStorage, wire: Wire, other: Wire
) -> None:
    async with whatsapp_then_sms(sqlite_storage, wire, other) as morning:
        await morning.until("06:47")
        assert len(other.seen) == 0  # its callback may still come
        await morning.until("07:00")
    assert (len(wire.seen), len(other.seen)) == (1, 1)
    assert states(morning)[ChannelKind.WHATSAPP] is DeliveryState.UNKNOWN


async def test_a_late_callback_tells_the_truth_after_the_next_rung_has_begun(
    sqlite_storage: SqlStorage, wire: Wire, other: Wire
) -> None:
    async with whatsapp_then_sms(sqlite_storage, wire, other) as morning:
        await morning.until("07:00")
        morning.hear(WHATSAPP, morning.rows()[ChannelKind.WHATSAPP], ReceiptKind.READ)
        await morning.until("07:05")
    assert (len(wire.seen), len(other.seen)) == (1, 1)
    assert states(morning)[ChannelKind.WHATSAPP] is DeliveryState.READ


async def test_a_mail_is_sent_again_under_the_same_message_id(sqlite_storage: SqlStorage) -> None:
    clock = StoppedClock(at("06:10"))
    text = Text(id=TextId("t" * 32), order=order().id, revision=1, purpose=Purpose.BULLETIN, locale="ru", body="Эфир")
    row = delivery(
        purpose=Purpose.BULLETIN,
        channel=ChannelKind.EMAIL,
        lane=EMAIL.name,
        address=smtp_wire.MAILBOX,
        state=DeliveryState.PLANNED,
        not_before=at("06:10"),
        next_attempt_at=at("06:10"),
    )
    with sqlite_storage.transaction() as tx:
        tx.ledger.add([text], [row])
    async with smtp_wire.serving() as wire:
        channel = smtp_wire.build(wire.url, PATIENT)
        async with closing(channel):
            wire.behave = smtp_wire.after_body(smtp_wire.CUT)
            sender = Sender(sqlite_storage, {EMAIL.name: channel}, clock)
            await sender.drain()
            assert _state(sqlite_storage) is DeliveryState.UNKNOWN
            wire.behave = smtp_wire.Script()
            clock.instant += timedelta(minutes=1)
            await sender.drain()
        ids = [_message_id(seen.body) for seen in wire.seen]
    assert _state(sqlite_storage) is DeliveryState.ACCEPTED
    assert len(ids) == 2
    assert len(set(ids)) == 1


def _state(storage: SqlStorage) -> DeliveryState:
    with storage.reading() as tx:
        [row] = tx.ledger.of_order(order().id)
    return row.state


def _message_id(mail: bytes) -> bytes:
    return next(line for line in mail.splitlines() if line.lower().startswith(b"message-id:"))


def test_every_channel_has_its_row_here() -> None:
    """A new channel must choose what unknown means before it is used."""
    proved: set[Any] = {
        ChannelKind.TELEGRAM,
        ChannelKind.SMS,
        ChannelKind.WHATSAPP,
        ChannelKind.EMAIL,
        ChannelKind.WEBHOOK,  # tests/edge/channels/test_sender.py
    }
    assert set(ChannelKind) == proved
