"""The post office: mail in, boxes with threads out, with everything that goes wrong on the way."""

from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Accepted, Deferred, Message, Reason, Refused, SendOutcome, Unknown
from channels.email import EmailChannel, MailServer
from sandbox.faults.book import Fault, FaultKind, Lie
from sandbox.mail.boxes import BoxState
from sandbox.world import World
from tests.edge.sandbox.conftest import Caller, read_journal
from tests.hand_clock import HandClock

NEWS = "news@radio.example"


async def send(world: World, key: str = "d1", subject: str = "Сабақтар", *, to: str = NEWS) -> SendOutcome:
    host, port = world.mail.address
    server = MailServer(
        host=host, port=port, sender="boran@edu.example", security="none", user="boran", password="secret-word"
    )
    channel = EmailChannel(server, world.clock.now, timeout=timedelta(seconds=5))
    message = Message(key=key, address=to, text="Эфирге: <бірден>", subject=subject, thread="kst.2026-01-16.1")
    outcome = await channel.send(message)
    await channel.aclose()
    return outcome


async def test_a_mail_lies_in_its_box_and_in_the_journal(call: Caller, world: World, journal_path: Path) -> None:
    assert await send(world) == Accepted(message_id="<d1@edu.example>")
    [line] = read_journal(journal_path)
    assert (line["provider"], line["account"], line["method"]) == ("email", "boran@edu.example", "DATA")
    assert (line["to"], line["id"], line["text"]) == (NEWS, "<d1@edu.example>", "Сабақтар\n\nЭфирге: <бірден>")
    assert "secret-word" not in str(line)
    page = (await call.get("/mail")).body
    assert "Эфирге: &lt;бірден&gt;" in page
    assert NEWS in page


async def test_a_correction_lies_in_the_thread_of_what_it_corrects(call: Caller, world: World) -> None:
    await send(world, "d1")
    await send(world, "d2", "Re: Сабақтар")
    [box] = (await call.get("/control/mail")).body["boxes"]
    [thread] = box["threads"]
    assert [mail["id"] for mail in thread] == ["<d1@edu.example>", "<d2@edu.example>"]


async def test_the_same_mail_twice_is_kept_once(call: Caller, world: World, journal_path: Path) -> None:
    await send(world)
    assert await send(world) == Accepted(message_id="<d1@edu.example>")
    assert len(world.mail.boxes[NEWS].mails) == 1
    assert [line.get("refused", "")[:11] for line in read_journal(journal_path)] == ["", "seen before"]


async def test_a_stranger_is_greylisted_for_a_while(call: Caller, world: World, clock: HandClock) -> None:
    world.mail.add(NEWS, greylist_s=60)
    assert await send(world) == Deferred(reason=Reason.SERVER_ERROR)
    clock.advance(61)
    assert isinstance(await send(world), Accepted)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (BoxState.UNKNOWN, Refused(reason=Reason.BAD_ADDRESS)),
        (BoxState.FULL, Deferred(reason=Reason.SERVER_ERROR)),
    ],
)
async def test_a_box_may_take_nothing(call: Caller, world: World, state: BoxState, expected: SendOutcome) -> None:
    world.mail.add(NEWS, state=state)
    assert await send(world) == expected
    assert await send(world, to="other@radio.example") == Accepted(message_id="<d1@edu.example>")


@pytest.mark.parametrize(
    ("kind", "expected", "arrived"),
    [
        (FaultKind.FLOOD, Deferred(reason=Reason.SERVER_ERROR), 0),
        (FaultKind.ERROR, Deferred(reason=Reason.SERVER_ERROR), 0),
        (FaultKind.REFUSE, Refused(reason=Reason.BLOCKED), 0),
        (FaultKind.BAD_GATEWAY, Deferred(reason=Reason.SERVER_ERROR), 0),
        (FaultKind.HANG, Deferred(reason=Reason.CONNECTION), 0),
        (FaultKind.RESET_BEFORE, Deferred(reason=Reason.CONNECTION), 0),
        (FaultKind.SLOW, Accepted(message_id="<d1@edu.example>"), 1),
        (FaultKind.RESET_AFTER, Unknown(reason=Reason.CONNECTION_LOST), 1),
        (FaultKind.HANG_AFTER, Unknown(reason=Reason.CONNECTION_LOST), 1),
    ],
)
async def test_every_fault_strikes_as_it_says(
    call: Caller, world: World, kind: FaultKind, expected: SendOutcome, arrived: int
) -> None:
    world.faults.arm(Fault(kind=kind, provider="email", chat=NEWS, seconds=0.1, times=1))
    assert await send(world) == expected
    box = world.mail.boxes.get(NEWS)
    assert len(box.mails if box else ()) == arrived


async def test_a_lie_is_accepted_and_never_shown(call: Caller, world: World, journal_path: Path) -> None:
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.NEVER_SHOWN, provider="email"))
    assert isinstance(await send(world), Accepted)
    assert world.mail.boxes[NEWS].mails == {}
    assert [line["fault"] for line in read_journal(journal_path)] == ["lie:never_shown"]


async def test_a_lost_answer_and_its_repeat_are_one_mail(call: Caller, world: World) -> None:
    world.faults.arm(Fault(kind=FaultKind.RESET_AFTER, provider="email", times=1))
    assert await send(world) == Unknown(reason=Reason.CONNECTION_LOST)
    assert isinstance(await send(world), Accepted)
    assert len(world.mail.boxes[NEWS].mails) == 1
