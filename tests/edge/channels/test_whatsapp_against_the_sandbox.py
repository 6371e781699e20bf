"""WhatsApp from end to end: our channels, our readers and our command against the pretended provider."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from boran.commands.whatsapp import library, whatsapp
from boran.settings import Settings
from channels.base import Accepted, Deferred, Message, Reason, Refused, Unknown
from channels.green_api import GreenApiChannel
from channels.green_api_callbacks import GreenApiCallbacks
from channels.receipts import CallbackReader, CallbackRequest, Heard, NotGenuine, Receipt, ReceiptKind, Reply
from channels.whatsapp import WhatsAppChannel
from channels.whatsapp_callbacks import WhatsAppCallbacks
from channels.whatsapp_templates import Finding, TemplateAccount, TemplatesNotHad, compare
from dispatch import whatsapp_texts
from dispatch.card import Card
from locales.catalogue import LOCALES, Locale
from sandbox.faults.book import Fault, FaultKind, Lie
from sandbox.server import running
from sandbox.wakeup import Wakeup
from sandbox.whatsapp.accounts import Number, Telephone
from sandbox.world import World as Outside
from tests.hand_clock import HandClock
from tests.unit.dispatch.conftest import furnished as furnished  # noqa: PLC0414 - what `world` is made of
from tests.unit.dispatch.conftest import world as world  # noqa: PLC0414 - the school whose order is told
from tests.unit.dispatch.samples import World, order, signed
from tests.unit.dispatch.test_family_texts import about

TOKEN, SECRET, VERIFY, HOOK = "graph-token", "app-secret", "verify-me", "hook-token"
NUMBER, ACCOUNT, INSTANCE = "1001", "2001", "1101"
MOTHER, FATHER = "+77010000001", "+77010000002"
START = datetime.fromisoformat("2026-01-16T06:45:00+05:00")


@dataclass
class Door:
    """`/receipts/<provider>` without the ledger behind it."""

    url: str = ""
    reader: CallbackReader | None = None
    heard: list[Heard] = field(default_factory=list)
    came: Wakeup = field(default_factory=Wakeup)

    async def take(self, request: web.Request) -> web.Response:
        assert self.reader is not None
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = CallbackRequest(
            method=request.method, query=dict(request.query), headers=headers, body=await request.read()
        )
        try:
            self.heard.append(self.reader.hear(asked))
        except NotGenuine:
            return web.Response(status=401)
        self.came.ring()
        return web.Response(text=self.heard[-1].answer)

    async def receipts(self, count: int) -> list[Receipt]:
        def look() -> list[Receipt] | None:
            found = [receipt for heard in self.heard for receipt in heard.receipts]
            return found if len(found) >= count else None

        return await self.came.until(look, 10)

    async def reply(self) -> Reply:
        return await self.came.until(lambda: next((one for heard in self.heard for one in heard.replies), None), 10)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    app = web.Application()
    app.router.add_route("*", "/receipts", door.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/receipts"
    yield door
    await runner.cleanup()


@pytest.fixture
async def outside(clock: HandClock, door: Door) -> AsyncIterator[Outside]:
    world = Outside(clock=clock)
    world.handsets.add(MOTHER, name="Айгүл", language="kk")
    world.whatsapp.add_number(
        Number(
            id=NUMBER,
            token=TOKEN,
            business_account=ACCOUNT,
            app_secret=SECRET,
            callback_url=door.url,
            title="Мектеп",
            sent_s=0,
            delivered_s=0,
        )
    )
    world.whatsapp.add_telephone(
        Telephone(instance=INSTANCE, token=TOKEN, callback_url=door.url, webhook_token=HOOK, delivered_s=0)
    )
    yield world
    await world.close()


@pytest.fixture
async def base_url(outside: Outside) -> AsyncIterator[str]:
    async with running(outside) as url:
        yield url


@pytest.fixture
async def cloud(outside: Outside, base_url: str, door: Door) -> AsyncIterator[WhatsAppChannel]:
    """The channel of a number whose account has every text of this version."""
    door.reader = WhatsAppCallbacks(app_secret=SECRET, verify_token=VERIFY, phone_number_id=NUMBER)
    await submit_all(base_url)

    async def last_heard(address: str) -> datetime | None:
        thread = outside.handsets.thread("whatsapp", NUMBER, address)
        return thread.last_written_at

    channel = WhatsAppChannel(
        TOKEN,
        NUMBER,
        now=outside.clock.now,
        last_heard=last_heard,
        base_url=f"{base_url}/whatsapp/v23.0",
        timeout=timedelta(seconds=2),
    )
    yield channel
    await channel.aclose()


@pytest.fixture
async def green(outside: Outside, base_url: str, door: Door) -> AsyncIterator[GreenApiChannel]:
    door.reader = GreenApiCallbacks(instance=INSTANCE, webhook_token=HOOK)
    channel = GreenApiChannel(
        INSTANCE, TOKEN, now=outside.clock.now, base_url=f"{base_url}/green-api", timeout=timedelta(seconds=2)
    )
    yield channel
    await channel.aclose()


def account(base_url: str, token: str = TOKEN) -> TemplateAccount:
    return TemplateAccount(token, ACCOUNT, base_url=f"{base_url}/whatsapp/v23.0", timeout=timedelta(seconds=2))


async def submit_all(base_url: str) -> None:
    texts = account(base_url)
    for one in library(Settings()):
        await texts.submit(one)
    await texts.aclose()


def message(card: Card, locale: Locale, *, to: str = MOTHER, key: str = "d1") -> Message:
    return Message(key=key, address=to, text=card.text, buttons=card.buttons, locale=locale, template=card.template)


def notice(world: World, locale: Locale = "kk", **changed: Any) -> Message:
    return message(whatsapp_texts.notice(locale, about(world, signed(order()))), locale, **changed)


CARDS: dict[str, Callable[[Locale, Any], Card]] = {
    "notice": whatsapp_texts.notice,
    "revocation": whatsapp_texts.revocation,
    "narrowed": whatsapp_texts.narrowed,
    "staff order": whatsapp_texts.staff_order,
    "staff order with a link": lambda locale, said: whatsapp_texts.staff_order(
        locale, said, "http://127.0.0.1:8080/t/x"
    ),
}


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("locale", LOCALES)
async def test_every_text_arrives_word_for_word(
    world: World, outside: Outside, cloud: WhatsAppChannel, name: str, locale: Locale
) -> None:
    card = CARDS[name](locale, about(world, signed(order())))
    assert isinstance(await cloud.send(message(card, locale)), Accepted)
    shown = await outside.handsets.wait_for(MOTHER)
    assert shown.text == card.text
    ours = [(one.label, one.data, one.url) for row in card.buttons for one in row]
    assert [(key.label, key.data, key.url) for key in shown.buttons] == ours


async def test_the_receipts_come_back_with_our_id(
    world: World, outside: Outside, cloud: WhatsAppChannel, door: Door
) -> None:
    accepted = await cloud.send(notice(world, key="delivery-7"))
    assert isinstance(accepted, Accepted)
    found = await door.receipts(2)
    assert {receipt.key for receipt in found} == {"delivery-7"}
    assert {receipt.message_id for receipt in found} == {accepted.message_id}
    assert {receipt.kind for receipt in found} == {ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED}
    outside.handsets.open(MOTHER, outside.handsets.thread("whatsapp", NUMBER, MOTHER))
    assert (await door.receipts(3))[-1].kind is ReceiptKind.READ


async def test_a_lost_answer_is_settled_by_the_status(
    world: World, outside: Outside, cloud: WhatsAppChannel, door: Door
) -> None:
    outside.faults.arm(Fault(kind=FaultKind.RESET_AFTER, provider="whatsapp", method="messages", times=1))
    assert await cloud.send(notice(world, key="delivery-8")) == Unknown(reason=Reason.CONNECTION_LOST)
    assert {receipt.key for receipt in await door.receipts(2)} == {"delivery-8"}


async def test_a_tap_comes_back_as_our_data_and_opens_the_conversation(
    world: World, outside: Outside, cloud: WhatsAppChannel, door: Door, clock: HandClock
) -> None:
    sent = notice(world)
    await cloud.send(sent)
    await outside.handsets.wait_for(MOTHER)
    outside.handsets.tap(MOTHER, "Таныстым")
    reply = await door.reply()
    assert (reply.address, reply.data) == (MOTHER, sent.buttons[0][0].data)
    clock.advance(6)
    await cloud.send(notice(world, "ru", key="d2"))
    await outside.handsets.wait_for(MOTHER, lambda shown: "Ознакомлен" in str(shown.buttons))
    last = outside.journal.entries()[-1]
    assert last["reply_markup"]["buttons"][0]["id"] == sent.buttons[0][0].data


async def test_who_is_not_on_whatsapp_is_told_later(
    world: World, outside: Outside, cloud: WhatsAppChannel, door: Door
) -> None:
    outside.handsets.add(FATHER, whatsapp=False)
    assert isinstance(await cloud.send(notice(world, to=FATHER)), Accepted)
    [receipt] = await door.receipts(1)
    assert (receipt.kind, receipt.reason) == (ReceiptKind.FAILED, Reason.NOT_ON_CHANNEL)


async def test_limits_and_refusals_are_read(world: World, outside: Outside, cloud: WhatsAppChannel) -> None:
    assert isinstance(await cloud.send(notice(world)), Accepted)
    limited = await cloud.send(notice(world))
    assert limited == Deferred(reason=Reason.ADDRESS_LIMITED, retry_after=timedelta(seconds=6))
    outside.faults.arm(Fault(kind=FaultKind.REFUSE, description="131049", method="messages", times=1))
    assert await cloud.send(notice(world, to=FATHER)) == Refused(reason=Reason.WITHHELD)
    outside.whatsapp.numbers[NUMBER].templates.clear()
    assert await cloud.send(notice(world, to=FATHER)) == Refused(reason=Reason.TEMPLATE)
    outside.whatsapp.numbers[NUMBER].token = "another"
    assert await cloud.send(notice(world, to=FATHER)) == Refused(reason=Reason.UNAUTHORISED)


@pytest.mark.parametrize("lie", [Lie.TWICE, Lie.OUT_OF_ORDER])
async def test_receipts_that_come_twice_or_out_of_order_are_read_as_they_come(
    world: World, outside: Outside, cloud: WhatsAppChannel, door: Door, lie: Lie
) -> None:
    outside.faults.arm(Fault(kind=FaultKind.LIE, lie=lie, method="status", times=1))
    await cloud.send(notice(world))
    found = await door.receipts(3 if lie is Lie.TWICE else 2)
    assert {receipt.kind for receipt in found} == {ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED}


async def test_the_gateway_brings_the_text_and_its_receipts(
    world: World, outside: Outside, green: GreenApiChannel, door: Door
) -> None:
    sent = notice(world)
    accepted = await green.send(sent)
    assert isinstance(accepted, Accepted)
    assert (await outside.handsets.wait_for(MOTHER)).text == sent.text
    found = await door.receipts(2)
    assert {receipt.message_id for receipt in found} == {accepted.message_id}


async def test_a_telephone_that_is_away_gets_its_queue_emptied_and_nothing_more_put_into_it(
    world: World, outside: Outside, green: GreenApiChannel
) -> None:
    outside.whatsapp.switch(INSTANCE, "notAuthorized")
    accepted = await green.send(notice(world))
    assert isinstance(accepted, Accepted)
    assert await green.queue.poll(()) == (
        Receipt(message_id=accepted.message_id, kind=ReceiptKind.FAILED, reason=Reason.CONNECTION),
    )
    assert list(outside.whatsapp.telephones[INSTANCE].queue) == []
    assert await green.send(notice(world)) == Deferred(reason=Reason.CONNECTION)
    assert await green.queue.poll(()) == ()
    outside.whatsapp.switch(INSTANCE, "authorized")
    assert await green.queue.poll(()) == ()
    assert isinstance(await green.send(notice(world)), Accepted)
    assert len([one for one in outside.journal.entries() if one["method"] == "sendMessage"]) == 2


async def test_a_message_that_is_too_late_is_taken_out_of_the_queue(
    outside: Outside, green: GreenApiChannel, clock: HandClock
) -> None:
    outside.whatsapp.telephones[INSTANCE].interval_s = 7200
    until = clock.now() + timedelta(hours=1)
    await green.send(Message(key="d1", address=MOTHER, text="бірінші", expires_at=until))
    await clock.someone_sleeps()
    second = await green.send(Message(key="d2", address=MOTHER, text="екінші", expires_at=until))
    assert isinstance(second, Accepted)
    assert await green.queue.poll(()) == ()
    clock.advance(3600)
    late = Receipt(message_id=second.message_id, kind=ReceiptKind.FAILED, reason=Reason.CONNECTION)
    assert await green.queue.poll(()) == (late,)
    assert [one.text for one in outside.handsets.find(MOTHER).messages()] == ["бірінші"]


async def test_an_account_nobody_answers_for_is_left_alone(unused_tcp_port: int, clock: HandClock) -> None:
    channel = GreenApiChannel(INSTANCE, TOKEN, now=clock.now, base_url=f"http://127.0.0.1:{unused_tcp_port}")
    assert await channel.queue.poll(("1",)) == ()
    assert channel.queue.awake
    await channel.aclose()


async def test_the_accounts_texts_are_had_page_by_page_and_stand_as_submitted(outside: Outside, base_url: str) -> None:
    await submit_all(base_url)
    texts = account(base_url)
    known = await texts.known()
    await texts.aclose()
    found = compare(library(Settings()), known, prefix="boran_")
    assert {one.finding for one in found} == {Finding.SAME}
    assert len(found) == 2 * len(whatsapp_texts.FRAMES)


async def test_an_account_that_says_no_says_why(base_url: str, unused_tcp_port: int) -> None:
    refused, away = account(base_url, "guessed"), account(f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(TemplatesNotHad, match=r"401 \(190\)") as said:
        await refused.known()
    assert "guessed" not in str(said.value)
    with pytest.raises(TemplatesNotHad, match="nobody answers"):
        await away.known()
    await refused.aclose()
    await away.aclose()


async def invoked(base_url: str, *arguments: str, token: str = TOKEN) -> Result:
    environment = {
        "BORAN_WHATSAPP__CLOUD__BASE_URL": f"{base_url}/whatsapp/v23.0",
        "BORAN_WHATSAPP__CLOUD__ACCESS_TOKEN": token,
        "BORAN_WHATSAPP__CLOUD__BUSINESS_ACCOUNT_ID": ACCOUNT,
    }
    command = ["templates", *arguments]
    return await asyncio.to_thread(CliRunner(env=environment).invoke, whatsapp, command)


async def test_the_command_submits_what_is_missing_and_finds_what_differs(outside: Outside, base_url: str) -> None:
    before = await invoked(base_url, "diff")
    assert before.exit_code == 1
    assert "missing" in before.output
    planned = await invoked(base_url, "submit", "--dry-run", "--json")
    assert {row["status"] for row in json.loads(planned.output)} == {"not submitted"}
    submitted = await invoked(base_url, "submit")
    assert submitted.exit_code == 0
    assert "boran_notice_1 (kk): APPROVED" in submitted.output
    assert "has every text" in (await invoked(base_url, "submit")).output
    assert (await invoked(base_url, "diff")).exit_code == 0
    stored = outside.whatsapp.numbers[NUMBER].templates["boran_notice_1", "ru"]
    stored.components[0]["text"] = "Скидка: {{1}}"
    after = await invoked(base_url, "diff", "--json")
    assert after.exit_code == 1
    wrong = [row for row in json.loads(after.output) if row["finding"] != "same"]
    assert wrong == [{"name": "boran_notice_1", "language": "ru", "finding": "differs", "detail": "body"}]


async def test_the_command_says_what_a_person_can_mend(base_url: str) -> None:
    refused = await invoked(base_url, "diff", token="guessed")
    assert refused.exit_code == 1
    assert "401 (190)" in refused.output
    nowhere = await invoked(base_url, "submit", token="")
    assert "BORAN_WHATSAPP__CLOUD__ACCESS_TOKEN" in nowhere.output


async def test_the_command_lists_the_texts_without_an_account() -> None:
    listed = await asyncio.to_thread(CliRunner().invoke, whatsapp, ["templates", "list"])
    assert "Оқу туралы хабар. {{1}}" in listed.output
    assert "Сообщение об учёбе. {{1}}" in listed.output
    as_json = await asyncio.to_thread(CliRunner().invoke, whatsapp, ["templates", "list", "--json"])
    assert {one["category"] for one in json.loads(as_json.output)} == {"UTILITY"}
