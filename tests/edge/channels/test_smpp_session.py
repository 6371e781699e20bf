"""The session with an operator: it stays bound, takes parts up where they stopped, and reads receipts as they come."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Accepted, ChannelClosed, Deferred, Reason, Refused, Unknown
from channels.receipts import Receipt, ReceiptKind
from channels.smpp import SmppChannel
from channels.smpp_pdu import Pdu, report_of
from channels.smpp_session import Rhythm
from tests.edge.channels.certificates import write_certificate
from tests.edge.channels.smpp_wire import (
    DELIVER,
    FarEnd,
    SmppBehaviour,
    far_end,
    hang,
    pdu,
    peer,
    submitted,
    two_parts,
)
from tests.edge.channels.sms_wires import message
from tests.edge.channels.wires import now

WAKEFUL = Rhythm(quiet_s=0.05, patience_s=0.2)


@pytest.fixture
async def end() -> AsyncIterator[FarEnd]:
    async with far_end() as end:
        yield end


@pytest.fixture
async def channel(end: FarEnd) -> AsyncIterator[SmppChannel]:
    channel = SmppChannel(peer(end.wire.url), now, sender="MEKTEP", timeout=timedelta(seconds=4))
    yield channel
    await channel.aclose()


def in_turn(*behaviours: SmppBehaviour) -> SmppBehaviour:
    """Behave differently each time; the last one for ever."""
    left = list(behaviours)

    async def behave(sequence: int, body: bytes, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(sequence, body, writer)

    return behave


def receipt_body(text: bytes, *, options: bytes = b"", esm_class: int = 4) -> bytes:
    head = b"\0\x01\x0177010009988\0\x05\0MEKTEP\0"
    return head + bytes((esm_class, 0, 0)) + b"\0\0" + bytes((0, 0, 0, 0, len(text))) + text + options


async def heard(channel: SmppChannel, count: int) -> list[Receipt]:
    """Ask until so much was said; the test's own time-out is the only other end."""
    found: list[Receipt] = []
    while len(found) < count:
        found += await channel.poll([])
        await asyncio.sleep(0.01)
    return found


async def test_one_session_carries_all_messages(end: FarEnd, channel: SmppChannel) -> None:
    for number in range(20):
        await channel.send(message("", f"d{number}"))
    assert (end.binds, len(end.wire.seen)) == (1, 20)


async def test_many_at_once_share_one_attempt_to_bind(end: FarEnd, channel: SmppChannel) -> None:
    outcomes = await asyncio.gather(*(channel.send(message("", f"d{number}")) for number in range(30)))
    assert set(outcomes) == {Accepted(message_id="abc-1")}
    assert end.binds == 1


async def test_no_more_requests_wait_for_an_answer_than_the_window_allows(end: FarEnd) -> None:
    channel = SmppChannel(peer(end.wire.url), now, window=3, timeout=timedelta(seconds=1))
    end.wire.behave = hang
    outcomes = await asyncio.gather(*(channel.send(message("", f"d{number}")) for number in range(5)))
    assert outcomes.count(Unknown(reason=Reason.TIMEOUT)) == 3
    assert outcomes.count(Deferred(reason=Reason.CONNECTION)) == 2
    assert len(end.wire.seen) == 3
    await channel.aclose()


async def test_a_line_that_broke_is_bound_again_without_a_message(end: FarEnd, channel: SmppChannel) -> None:
    await channel.send(message("", "d1"))
    end.writers[0].transport.abort()
    await end.until(lambda: end.binds >= 2)
    assert await channel.send(message("", "d2")) == Accepted(message_id="abc-1")
    assert end.binds == 2


async def test_whoever_only_asks_for_receipts_is_bound_too(end: FarEnd, channel: SmppChannel) -> None:
    assert await channel.poll([]) == ()
    await end.until(lambda: end.binds == 1)


async def test_a_silent_line_is_asked_whether_anybody_is_there(end: FarEnd) -> None:
    channel = SmppChannel(peer(end.wire.url), now, rhythm=WAKEFUL)
    await channel.send(message("", "d1"))
    await end.until(lambda: end.enquiries >= 3)
    assert end.binds == 1
    await channel.aclose()


async def test_a_line_on_which_nobody_answers_is_given_up(end: FarEnd) -> None:
    channel = SmppChannel(peer(end.wire.url), now, rhythm=WAKEFUL)
    end.answers_enquiries = False
    await channel.send(message("", "d1"))
    await end.until(lambda: end.binds >= 2)
    await channel.aclose()


async def test_we_answer_when_we_are_asked(end: FarEnd, channel: SmppChannel) -> None:
    await channel.send(message("", "d1"))
    end.writers[0].write(
        pdu(0x15, 0, 77) + pdu(0x0103, 0, 78) + pdu(DELIVER, 0, 79, receipt_body(b"id:x stat:DELIVRD"))
    )
    assert await end.acknowledged.get() == 79
    assert (await heard(channel, 1))[0].message_id == "x"


async def test_an_operator_that_takes_leave_is_bound_again(end: FarEnd, channel: SmppChannel) -> None:
    await channel.send(message("", "d1"))
    end.writers[0].write(pdu(0x06, 0, 5))
    await end.until(lambda: end.binds >= 2)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0x0E, Refused(reason=Reason.UNAUTHORISED)),
        (0x0F, Refused(reason=Reason.UNAUTHORISED)),
        (0x0D, Deferred(reason=Reason.CONNECTION)),
        (0x05, Deferred(reason=Reason.CONNECTION)),
        (0x0410, Deferred(reason=Reason.CONNECTION)),
    ],
)
async def test_a_refused_bind_sends_nothing(
    end: FarEnd, channel: SmppChannel, status: int, expected: Deferred | Refused
) -> None:
    end.bind_status = status
    assert await channel.send(message("", "d1")) == expected
    assert end.wire.seen == []


async def test_an_operator_that_never_answers_the_bind_defers(end: FarEnd) -> None:
    end.answers_binds = False
    channel = SmppChannel(peer(end.wire.url), now, timeout=timedelta(milliseconds=400))
    assert await channel.send(message("", "d1")) == Deferred(reason=Reason.CONNECTION)
    assert end.wire.seen == []
    await channel.aclose()


async def test_parts_are_sent_with_a_header_that_joins_them(end: FarEnd, channel: SmppChannel) -> None:
    await channel.send(two_parts())
    first, second = (seen.body for seen in end.wire.seen)
    at = first.index(b"\x05\x00\x03")
    assert (first[at + 3], first[at + 4 : at + 6]) == (second[at + 3], b"\x02\x01")
    assert second[at + 4 : at + 6] == b"\x02\x02"
    assert first[at + 6 :] == second[at + 6 :] == "ә".encode("utf-16-be") * 67


async def test_a_message_throttled_in_the_middle_is_taken_up_there(end: FarEnd, channel: SmppChannel) -> None:
    end.wire.behave = in_turn(submitted(message_id="p1"), submitted(0x58), submitted(message_id="p2"))
    assert await channel.send(two_parts()) == Deferred(reason=Reason.RATE_LIMITED)
    assert await channel.send(two_parts()) == Accepted(message_id="p2")
    assert len(end.wire.seen) == 3
    assert end.wire.seen[1].body == end.wire.seen[2].body


async def test_a_message_whose_first_part_is_refused_is_not_begun(end: FarEnd, channel: SmppChannel) -> None:
    end.wire.behave = submitted(0x0B)
    assert await channel.send(two_parts()) == Refused(reason=Reason.BAD_ADDRESS)
    assert len(end.wire.seen) == 1


async def test_the_last_part_reports_and_a_part_before_it_only_when_it_fails(end: FarEnd, channel: SmppChannel) -> None:
    end.wire.behave = in_turn(submitted(message_id="p1"), submitted(message_id="p2"))
    await channel.send(two_parts())
    for text in (b"id:p1 stat:DELIVRD", b"id:p2 stat:DELIVRD", b"id:p1 stat:UNDELIV"):
        end.writers[0].write(pdu(DELIVER, 0, 1, receipt_body(text)))
    assert [(one.message_id, one.kind) for one in await heard(channel, 2)] == [
        ("p2", ReceiptKind.DELIVERED),
        ("p2", ReceiptKind.FAILED),
    ]


async def test_an_answer_that_comes_too_late_is_told_as_a_receipt(end: FarEnd) -> None:
    channel = SmppChannel(peer(end.wire.url), now, timeout=timedelta(milliseconds=300))
    late = asyncio.Event()

    async def behave(sequence: int, body: bytes, writer: asyncio.StreamWriter) -> None:
        await late.wait()
        await submitted(message_id="late-1")(sequence, body, writer)

    end.wire.behave = behave
    assert await channel.send(message("", "d1")) == Unknown(reason=Reason.TIMEOUT)
    late.set()
    assert await heard(channel, 1) == [Receipt(message_id="late-1", kind=ReceiptKind.ACCEPTED, key="d1")]
    await channel.aclose()


async def test_a_message_lives_no_longer_than_its_span(end: FarEnd, channel: SmppChannel) -> None:
    await channel.send(replace(message("", "d1"), expires_at=now() + timedelta(minutes=75, seconds=1)))
    assert b"000000011500000R\0" in end.wire.seen[0].body or b"000000011459000R\0" in end.wire.seen[0].body


async def test_closing_takes_leave_and_waiting_senders_are_told(end: FarEnd, channel: SmppChannel) -> None:
    end.wire.behave = hang
    waiting = asyncio.create_task(channel.send(message("", "d1")))
    await end.wire.arrived.wait()
    await channel.aclose()
    assert await waiting == Unknown(reason=Reason.CONNECTION_LOST)
    with pytest.raises(ChannelClosed):
        await channel.poll([])


async def test_a_session_over_tls_and_none_with_a_stranger(end: FarEnd, tmp_path: Path) -> None:
    key, certificate = write_certificate(tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate, key)
    server = await asyncio.start_server(end.serve, "127.0.0.1", 0, ssl=serving)
    there = replace(peer(end.wire.url), port=server.sockets[0].getsockname()[1])
    trusting = ssl.create_default_context(cafile=str(certificate))
    for tls, expected in (
        (trusting, Accepted(message_id="abc-1")),
        (ssl.create_default_context(), Deferred(reason=Reason.CONNECTION)),
    ):
        channel = SmppChannel(replace(there, tls=tls), now, timeout=timedelta(seconds=5))
        assert await channel.send(message("", "d1")) == expected
        await channel.aclose()
    server.close()


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (b"id:7 sub:001 dlvrd:001 submit date:2601160645 done date:2601160646 stat:DELIVRD err:000 text:", "DELIVRD"),
        (
            b"id:7 sub:001 dlvrd:001 submit date:260116064500 done date:260116064610 stat:DELIVRD err:0A1 Text:\xff",
            "DELIVRD",
        ),
        (b"ID:7 STAT:expired", "EXPIRED"),
        ("id:7 stat:UNDELIV".encode("utf-16-be"), "UNDELIV"),
        (b"id:7", ""),
    ],
)
def test_receipts_are_read_as_operators_write_them(text: bytes, state: str) -> None:
    report = report_of(Pdu(command=DELIVER, status=0, sequence=1, body=receipt_body(text)))
    assert report is not None
    assert (report.message_id, report.state) == ("7", state)


def test_a_receipt_may_stand_in_the_optional_parameters_alone() -> None:
    options = struct.pack("!HH", 0x001E, 3) + b"4b\0" + struct.pack("!HH", 0x0427, 1) + b"\x02"
    report = report_of(Pdu(command=DELIVER, status=0, sequence=1, body=receipt_body(b"", options=options)))
    assert report is not None
    assert (report.message_id, report.state) == ("4b", "DELIVRD")


@pytest.mark.parametrize(
    "body",
    [b"", b"\0\0", receipt_body(b"stat:DELIVRD"), receipt_body(b"id:7 stat:DELIVRD", esm_class=0), b"\xff" * 40],
)
def test_what_is_no_receipt_is_none(body: bytes) -> None:
    assert report_of(Pdu(command=DELIVER, status=0, sequence=1, body=body)) is None
