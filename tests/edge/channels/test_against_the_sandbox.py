"""The channels and the pretended outside world that speaks the real protocols, with the providers' own limits."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from channels.base import Accepted, Button, ChannelKind, Deferred, Message, Reason, Refused, Unknown
from channels.telegram import TelegramChannel
from channels.webhook import WebhookChannel
from dispatch.card import Card
from dispatch.delivery import LaneName, Purpose
from dispatch.lanes import Lane
from dispatch.plan import Mailing, Recipient, plan
from dispatch.roster import Contact
from dispatch.sender import Sender
from dispatch.spans import span
from orders.organisation import PersonId
from sandbox.clock import RunningClock
from sandbox.faults.book import Fault, FaultKind
from sandbox.server import running
from sandbox.telegram.network import Strangers
from sandbox.world import World as Outside
from storage import SqlStorage
from tests.hand_clock import HandClock
from tests.unit.dispatch.samples import EDITION, FAMILIES, SCHOOL, at, order, signed

TOKEN = "1001:families-token"
SECRET = f"whsec_{b64encode(b'0123456789abcdef01234567').decode()}"
PARENT, STRANGER = 501, 503
START = datetime.fromisoformat("2026-01-16T06:45:00+05:00")


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    world = Outside(clock=HandClock(START))
    world.add_bot(TOKEN, username="families_bot")
    world.add_person(PARENT, first_name="Родитель", started=["families_bot"])
    world.add_person(STRANGER, first_name="Прохожий")
    world.sites.add("kst-1", SECRET)
    yield world
    await world.close()


@pytest.fixture
async def base_url(outside: Outside) -> AsyncIterator[str]:
    async with running(outside) as url:
        yield url


@pytest.fixture
async def telegram(base_url: str) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TOKEN, base_url=f"{base_url}/telegram", timeout=timedelta(seconds=1))
    yield channel
    await channel.aclose()


@pytest.fixture
async def webhook(outside: Outside) -> AsyncIterator[WebhookChannel]:
    async def secrets_for(_url: str) -> tuple[str, ...]:
        return (SECRET,)

    channel = WebhookChannel(secrets_for, outside.clock.now, timeout=timedelta(seconds=1), allow_private=True)
    yield channel
    await channel.aclose()


def notice(chat: int = PARENT, text: str = "Қашықтан оқыту") -> Message:
    buttons = ((Button(label="Таныстым", data=f"aq:{'a' * 32}:1:"),),)
    return Message(key="d1", address=str(chat), text=text, buttons=buttons)


async def test_a_notice_arrives_with_its_button(outside: Outside, telegram: TelegramChannel) -> None:
    accepted = await telegram.send(notice())
    assert isinstance(accepted, Accepted)
    message = await outside.wait_for_message("families_bot", PARENT, lambda found: "Қашықтан" in found.text)
    assert accepted.message_id == str(message.message_id)


async def test_who_never_pressed_start_or_blocked_the_bot_cannot_be_written_to(
    outside: Outside, telegram: TelegramChannel
) -> None:
    assert await telegram.send(notice(STRANGER)) == Refused(reason=Reason.NOT_STARTED)
    assert await telegram.send(notice(404)) == Refused(reason=Reason.BAD_ADDRESS)
    outside.block(PARENT, "families_bot")
    assert await telegram.send(notice()) == Refused(reason=Reason.BLOCKED)


async def test_a_flood_of_messages_is_answered_with_a_wait(telegram: TelegramChannel) -> None:
    answers = [await telegram.send(notice()) for _ in range(6)]
    assert all(isinstance(one, Accepted) for one in answers[:5])
    assert isinstance(answers[5], Deferred)
    assert (answers[5].reason, answers[5].retry_after) == (Reason.RATE_LIMITED, timedelta(seconds=5))


async def test_a_text_that_is_too_long_is_bad_content(telegram: TelegramChannel) -> None:
    assert await telegram.send(notice(text="ұ" * 4097)) == Refused(reason=Reason.BAD_CONTENT)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (FaultKind.RESET_AFTER, Unknown(reason=Reason.CONNECTION_LOST)),
        (FaultKind.BAD_GATEWAY, Deferred(reason=Reason.SERVER_ERROR)),
        (FaultKind.ERROR, Deferred(reason=Reason.SERVER_ERROR)),
    ],
)
async def test_faults_become_outcomes(
    outside: Outside, telegram: TelegramChannel, kind: FaultKind, expected: object
) -> None:
    outside.faults.arm(Fault(kind=kind, provider="telegram", times=1))
    assert await telegram.send(notice()) == expected
    reached = kind is FaultKind.RESET_AFTER
    accepted = [entry for entry in outside.journal.entries() if not entry.get("refused")]
    assert len(accepted) == int(reached)


async def test_a_site_verifies_our_signature_and_shows_a_repeated_event_once(
    outside: Outside, base_url: str, webhook: WebhookChannel
) -> None:
    body = '{"type":"order.approved","data":{"text":{"kk":"Қашықтан оқыту","ru":"Дистанционно"}}}'
    event = Message(key="delivery-1", address=f"{base_url}/site/kst-1/hook", text=body)
    outside.faults.arm(Fault(kind=FaultKind.RESET_AFTER, provider="webhook", times=1))
    assert await webhook.send(event) == Unknown(reason=Reason.CONNECTION_LOST)
    assert await webhook.send(event) == Accepted()
    assert len(outside.sites.by_name["kst-1"].notices) == 1


async def test_a_site_with_another_secret_does_not_take_it(outside: Outside, base_url: str) -> None:
    async def others(_url: str) -> tuple[str, ...]:
        return (f"whsec_{b64encode(b'another secret of 24 byte').decode()}",)

    channel = WebhookChannel(others, outside.clock.now, allow_private=True)
    event = Message(key="d1", address=f"{base_url}/site/kst-1/hook", text='{"type":"x","data":{}}')
    assert await channel.send(event) == Deferred(reason=Reason.SERVER_ERROR)
    await channel.aclose()
    assert outside.sites.by_name["kst-1"].notices == {}


async def test_a_lane_at_full_pace_is_never_flood_limited(sqlite_storage: SqlStorage) -> None:
    """Forty-five families, half as many again as Telegram takes in a second: none refused, none lost."""
    clock = RunningClock(start=START, rate=0.25)  # a busy machine is late by real milliseconds
    outside = Outside(clock=clock, strangers=Strangers.WELCOME)
    outside.add_bot(TOKEN, username="families_bot")
    one = signed(order())
    lane = Lane(name=LaneName("telegram-families"), channel=ChannelKind.TELEGRAM)
    to = [
        Recipient(
            person=PersonId(f"p{number}"),
            organisation=SCHOOL,
            locale="kk",
            contacts=(
                Contact(
                    person=PersonId(f"p{number}"), channel=lane.channel, lane=lane.name, address=str(10_000 + number)
                ),
            ),
        )
        for number in range(45)
    ]
    mailing = Mailing(
        purpose=Purpose.FAMILY_NOTICE,
        cards={"kk": Card(text="Қашықтан оқыту"), "ru": Card(text="Дистанционно")},
        recipients=to,
        span=span(Purpose.FAMILY_NOTICE, one, now=at("06:10"), edition=EDITION),
        lanes=(lane,),
    )
    rows = plan(one, [mailing], now=at("06:10"))
    with sqlite_storage.transaction() as tx:
        tx.ledger.add(rows.texts, rows.deliveries)
    async with running(outside) as url:
        channel = TelegramChannel(TOKEN, base_url=f"{url}/telegram")
        sender = Sender(sqlite_storage, {FAMILIES.name: channel}, _Clock(clock))
        assert await sender.drain() == 45
        await channel.aclose()
        entries = outside.journal.entries()
    assert [entry for entry in entries if entry.get("refused")] == []
    assert len({entry["to"] for entry in entries}) == 45


class _Clock:
    """The sandbox's clock as the sender asks for it."""

    def __init__(self, clock: RunningClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def sleep(self, span: timedelta) -> None:
        await self._clock.sleep(span.total_seconds())
