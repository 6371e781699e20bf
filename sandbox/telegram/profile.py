"""Methods about the bot itself and about chats: names, commands, descriptions, members."""

import json
import re

from sandbox.telegram.accounts import Group
from sandbox.telegram.calls import Call, Json, Outcome
from sandbox.telegram.errors import bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST_WORDS = {"name": 64, "description": 512, "short_description": 120}


def get_me(call: Call) -> Outcome:
    """`getMe`."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return Outcome(result=call.bot.as_user | abilities, silent=True)


def done(_call: Call) -> Outcome:
    """`logOut` and `close`: nothing to do here."""
    return Outcome(result=True, silent=True)


def set_my_commands(call: Call) -> Outcome:
    """`setMyCommands`."""
    commands: list[Json] = call.parameters.sequence("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for command in commands:
        name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", ""))
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": description})
    call.bot.commands[_commands_key(call)] = kept
    return Outcome(result=True, text=", ".join(command["command"] for command in kept))


def get_my_commands(call: Call) -> Outcome:
    """`getMyCommands`."""
    return Outcome(result=call.bot.commands.get(_commands_key(call), []), silent=True)


def delete_my_commands(call: Call) -> Outcome:
    """`deleteMyCommands`."""
    call.bot.commands.pop(_commands_key(call), None)
    return Outcome(result=True)


def _commands_key(call: Call) -> str:
    scope = call.parameters.mapping("scope") or {"type": "default"}
    return json.dumps([scope, call.parameters.text("language_code") or ""], sort_keys=True)


def set_words(call: Call) -> Outcome:
    """`setMyName`, `setMyDescription`, `setMyShortDescription`."""
    field = _words_field(call.method)
    words = call.parameters.text(field) or ""
    if len(words) > _LONGEST_WORDS[field]:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    call.bot.words[field, call.parameters.text("language_code") or ""] = words
    return Outcome(result=True, text=words)


def get_words(call: Call) -> Outcome:
    """`getMyName`, `getMyDescription`, `getMyShortDescription`; the default language stands in for a missing one."""
    field = _words_field(call.method)
    default = call.bot.words.get((field, ""), call.bot.first_name if field == "name" else "")
    words = call.bot.words.get((field, call.parameters.text("language_code") or ""), default)
    return Outcome(result={field: words}, silent=True)


def _words_field(method: str) -> str:
    return {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[method[5:]]


def set_menu_button(call: Call) -> Outcome:
    """`setChatMenuButton`."""
    call.bot.menu_buttons[call.parameters.whole("chat_id") or 0] = call.parameters.mapping("menu_button") or {
        "type": "default"
    }
    return Outcome(result=True)


def get_menu_button(call: Call) -> Outcome:
    """`getChatMenuButton`."""
    buttons = call.bot.menu_buttons
    chosen = buttons.get(call.parameters.whole("chat_id") or 0) or buttons.get(0) or {"type": "commands"}
    return Outcome(result=chosen, silent=True)


def get_chat(call: Call) -> Outcome:
    """`getChat`: a `ChatFullInfo`."""
    partner = call.named("chat_id").partner
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = partner.as_chat | {
        "accent_color_id": abs(partner.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, not isinstance(partner, Group)),
    }
    if partner.username:
        full["active_usernames"] = [partner.username]
    return Outcome(result=full, silent=True)


def get_chat_member(call: Call) -> Outcome:
    """`getChatMember`, of the bot itself or of the person it talks with."""
    conversation = call.named("chat_id")
    user_id = call.parameters.whole("user_id")
    if user_id == call.bot.id:
        return Outcome(result={"user": call.bot.as_user, "status": "member"}, silent=True)
    person = call.network.people.get(user_id or 0)
    if person is None or conversation.partner is not person:
        raise bad_request("member not found")
    return Outcome(result={"user": person.as_user, "status": "member"}, silent=True)
