"""The contract of `channels/base.py`, one suite for every wire, against real servers on loopback."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from channels.base import Channel, ChannelClosed, Deferred, Reason, SendOutcome, Unknown
from dispatch.semantics import SEMANTICS
from tests.edge.channels.smpp_wire import SMPP
from tests.edge.channels.sms_wires import MOBIZON, SMSC
from tests.edge.channels.smtp_wire import EMAIL
from tests.edge.channels.whatsapp_wires import GREEN_API, WHATSAPP
from tests.edge.channels.wires import HASTY, KITS, PATIENT, Behaviour, Kit, Wire, deaf

WIRES = (*KITS, EMAIL, MOBIZON, SMSC, SMPP, WHATSAPP, GREEN_API)

every_kit = pytest.mark.parametrize("kit", WIRES, ids=lambda kit: kit.name)
every_outcome = pytest.mark.parametrize(
    ("kit", "behaviour", "expected"),
    [
        pytest.param(kit, behaviour, expected, id=f"{kit.name}: {name}")
        for kit in WIRES
        for name, behaviour, expected in kit.outcomes
    ],
)


@pytest.fixture
async def wire(kit: Kit) -> AsyncIterator[Wire]:
    async with kit.serving() as wire:
        yield wire


@asynccontextmanager
async def opened(channel: Channel) -> AsyncIterator[Channel]:
    try:
        yield channel
    finally:
        await channel.aclose()


async def sent(kit: Kit, url: str, *, hasty: bool = False) -> SendOutcome:
    async with opened(kit.build(url, HASTY if hasty else PATIENT)) as channel, asyncio.timeout(8):
        return await channel.send(kit.message(url, "d1"))


@every_outcome
async def test_an_answer_becomes_one_of_four_outcomes(
    kit: Kit, behaviour: Behaviour, expected: SendOutcome, wire: Wire
) -> None:
    wire.behave = behaviour
    assert await sent(kit, wire.url) == expected


@every_outcome
async def test_whatever_the_answer_there_is_one_request_and_no_second_try(
    kit: Kit, behaviour: Behaviour, expected: SendOutcome, wire: Wire
) -> None:
    wire.behave = behaviour
    await sent(kit, wire.url)
    assert len(wire.seen) == 1


@every_kit
async def test_one_call_reaches_one_recipient(kit: Kit, wire: Wire) -> None:
    await sent(kit, wire.url)
    assert [kit.names_recipient(seen) for seen in wire.seen] == [True]


@every_kit
@pytest.mark.parametrize("text", ["Бүгін сабақ үйде: ә ғ қ ң ө ұ ү һ і", "Сегодня занятия дома: ё, «№ 17»"])
async def test_both_languages_are_taken(kit: Kit, text: str, wire: Wire) -> None:
    wire.behave = kit.welcome
    async with opened(kit.build(wire.url, PATIENT)) as channel, asyncio.timeout(8):
        assert await channel.send(replace(kit.message(wire.url, "d1"), text=text)) == kit.accepted


@every_kit
async def test_a_text_as_long_as_promised_is_taken_in_one_call(kit: Kit, wire: Wire) -> None:
    wire.behave = kit.welcome
    async with opened(kit.build(wire.url, PATIENT)) as channel, asyncio.timeout(8):
        text = "ә" * (channel.capabilities.max_length or 20_000)
        assert await channel.send(replace(kit.message(wire.url, "d1"), text=text, buttons=())) == kit.accepted


@every_kit
async def test_planning_counts_on_no_more_than_the_channel_promises(kit: Kit) -> None:
    async with opened(kit.build("http://127.0.0.1:1", PATIENT)) as channel:
        promised, counted_on = channel.capabilities, SEMANTICS[channel.kind]
        assert (counted_on.longest or 0) <= (promised.max_length or 100_000)
        assert promised.reports_delivered or not counted_on.reports
        assert promised.edits or not counted_on.edits


@every_kit
async def test_nobody_listening_is_deferred(kit: Kit, wire: Wire, unused_tcp_port: int) -> None:
    assert await sent(kit, f"http://127.0.0.1:{unused_tcp_port}") == Deferred(reason=Reason.CONNECTION)


@every_kit
async def test_a_connection_that_does_not_come_about_in_time_is_deferred(kit: Kit) -> None:
    with deaf() as url:
        assert await sent(kit, url, hasty=True) == Deferred(reason=Reason.CONNECTION)


@every_kit
async def test_silence_after_the_request_is_unknown(kit: Kit, wire: Wire) -> None:
    wire.behave = kit.hang
    assert await sent(kit, wire.url, hasty=True) == Unknown(reason=Reason.TIMEOUT)
    assert len(wire.seen) == 1


@every_kit
async def test_a_line_cut_after_the_request_is_unknown_and_never_tried_again(kit: Kit, wire: Wire) -> None:
    wire.behave = kit.cut
    assert await sent(kit, wire.url) == Unknown(reason=Reason.CONNECTION_LOST)
    assert len(wire.seen) == 1


@every_kit
async def test_an_answer_that_never_ends_does_not_hold_the_call(kit: Kit, wire: Wire) -> None:
    wire.behave = kit.drip
    assert await sent(kit, wire.url, hasty=True) == kit.dripped


@every_kit
async def test_a_cancelled_call_is_cancelled_and_the_channel_goes_on(kit: Kit, wire: Wire) -> None:
    async with opened(kit.build(wire.url, PATIENT)) as channel, asyncio.timeout(8):
        wire.behave = kit.hang
        call = asyncio.create_task(channel.send(kit.message(wire.url, "d1")))
        await wire.arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        wire.behave = kit.welcome
        assert await channel.send(kit.message(wire.url, "d1")) == kit.accepted


@every_kit
async def test_calls_side_by_side_do_not_wait_for_each_other(kit: Kit, wire: Wire) -> None:
    async with opened(kit.build(wire.url, PATIENT)) as channel, asyncio.timeout(8):
        wire.behave = kit.hang
        stuck = asyncio.create_task(channel.send(kit.message(wire.url, "d1")))
        await wire.arrived.wait()
        wire.behave = kit.welcome
        await channel.send(kit.message(wire.url, "d2"))
        assert not stuck.done()
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)


@every_kit
async def test_after_aclose_sending_fails_loudly_and_nothing_leaves(kit: Kit, wire: Wire) -> None:
    channel = kit.build(wire.url, PATIENT)
    await channel.send(kit.message(wire.url, "d1"))
    await channel.aclose()
    with pytest.raises(ChannelClosed, match="build a new one"):
        await channel.send(kit.message(wire.url, "d1"))
    assert len(wire.seen) == 1


@every_kit
async def test_closing_twice_or_before_the_first_call_is_harmless(kit: Kit, wire: Wire) -> None:
    channel = kit.build(wire.url, PATIENT)
    await channel.aclose()
    await channel.aclose()


@every_kit
@pytest.mark.parametrize("trouble", ["hang", "cut", "refused"])
async def test_no_secret_address_or_text_gets_into_logs_outcomes_or_errors(
    kit: Kit, trouble: str, wire: Wire, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"http://127.0.0.1:{unused_tcp_port}" if trouble == "refused" else wire.url
    wire.behave = {"hang": kit.hang, "cut": kit.cut, "refused": kit.welcome}[trouble]
    channel = kit.build(url, HASTY)
    outcome = await channel.send(kit.message(url, "d1"))
    await channel.aclose()
    with pytest.raises(ChannelClosed) as closed:
        await channel.send(kit.message(url, "d1"))
    said = f"{caplog.text} {outcome!r} {closed.value!r} {channel!r}"
    assert [secret for secret in kit.secrets if secret in said] == []
