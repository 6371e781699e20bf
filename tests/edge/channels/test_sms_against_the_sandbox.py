"""The three ways to send SMS against the pretend gateways and the pretend operator, receipts included."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from channels.base import Accepted, Deferred, Message, Reason, Refused, SendOutcome, Unknown
from channels.mobizon import MobizonChannel, MobizonReports
from channels.receipts import CallbackReader, CallbackRequest, NotGenuine, Receipt, ReceiptKind
from channels.smpp import SmppChannel
from channels.smpp_session import Peer
from channels.smsc import SmscChannel, SmscReports
from sandbox.clock import RunningClock
from sandbox.faults.book import Fault, FaultKind, Lie
from sandbox.server import running
from sandbox.sms.network import Stage
from sandbox.world import World
from tests.edge.channels.wires import now

NUMBER = "+77010000001"
TEXT = "Школа № 1. 16 января (пт), 1-я смена. 0–4 классы: занятия дома, дистанционно. Причина: погода. Код: KST7Q2MD"
LONG = "Ә" * 134
SECRET = "report-secret"

SmsChannel = MobizonChannel | SmscChannel | SmppChannel


@pytest.fixture
async def world() -> World:
    world = World(clock=RunningClock(start=now(), rate=50), limits=False)
    world.handsets.add(NUMBER, name="Айгүл")
    return world


@pytest.fixture
async def url(world: World) -> AsyncIterator[str]:
    async with running(world) as address:
        yield address


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to send. method: what faults match."""

    name: str
    method: str
    open: Callable[[World, str], SmsChannel]


def _now(world: World) -> Callable[[], Any]:
    return world.clock.now


def _smpp(world: World, _url: str) -> SmppChannel:
    host, port = world.smpp.address
    peer = Peer(host=host, port=port, system_id="boran", password="sesame")
    return SmppChannel(peer, _now(world), sender="MEKTEP", timeout=timedelta(seconds=4))


WAYS = (
    Way(
        name="mobizon",
        method="sendSmsMessage",
        open=lambda world, url: MobizonChannel(
            "key", _now(world), sender="MEKTEP", base_url=f"{url}/mobizon", timeout=timedelta(seconds=4)
        ),
    ),
    Way(
        name="smsc",
        method="send",
        open=lambda world, url: SmscChannel(
            "boran", "sesame", _now(world), sender="MEKTEP", base_url=f"{url}/smsc", timeout=timedelta(seconds=4)
        ),
    ),
    Way(name="smpp", method="submit_sm", open=_smpp),
)
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


@pytest.fixture
async def channel(way: Way, world: World, url: str) -> AsyncIterator[SmsChannel]:
    channel = way.open(world, url)
    try:
        yield channel
    finally:
        await channel.aclose()


def sms(key: str = "a" * 32, *, to: str = NUMBER, text: str = TEXT, **changed: Any) -> Message:
    return Message(key=key, address=to, text=text, locale="ru", **changed)


async def accepted(channel: SmsChannel, message: Message) -> str:
    outcome = await channel.send(message)
    assert isinstance(outcome, Accepted), outcome
    return outcome.message_id


async def told(channel: SmsChannel, message_id: str, kind: ReceiptKind) -> Receipt:
    """Ask until this was said; the test's own time-out is the only other end."""
    while True:
        for receipt in await channel.poll([message_id]):
            if receipt.message_id == message_id and receipt.kind is kind:
                return receipt
        await asyncio.sleep(0.02)


def arm(world: World, way: Way, kind: FaultKind, **more: Any) -> None:
    world.faults.arm(Fault(kind=kind, provider="sms", account=way.name, method=way.method, **more))


@every_way
async def test_a_message_arrives_whole_and_once_and_is_reported(way: Way, channel: SmsChannel, world: World) -> None:
    message_id = await accepted(channel, sms(text=LONG))
    shown = await world.handsets.wait_for(NUMBER, provider="sms")
    assert (shown.text, shown.id) == (LONG, message_id)
    assert (await told(channel, message_id, ReceiptKind.DELIVERED)).reason is None
    lines = [line for line in world.journal.entries() if line["provider"] == "sms" and "refused" not in line]
    assert [(line["account"], line["to"], line["text"]) for line in lines if line["text"]] == [(way.name, NUMBER, LONG)]
    assert len(world.handsets.find(NUMBER).messages("sms")) == 1


@every_way
async def test_a_phone_that_stays_off_until_the_end_gets_nothing_and_it_is_said(
    way: Way, channel: SmsChannel, world: World
) -> None:
    world.handsets.find(NUMBER).reachable = False
    until = world.clock.now() + timedelta(minutes=1)
    if way.name == "mobizon":  # which waits for an hour at least
        until += timedelta(hours=1)
        world.sms.network._clock = RunningClock(start=world.clock.now(), rate=5000)
    message_id = await accepted(channel, sms(expires_at=until))
    assert (await told(channel, message_id, ReceiptKind.FAILED)).reason is Reason.TIMEOUT
    assert world.handsets.find(NUMBER).messages("sms") == []


# What strikes, with what, what each way makes of it (nothing: it is accepted), and whether the message arrives.
Struck = tuple[FaultKind, dict[str, Any], dict[str, SendOutcome], bool]
OUTCOMES: tuple[Struck, ...] = (
    (
        FaultKind.FLOOD,
        {},
        dict.fromkeys(("mobizon", "smsc", "smpp"), Deferred(reason=Reason.RATE_LIMITED)),
        False,
    ),
    (
        FaultKind.REFUSE,
        {},
        {
            "mobizon": Refused(reason=Reason.BAD_CONTENT),
            "smsc": Refused(reason=Reason.BAD_CONTENT),
            "smpp": Refused(reason=Reason.BAD_ADDRESS),
        },
        False,
    ),
    (
        FaultKind.ERROR,
        {},
        {
            "mobizon": Unknown(reason=Reason.SERVER_ERROR),
            "smsc": Unknown(reason=Reason.SERVER_ERROR),
            "smpp": Deferred(reason=Reason.SERVER_ERROR),
        },
        False,
    ),
    (
        FaultKind.RESET_BEFORE,
        {},
        dict.fromkeys(("mobizon", "smsc", "smpp"), Unknown(reason=Reason.CONNECTION_LOST)),
        False,
    ),
    (
        FaultKind.RESET_AFTER,
        {},
        dict.fromkeys(("mobizon", "smsc", "smpp"), Unknown(reason=Reason.CONNECTION_LOST)),
        True,
    ),
    (FaultKind.SLOW, {"seconds": 0.1}, {}, True),
)


@every_way
@pytest.mark.parametrize("struck", OUTCOMES, ids=lambda struck: str(struck[0]))
async def test_a_fault_becomes_the_outcome_it_is_and_the_next_message_goes(
    way: Way, channel: SmsChannel, world: World, struck: Struck
) -> None:
    kind, more, expected, arrives = struck
    arm(world, way, kind, times=1, **more)
    outcome = await channel.send(sms(text="0–4 классы дома"))  # one part: a fault strikes a part, and this is the whole
    if expected:
        assert outcome == expected[way.name]
    else:
        assert isinstance(outcome, Accepted)
    if arrives:
        await world.handsets.wait_for(NUMBER, provider="sms")
    await accepted(channel, sms("b" * 32, text="следующее"))
    await world.handsets.wait_for(NUMBER, lambda shown: shown.text == "следующее", provider="sms")
    assert len(world.handsets.find(NUMBER).messages("sms")) == 1 + arrives


@every_way
async def test_a_number_of_no_use_reaches_no_gateway(way: Way, channel: SmsChannel, world: World) -> None:
    for number in ("+77272500000", "+79123456789", "+998901234567", "87010000001", "+7701", ""):
        assert await channel.send(sms(to=number)) == Refused(reason=Reason.BAD_ADDRESS), number
    assert world.journal.entries() == []


async def test_a_wrong_account_is_refused_everywhere(world: World, url: str) -> None:
    world.sms.mobizon.account.secrets = ("another",)
    world.sms.smsc.account.secrets = ("boran:another",)
    world.smpp.operator.passwords = {"boran": "another"}
    for way in WAYS:
        channel = way.open(world, url)
        assert await channel.send(sms()) == Refused(reason=Reason.UNAUTHORISED), way.name
        await channel.aclose()


async def test_money_that_ran_out_stops_the_account(world: World, url: str) -> None:
    world.sms.smsc.account.balance = 20.0
    channel = WAYS[1].open(world, url)
    assert await channel.send(sms(text="одна часть")) == Accepted(message_id=_id_of(world))
    assert await channel.send(sms(text="ещё одна")) == Refused(reason=Reason.UNAUTHORISED)
    await channel.aclose()


def _id_of(world: World) -> str:
    return next(iter(world.sms.smsc.messages))


async def test_the_same_text_to_the_same_number_within_a_minute_waits_for_a_minute(world: World, url: str) -> None:
    channel = WAYS[1].open(world, url)
    await accepted(channel, sms("a" * 32))
    again = await channel.send(sms("b" * 32))
    assert again == Deferred(reason=Reason.SERVER_ERROR, retry_after=timedelta(minutes=1))
    await channel.aclose()


async def test_a_campaign_in_moderation_waits_and_is_not_called_delivered(world: World, url: str) -> None:
    world.sms.mobizon.account.moderated = True
    channel = WAYS[0].open(world, url)
    message_id = await accepted(channel, sms())
    assert world.sms.mobizon.messages[message_id].stage is Stage.HELD
    assert await channel.poll([message_id]) == []
    world.sms.mobizon.approve(message_id)
    await told(channel, message_id, ReceiptKind.DELIVERED)
    await channel.aclose()


async def test_who_asks_for_a_receipt_need_not_be_who_sent_the_message(world: World, url: str) -> None:
    sender, asker = WAYS[1].open(world, url), WAYS[1].open(world, url)
    message_id = await accepted(sender, sms("c" * 32))
    receipt = await told(asker, message_id, ReceiptKind.DELIVERED)
    assert (receipt.key, "7010000001" in message_id) == ("c" * 32, False)
    await sender.aclose()
    await asker.aclose()


# --- Reports by callback ------------------------------------------------------------------------------------------


class Door:
    """Where reports are brought: everything that was heard, and what was turned away."""

    def __init__(self, reader: CallbackReader) -> None:
        self.reader = reader
        self.heard: list[Receipt] = []
        self.turned_away = 0
        self.rang = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        came = CallbackRequest(
            method=request.method,
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )
        try:
            self.heard += self.reader.hear(came).receipts
        except NotGenuine:
            self.turned_away += 1
            return web.Response(status=401)
        finally:
            self.rang.set()
        return web.Response()

    async def until(self, kinds: list[ReceiptKind]) -> None:
        while [receipt.kind for receipt in self.heard] != kinds:
            await self.rang.wait()
            self.rang.clear()


@pytest.fixture
async def opened_door(unused_tcp_port: int) -> AsyncIterator[Callable[[CallbackReader], tuple[Door, str]]]:
    doors: list[Door] = []

    async def handle(request: web.Request) -> web.Response:
        return await doors[-1].handle(request)

    app = web.Application()
    app.router.add_post("/receipts", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()

    def opened(reader: CallbackReader) -> tuple[Door, str]:
        doors.append(Door(reader))
        return doors[-1], f"http://127.0.0.1:{unused_tcp_port}/receipts?secret={SECRET}"

    yield opened
    await runner.cleanup()


Opened = Callable[[CallbackReader], tuple[Door, str]]


async def test_mobizon_reports_the_end_of_a_message(world: World, url: str, opened_door: Opened) -> None:
    door, address = opened_door(MobizonReports(SECRET))
    world.sms.mobizon.account.reports_to = address
    world.sms.mobizon.account.report_secret = SECRET
    channel = WAYS[0].open(world, url)
    message_id = await accepted(channel, sms())
    await door.until([ReceiptKind.DELIVERED])
    assert (door.heard[0].message_id, door.turned_away) == (message_id, 0)
    await channel.aclose()


async def test_smsc_reports_every_stage_with_our_key(world: World, url: str, opened_door: Opened) -> None:
    door, address = opened_door(SmscReports(SECRET))
    world.sms.smsc.account.reports_to = address
    channel = WAYS[1].open(world, url)
    message_id = await accepted(channel, sms("d" * 32))
    while {receipt.kind for receipt in door.heard} != {ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED}:
        await door.rang.wait()
        door.rang.clear()
    assert {(receipt.message_id, receipt.key) for receipt in door.heard} == {(message_id, "d" * 32)}
    await channel.aclose()


async def test_a_report_that_comes_twice_is_heard_twice_and_one_that_never_comes_can_be_asked_for(
    world: World, url: str, opened_door: Opened
) -> None:
    door, address = opened_door(MobizonReports(SECRET))
    world.sms.mobizon.account.reports_to = address
    world.sms.mobizon.account.report_secret = SECRET
    channel = WAYS[0].open(world, url)
    world.faults.arm(
        Fault(kind=FaultKind.LIE, lie=Lie.TWICE, provider="sms", method="status", times=1),
        Fault(kind=FaultKind.LIE, lie=Lie.NEVER_SHOWN, provider="sms", method="status", times=1),
    )
    await accepted(channel, sms("a" * 32, text="дважды"))
    await door.until([ReceiptKind.DELIVERED, ReceiptKind.DELIVERED])
    lost = await accepted(channel, sms("b" * 32, text="никогда"))
    await told(channel, lost, ReceiptKind.DELIVERED)
    assert len(door.heard) == 2
    await channel.aclose()


# --- Faults only a session has ------------------------------------------------------------------------------------


async def test_a_receipt_comes_on_the_next_session_when_the_line_broke_meanwhile(world: World, url: str) -> None:
    channel = _smpp(world, url)
    message_id = await accepted(channel, sms())
    world.smpp.cut()
    await told(channel, message_id, ReceiptKind.DELIVERED)
    await channel.aclose()


async def test_an_operator_that_says_twice_is_heard_twice(world: World, url: str) -> None:
    channel = _smpp(world, url)
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.TWICE, provider="sms", account="smpp", method="status"))
    message_id = await accepted(channel, sms())
    heard: list[Receipt] = []
    while len(heard) < 2:
        heard += await channel.poll([])
        await asyncio.sleep(0.02)
    assert [(receipt.message_id, receipt.kind) for receipt in heard] == [(message_id, ReceiptKind.DELIVERED)] * 2
    await channel.aclose()


async def test_an_answer_that_is_no_smpp_is_unknown_and_the_next_message_goes_on_a_new_session(
    world: World, url: str
) -> None:
    channel = _smpp(world, url)
    world.faults.arm(
        Fault(kind=FaultKind.LIE, lie=Lie.MALFORMED, provider="sms", account="smpp", method="submit_sm", times=1)
    )
    assert await channel.send(sms()) == Unknown(reason=Reason.CONNECTION_LOST)
    await accepted(channel, sms("b" * 32))
    await channel.aclose()
