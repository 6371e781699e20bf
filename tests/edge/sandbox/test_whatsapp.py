"""The pretend WhatsApp as Meta and the gateway describe theirs: limits, texts for approval, receipts, answers."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from sandbox.errors import SandboxError
from sandbox.faults.book import Fault, FaultKind, Lie
from sandbox.handsets import Key
from sandbox.wakeup import Wakeup
from sandbox.whatsapp.accounts import Limits, Number, Telephone
from sandbox.world import World
from tests.edge.sandbox.conftest import Answer, Caller
from tests.hand_clock import HandClock

SECRET, TOKEN = "app-secret", "graph-token"
MOTHER, FATHER, NOBODY = "+77010000001", "+77010000002", "+77010000003"
NUMBER, TELEPHONE = "1001", "1101"
BODY = {"type": "BODY", "text": "Хабар: {{1}}, код {{2}}.", "example": {"body_text": [["a", "b"]]}}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Таныстым"},
        {"type": "URL", "text": "Ашу", "url": "https://boran.example/{{1}}", "example": ["https://boran.example/t"]},
    ],
}
NOTICE = {"name": "notice", "language": "kk", "category": "UTILITY", "components": [BODY, BUTTONS]}


@dataclass
class Ear:
    """Where callbacks go. refuses: how many to answer 500 first."""

    url: str = ""
    refuses: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    came: Wakeup = field(default_factory=Wakeup)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.refuses:
            self.refuses -= 1
            self.came.ring()
            return web.Response(status=500)
        self.heard.append(({name.lower(): value for name, value in request.headers.items()}, body))
        self.came.ring()
        return web.Response()

    async def until(self, count: int) -> list[Any]:
        return await self.came.until(lambda: self.said if len(self.heard) >= count else None, 10)

    @property
    def said(self) -> list[Any]:
        return [json.loads(body) for _, body in self.heard]

    async def statuses(self, count: int) -> list[tuple[str, str]]:
        values = [one["entry"][0]["changes"][0]["value"] for one in await self.until(count)]
        return [(status["id"], status["status"]) for value in values for status in value.get("statuses", ())]


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    ear = Ear()
    app = web.Application()
    app.router.add_post("/hear", ear.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hear"
    yield ear
    await runner.cleanup()


@pytest.fixture
def number(world: World, ear: Ear) -> Number:
    world.handsets.add(MOTHER, name="Айгүл", language="kk")
    world.handsets.add(FATHER, name="Олег")
    return world.whatsapp.add_number(
        Number(
            id=NUMBER,
            token=TOKEN,
            business_account="2001",
            app_secret=SECRET,
            callback_url=ear.url,
            title="Мектеп",
            sent_s=0,
            delivered_s=0,
        )
    )


@pytest.fixture
def telephone(world: World, ear: Ear) -> Telephone:
    world.handsets.add(MOTHER, name="Айгүл", language="kk")
    return world.whatsapp.add_telephone(
        Telephone(instance=TELEPHONE, token="gate", callback_url=ear.url, webhook_token="hook", delivered_s=0)
    )


async def graph(call: Caller, path: str, body: Any, *, token: str = TOKEN) -> Answer:
    return await call.post(f"/whatsapp/v23.0/{path}", body, headers={"Authorization": f"Bearer {token}"})


def message(to: str = MOTHER, **content: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, **content}


def text(to: str = MOTHER, body: str = "Сәлем") -> dict[str, Any]:
    return message(to, type="text", text={"body": body})


def template(to: str = MOTHER, *parameters: str, key: str = "d1", name: str = "notice") -> dict[str, Any]:
    values = parameters or ("0–4-сынып үйде", "KST7Q2MD")
    components = [
        {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]},
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "aq:1"}],
        },
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "t/abc"}]},
    ]
    language = {"policy": "deterministic", "code": "kk"}
    return message(
        to,
        biz_opaque_callback_data=key,
        type="template",
        template={"name": name, "language": language, "components": components},
    )


async def send(call: Caller, body: dict[str, Any]) -> Answer:
    return await graph(call, f"{NUMBER}/messages", body)


async def approve(call: Caller, submitted: dict[str, Any] = NOTICE) -> Answer:
    return await graph(call, "2001/message_templates", submitted)


def code(answer: Answer) -> int:
    return int(answer.body["error"]["code"])


async def test_an_approved_text_stands_on_the_phone_with_its_places_filled(
    call: Caller, world: World, number: Number
) -> None:
    assert (await approve(call)).body["status"] == "APPROVED"
    answer = await send(call, template())
    assert answer.status == 200
    shown = await world.handsets.wait_for(MOTHER)
    assert (shown.text, shown.id) == ("Хабар: 0–4-сынып үйде, код KST7Q2MD.", answer.body["messages"][0]["id"])
    reply, link = shown.buttons
    assert (reply.data, link.url) == ("aq:1", "https://boran.example/t/abc")
    entry = world.journal.entries()[-1]
    assert (entry["provider"], entry["account"], entry["to"], entry["id"]) == ("whatsapp", NUMBER, MOTHER, shown.id)


async def test_free_text_needs_a_conversation_of_the_last_24_hours(
    call: Caller, world: World, number: Number, clock: HandClock
) -> None:
    assert code(await send(call, text())) == 131047
    world.handsets.write(MOTHER, "Сабақ бола ма?", provider="whatsapp", account=NUMBER)
    assert (await send(call, text())).status == 200
    clock.advance(24 * 3600)
    assert code(await send(call, text())) == 131047


async def test_too_many_messages_in_a_second_are_refused(
    call: Caller, world: World, number: Number, clock: HandClock
) -> None:
    number.limits = Limits(per_second=2, daily=0)
    await approve(call)
    answers = [await send(call, template(f"+7701000010{n}")) for n in range(3)]
    assert [answer.status for answer in answers[:2]] == [200, 200]
    assert code(answers[2]) == 130429
    clock.advance(1)
    assert (await send(call, template("+77010000109"))).status == 200


async def test_one_person_gets_one_message_in_six_seconds(call: Caller, number: Number, clock: HandClock) -> None:
    await approve(call)
    assert (await send(call, template())).status == 200
    assert code(await send(call, template())) == 131056
    clock.advance(6)
    assert (await send(call, template())).status == 200


async def test_a_new_number_may_write_first_to_so_many_people_a_day(
    call: Caller, world: World, number: Number, clock: HandClock
) -> None:
    number.limits = Limits(pair_s=0, daily=1)
    await approve(call)
    assert [(await send(call, template(MOTHER))).status for _ in range(2)] == [200, 200]
    assert code(await send(call, template(FATHER))) == 131048
    world.handsets.write(FATHER, "Сәлем", provider="whatsapp", account=NUMBER)
    assert (await send(call, template(FATHER))).status == 200
    clock.advance(24 * 3600)
    assert (await send(call, template("+77010000009"))).status == 200


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "another"}, 132001),
        ({"language": {"policy": "deterministic", "code": "ru"}}, 132001),
        ({"language": {"code": "kk"}}, 100),
        ({"components": []}, 132000),
        ({"components": [{"type": "body", "parameters": [{"type": "text", "text": "a\nb"}]}]}, 100),
        ({"components": [{"type": "body", "parameters": [{"type": "text", "text": "ұ" * 1020}] * 2}]}, 132005),
        ({"colour": "red"}, 100),
    ],
)
async def test_a_text_that_is_not_approved_so_is_refused(
    call: Caller, number: Number, change: dict[str, Any], expected: int
) -> None:
    await approve(call)
    wanted = template()
    wanted["template"] |= change
    assert code(await send(call, wanted)) == expected


@pytest.mark.parametrize(("status", "expected"), [("PAUSED", 132015), ("DISABLED", 132016), ("PENDING", 132001)])
async def test_a_text_the_review_stopped_cannot_be_sent(
    call: Caller, number: Number, status: str, expected: int
) -> None:
    number.reviews = status
    await approve(call)
    assert code(await send(call, template())) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Notice"},
        {"components": [BODY | {"text": "{{1}} мен {{2}} бар"}]},
        {"components": [BODY | {"text": "Хабар {{1}} {{2}} бар"}]},
        {"components": [BODY | {"example": {"body_text": [["a"]]}}]},
        {"components": [BODY | {"text": "ұ" * 1025}]},
        {"components": [BODY, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "ұ" * 26}]}]},
        {"message_send_ttl_seconds": 43201},
    ],
)
async def test_a_text_that_breaks_the_rules_is_not_even_looked_at(
    call: Caller, number: Number, change: dict[str, Any]
) -> None:
    assert code(await approve(call, NOTICE | change)) == 100


async def test_a_text_is_submitted_once_per_language(call: Caller, number: Number) -> None:
    await approve(call)
    assert code(await approve(call)) == 100
    assert (await approve(call, NOTICE | {"language": "ru"})).status == 200


async def test_the_texts_are_listed_page_by_page(call: Caller, number: Number) -> None:
    for language in ("kk", "ru"):
        await approve(call, NOTICE | {"language": language})
    url = f"{call.base_url}/whatsapp/v23.0/2001/message_templates"
    found, after = [], "0"
    for _ in range(2):
        query = {"limit": "1", "after": after}
        async with call.session.get(url, params=query, headers={"Authorization": f"Bearer {TOKEN}"}) as answer:
            page = await answer.json()
        found += [one["language"] for one in page["data"]]
        after = page["paging"]["cursors"]["after"]
    assert found == ["kk", "ru"]
    assert "next" not in page["paging"]


async def test_another_token_or_number_opens_nothing(call: Caller, number: Number) -> None:
    assert (await graph(call, f"{NUMBER}/messages", text(), token="guessed")).status == 401
    assert (await graph(call, "9/messages", text())).body["error"]["error_subcode"] == 33
    assert (await graph(call, "9/message_templates", NOTICE)).body["error"]["error_subcode"] == 33


async def test_statuses_are_signed_carry_our_id_and_come_in_their_order(call: Caller, number: Number, ear: Ear) -> None:
    await approve(call)
    sent = await send(call, template(key="delivery-7"))
    found = await ear.statuses(2)
    message_id = sent.body["messages"][0]["id"]
    assert sorted(found) == [(message_id, "delivered"), (message_id, "sent")]
    headers, body = ear.heard[0]
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={expected}"
    status = json.loads(body)["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert status["biz_opaque_callback_data"] == "delivery-7"


async def test_a_status_is_brought_again_until_somebody_takes_it(
    call: Caller, number: Number, ear: Ear, clock: HandClock
) -> None:
    ear.refuses = 1
    await approve(call)
    await send(call, template())
    await clock.someone_sleeps()
    clock.advance(1)
    assert len(await ear.statuses(2)) == 2


async def test_a_status_can_be_lost_or_doubled(call: Caller, world: World, number: Number, ear: Ear) -> None:
    world.faults.arm(
        Fault(kind=FaultKind.LIE, lie=Lie.NEVER_SHOWN, method="status", chat=MOTHER),
        Fault(kind=FaultKind.LIE, lie=Lie.TWICE, method="status", chat=FATHER),
    )
    await approve(call)
    await send(call, template(MOTHER))
    second = (await send(call, template(FATHER))).body["messages"][0]["id"]
    found = await ear.statuses(4)
    assert sorted(found) == sorted([(second, "sent"), (second, "delivered")] * 2)


async def test_a_status_can_come_after_the_one_that_follows_it(
    call: Caller, world: World, number: Number, ear: Ear
) -> None:
    number.delivered_s = 0
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.OUT_OF_ORDER, method="status", times=1))
    await approve(call)
    await send(call, template())
    assert [kind for _, kind in await ear.statuses(2)] == ["delivered", "sent"]


async def test_a_status_can_come_late(call: Caller, world: World, number: Number, ear: Ear, clock: HandClock) -> None:
    world.faults.arm(Fault(kind=FaultKind.SLOW, seconds=600, method="status", times=2))
    await approve(call)
    await send(call, template())
    await clock.someone_sleeps()
    assert ear.heard == []
    clock.advance(600)
    assert len(await ear.statuses(2)) == 2


async def test_who_is_not_on_whatsapp_or_blocked_the_number_is_told_by_a_failed_status(
    call: Caller, world: World, number: Number, ear: Ear
) -> None:
    await approve(call)
    world.handsets.add(NOBODY, whatsapp=False)
    world.handsets.block(FATHER, provider="whatsapp", account=NUMBER)
    await send(call, template(NOBODY))
    await send(call, template(FATHER))
    values = [one["entry"][0]["changes"][0]["value"]["statuses"][0] for one in await ear.until(2)]
    assert [value["errors"][0]["code"] for value in values] == [131026, 131026]
    assert world.handsets.find(FATHER).messages() == []


@pytest.mark.parametrize(("hours", "arrives"), [(1, True), (13, False)])
async def test_a_phone_that_is_off_gets_it_later_as_long_as_the_text_lives(  # noqa: PLR0917 - fixtures
    call: Caller, world: World, number: Number, ear: Ear, clock: HandClock, hours: int, arrives: bool
) -> None:
    await approve(call, NOTICE | {"message_send_ttl_seconds": 43200})
    world.handsets.switch(MOTHER, on=False)
    await send(call, template())
    assert [kind for _, kind in await ear.statuses(1)] == ["sent"]
    clock.advance(hours * 3600)
    world.handsets.switch(MOTHER, on=True)
    if arrives:
        assert [kind for _, kind in await ear.statuses(2)] == ["sent", "delivered"]
    assert len(world.handsets.find(MOTHER).messages()) == int(arrives)


async def test_a_tap_under_a_template_and_one_under_a_message_are_told_apart(
    call: Caller, world: World, number: Number, ear: Ear
) -> None:
    number.limits, number.callback_url = None, ""
    await approve(call)
    await send(call, template())
    number.callback_url = ear.url
    world.handsets.tap(MOTHER, "Таныстым")
    under_template = await _said(ear, "button")
    assert under_template["button"] == {"payload": "aq:1", "text": "Таныстым"}
    assert under_template["from"] == MOTHER.removeprefix("+")
    number.callback_url = ""
    buttons = [{"type": "reply", "reply": {"id": "aq:2", "title": "Білдім"}}]
    content = {"type": "button", "body": {"text": "Сәлем"}, "action": {"buttons": buttons}}
    await send(call, message(type="interactive", interactive=content))
    number.callback_url = ear.url
    world.handsets.tap(MOTHER, "aq:2")
    assert (await _said(ear, "interactive"))["interactive"]["button_reply"] == {"id": "aq:2", "title": "Білдім"}


async def _said(ear: Ear, kind: str) -> Any:
    def look() -> Any:
        values = (one["entry"][0]["changes"][0]["value"] for one in ear.said)
        return next((said for value in values for said in value.get("messages", ()) if said["type"] == kind), None)

    return await ear.came.until(look, 10)


async def test_what_is_read_is_told(call: Caller, world: World, number: Number, ear: Ear) -> None:
    await approve(call)
    await send(call, template())
    await world.handsets.wait_for(MOTHER)
    world.handsets.open(MOTHER, world.handsets.thread("whatsapp", NUMBER, MOTHER))
    assert sorted(kind for _, kind in await ear.statuses(3)) == ["delivered", "read", "sent"]


async def test_people_can_read_by_themselves(
    call: Caller, world: World, number: Number, ear: Ear, clock: HandClock
) -> None:
    number.read_s = 30
    await approve(call)
    await send(call, template())
    await clock.someone_sleeps()
    clock.advance(30)
    assert "read" in {kind for _, kind in await ear.statuses(3)}


@pytest.mark.parametrize(
    ("fault", "status", "expected"),
    [
        (Fault(kind=FaultKind.FLOOD), 429, 130429),
        (Fault(kind=FaultKind.ERROR), 500, 131000),
        (Fault(kind=FaultKind.REFUSE), 400, 100),
        (Fault(kind=FaultKind.REFUSE, description="131049"), 400, 131049),
    ],
)
async def test_faults_answer_with_metas_codes(  # noqa: PLR0917 - fixtures
    call: Caller, world: World, number: Number, fault: Fault, status: int, expected: int
) -> None:
    world.faults.arm(fault)
    answer = await send(call, text())
    assert code(answer) == expected
    assert answer.status == status
    assert world.journal.entries()[-1]["fault"] == fault.name


async def test_a_text_no_phone_shows_is_accepted_and_never_delivered(
    call: Caller, world: World, number: Number, ear: Ear
) -> None:
    world.faults.arm(Fault(kind=FaultKind.LIE, lie=Lie.NEVER_SHOWN, method="messages", times=1))
    await approve(call)
    assert (await send(call, template())).status == 200
    assert [kind for _, kind in await ear.statuses(1)] == ["sent"]
    assert world.handsets.find(MOTHER).messages() == []


async def gate(call: Caller, to: str = MOTHER, body: str = "Сәлем", *, known_as: str = "gate") -> Answer:
    chat = f"{to.removeprefix('+')}@c.us"
    path = f"/green-api/waInstance{TELEPHONE}/sendMessage/{known_as}"
    return await call.post(path, {"chatId": chat, "message": body, "linkPreview": False})


async def ask(call: Caller, method: str) -> Any:
    return (await call.get(f"/green-api/waInstance{TELEPHONE}/{method}/gate")).body


async def test_the_gateway_sends_one_after_another_and_tells_how_it_went(
    call: Caller, world: World, telephone: Telephone, ear: Ear, clock: HandClock
) -> None:
    world.handsets.add(FATHER)
    sent = (await gate(call)).body["idMessage"]
    await world.handsets.wait_for(MOTHER)
    await gate(call, FATHER)
    assert world.handsets.find(FATHER).messages() == []
    await clock.someone_sleeps()
    clock.advance(0.5)
    await world.handsets.wait_for(FATHER)
    await ear.until(4)
    mine = [(one["typeWebhook"], one["status"]) for one in ear.said if one["idMessage"] == sent]
    assert sorted(mine) == [("outgoingMessageStatus", "delivered"), ("outgoingMessageStatus", "sent")]
    assert ear.heard[0][0]["authorization"] == "Bearer hook"


async def test_the_queue_keeps_what_a_telephone_cannot_send_for_a_day_and_can_be_emptied(
    call: Caller, world: World, telephone: Telephone, clock: HandClock
) -> None:
    world.whatsapp.switch(TELEPHONE, "notAuthorized")
    first = (await gate(call)).body["idMessage"]
    assert [one["messageID"] for one in await ask(call, "showMessagesQueue")] == [first]
    assert await ask(call, "clearMessagesQueue") == {"isCleared": True}
    await gate(call, body="кеше")
    clock.advance(24 * 3600)
    await gate(call, body="бүгін")
    world.whatsapp.switch(TELEPHONE, "authorized")
    await clock.someone_sleeps()
    clock.advance(1)
    await world.handsets.wait_for(MOTHER, lambda shown: shown.text == "бүгін")
    assert [one.text for one in world.handsets.find(MOTHER).messages()] == ["бүгін"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"chatId": "77010000001", "message": "a"}, 400),
        ({"chatId": "77010000001@c.us", "message": ""}, 400),
        ({"chatId": "77010000001@c.us", "message": "ұ" * 20_001}, 400),
        (["a"], 400),
    ],
)
async def test_the_gateway_names_what_is_wrong(call: Caller, telephone: Telephone, body: Any, status: int) -> None:
    answer = await call.post(f"/green-api/waInstance{TELEPHONE}/sendMessage/gate", body)
    assert answer.status == status
    assert "Validation failed" in answer.body["message"]


async def test_the_gateway_knows_its_tokens_its_plan_and_who_has_the_app(
    call: Caller, world: World, telephone: Telephone, ear: Ear
) -> None:
    assert (await gate(call, known_as="guessed")).status == 401
    world.faults.arm(Fault(kind=FaultKind.FLOOD, method="sendMessage", times=1))
    assert (await gate(call)).status == 429
    telephone.chats = 1
    assert (await gate(call, NOBODY)).status == 200
    assert (await gate(call, MOTHER)).status == 466
    assert [one["status"] for one in await ear.until(1)] == ["noAccount"]


async def test_what_somebody_writes_to_a_telephone_is_told(
    call: Caller, world: World, telephone: Telephone, ear: Ear
) -> None:
    world.handsets.write(MOTHER, "Рақмет", provider="whatsapp", account=TELEPHONE)
    [said] = await ear.until(1)
    assert said["senderData"]["chatId"] == "77010000001@c.us"
    assert said["messageData"]["textMessageData"]["textMessage"] == "Рақмет"


async def test_phones_can_be_played_over_http(call: Caller, world: World, number: Number, ear: Ear) -> None:
    created = [{"number": "8 701 000 00 09".replace(" ", ""), "name": "Сәуле", "title": "Отбасы"}]
    await call.post("/control/handsets", created)
    await call.post("/control/telephones", {"instance": "7", "token": "t"})
    await call.post("/control/whatsapp", {"id": "9", "token": "t"})
    acts = "/control/handsets/+77010000009"
    await call.post(f"{acts}/write", {"provider": "whatsapp", "account": NUMBER, "text": "Сәлем"})
    buttons = [{"type": "reply", "reply": {"id": "aq:2", "title": "Білдім"}}]
    content = {"type": "button", "body": {"text": "Хабар"}, "action": {"buttons": buttons}}
    await send(call, message("+77010000009", type="interactive", interactive=content))
    [shown] = (await call.get(f"{acts}/messages", provider="whatsapp")).body["messages"]
    assert (shown["text"], shown["read"], shown["buttons"][0]["label"]) == ("Хабар", False, "Білдім")
    assert (await call.post(f"{acts}/open", {"provider": "whatsapp", "account": NUMBER})).status == 200
    assert (await call.post(f"{acts}/tap", {"button": "Білдім"})).body["id"].startswith("said-")
    for act in ("off", "on"):
        assert (await call.post(f"{acts}/{act}", {})).status == 200
    for act in ("block", "unblock"):
        assert (await call.post(f"{acts}/{act}", {"provider": "whatsapp", "account": NUMBER})).status == 200
    assert (await call.post("/control/telephones/7/state", {"state": "sleepMode"})).status == 200
    assert world.whatsapp.telephones["7"].state == "sleepMode"
    listed = (await call.get("/control/handsets")).body["handsets"]
    assert "+77010000009" in {one["number"] for one in listed}


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("/control/handsets", {"number": "12"}, "written as +7701"),
        ("/control/handsets/+77010000001/fly", {}, "nobody can fly"),
        ("/control/handsets/+77010000001/tap", {"button": "x"}, "sees no button"),
        ("/control/handsets/+77019999999/tap", {"button": "x"}, "no phone has the number"),
        ("/control/handsets/+77010000001/write", {"provider": "fax", "account": "1", "text": "a"}, "nobody can answer"),
        ("/control/handsets/+77010000001/write", {"provider": "whatsapp", "account": "1"}, "empty message"),
        ("/control/telephones/5/state", {"state": "blocked"}, "no telephone"),
        ("/control/telephones", {"instance": "abc", "token": "t"}, "is a number"),
    ],
)
async def test_a_mistake_with_a_phone_is_named(
    call: Caller, number: Number, path: str, body: Any, complaint: str
) -> None:
    answer = await call.post(path, body)
    assert answer.status == 400
    assert complaint in answer.body["error"]


async def test_a_link_under_a_message_tells_the_sender_nothing(call: Caller, world: World, number: Number) -> None:
    await approve(call)
    await send(call, template())
    with pytest.raises(SandboxError, match="tells the sender nothing"):
        world.handsets.tap(MOTHER, "Ашу")


async def test_closing_the_world_ends_what_is_still_to_come(
    call: Caller, world: World, number: Number, ear: Ear
) -> None:
    number.delivered_s = 3600
    await approve(call)
    await send(call, template())
    async with asyncio.timeout(5):
        await world.close()


async def test_the_page_shows_a_number_alone_or_with_its_owners_telegram(
    call: Caller, world: World, number: Number
) -> None:
    world.handsets.show(provider="whatsapp", account=NUMBER, to=MOTHER, text="Хабар", id="1", title="Мектеп")
    world.handsets.show(provider="sms", account="mobizon", to="+77010000019", text="SMS", id="2", title="MEKTEP")
    phones = (await call.get("/phones/state", chats="501,+77010000019")).body["phones"]
    hers, alone = phones
    assert [chat["provider"] for chat in hers["chats"]] == ["telegram", "telegram", "whatsapp"]
    assert (alone["id"], alone["on_telegram"]) == ("+77010000019", False)
    assert alone["chats"][0]["messages"][0]["text"] == "SMS"
    found = (await call.get("/phones/people", q="0000019")).body["people"]
    assert [one["id"] for one in found] == ["+77010000019"]


async def test_the_page_is_told_when_something_comes_to_a_number(call: Caller, world: World, number: Number) -> None:
    world.handsets.add("+77010000019", name="Серік", pinned=True)
    before = (await call.get("/phones/state")).body
    assert [phone["id"] for phone in before["phones"]] == ["+77010000019"]
    waiting = asyncio.create_task(call.get("/phones/state", tag=before["tag"]))
    world.handsets.show(
        provider="whatsapp",
        account=NUMBER,
        to="+77010000019",
        text="Хабар",
        id="1",
        buttons=(Key(label="Таныстым", data="aq:1"), Key(label="Ашу", url="https://boran.example")),
    )
    [message] = (await waiting).body["phones"][0]["chats"][0]["messages"]
    assert message["rows"] == [
        [{"text": "Таныстым", "callback_data": "aq:1"}],
        [{"text": "Ашу", "url": "https://boran.example"}],
    ]
