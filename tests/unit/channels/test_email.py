"""What a mail looks like, and what a server's answers mean."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Accepted, Deferred, Message, Reason, Refused
from channels.email import Stage, compose, read_refusal
from tests.edge.channels.smtp_wire import HANG, MAILBOX, SENDER, Script, build, serving

AT = datetime(2026, 1, 16, 6, 35, tzinfo=ZoneInfo("Asia/Almaty"))
HASTY = timedelta(milliseconds=300)


def mail(**changed: str) -> EmailMessage:
    values = {"key": "d1", "address": MAILBOX, "text": "Мәтін", "subject": "Қашықтан оқыту", "thread": "kst.1"}
    return compose(Message(**{**values, **changed}), sender=SENDER, at=AT)  # type: ignore[arg-type]


def test_every_attempt_of_a_message_has_the_same_id_and_two_messages_never() -> None:
    assert mail()["Message-ID"] == mail()["Message-ID"] == "<d1@edu.example>"
    assert mail(key="d2")["Message-ID"] == "<d2@edu.example>"


def test_a_correction_answers_the_thread_its_first_mail_opened() -> None:
    first, correction = mail(), mail(key="d2", subject="Re: Қашықтан оқыту")
    assert first["References"] == correction["References"] == correction["In-Reply-To"] == "<kst.1@edu.example>"
    assert first["In-Reply-To"] is None


def test_a_mail_without_a_thread_is_its_own() -> None:
    assert mail(thread="")["References"] == "<d1@edu.example>"


def test_nobody_is_answered_by_a_machine() -> None:
    assert mail()["Auto-Submitted"] == "auto-generated"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_the_text_and_the_subject_arrive_as_they_were_written(words: str) -> None:
    read = message_from_bytes(
        mail(text=f"{words}\n.\n..\n", subject=f"Жаңалық {words}".strip()).as_bytes(), policy=default
    )
    assert read.get_content().replace("\r\n", "\n") == f"{words}\n.\n..\n"
    assert read["Subject"].split() == f"Жаңалық {words}".split()


def test_the_time_is_written_with_its_zone() -> None:
    assert mail()["Date"] == "Fri, 16 Jan 2026 06:35:00 +0500"


@pytest.mark.parametrize(
    "address", ["", "radio", "a b@c.kz", "a@b@c.kz", "a@c.kz\r\nBcc: x@y.kz", "<a@c.kz>", "әуе@c.kz"]
)
async def test_an_address_that_is_no_mailbox_never_leaves(address: str) -> None:
    async with serving() as wire:
        channel = build(wire.url, HASTY)
        outcome = await channel.send(Message(key="d1", address=address, text="x", subject="x"))
        await channel.aclose()
        assert (outcome, wire.seen) == (Refused(reason=Reason.BAD_ADDRESS), [])


async def test_a_line_break_in_a_subject_never_leaves() -> None:
    async with serving() as wire:
        channel = build(wire.url, HASTY)
        outcome = await channel.send(
            Message(key="d1", address=MAILBOX, text="x", subject="x\r\nBcc: other@radio.example")
        )
        await channel.aclose()
        assert (outcome, wire.seen) == (Refused(reason=Reason.BAD_CONTENT), [])


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT"])
async def test_silence_before_the_body_is_deferred(step: str) -> None:
    async with serving() as wire:
        wire.behave = Script({step: HANG})
        channel = build(wire.url, HASTY)
        outcome = await channel.send(Message(key="d1", address=MAILBOX, text="x", subject="x"))
        await channel.aclose()
        assert outcome == Deferred(reason=Reason.CONNECTION)


async def test_a_body_of_dots_and_long_lines_arrives_whole() -> None:
    text = ".\n..\n" + "Қ" * 5_000
    async with serving() as wire:
        channel = build(wire.url, timedelta(seconds=10))
        outcome = await channel.send(Message(key="d1", address=MAILBOX, text=text, subject="x"))
        await channel.aclose()
        [seen] = wire.seen
    assert isinstance(outcome, Accepted)
    arrived = message_from_bytes(seen.body.removesuffix(b"\r\n.\r\n").replace(b"\r\n..", b"\r\n."), policy=default)
    assert isinstance(arrived, EmailMessage)
    assert arrived.get_content().replace("\r\n", "\n").strip() == text


@given(st.sampled_from(Stage), st.integers(400, 599), st.sampled_from(["", "4.7.1 later", "5.7.1 policy", "5.1.1 who"]))
def test_every_refusal_passes_below_500_and_stays_from_500_on(stage: Stage, code: int, said: str) -> None:
    outcome = read_refusal(stage, code, said)
    assert isinstance(outcome, Deferred if code < 500 else Refused)
