"""How updates reach a bot: long polls and webhooks, in order and until they are taken."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from sandbox.world import World
from tests.edge.sandbox.conftest import FAMILIES, HEAD, PARENT, Answer, Caller
from tests.hand_clock import HandClock

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """A webhook that answers with the statuses it was given, and then with 200."""

    def __init__(self, *statuses: int, reply: Any = None) -> None:
        self.statuses = list(statuses)
        self.reply = reply
        self.texts: list[str] = []
        self.secrets: list[str | None] = []
        self.arrived = asyncio.Event()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.texts.append(update["message"]["text"])
        self.secrets.append(request.headers.get(SECRET_HEADER))
        self.arrived.set()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.reply, status=status, headers={"Retry-After": "30"} if status == 429 else {})

    async def wait_for(self, count: int) -> list[str]:
        async with asyncio.timeout(10):
            while len(self.texts) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.texts

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Hook"]:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()


async def _start_poll(call: Caller, world: World) -> asyncio.Task[Answer]:
    """A long poll that has arrived."""
    updates = world.bot("families_bot").updates
    before = updates.polls
    poll = asyncio.create_task(call.bot("getUpdates", timeout=50))
    await updates.changed.until(lambda: True if updates.polls > before else None, 10)
    return poll


async def test_a_poll_returns_what_waits_and_confirms_what_came_before(call: Caller, world: World) -> None:
    for text in ("a", "b", "c"):
        world.send_text(PARENT, "families_bot", text)
    updates = (await call.bot("getUpdates", limit=2)).body["result"]
    assert [update["message"]["text"] for update in updates] == ["a", "b"]
    rest = (await call.bot("getUpdates", offset=updates[1]["update_id"] + 1)).body["result"]
    assert [update["message"]["text"] for update in rest] == ["c"]
    assert rest[0]["update_id"] == updates[1]["update_id"] + 1
    newest = (await call.bot("getUpdates", offset=-1)).body["result"]
    assert newest == rest


async def test_a_long_poll_ends_when_something_arrives(call: Caller, world: World) -> None:
    poll = await _start_poll(call, world)
    world.send_text(PARENT, "families_bot", "Сәлем")
    assert (await poll).body["result"][0]["message"]["text"] == "Сәлем"


async def test_a_second_poll_throws_out_the_first(call: Caller, world: World) -> None:
    first = await _start_poll(call, world)
    second = await _start_poll(call, world)
    answer = await first
    assert (answer.status, answer.body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    world.send_text(PARENT, "families_bot", "Сәлем")
    assert len((await second).body["result"]) == 1


async def test_polling_and_a_webhook_exclude_each_other(call: Caller, world: World) -> None:
    poll = await _start_poll(call, world)
    await call.bot("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await poll).body["description"] == "Conflict: terminated by setWebhook request"
    answer = await call.bot("getUpdates")
    assert (answer.status, answer.body["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (await call.bot("deleteWebhook")).body == {"ok": True, "result": True, "description": "Webhook was deleted"}
    assert (await call.bot("getUpdates")).status == 200


async def test_only_the_kinds_a_bot_asked_for_reach_it(call: Caller, world: World) -> None:
    await call.bot("getUpdates", allowed_updates=["my_chat_member"])
    world.send_text(PARENT, "families_bot", "Сәлем")
    world.block(PARENT, "families_bot")
    [update] = (await call.bot("getUpdates")).body["result"]
    changed = update["my_chat_member"]
    assert (changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]) == ("member", "kicked")
    assert changed["from"]["id"] == PARENT


async def test_a_block_and_a_restart_are_told(call: Caller, world: World) -> None:
    world.block(PARENT, "families_bot")
    world.press_start(PARENT, "families_bot", "class-5a")
    updates = (await call.bot("getUpdates")).body["result"]
    assert [update.get("my_chat_member", {}).get("new_chat_member", {}).get("status") for update in updates] == [
        "kicked",
        "member",
        None,
    ]
    assert updates[2]["message"]["text"] == "/start class-5a"
    assert updates[2]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_updates_older_than_a_day_are_dropped(call: Caller, world: World, clock: HandClock) -> None:
    world.send_text(PARENT, "families_bot", "кеше")
    clock.advance(24 * 3600 + 1)
    world.send_text(PARENT, "families_bot", "бүгін")
    texts = [update["message"]["text"] for update in (await call.bot("getUpdates")).body["result"]]
    assert texts == ["бүгін"]


async def test_a_webhook_gets_updates_with_its_secret(call: Caller, world: World) -> None:
    async with Hook().listening() as hook:
        world.send_text(PARENT, "families_bot", "бұрын")
        answer = await call.bot("setWebhook", url=hook.url, secret_token="s-1_A", allowed_updates=["message"])
        assert answer.body == {"ok": True, "result": True, "description": "Webhook was set"}
        world.send_text(PARENT, "families_bot", "кейін")
        assert await hook.wait_for(2) == ["бұрын", "кейін"]
        assert hook.secrets == ["s-1_A", "s-1_A"]
        info = (await call.bot("getWebhookInfo")).body["result"]
        assert (info["url"], info["allowed_updates"], info["max_connections"]) == (hook.url, ["message"], 40)


async def test_a_refused_update_is_pushed_again_later_and_in_order(
    call: Caller, world: World, clock: HandClock
) -> None:
    async with Hook(500, 502, 429).listening() as hook:
        await call.bot("setWebhook", url=hook.url)
        world.send_text(PARENT, "families_bot", "бірінші")
        world.send_text(PARENT, "families_bot", "екінші")
        for attempts, wait in ((1, 1), (2, 2), (3, 30)):
            assert await hook.wait_for(attempts) == ["бірінші"] * attempts
            await clock.someone_sleeps()
            clock.advance(wait - 0.1)
            await call.bot("getMe")
            assert len(hook.texts) == attempts
            clock.advance(0.1)
        assert await hook.wait_for(5) == ["бірінші"] * 4 + ["екінші"]
        info = (await call.bot("getWebhookInfo")).body["result"]
        assert info["last_error_message"] == "Wrong response from the webhook: 429 Too Many Requests"


async def test_a_slow_chat_does_not_hold_up_another(call: Caller, world: World, clock: HandClock) -> None:
    async with Hook(500).listening() as hook:
        await call.bot("setWebhook", url=hook.url)
        world.send_text(PARENT, "families_bot", "а")
        await hook.wait_for(1)
        world.send_text(PARENT, "families_bot", "ә")
        world.send_text(HEAD, "families_bot", "б")
        assert await hook.wait_for(2) == ["а", "б"]


async def test_what_was_not_pushed_waits_for_a_poll(call: Caller, world: World, clock: HandClock) -> None:
    async with Hook(500).listening() as hook:
        await call.bot("setWebhook", url=hook.url)
        world.send_text(PARENT, "families_bot", "а")
        await hook.wait_for(1)
        await clock.someone_sleeps()
        await call.bot("deleteWebhook")
    [update] = (await call.bot("getUpdates")).body["result"]
    assert update["message"]["text"] == "а"


async def test_a_webhook_may_answer_with_a_method(call: Caller, world: World) -> None:
    reply = {"method": "sendMessage", "chat_id": PARENT, "text": "Сәлеметсіз бе"}
    async with Hook(reply=reply).listening() as hook:
        await call.bot("setWebhook", url=hook.url)
        world.send_text(PARENT, "families_bot", "Сәлем")
        message = await world.wait_for_message("families_bot", PARENT)
    assert message.text == "Сәлеметсіз бе"


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"url": "ftp://127.0.0.1/hook"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1/hook", "secret_token": "құпия"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_wrong_webhook_is_refused(call: Caller, parameters: dict[str, str], description: str) -> None:
    answer = await call.bot("setWebhook", **parameters)
    assert (answer.status, answer.body["description"]) == (400, f"Bad Request: {description}")


async def test_pending_updates_can_be_dropped(call: Caller, world: World) -> None:
    world.send_text(PARENT, "families_bot", "а")
    await call.bot("deleteWebhook", drop_pending_updates=True)
    assert (await call.bot("getUpdates")).body["result"] == []


async def test_a_contact_names_its_owner(call: Caller, world: World) -> None:
    world.share_contact(PARENT, "families_bot")
    world.share_contact(PARENT, "families_bot", of=world.person(HEAD))
    own, other = [update["message"]["contact"] for update in (await call.bot("getUpdates")).body["result"]]
    assert own == {"phone_number": "+77010000001", "first_name": "Айгүл", "user_id": PARENT}
    assert (other["user_id"], other["phone_number"]) == (HEAD, "+77010000002")


async def test_a_tap_tells_what_was_tapped(call: Caller, world: World) -> None:
    button = {"inline_keyboard": [[{"text": "Бекіту", "callback_data": "approve:1"}]]}
    sent = (await call.send(reply_markup=button)).body["result"]
    world.tap(PARENT, "Бекіту")
    [update] = (await call.bot("getUpdates")).body["result"]
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]) == ("approve:1", PARENT, sent)


async def test_bots_of_different_tokens_share_nothing(call: Caller, world: World) -> None:
    world.send_text(PARENT, "families_bot", "Сәлем")
    assert (await call.bot("getUpdates", "1002:staff-token")).body["result"] == []
    assert json.dumps((await call.bot("getUpdates", FAMILIES)).body["result"]) != "[]"
