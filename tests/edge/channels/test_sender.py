"""The sender on SQLite, over real HTTP, against servers that refuse, hang, flood and cut the line."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from boran.clock import MovedClock
from channels.telegram import TelegramChannel
from channels.webhook import WebhookChannel
from dispatch.delivery import Delivery, DeliveryState, LaneName, Purpose
from dispatch.lane_worker import Load
from dispatch.lanes import LANES
from dispatch.pacing import Pace
from dispatch.planner import plan_pending
from dispatch.right_of_way import RightOfWay
from dispatch.sender import Sender
from dispatch.site_secrets import secrets_of
from orders.order import Order, OrderId
from orders.ports import EventKind
from storage import SqlStorage
from tests.edge.channels.wires import TOKEN, HttpBehaviour, Wire, answer, cut, hang, serving
from tests.unit.dispatch.samples import (
    EDITIONS,
    FAMILIES,
    SCHOOL,
    SITES,
    STAFF,
    World,
    at,
    guardian,
    order,
    signed,
)

FAST = {lane.name: Pace(interval=timedelta(microseconds=100)) for lane in LANES.every}
FAMILY_COUNT = 4  # two families in each of two classes


def fresh() -> HttpBehaviour:
    """Accept everything, each message with a number of its own."""
    numbers = iter(range(1, 1_000_000))

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": {"message_id": next(numbers)}})

    return behave


def first(count: int, behaviour: HttpBehaviour, *, then: HttpBehaviour) -> HttpBehaviour:
    """Behave like this for the first calls, and then differently."""
    left = [behaviour] * count

    async def behave(request: web.Request) -> web.StreamResponse:
        return await (left.pop() if left else then)(request)

    return behave


@pytest.fixture
def world(sqlite_storage: SqlStorage) -> World:
    return World(sqlite_storage).furnish()


@pytest.fixture
async def families_bot() -> AsyncIterator[Wire]:
    async with serving() as wire:
        wire.behave = fresh()
        yield wire


@pytest.fixture
async def staff_bot() -> AsyncIterator[Wire]:
    async with serving() as wire:
        wire.behave = fresh()
        yield wire


@pytest.fixture
async def site() -> AsyncIterator[Wire]:
    async with serving() as wire:
        wire.behave = answer(200, {"ok": True})
        yield wire


@asynccontextmanager
async def sending(
    world: World,
    clock: MovedClock,
    *,
    load: Load | None = None,
    patience: timedelta = timedelta(seconds=1),
    paces: dict[LaneName, Pace] | None = None,
    way: RightOfWay | None = None,
    **wires: Wire,
) -> AsyncIterator[Sender]:
    """Build a sender whose channels talk to these servers: `families`, `staff`, `site`."""

    async def secrets_for(url: str) -> tuple[str, ...]:
        return await asyncio.to_thread(look_up, url)

    def look_up(url: str) -> tuple[str, ...]:
        with world.storage.transaction() as tx:
            return secrets_of(tx, url)

    channels: dict[LaneName, Any] = {}
    for name, wire in wires.items():
        if name == "site":
            channels[SITES.name] = WebhookChannel(secrets_for, clock.now, timeout=patience, allow_private=True)
        else:
            lane = FAMILIES if name == "families" else STAFF
            channels[lane.name] = TelegramChannel(TOKEN, base_url=wire.url, timeout=patience)
    try:
        yield Sender(world.storage, channels, clock, paces=paces or FAST, load=load, way=way)
    finally:
        for channel in channels.values():
            await channel.aclose()


def release(world: World, *, clock: str = "06:10", site_url: str = "") -> Order:
    if site_url:
        with world.storage.transaction() as tx:
            [known] = tx.roster.sites((SCHOOL,))
            tx.registry_writer.put_site(type(known)(organisation=SCHOOL, url=site_url, secret=known.secret))
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at(clock))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at(clock), editions=EDITIONS)
    return one


def rows(world: World, purpose: Purpose) -> Sequence[Delivery]:
    with world.storage.transaction() as tx:
        return tx.ledger.of_order(order().id, purposes=(purpose,))


def states(world: World, purpose: Purpose = Purpose.FAMILY_NOTICE) -> Counter[DeliveryState]:
    return Counter(row.state for row in rows(world, purpose))


def chats(wire: Wire) -> Counter[str]:
    return Counter(str(seen.json["chat_id"]) for seen in wire.seen)


async def until(holds: Callable[[], bool]) -> None:
    """Wait, a few milliseconds at a time, until something has come about."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in other threads and on the wire
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(sender: Sender) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


def clock_at(wall: str, *, rate: float = 1.0) -> MovedClock:
    return MovedClock(start=at(wall), rate=rate)


async def test_everybody_hears_once_and_the_providers_id_is_kept(world: World, families_bot: Wire) -> None:
    release(world)
    async with sending(world, clock_at("06:45"), families=families_bot) as sender:
        assert await sender.drain() == FAMILY_COUNT
    assert chats(families_bot) == Counter(
        {world.chats[guardian(title, number)]: 1 for title in ("0А", "4А") for number in range(2)}
    )
    for row in rows(world, Purpose.FAMILY_NOTICE):
        assert (row.state, row.attempts) == (DeliveryState.ACCEPTED, 1)
        assert row.provider_message_id
        assert row.accepted_at is not None


async def test_before_the_window_opens_nothing_leaves(world: World, families_bot: Wire) -> None:
    release(world)
    async with sending(world, clock_at("06:44"), families=families_bot) as sender:
        assert await sender.drain() == 0
    assert families_bot.seen == []


async def test_after_the_window_closed_nothing_leaves_and_the_rows_are_expired(
    world: World, families_bot: Wire
) -> None:
    release(world)
    async with sending(world, clock_at("08:00"), families=families_bot) as sender:
        assert await sender.drain() == 0
    assert families_bot.seen == []
    assert states(world) == {DeliveryState.EXPIRED: FAMILY_COUNT}


async def test_what_was_claimed_in_time_is_looked_at_again_right_before_the_call(
    world: World, families_bot: Wire
) -> None:
    release(world)
    slow = {FAMILIES.name: Pace(interval=timedelta(seconds=1))}  # one a second, two seconds before the close
    clock = MovedClock(start=at("08:00") - timedelta(seconds=1.5), rate=5)
    async with sending(world, clock, families=families_bot, paces=slow, load=Load(batch=10)) as sender:
        await sender.drain()
    sent = len(families_bot.seen)
    assert sent < FAMILY_COUNT
    assert states(world)[DeliveryState.ACCEPTED] == sent
    with world.storage.transaction() as tx:
        tx.ledger.expire(now=at("08:00"))
    assert states(world)[DeliveryState.EXPIRED] == FAMILY_COUNT - sent


async def test_the_site_gets_its_event_signed_and_staff_hear_at_once(world: World, staff_bot: Wire, site: Wire) -> None:
    release(world, site_url=f"{site.url}/hook")
    async with sending(world, clock_at("06:10"), staff=staff_bot, site=site) as sender:
        await sender.drain()
    assert states(world, Purpose.STAFF_ORDER) == {DeliveryState.ACCEPTED: 4}
    [seen] = site.seen
    [row] = rows(world, Purpose.SITE_NOTICE)
    assert seen.headers["webhook-id"] == row.id
    assert seen.json["data"]["organisation"] == SCHOOL


async def test_a_running_sender_waits_for_the_window_and_then_sends(world: World, families_bot: Wire) -> None:
    release(world)
    clock = MovedClock(start=at("06:45") - timedelta(seconds=2), rate=10)
    async with sending(world, clock, families=families_bot) as sender, running(sender):
        await until(lambda: len(families_bot.seen) == FAMILY_COUNT)
    assert states(world) == {DeliveryState.ACCEPTED: FAMILY_COUNT}
    accepted = [row.accepted_at for row in rows(world, Purpose.FAMILY_NOTICE) if row.accepted_at]
    assert min(accepted) >= at("06:45")


async def test_a_wake_up_is_enough_to_find_new_work(world: World, families_bot: Wire) -> None:
    async with sending(world, clock_at("06:50"), families=families_bot) as sender, running(sender):
        await asyncio.to_thread(release, world, clock="06:50")
        sender.wake()
        await until(lambda: len(families_bot.seen) == FAMILY_COUNT)


async def test_a_flood_wait_is_obeyed_to_the_end_and_loses_nobody(world: World, families_bot: Wire) -> None:
    release(world)
    flood = answer(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 2}})
    families_bot.behave = first(1, flood, then=fresh())
    clock = clock_at("06:45", rate=5)
    started = clock.now()
    async with sending(world, clock, families=families_bot, load=Load(at_once=1)) as sender, running(sender):
        await until(lambda: states(world)[DeliveryState.ACCEPTED] == FAMILY_COUNT)
    after = [row.accepted_at for row in rows(world, Purpose.FAMILY_NOTICE) if row.accepted_at]
    assert min(after) >= started + timedelta(seconds=2)
    assert len(families_bot.seen) == FAMILY_COUNT + 1
    assert {row.attempts for row in rows(world, Purpose.FAMILY_NOTICE)} == {1}


async def test_a_slow_lane_does_not_hold_another(world: World, families_bot: Wire, staff_bot: Wire) -> None:
    release(world)
    families_bot.behave = hang
    async with (
        sending(world, clock_at("06:45"), families=families_bot, staff=staff_bot) as sender,
        running(sender),
    ):
        await until(lambda: bool(families_bot.seen))
        await until(lambda: states(world, Purpose.STAFF_ORDER)[DeliveryState.ACCEPTED] == 4)
        assert states(world)[DeliveryState.ACCEPTED] == 0
        families_bot.behave = fresh()


async def test_one_hanging_family_does_not_hold_the_others(world: World, families_bot: Wire) -> None:
    release(world)
    families_bot.behave = first(1, hang, then=fresh())
    async with sending(world, clock_at("06:45"), families=families_bot) as sender, running(sender):
        await until(lambda: states(world)[DeliveryState.ACCEPTED] == FAMILY_COUNT - 1)


async def test_a_family_that_blocked_the_bot_is_refused_once_and_marked(world: World, families_bot: Wire) -> None:
    release(world)
    blocked = answer(403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"})
    families_bot.behave = first(1, blocked, then=fresh())
    async with sending(world, clock_at("06:45"), families=families_bot) as sender:
        await sender.drain()
    [refused] = [row for row in rows(world, Purpose.FAMILY_NOTICE) if row.state is DeliveryState.REFUSED]
    assert refused.reason == "blocked"
    assert chats(families_bot)[refused.address] == 1
    with world.storage.transaction() as tx:
        [member] = [
            found
            for found in tx.roster.families(tuple(one.id for one in tx.registry.classes(SCHOOL)))
            if found.person == refused.person
        ]
    assert [contact.blocked for contact in member.contacts] == [True]


async def test_a_server_error_is_tried_again_until_it_works(world: World, families_bot: Wire) -> None:
    release(world)
    families_bot.behave = first(6, answer(502, "<html>502</html>"), then=fresh())
    async with sending(world, clock_at("06:45", rate=100), families=families_bot) as sender, running(sender):
        await until(lambda: states(world)[DeliveryState.ACCEPTED] == FAMILY_COUNT)
    assert sum(row.attempts for row in rows(world, Purpose.FAMILY_NOTICE)) == FAMILY_COUNT + 6


async def test_a_refused_token_stops_its_lane_loses_nothing_and_leaves_the_others_alone(
    world: World, families_bot: Wire, staff_bot: Wire
) -> None:
    release(world)
    families_bot.behave = answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    load = Load(at_once=1)
    async with sending(world, clock_at("06:45"), load=load, families=families_bot, staff=staff_bot) as sender:
        await sender.drain()
        await sender.drain()
    assert len(families_bot.seen) == 1
    assert states(world) == {DeliveryState.DEFERRED: FAMILY_COUNT}
    assert states(world, Purpose.STAFF_ORDER) == {DeliveryState.ACCEPTED: 4}
    families_bot.behave = fresh()
    async with sending(world, clock_at("06:50"), families=families_bot) as mended:
        await mended.drain()
    assert states(world) == {DeliveryState.ACCEPTED: FAMILY_COUNT}


async def test_an_account_that_was_mended_is_taken_up_again_without_a_restart(world: World, families_bot: Wire) -> None:
    release(world)
    unpaid = answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    families_bot.behave = first(3, unpaid, then=fresh())
    clock, load = clock_at("06:45", rate=200), Load(at_once=1)
    async with sending(world, clock, load=load, families=families_bot) as sender, running(sender):
        await until(lambda: states(world)[DeliveryState.ACCEPTED] == FAMILY_COUNT)
    assert len(families_bot.seen) == FAMILY_COUNT + 3


async def test_a_line_cut_after_telegram_accepted_means_one_repeat_and_no_loss(
    world: World, families_bot: Wire
) -> None:
    """R-01, Telegram: at least once; a duplicate is cheap, silence is not."""
    release(world)
    families_bot.behave = first(1, cut, then=fresh())
    async with sending(world, clock_at("06:45", rate=20), families=families_bot) as sender, running(sender):
        await until(lambda: states(world)[DeliveryState.ACCEPTED] == FAMILY_COUNT)
    assert sorted(chats(families_bot).values()) == [1, 1, 1, 2]


async def test_a_line_that_is_always_cut_is_tried_three_times_and_stays_unknown(
    world: World, families_bot: Wire
) -> None:
    release(world)
    families_bot.behave = cut
    async with sending(world, clock_at("06:45", rate=50), families=families_bot) as sender, running(sender):
        await until(lambda: len(families_bot.seen) == 3 * FAMILY_COUNT)
        await until(lambda: {row.attempts for row in rows(world, Purpose.FAMILY_NOTICE)} == {3})
    assert states(world) == {DeliveryState.UNKNOWN: FAMILY_COUNT}


async def test_a_line_cut_after_a_site_accepted_means_a_repeat_under_the_same_id(world: World, site: Wire) -> None:
    """R-01, webhook: at least once with the same id, so that the receiver can drop the repeat."""
    release(world, site_url=f"{site.url}/hook")
    site.behave = first(1, cut, then=answer(200, {"ok": True}))
    async with sending(world, clock_at("06:10", rate=50), site=site) as sender, running(sender):
        await until(lambda: states(world, Purpose.SITE_NOTICE)[DeliveryState.ACCEPTED] == 1)
    assert len(site.seen) == 2
    assert len({seen.headers["webhook-id"] for seen in site.seen}) == 1
    assert len({seen.body for seen in site.seen}) == 1


async def test_what_a_dead_worker_had_claimed_is_unknown_and_sent_again(world: World, families_bot: Wire) -> None:
    release(world)
    with world.storage.transaction() as tx:
        lost = tx.ledger.claim(FAMILIES.name, now=at("06:45"), limit=2, lease=timedelta(minutes=5))
    async with sending(world, clock_at("06:49"), families=families_bot) as sender:
        await sender.drain()
        assert states(world) == {DeliveryState.CLAIMED: 2, DeliveryState.ACCEPTED: 2}
    async with sending(world, clock_at("06:51"), families=families_bot) as sender:
        await sender.drain()
    assert states(world) == {DeliveryState.ACCEPTED: FAMILY_COUNT}
    assert all(chats(families_bot)[row.address] == 1 for row in lost)


async def test_a_claim_whose_lease_is_over_is_left_to_its_new_owner(world: World, families_bot: Wire) -> None:
    release(world)
    clock = clock_at("06:45", rate=100)
    paces = {FAMILIES.name: Pace(interval=timedelta(seconds=3))}
    load = Load(lease=timedelta(seconds=1), batch=10)
    async with sending(world, clock, families=families_bot, paces=paces, load=load) as sender:
        await sender.drain()
    # one call per claim was in time; the rest of each claim was not touched after its lease
    assert all(count <= 2 for count in chats(families_bot).values())


async def test_while_somebody_decides_a_queue_stands_aside_and_then_everything_leaves(
    world: World, families_bot: Wire
) -> None:
    """R-32: who taps does not share the interpreter with a region's queue."""
    release(world)
    way, held, numbers = RightOfWay(longest_s=60), ExitStack(), fresh()

    async def decided_meanwhile(request: web.Request) -> web.StreamResponse:
        if len(families_bot.seen) == 1:
            held.enter_context(way.taken())
        return await numbers(request)

    families_bot.behave = decided_meanwhile
    load = Load(batch=1)
    async with sending(world, clock_at("06:45"), load=load, way=way, families=families_bot) as sender, running(sender):
        await until(lambda: way.is_taken)
        for _ in range(20):
            found = await asyncio.to_thread(states, world)
            assert found[DeliveryState.PLANNED] >= FAMILY_COUNT - 2  # one is sent, one may be claimed
        assert len(families_bot.seen) == 1
        held.close()
        await until(lambda: states(world)[DeliveryState.ACCEPTED] == FAMILY_COUNT)
    assert len(families_bot.seen) == FAMILY_COUNT


async def test_a_lane_without_a_queue_stands_aside_for_nobody(world: World, staff_bot: Wire) -> None:
    """What a decision is sent with comes before the queues."""
    release(world)
    way, held = RightOfWay(longest_s=60), ExitStack()
    held.enter_context(way.taken())
    async with sending(world, clock_at("06:11"), way=way, staff=staff_bot) as sender, running(sender):
        await until(lambda: len(staff_bot.seen) == len(rows(world, Purpose.STAFF_ORDER)))
        assert way.is_taken
        held.close()


async def test_a_stopped_sender_finishes_its_calls_and_hands_the_rest_back(world: World, families_bot: Wire) -> None:
    release(world)
    answering = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        await answering.wait()
        return await fresh()(request)

    families_bot.behave = slowly
    stop = asyncio.Event()
    async with sending(world, clock_at("06:45"), families=families_bot, load=Load(at_once=1)) as sender:
        task = asyncio.create_task(sender.run(stop))
        await until(lambda: len(families_bot.seen) == 1)
        stop.set()
        await asyncio.sleep(0)
        answering.set()
        async with asyncio.timeout(20):
            await task
    assert states(world) == {DeliveryState.ACCEPTED: 1, DeliveryState.DEFERRED: FAMILY_COUNT - 1}
    assert len(families_bot.seen) == 1
    waiting = [row for row in rows(world, Purpose.FAMILY_NOTICE) if row.state is DeliveryState.DEFERRED]
    assert {(row.attempts, row.reason) for row in waiting} == {(0, "")}


async def test_nothing_on_the_network_happens_inside_a_transaction(world: World, families_bot: Wire) -> None:
    """R-06: while every call hangs, another writer gets through at once."""
    release(world)
    families_bot.behave = hang
    async with (
        sending(world, clock_at("06:45"), families=families_bot, patience=timedelta(seconds=1)) as sender,
        running(sender),
    ):
        await until(lambda: len(families_bot.seen) == FAMILY_COUNT)
        async with asyncio.timeout(2):
            await asyncio.to_thread(
                world.put, order(id=OrderId("c" * 32), shift=2), EventKind.DRAFT_READY, now=at("06:46")
            )


async def test_the_pace_of_a_lane_is_kept_on_the_wire(world: World, families_bot: Wire) -> None:
    release(world)
    instants: list[datetime] = []
    clock = clock_at("06:45")

    async def note(request: web.Request) -> web.StreamResponse:
        instants.append(clock.now())
        return await fresh()(request)

    families_bot.behave = note
    paces = {FAMILIES.name: Pace(interval=timedelta(milliseconds=100))}
    async with sending(world, clock, families=families_bot, paces=paces, load=Load(batch=10)) as sender:
        await sender.drain()
    assert instants[-1] - instants[0] >= timedelta(milliseconds=250)


async def test_two_senders_on_one_ledger_send_nobody_twice(world: World, families_bot: Wire) -> None:
    release(world)
    async with (
        sending(world, clock_at("06:45"), families=families_bot) as one,
        sending(world, clock_at("06:45"), families=families_bot) as other,
    ):
        await asyncio.gather(one.drain(), other.drain())
    assert set(chats(families_bot).values()) == {1}
    assert states(world) == {DeliveryState.ACCEPTED: FAMILY_COUNT}


async def test_each_family_gets_the_frozen_text_of_its_language(world: World, families_bot: Wire) -> None:
    release(world)
    async with sending(world, clock_at("06:45"), families=families_bot) as sender:
        await sender.drain()
    texts = {str(seen.json["chat_id"]): seen.json["text"] for seen in families_bot.seen}
    assert "қашықтан оқиды" in texts[world.chats[guardian("4А", 0)]]
    assert "дистанционно" in texts[world.chats[guardian("4А", 1)]]
    markup = families_bot.seen[0].json["reply_markup"]["inline_keyboard"][0][0]
    assert markup["callback_data"].startswith("aq:")
