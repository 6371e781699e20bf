"""R-03: fifty taps at once from two devices, and updates that Telegram brings again: one order, one send."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.app import build_bot, build_dispatcher, close
from bot.context import BotContext
from channels.telegram import TelegramChannel
from dispatch.delivery import LaneName, Purpose
from dispatch.planner import plan_pending
from dispatch.sender import Sender
from orders.answers import Done
from orders.approval import approve
from orders.order import Order, OrderState
from orders.organisation import PersonId
from orders.ports import Event, EventKind
from sandbox.server import running
from sandbox.world import World as Outside
from storage import SqlStorage
from storage.schema.decisions import outbox
from tests.edge.bot import school
from tests.edge.bot.conftest import TOKENS, URL
from tests.edge.bot.school import HEAD, StoppedClock
from tests.edge.bot.test_updates import HEADER, SECRET, tap_update
from tests.edge.channels.test_sender import fresh
from tests.edge.channels.wires import TOKEN, serving
from tests.unit.dispatch import samples
from tests.unit.dispatch.samples import EDITION, EDITIONS, FAMILIES, World, at, order
from web.app import create_app
from web.telegram import WebhookBot

TAPS = 50
Client = TestClient[Request, Application]


def tap_at_once(storage: SqlStorage, one: Order, *people: str) -> Counter[str]:
    """Let fifty taps of these people, each in a thread of its own, reach the database in one moment."""
    together = Barrier(TAPS)

    def tap(number: int) -> str:
        by = PersonId(people[number % len(people)])
        together.wait()
        with storage.transaction() as tx:
            answer = approve(tx, order_id=one.id, revision=1, by=by, now=at("06:10"), edition=EDITION)
        return ("repeated" if answer.repeated else "done") if isinstance(answer, Done) else "refused"

    with ThreadPoolExecutor(TAPS) as devices:
        return Counter(devices.map(tap, range(TAPS)))


def approvals(storage: SqlStorage) -> int:
    with storage._engines.reader.connect() as connection:
        found = connection.execute(outbox.select().where(outbox.c.kind == EventKind.ORDER_APPROVED))
        return len(found.all())


async def sent_for(storage: SqlStorage) -> Counter[str]:
    """Plan what was approved, send it, and count what each chat got."""
    clock = StoppedClock(at("06:45"))
    with storage.transaction() as tx:
        plan_pending(tx, now=at("06:45"), editions=EDITIONS)
        plan_pending(tx, now=at("06:45"), editions=EDITIONS)
    async with serving() as wire:
        wire.behave = fresh()
        channel = TelegramChannel(TOKEN, base_url=wire.url)
        await Sender(storage, {FAMILIES.name: channel}, clock).drain()
        await channel.aclose()
    return Counter(str(seen.json["chat_id"]) for seen in wire.seen)


@pytest.mark.parametrize("people", [(samples.HEAD,), (samples.HEAD, samples.DEPUTY)], ids=["head", "head and deputy"])
async def test_fifty_taps_at_once_are_one_order_and_one_message_to_each_family(
    storage: SqlStorage, people: tuple[str, ...]
) -> None:
    world = World(storage).furnish()
    draft = world.put(order(), EventKind.DRAFT_READY, now=at("05:45"))
    answers = await asyncio.to_thread(tap_at_once, storage, draft, *people)
    assert answers["done"] == 1
    assert answers["done"] + answers["repeated"] + answers["refused"] == TAPS
    assert answers["repeated"] >= TAPS // len(people) - 1  # whoever signed is told so again; the other, that it is done
    assert approvals(storage) == 1
    sent = await sent_for(storage)
    families = {world.chats[samples.guardian(title, number)] for title in ("0А", "4А") for number in range(2)}
    assert sent == Counter(dict.fromkeys(families, 1))


async def test_an_event_put_fifty_times_is_planned_once(storage: SqlStorage) -> None:
    world = World(storage).furnish()
    one = world.put(samples.signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))

    def put(_number: int) -> None:
        with storage.transaction() as tx:
            tx.outbox.put(Event(kind=EventKind.ORDER_APPROVED, order=one.id, revision=1, at=at("06:10")))

    with ThreadPoolExecutor(10) as devices:
        await asyncio.to_thread(lambda: list(devices.map(put, range(TAPS))))
    assert approvals(storage) == 1
    assert set((await sent_for(storage)).values()) == {1}


@pytest.fixture
async def webhook(storage: SqlStorage) -> AsyncIterator[Client]:
    """The web server with both bots mounted, and a Telegram for their answers."""
    clock = StoppedClock(at("06:05"))
    school.furnish(storage)
    context = BotContext(storage=storage, clock=clock, editions=school.EDITIONS, public_url=URL)
    async with running(Outside(limits=False)) as base_url:
        doors = {
            str(name): WebhookBot(
                bot=build_bot(token, base_url=f"{base_url}/telegram"),
                dispatcher=build_dispatcher(name, context),
                secret=SECRET,
            )
            for name, token in TOKENS.items()
        }
        app = create_app(storage=storage, clock=clock, editions=school.EDITIONS, bots=doors)
        async with TestClient(TestServer(app)) as client:
            yield client
        await asyncio.gather(*(close(door.bot, door.dispatcher) for door in doors.values()))


async def test_fifty_updates_from_two_devices_each_brought_twice_are_one_order(
    webhook: Client, storage: SqlStorage
) -> None:
    one = school.draft(storage, at("06:05"))
    updates = [tap_update(number, HEAD, f"ap:{one.id}:1:") for number in range(1, TAPS // 2 + 1)] * 2

    async def bring(update: dict[str, object]) -> int:
        async with webhook.post("/telegram/staff", json=update, headers={HEADER: SECRET}) as response:
            return response.status

    statuses = await asyncio.gather(*map(bring, updates))
    assert set(statuses) == {200}
    assert school.stored(storage, one.id).state is OrderState.APPROVED
    assert approvals(storage) == 1
    with storage.transaction() as tx:
        plan_pending(tx, now=at("06:10"), editions=school.EDITIONS)
        rows = tx.ledger.of_order(one.id, purposes=(Purpose.FAMILY_NOTICE,))
    assert len({(row.person, row.channel) for row in rows}) == len(rows)
    assert {row.lane for row in rows} == {LaneName("telegram-families")}
