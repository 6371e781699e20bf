"""What people do with bots in groups and channels, and the updates bots hear of it."""

from typing import Any

from sandbox.errors import SandboxError
from sandbox.telegram.accounts import Bot, Group, Person
from sandbox.telegram.conversations import CallbackQuery, Message
from sandbox.telegram.entities import detect
from sandbox.telegram.hands import tap_as, tell_membership
from sandbox.telegram.network import Network

Json = dict[str, Any]


def find(network: Network, group_id: int) -> Group:
    """Return a group or channel by id. Raises SandboxError."""
    if (group := network.groups.get(group_id)) is None:
        raise SandboxError(f"there is no group {group_id}; create it with POST /control/groups or add_group")
    return group


def bring(network: Network, person: Person, bot: Bot, group: Group) -> None:
    """Bring a bot into a group, or make it an administrator of a channel."""
    old = "kicked" if bot.id in group.kicked else "left"
    group.kicked.discard(bot.id)
    group.members.add(bot.id)
    new = "administrator" if group.kind == "channel" else "member"
    tell_membership(network, network.conversation(bot, group), person, old=old, new=new)


def throw_out(network: Network, person: Person, bot: Bot, group: Group) -> None:
    """Throw a bot out."""
    old = "administrator" if group.kind == "channel" else "member"
    group.members.discard(bot.id)
    group.kicked.add(bot.id)
    tell_membership(network, network.conversation(bot, group), person, old=old, new="kicked")


def say(network: Network, person: Person, bot: Bot, group: Group, text: str) -> Message:
    """Write something in a group that the bot may read: a command to it, or an answer."""
    return _put(network, person, bot, group, {"text": text, "entities": detect(text)})


def upgrade(network: Network, person: Person, group: Group, new_id: int) -> Group:
    """Turn a group into a supergroup with another id. Its bots hear of it in the old one."""
    if new_id >= 0 or new_id in network.groups:
        raise SandboxError("a supergroup needs a new negative id")
    new = Group(id=new_id, title=group.title, members=set(group.members), pinned=group.pinned)
    network.groups[new_id] = new
    group.moved_to = new_id
    for bot in network.bots.values():
        if bot.id in group.members:
            _put(network, person, bot, group, {"migrate_to_chat_id": new_id})
    return new


def tap(network: Network, person: Person, bot: Bot, group: Group, wanted: str) -> CallbackQuery:
    """Tap an inline button in a group by its callback data or label; the newest that fits."""
    conversation = network.conversation(bot, group)
    if (found := conversation.find_button(wanted)) is None:
        raise SandboxError(f"nobody sees a button {wanted!r} in {group.id}")
    return tap_as(network, conversation, person, *found)


def _put(network: Network, person: Person, bot: Bot, group: Group, content: Json) -> Message:
    now = network.now()
    body: Json = {
        "message_id": bot.next_message_id(),
        "from": person.as_user,
        "chat": group.as_chat,
        "date": int(now.timestamp()),
        **{name: value for name, value in content.items() if value},
    }
    message = Message(bot_id=bot.id, chat_id=group.id, body=body, outgoing=False)
    network.show(network.conversation(bot, group), message)
    bot.updates.put("message", body, lane=group.id, now=now)
    return message
