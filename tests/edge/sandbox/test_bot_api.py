"""The Bot API as the wire shows it: bodies, refusals, ways to pass parameters."""

import json
from typing import Any

import aiohttp
import pytest

from sandbox.world import World
from tests.edge.sandbox.conftest import FAMILIES, HEAD, PARENT, STRANGER, Caller
from tests.hand_clock import HandClock

BUTTON = {"inline_keyboard": [[{"text": "Таныстым", "callback_data": "ack:1"}]]}


def refused(code: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description}


async def test_a_message_is_answered_whole(call: Caller, world: World) -> None:
    answer = await call.send("Бүгін <b>сабақ</b> жоқ", parse_mode="HTML", reply_markup=BUTTON, protect_content=True)
    bot = world.bot("families_bot")
    assert answer.body == {
        "ok": True,
        "result": {
            "message_id": 1,
            "from": {"id": 1001, "is_bot": True, "first_name": "Мектеп хабары", "username": "families_bot"},
            "chat": {"id": PARENT, "first_name": "Айгүл", "type": "private"},
            "date": int(world.clock.now().timestamp()),
            "text": "Бүгін сабақ жоқ",
            "entities": [{"type": "bold", "offset": 6, "length": 5}],
            "has_protected_content": True,
            "reply_markup": BUTTON,
        },
    }
    assert [message.text for message in world.messages(PARENT, bot)] == ["Бүгін сабақ жоқ"]


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
async def test_parameters_may_come_in_any_way(call: Caller, world: World, way: str) -> None:
    url = f"{call.base_url}/telegram/bot{FAMILIES}/SENDmessage"
    fields = {
        "chat_id": str(PARENT),
        "text": "Сәлем",
        "reply_markup": json.dumps(BUTTON),
        "disable_notification": "true",
    }
    match way:
        case "query":
            request = call.session.get(url, params=fields)
        case "form":
            request = call.session.post(url, data=fields)
        case "multipart":
            form = aiohttp.FormData()
            for name, value in fields.items():
                form.add_field(name, value, content_type="text/plain")
            request = call.session.post(url, data=form)
        case _:
            request = call.session.post(url, json=fields | {"chat_id": PARENT, "reply_markup": BUTTON})
    async with request as answer:
        assert (await answer.json())["result"]["reply_markup"] == BUTTON
    [message] = world.messages(PARENT)
    assert (message.text, message.silent) == ("Сәлем", True)


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"chat_id": PARENT}, "message text is empty"),
        ({"chat_id": PARENT, "text": " \n "}, "message text is empty"),
        ({"chat_id": PARENT, "text": "ә" * 4097}, "message is too long"),
        ({"text": "a"}, "chat_id is empty"),
        ({"chat_id": 9, "text": "a"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "a"}, "chat not found"),
        ({"chat_id": "hello", "text": "a"}, "chat not found"),
        ({"chat_id": PARENT, "text": "a", "parse_mode": "Word"}, "unsupported parse_mode"),
        (
            {"chat_id": PARENT, "text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {
                "chat_id": PARENT,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ә" * 33}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
        ({"chat_id": PARENT, "text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"chat_id": PARENT, "text": "a", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"chat_id": PARENT, "text": "a", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
    ],
)
async def test_a_message_telegram_would_not_take_is_refused(
    call: Caller, parameters: dict[str, Any], description: str
) -> None:
    answer = await call.bot("sendMessage", **parameters)
    assert (answer.status, answer.body) == (400, refused(400, f"Bad Request: {description}"))


async def test_4096_characters_are_counted_after_the_tags_are_gone(call: Caller) -> None:
    answer = await call.send(f"<b>{'ә' * 4096}</b>", parse_mode="HTML")
    assert answer.status == 200


async def test_who_never_pressed_start_cannot_be_written_to(call: Caller) -> None:
    answer = await call.send(chat_id=STRANGER)
    assert (answer.status, answer.body) == (
        403,
        refused(403, "Forbidden: bot can't initiate conversation with a user"),
    )


async def test_who_blocked_the_bot_cannot_be_written_to_until_they_unblock_it(call: Caller, world: World) -> None:
    world.block(PARENT, "families_bot")
    assert (await call.send()).body == refused(403, "Forbidden: bot was blocked by the user")
    world.unblock(PARENT, "families_bot")
    assert (await call.send()).status == 200


async def test_a_chat_can_be_looked_up_though_the_bot_is_blocked(call: Caller, world: World) -> None:
    world.block(PARENT, "families_bot")
    assert (await call.bot("getChat", chat_id=PARENT)).body["result"]["first_name"] == "Айгүл"


async def test_a_deleted_account_cannot_be_written_to(call: Caller, world: World) -> None:
    world.deactivate(PARENT)
    assert (await call.send()).body == refused(403, "Forbidden: user is deactivated")


@pytest.mark.parametrize(
    ("token", "description"),
    [
        ("hello", "Unauthorized: invalid token specified"),
        ("1001", "Unauthorized: invalid token specified"),
        ("01:abc", "Unauthorized: invalid token specified"),
        ("1001:another", "Unauthorized"),
    ],
)
async def test_a_wrong_token_is_unauthorised(call: Caller, token: str, description: str) -> None:
    answer = await call.bot("getMe", token)
    assert (answer.status, answer.body) == (401, refused(401, description))


async def test_a_revoked_token_is_unauthorised(call: Caller, world: World) -> None:
    world.revoke("families_bot")
    assert (await call.bot("getMe")).body == refused(401, "Unauthorized")


async def test_a_bot_appears_when_its_token_is_first_used(call: Caller, world: World) -> None:
    answer = await call.bot("getMe", "77:never-seen")
    assert answer.body["result"]["username"] == "sandbox_77_bot"
    assert world.bot(77).token == "77:never-seen"


async def test_an_unknown_method_is_not_found(call: Caller) -> None:
    answer = await call.bot("sendTelepathy")
    assert (answer.status, answer.body) == (404, refused(404, "Not Found: method not found"))


async def test_an_edit_changes_the_message_and_marks_it(call: Caller, world: World, clock: HandClock) -> None:
    number = (await call.send("Жоба", reply_markup=BUTTON)).body["result"]["message_id"]
    clock.advance(60)
    edited = (await call.bot("editMessageText", chat_id=PARENT, message_id=number, text="Бекітілді")).body["result"]
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("Бекітілді", 60)
    assert "reply_markup" not in edited
    [message] = world.messages(PARENT)
    assert (message.text, message.buttons, message.edits) == ("Бекітілді", [], 1)


async def test_the_same_edit_twice_is_not_modified(call: Caller) -> None:
    number = (await call.send("Жоба", reply_markup=BUTTON)).body["result"]["message_id"]
    edit = {"chat_id": PARENT, "message_id": number, "text": "Жоба", "reply_markup": BUTTON}
    answer = await call.bot("editMessageText", **edit)
    assert answer.body == refused(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message",
    )
    changed = {"inline_keyboard": [[{"text": "Басқа", "callback_data": "x"}]]}
    assert (
        await call.bot("editMessageReplyMarkup", chat_id=PARENT, message_id=number, reply_markup=changed)
    ).status == 200


@pytest.mark.parametrize(
    ("method", "description"),
    [("editMessageText", "message to edit not found"), ("deleteMessage", "message to delete not found")],
)
async def test_what_is_not_there_cannot_be_changed(call: Caller, method: str, description: str) -> None:
    answer = await call.bot(method, chat_id=PARENT, message_id=99, text="a")
    assert answer.body == refused(400, f"Bad Request: {description}")


async def test_what_a_person_wrote_or_a_reply_keyboard_carries_cannot_be_edited(call: Caller, world: World) -> None:
    mine = world.send_text(PARENT, "families_bot", "Сәлем").message_id
    keyed = (await call.send(reply_markup={"keyboard": [["a"]]})).body["result"]["message_id"]
    for number in (mine, keyed):
        answer = await call.bot("editMessageText", chat_id=PARENT, message_id=number, text="b")
        assert answer.body == refused(400, "Bad Request: message can't be edited")


async def test_a_message_can_be_deleted_for_two_days(call: Caller, world: World, clock: HandClock) -> None:
    early = (await call.send("a")).body["result"]["message_id"]
    clock.advance(24 * 3600)
    late = (await call.send("b")).body["result"]["message_id"]
    clock.advance(24 * 3600 + 1)
    assert (await call.bot("deleteMessage", chat_id=PARENT, message_id=late)).body == {"ok": True, "result": True}
    answer = await call.bot("deleteMessage", chat_id=PARENT, message_id=early)
    assert answer.body == refused(400, "Bad Request: message can't be deleted for everyone")
    assert [message.text for message in world.messages(PARENT)] == ["a"]


async def test_the_answer_to_a_tap_is_shown(call: Caller, world: World) -> None:
    await call.send(reply_markup=BUTTON)
    query = world.tap(PARENT, "Таныстым")
    await call.bot("answerCallbackQuery", callback_query_id=query.id, text="Рақмет", show_alert=True)
    answer = await world.wait_for_answer(query)
    assert (answer.text, answer.alert) == ("Рақмет", True)


async def test_a_tap_must_be_answered_in_time_by_its_own_bot_and_briefly(
    call: Caller, world: World, clock: HandClock
) -> None:
    await call.send(reply_markup=BUTTON)
    query = world.tap(PARENT, "ack:1")
    too_old = refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert (await call.bot("answerCallbackQuery", callback_query_id="1")).body == too_old
    assert (await call.bot("answerCallbackQuery", "1002:staff-token", callback_query_id=query.id)).body == too_old
    answer = await call.bot("answerCallbackQuery", callback_query_id=query.id, text="ә" * 201)
    assert answer.body == refused(400, "Bad Request: MESSAGE_TOO_LONG")
    clock.advance(61)
    assert (await call.bot("answerCallbackQuery", callback_query_id=query.id)).body == too_old


async def test_commands_names_and_descriptions_are_kept_by_language(call: Caller) -> None:
    commands = [{"command": "start", "description": "Бастау"}]
    scope = {"type": "all_private_chats"}
    await call.bot("setMyCommands", commands=commands, scope=scope, language_code="kk")
    assert (await call.bot("getMyCommands", scope=scope, language_code="kk")).body["result"] == commands
    assert (await call.bot("getMyCommands")).body["result"] == []
    await call.bot("deleteMyCommands", scope=scope, language_code="kk")
    assert (await call.bot("getMyCommands", scope=scope, language_code="kk")).body["result"] == []
    await call.bot("setMyDescription", description="Мектеп хабары")
    await call.bot("setMyDescription", description="Школа сообщает", language_code="ru")
    assert (await call.bot("getMyDescription", language_code="ru")).body["result"] == {"description": "Школа сообщает"}
    assert (await call.bot("getMyDescription", language_code="kk")).body["result"] == {"description": "Мектеп хабары"}
    assert (await call.bot("getMyName")).body["result"] == {"name": "Мектеп хабары"}
    answer = await call.bot("setMyCommands", commands=[{"command": "Бастау", "description": "x"}])
    assert answer.body == refused(400, "Bad Request: BOT_COMMAND_INVALID")


async def test_a_document_is_stored_sent_again_by_its_id_and_downloaded(call: Caller, world: World) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(PARENT))
    form.add_field("caption", "Бұйрық")
    form.add_field("document", b"%PDF-1.7 order", filename="бұйрық.pdf", content_type="application/pdf")
    async with call.session.post(f"{call.base_url}/telegram/bot{FAMILIES}/sendDocument", data=form) as answer:
        document = (await answer.json())["result"]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "бұйрық.pdf",
        "application/pdf",
        14,
    )
    again = await call.bot("sendDocument", chat_id=HEAD, document=document["file_id"])
    assert again.body["result"]["document"] == document
    file = (await call.bot("getFile", file_id=document["file_id"])).body["result"]
    assert (await call.get(f"/telegram/file/bot{FAMILIES}/{file['file_path']}")).body == "%PDF-1.7 order"
    assert [message.text for message in world.messages(PARENT)] == ["Бұйрық"]


@pytest.mark.parametrize(
    ("document", "description"),
    [
        ("", "there is no document in the request"),
        ("https://example.org/a.pdf", "failed to get HTTP URL content"),
        ("AAAA", "wrong file identifier/HTTP URL specified"),
    ],
)
async def test_a_document_that_is_not_there_is_refused(call: Caller, document: str, description: str) -> None:
    answer = await call.bot("sendDocument", chat_id=PARENT, document=document)
    assert answer.body == refused(400, f"Bad Request: {description}")


async def test_a_message_can_be_copied_forwarded_and_replied_to(call: Caller, world: World) -> None:
    number = (await call.send("Бұйрық")).body["result"]["message_id"]
    source = {"chat_id": HEAD, "from_chat_id": PARENT, "message_id": number}
    copied = (await call.bot("copyMessage", **source)).body["result"]
    assert list(copied) == ["message_id"]
    forwarded = (await call.bot("forwardMessage", **source)).body["result"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == 1001
    replied = (await call.send("Еске салу", reply_parameters={"message_id": number})).body["result"]
    assert replied["reply_to_message"]["text"] == "Бұйрық"
    assert [message.text for message in world.messages(HEAD)] == ["Бұйрық", "Бұйрық"]


async def test_a_chat_tells_about_itself(call: Caller) -> None:
    chat = (await call.bot("getChat", chat_id=HEAD)).body["result"]
    assert (chat["first_name"], chat["last_name"], chat["type"]) == ("Ирина", "Ковалёва", "private")
    member = (await call.bot("getChatMember", chat_id=HEAD, user_id=HEAD)).body["result"]
    assert (member["status"], member["user"]["id"]) == ("member", HEAD)


async def test_a_channel_takes_posts_of_its_members_only(call: Caller, world: World) -> None:
    group = world.add_group(-1001, "5 «А»", kind="channel", username="class5a", bots=["families_bot"])
    post = (await call.send(chat_id="@Class5A")).body["result"]
    assert (post["sender_chat"]["id"], "from" in post) == (-1001, False)
    outsider = await call.bot("sendMessage", "1002:staff-token", chat_id=-1001, text="a")
    assert outsider.body == refused(403, "Forbidden: bot is not a member of the channel chat")
    group.kicked.add(1001)
    assert (await call.send(chat_id=-1001)).body == refused(403, "Forbidden: bot was kicked from the channel chat")
