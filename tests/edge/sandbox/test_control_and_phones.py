"""The control API, people who act by themselves, and what the phones' page fetches."""

import asyncio
from typing import Any

import pytest

from sandbox.behaviours import Act, Behaviour
from sandbox.errors import SandboxError
from sandbox.world import World
from tests.edge.sandbox.conftest import HEAD, PARENT, STRANGER, Caller
from tests.hand_clock import HandClock

CARD = {
    "inline_keyboard": [
        [{"text": "Бекіту", "callback_data": "approve:1"}, {"text": "Қайтару", "callback_data": "return:1"}]
    ]
}


async def test_a_whole_morning_can_be_played_over_http(call: Caller, world: World) -> None:
    created = await call.post("/control/users", {"first_name": "Сәуле", "phone": "+77010000009"})
    [number] = created.body["users"]
    acts = f"/control/users/{number}"
    assert (await call.post(f"{acts}/start", {"bot": "families_bot", "payload": "class-5a"})).body["message_id"] == 1
    await call.send(
        "Нөміріңіз?", chat_id=number, reply_markup={"keyboard": [[{"text": "Бөлісу", "request_contact": True}]]}
    )
    assert (await call.post(f"{acts}/press", {"button": "Бөлісу"})).body["message_id"] == 3
    assert (await call.post(f"{acts}/contact", {"bot": 1001, "of": HEAD})).body["message_id"] == 4
    await call.send("Жоба", chat_id=number, reply_markup=CARD)
    tapped = await call.post(f"{acts}/tap", {"button": "approve:1", "bot": "families_bot"})
    assert (await call.bot("answerCallbackQuery", callback_query_id=tapped.body["callback_query_id"])).status == 200
    await call.post(f"{acts}/send", {"bot": "families_bot", "text": "рақмет"})
    await call.post(f"{acts}/block", {"bot": "families_bot"})
    assert (await call.send(chat_id=number)).status == 403
    await call.post(f"{acts}/unblock", {"bot": "families_bot"})
    messages = (await call.get(f"{acts}/messages", bot="families_bot")).body["messages"]
    assert [message.get("text", "contact") for message in messages] == [
        "/start class-5a",
        "Нөміріңіз?",
        "contact",
        "contact",
        "Жоба",
        "рақмет",
    ]
    await call.post(f"{acts}/deactivate", {})
    assert (await call.send(chat_id=number)).body["description"] == "Forbidden: user is deactivated"
    updates = (await call.bot("getUpdates")).body["result"]
    assert [next(key for key in update if key != "update_id") for update in updates] == [
        "message",
        "message",
        "message",
        "callback_query",
        "message",
        "my_chat_member",
        "my_chat_member",
    ]


async def test_a_scene_is_put_into_the_world_at_once(call: Caller, world: World) -> None:
    scene = {
        "bots": [{"token": "1003:x", "username": "third_bot"}],
        "users": [{"id": 900, "first_name": "Жан", "title": "Отбасы", "pinned": True, "started": ["third_bot"]}],
        "groups": [{"id": -1, "title": "5 «А»", "kind": "channel", "bots": ["third_bot"]}],
        "sites": [{"name": "kst-1", "secret": "whsec_" + "QUFB" * 8}],
        "weather": [
            {
                "name": "a",
                "latitude": 53,
                "longitude": 63,
                "samples": [{"at": "2026-01-16T06:00:00+05:00", "temp_c": -5}],
            }
        ],
        "faults": [{"kind": "error", "chat": 901}],
        "behaviours": [{"does": "say", "what": "рақмет", "chat": 900}],
    }
    assert (await call.post("/control/scene", scene)).body == {"ok": True, "users": [900]}
    forecast = await call.get("/open-meteo/v1/forecast", latitude="53", longitude="63", current="temperature_2m")
    assert forecast.body["current"]["temperature_2m"] == -5
    assert (await call.send(chat_id=901)).status == 500
    assert [user["id"] for user in (await call.get("/control/users")).body["users"]][-1] == 900
    assert (await call.get("/control/groups")).body["groups"] == [{"id": -1, "title": "5 «А»", "type": "channel"}]
    assert (await call.get("/control/sites")).body["sites"][0]["name"] == "kst-1"
    assert [bot["username"] for bot in (await call.get("/control/bots")).body["bots"]][-1] == "third_bot"
    async with call.session.delete(f"{call.base_url}/control/weather") as answer:
        assert answer.status == 200
    assert world.weather.places() == []


async def test_faults_are_armed_seen_and_disarmed(call: Caller) -> None:
    document = {"seed": 7, "faults": [{"kind": "error", "method": "sendMessage", "times": 2}]}
    assert (await call.post("/control/faults", document)).body == {"ok": True, "armed": 1}
    await call.send()
    assert (await call.get("/control/faults")).body["faults"] == [
        {"struck": 1, "kind": "error", "method": "sendMessage", "times": 2}
    ]
    async with call.session.delete(f"{call.base_url}/control/faults") as answer:
        assert answer.status == 200
    assert (await call.send()).status == 200


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("/control/users", {"first_name": ""}, "users.0.first_name"),
        ("/control/users", {"id": PARENT, "first_name": "a"}, "taken"),
        ("/control/faults", {"kind": "explode"}, "faults.0.kind"),
        (f"/control/users/{PARENT}/send", {"text": "a"}, "say which bot"),
        (f"/control/users/{PARENT}/send", {"bot": "nobody", "text": "a"}, "no bot 'nobody'"),
        (f"/control/users/{PARENT}/send", {"bot": "families_bot", "text": " "}, "empty message"),
        (f"/control/users/{PARENT}/send", {"bot": "families_bot", "txt": "a"}, "txt"),
        (f"/control/users/{STRANGER}/send", {"bot": "families_bot", "text": "a"}, "not pressed Start"),
        (f"/control/users/{PARENT}/start", {"bot": "families_bot", "payload": "сынып"}, "deep-link payload"),
        (f"/control/users/{PARENT}/tap", {"button": "approve"}, "sees no button"),
        (f"/control/users/{PARENT}/press", {"button": "Бөлісу"}, "sees no key"),
        (f"/control/users/{PARENT}/fly", {}, "nobody can fly"),
        ("/control/users/9/send", {"bot": "families_bot", "text": "a"}, "no person 9"),
    ],
)
async def test_a_mistake_is_named(call: Caller, path: str, body: Any, complaint: str) -> None:
    answer = await call.post(path, body)
    assert answer.status == 400
    assert complaint in answer.body["error"]


async def test_the_journal_and_the_clock_can_be_read(call: Caller) -> None:
    await call.send("a")
    await call.send("b")
    journal = (await call.get("/control/journal", since="1")).body
    assert (journal["written"], [entry["text"] for entry in journal["entries"]]) == (2, ["b"])
    assert (await call.get("/control/clock")).body == {"ok": True, "now": "2026-01-16T06:45:00+05:00", "rate": 1.0}


async def test_a_blocked_bot_cannot_be_written_to_by_the_person(world: World) -> None:
    world.block(PARENT, "families_bot")
    with pytest.raises(SandboxError, match="unblock it or press Start"):
        world.send_text(PARENT, "families_bot", "a")
    world.add_person(800, first_name="a", started=["families_bot"])
    with pytest.raises(SandboxError, match="no phone number"):
        world.share_contact(800, "families_bot")


async def test_a_link_button_tells_the_bot_nothing(call: Caller, world: World) -> None:
    await call.send(reply_markup={"inline_keyboard": [[{"text": "Сайт", "url": "https://a.kz"}]]})
    with pytest.raises(SandboxError, match="tells the bot nothing"):
        world.tap(PARENT, "Сайт")


async def _hand_over(clock: HandClock, seconds: float) -> None:
    """Wait until somebody waits, and turn the clock."""
    await clock.someone_sleeps()
    clock.advance(seconds)


async def test_people_can_act_by_themselves(call: Caller, world: World, clock: HandClock) -> None:
    world.behaviours.add(
        Behaviour(does=Act.TAP, what="approve:.*", chat=HEAD, text="Жоба", after_s=20, times=1),
        Behaviour(does=Act.SAY, what="рақмет", bot="families_bot", text="^Бүгін", chat=PARENT, after_s=5),
        Behaviour(does=Act.BLOCK, chat=PARENT, text="жарнама", after_s=5),
        Behaviour(does=Act.CONTACT, chat=PARENT, text="нөмір", after_s=5),
    )
    poll = asyncio.create_task(call.bot("getUpdates", timeout=50))
    await call.send("Жоба", chat_id=HEAD, reply_markup=CARD)
    await _hand_over(clock, 20)
    [tap] = (await poll).body["result"]
    assert tap["callback_query"]["data"] == "approve:1"
    for text in ("Бүгін", "нөмір", "жарнама"):
        await call.send(text)
        await _hand_over(clock, 5)
    updates = (await call.bot("getUpdates", offset=tap["update_id"] + 1)).body["result"]
    said, contact, blocked = updates
    assert said["message"]["text"] == "рақмет"
    assert contact["message"]["contact"]["user_id"] == PARENT
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_the_page_and_its_parts_are_served_from_here_alone(call: Caller) -> None:
    page = (await call.get("/")).body
    assert "https://" not in page
    for name in ("page.css", "phone.css", "main.js", "phone.js", "journal.js", "text.js", "dom.js", "captions.js"):
        part = await call.get(f"/phones/static/{name}")
        assert part.status == 200
        assert "https://" not in part.body


async def test_the_page_leads_to_the_mail_and_to_each_site(call: Caller, world: World) -> None:
    world.sites.add("kst-12", "whsec_YSB3ZWJob29rIHNlY3JldCBvZiAzMiBjaGFyYWN0ZXJz", title={"kk": "Сайт"})
    world.mail.add("news@radio.example", name="Радио")
    assert 'href="/mail"' in (await call.get("/")).body
    assert "Радио" in (await call.get("/mail")).body
    [site] = (await call.get("/phones/state")).body["sites"]
    assert (await call.get(f"/site/{site['name']}")).status == 200


async def test_a_phone_makes_links_of_bare_hosts_in_an_sms(call: Caller, world: World) -> None:
    text = "😀 Тексеру: boran.example.kz/v/KST7Q2MD. Хат: a@boran.kz, https://kst.kz/?a=1, № 12.5"
    world.handsets.add("+77010000009", name="Дина", whatsapp=False)
    world.handsets.show(provider="sms", account="mobizon", to="+77010000009", title="MEKTEP", id="s1", text=text)
    [phone] = (await call.get("/phones/state", chats="+77010000009")).body["phones"]
    [message] = phone["chats"][0]["messages"]
    units = text.encode("utf-16-le")
    shown = {
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"): one["url"]
        for one in message["entities"]
    }
    assert shown == {
        "boran.example.kz/v/KST7Q2MD": "https://boran.example.kz/v/KST7Q2MD",
        "https://kst.kz/?a=1": "https://kst.kz/?a=1",
    }


async def test_the_page_sees_the_phones_it_asked_for(call: Caller, world: World) -> None:
    world.person(HEAD).title = {"kk": "Директор", "ru": "Директор"}
    await call.send("<b>Жоба</b>", chat_id=HEAD, parse_mode="HTML", reply_markup=CARD, disable_notification=True)
    state = (await call.get("/phones/state", chats=f"{HEAD},99")).body
    [phone] = state["phones"]
    assert (phone["id"], phone["title"]["kk"], phone["name"]) == (HEAD, "Директор", "Ирина Ковалёва")
    chat = next(chat for chat in phone["chats"] if chat["bot"]["username"] == "families_bot")
    [message] = chat["messages"]
    assert (message["text"], message["entities"][0]["type"], message["silent"]) == ("Жоба", "bold", True)
    assert message["rows"] == CARD["inline_keyboard"]
    assert state["clock"]["offset_s"] == 18000


async def test_pinned_phones_are_shown_when_none_are_asked_for(call: Caller, world: World) -> None:
    first = (await call.get("/phones/state")).body["phones"]
    assert [phone["id"] for phone in first] == [PARENT, HEAD, STRANGER]
    world.person(HEAD).pinned = True
    assert [phone["id"] for phone in (await call.get("/phones/state")).body["phones"]] == [HEAD]


async def test_the_page_is_told_as_soon_as_something_changes(call: Caller, world: World) -> None:
    tag = (await call.get("/phones/state", chats=str(PARENT))).body["tag"]
    waiting = asyncio.create_task(call.get("/phones/state", chats=str(PARENT), tag=tag))
    await call.send("басқаға", chat_id=HEAD)
    await call.send("Сәлем")
    changed = (await waiting).body
    assert changed["tag"] != tag
    assert changed["phones"][0]["chats"][0]["messages"][-1]["text"] == "Сәлем"


async def test_a_phone_can_be_found_by_name_number_or_caption(call: Caller, world: World) -> None:
    world.add_group(-1, "5 «А» арнасы", kind="channel")
    for typed, expected in (("айгүл", PARENT), ("0000002", HEAD), ("арна", -1)):
        people = (await call.get("/phones/people", q=typed)).body["people"]
        assert [one["id"] for one in people] == [expected]


async def test_the_journal_tab_gets_what_is_new(call: Caller) -> None:
    waiting = asyncio.create_task(call.get("/phones/journal", since="0"))
    await call.send("Сәлем")
    assert (await waiting).body["entries"][0]["text"] == "Сәлем"


async def test_a_keyboard_for_one_time_goes_when_a_key_was_pressed(call: Caller, world: World) -> None:
    await call.send(reply_markup={"keyboard": [["Иә"]], "one_time_keyboard": True})
    world.press_key(PARENT, "Иә")
    with pytest.raises(SandboxError, match="sees no key"):
        world.press_key(PARENT, "Иә")
    await call.send(reply_markup={"keyboard": [["Жоқ"]]})
    await call.send(reply_markup={"remove_keyboard": True})
    with pytest.raises(SandboxError, match="sees no key"):
        world.press_key(PARENT, "Жоқ")
