"""From an approval to a newsroom's mailbox: one mail, one thread, over a real mail server that loses answers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from boran.clock import MovedClock
from channels.base import ChannelKind
from channels.email import EmailChannel, MailServer
from dispatch.delivery import DeliveryState, LaneName
from dispatch.lanes import LANES, Lane
from dispatch.outlets import Outlet
from dispatch.planner import plan_pending
from dispatch.sender import Sender
from orders.order import OrderState
from orders.ports import EventKind
from sandbox.faults.book import Fault, FaultKind
from sandbox.server import running
from sandbox.world import World as Outside
from storage import SqlStorage
from tests.unit.dispatch.samples import DISTRICT, EDITIONS, World, at, order, signed

NEWS = "news@radio.example"
EMAIL = Lane(name=LaneName("email"), channel=ChannelKind.EMAIL)
EDITORS = replace(LANES, editors=(EMAIL,))


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    outside = Outside()
    async with running(outside):
        yield outside


@pytest.fixture
def world(sqlite_storage: SqlStorage) -> World:
    world = World(sqlite_storage).furnish(families=0)
    with sqlite_storage.transaction() as tx:
        tx.outlets.put(Outlet(id="radio", body=DISTRICT, name="Радио", email=NEWS, locale="kk"))
    return world


def plan(world: World, now: datetime) -> None:
    with world.storage.transaction() as tx:
        plan_pending(tx, now=now, editions=EDITIONS, lanes=EDITORS, public_url="https://boran.example")


async def deliver(world: World, outside: Outside, when: str) -> None:
    clock = MovedClock(start=at(when), rate=1)
    host, port = outside.mail.address
    server = MailServer(host=host, port=port, sender="boran@edu.example", security="none")
    channel = EmailChannel(server, clock.now, timeout=timedelta(seconds=5))
    await Sender(world.storage, {EMAIL.name: channel}, clock).drain()
    await channel.aclose()


def states(world: World) -> list[DeliveryState]:
    with world.storage.reading() as tx:
        rows = [row for one in tx.orders.find() for row in tx.ledger.of_order(one.id)]
        return [row.state for row in rows if row.channel is ChannelKind.EMAIL]


async def test_an_approval_is_one_mail_and_its_withdrawal_the_second_of_the_thread(
    world: World, outside: Outside
) -> None:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, at("06:10"))
    await deliver(world, outside, "06:34")
    assert outside.mail.boxes == {}
    await deliver(world, outside, "06:36")
    revoked = replace(one, state=OrderState.REVOKED, updated_at=at("07:00"))
    world.put(revoked, EventKind.ORDER_REVOKED, now=at("07:00"))
    plan(world, at("07:00"))
    await deliver(world, outside, "07:01")
    [[first, correction]] = outside.mail.boxes[NEWS].threads()
    assert first.text.startswith("Эфирге: 6 сағат 45 минуттан бастап, одан ерте емес.")
    assert correction.subject == f"Re: {first.subject}"
    assert "Решение отменено" in correction.text
    assert states(world) == [DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]


async def test_a_lost_answer_is_sent_again_and_lies_in_the_box_once(world: World, outside: Outside) -> None:
    outside.faults.arm(Fault(kind=FaultKind.RESET_AFTER, provider="email", times=1))
    world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, at("06:10"))
    await deliver(world, outside, "06:36")
    assert states(world) == [DeliveryState.UNKNOWN]
    await deliver(world, outside, "07:30")
    assert states(world) == [DeliveryState.ACCEPTED]
    assert len(outside.mail.boxes[NEWS].mails) == 1
    assert [entry["text"] is not None for entry in outside.journal.entries(0)] == [True, True]


async def test_a_mailbox_nobody_has_is_refused_for_good(world: World, outside: Outside) -> None:
    outside.mail.add(NEWS, state="unknown")
    world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, at("06:10"))
    await deliver(world, outside, "06:36")
    assert states(world) == [DeliveryState.REFUSED]
