"""What people do with their phones, and the updates bots hear of it."""

import re
from typing import Any

from sandbox.errors import SandboxError
from sandbox.telegram.accounts import Bot, Person
from sandbox.telegram.conversations import CallbackQuery, Conversation, Message
from sandbox.telegram.entities import detect
from sandbox.telegram.network import Network

Json = dict[str, Any]

# What the Bot API says of every administrator (api.json, ChatMemberAdministrator).
_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def press_start(network: Network, person: Person, bot: Bot, payload: str = "") -> Message:
    """Open the bot, by its deep link when there is a payload, and press Start (or Restart after a block)."""
    if not _PAYLOAD.fullmatch(payload):
        raise SandboxError("a deep-link payload is up to 64 of A-Z a-z 0-9 _ -")
    conversation = network.conversation(bot, person)
    if conversation.blocked:
        unblock(network, person, bot)
    conversation.started = True
    return _say(network, conversation, {"text": f"/start {payload}".strip()})


def send_text(network: Network, person: Person, bot: Bot, text: str) -> Message:
    """Type a message and send it."""
    if not text.strip():
        raise SandboxError("an empty message cannot be sent")
    return _say(network, _open(network, person, bot), {"text": text.strip()})


def share_contact(network: Network, person: Person, bot: Bot, *, of: Person | None = None) -> Message:
    """Share one's own contact, or that of somebody else."""
    return _say(network, _open(network, person, bot), {"contact": _contact_of(of or person)})


def _contact_of(person: Person) -> Json:
    if not person.phone:
        raise SandboxError(f"person {person.id} has no phone number to share")
    contact: Json = {"phone_number": person.phone, "first_name": person.first_name, "user_id": person.id}
    return contact | {"last_name": person.last_name} if person.last_name else contact


def tap(
    network: Network, person: Person, wanted: str, *, bot: Bot | None = None, message_id: int | None = None
) -> CallbackQuery:
    """Tap an inline button by its callback data or label; the newest that fits.

    Without `bot` any of the person's chats will do. Raises SandboxError when there is no such button.
    """
    conversations = [c for c in chats_of(network, person) if bot is None or c.bot is bot]
    for conversation in conversations:
        found = conversation.find_button(wanted, message_id)
        if found is not None:
            return _tap(network, conversation, *found)
    labels = sorted({label for c in conversations for message in c.visible() for label in message.labels})
    raise SandboxError(f"person {person.id} sees no button {wanted!r}; there are {labels}")


def press_key(network: Network, person: Person, label: str, *, bot: Bot | None = None) -> Message:
    """Press a key of the keyboard at the bottom: it sends its label, or one's own contact.

    Raises SandboxError when no chat shows such a key.
    """
    conversations = [c for c in chats_of(network, person) if bot is None or c.bot is bot]
    for conversation in conversations:
        for key in conversation.keys:
            if key["text"] == label:
                return _press(network, person, conversation, key)
    labels = [key["text"] for conversation in conversations for key in conversation.keys]
    raise SandboxError(f"person {person.id} sees no key {label!r}; there are {labels}")


def chats_of(network: Network, person: Person) -> list[Conversation]:
    """Return the person's chats, the most recently changed first."""
    mine = [
        conversation
        for bot in network.bots.values()
        if (conversation := network.conversations.get((bot.id, person.id))) is not None
    ]
    return sorted(mine, key=lambda conversation: -conversation.version)


def block(network: Network, person: Person, bot: Bot) -> None:
    """Stop the bot. It hears of it by `my_chat_member`."""
    conversation = network.conversation(bot, person)
    if not conversation.blocked:
        conversation.blocked = True
        _tell_membership(network, conversation, old="member", new="kicked")


def unblock(network: Network, person: Person, bot: Bot) -> None:
    """Let the bot write again."""
    conversation = network.conversation(bot, person)
    if conversation.blocked:
        conversation.blocked = False
        _tell_membership(network, conversation, old="kicked", new="member")


def _open(network: Network, person: Person, bot: Bot) -> Conversation:
    conversation = network.conversation(bot, person)
    if conversation.blocked:
        raise SandboxError(f"person {person.id} has blocked {bot.username}: unblock it or press Start first")
    if not (conversation.started or person.stranger):
        raise SandboxError(f"person {person.id} has not pressed Start at {bot.username} yet")
    return conversation


def _say(network: Network, conversation: Conversation, content: Json) -> Message:
    person, bot = conversation.partner, conversation.bot
    assert isinstance(person, Person)
    now = network.now()
    body: Json = {
        "message_id": bot.next_message_id(),
        "from": person.as_user,
        "chat": person.as_chat,
        "date": int(now.timestamp()),
        **content,
    }
    if entities := detect(content.get("text", "")):
        body["entities"] = entities
    message = Message(bot_id=bot.id, chat_id=person.id, body=body, outgoing=False)
    network.show(conversation, message)
    bot.updates.put("message", body, lane=person.id, now=now)
    return message


def _tap(network: Network, conversation: Conversation, message: Message, button: Json) -> CallbackQuery:
    assert isinstance(conversation.partner, Person)
    return tap_as(network, conversation, conversation.partner, message, button)


def tap_as(
    network: Network, conversation: Conversation, person: Person, message: Message, button: Json
) -> CallbackQuery:
    """Tap a button as this person: in a group everybody sees the same one."""
    if "callback_data" not in button:
        raise SandboxError(f"the button {button['text']!r} opens or copies something and tells the bot nothing")
    query = CallbackQuery(
        id=network.random_digits(18),
        bot_id=message.bot_id,
        chat_id=message.chat_id,
        message_id=message.message_id,
        data=button["callback_data"],
        at=network.now(),
    )
    network.queries[query.id] = query
    payload = {
        "id": query.id,
        "from": person.as_user,
        "message": message.body,
        "chat_instance": f"{message.bot_id}{message.chat_id}",
        "data": query.data,
    }
    conversation.bot.updates.put("callback_query", payload, lane=message.chat_id, now=query.at)
    network.touch(conversation)
    return query


def _press(network: Network, person: Person, conversation: Conversation, key: Json) -> Message:
    if (conversation.reply_keyboard or {}).get("one_time_keyboard"):
        conversation.reply_keyboard = None
    if key.get("request_contact"):
        return share_contact(network, person, conversation.bot)
    return send_text(network, person, conversation.bot, key["text"])


def _tell_membership(network: Network, conversation: Conversation, *, old: str, new: str) -> None:
    assert isinstance(conversation.partner, Person)
    tell_membership(network, conversation, conversation.partner, old=old, new=new)


def tell_membership(network: Network, conversation: Conversation, by: Person, *, old: str, new: str) -> None:
    """Tell a bot by `my_chat_member` what `by` did with it in a chat."""
    bot, now = conversation.bot, network.now()
    payload = {
        "chat": conversation.partner.as_chat,
        "from": by.as_user,
        "date": int(now.timestamp()),
        "old_chat_member": _member(bot, old),
        "new_chat_member": _member(bot, new),
    }
    bot.updates.put("my_chat_member", payload, lane=conversation.chat_id, now=now)
    network.touch(conversation)


def _member(bot: Bot, status: str) -> Json:
    member: Json = {"user": bot.as_user, "status": status}
    match status:
        case "kicked":
            return member | {"until_date": 0}
        case "administrator":
            return member | dict.fromkeys(_RIGHTS, False) | {"can_be_edited": False, "can_post_messages": True}
        case _:
            return member
