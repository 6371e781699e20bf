"""What the phones show, as JSON for the page."""

from datetime import timedelta
from typing import Any

from sandbox.telegram.accounts import Group, Person
from sandbox.telegram.conversations import Conversation, Message
from sandbox.telegram.hands import chats_of
from sandbox.world import World

Json = dict[str, Any]

_SHOWN_MESSAGES = 60
_DEFAULT_PHONES = 3
_FOUND_PEOPLE = 30


def chosen(world: World, ids: list[int]) -> list[Person | Group]:
    """Whose phones to show: those asked for, else the pinned ones, else the first that have something to show."""
    telegram = world.telegram
    everyone: dict[int, Person | Group] = {**telegram.people, **telegram.groups}
    if ids:
        return [everyone[number] for number in ids if number in everyone]
    pinned = [one for one in everyone.values() if one.pinned]
    if pinned:
        return pinned
    busy = [chat_id for _, chat_id in telegram.conversations]
    first = dict.fromkeys(number for number in [*busy, *everyone] if number in everyone)
    return [everyone[number] for number in list(first)[:_DEFAULT_PHONES]]


def tag(world: World, ids: list[int]) -> str:
    """Return a short text that differs whenever `state` would differ (but for the running clock)."""
    partners = chosen(world, ids)
    versions = [max([0, *(chat.version for chat in _chats(world, partner))]) for partner in partners]
    sites = [f"{site.name}:{len(site.notices)}" for site in world.sites.by_name.values()]
    people = len(world.telegram.people)
    parts = ([partner.id for partner in partners], versions, sites, sorted(world.telegram.bots), people)
    return str(parts).replace(" ", "")


def state(world: World, ids: list[int]) -> Json:
    """Return the phones, the sites and the clock."""
    now = world.clock.now()
    offset = now.astimezone(world.zone).utcoffset() or timedelta()
    return {
        "tag": tag(world, ids),
        "clock": {"now": now.timestamp(), "rate": world.clock.rate, "offset_s": offset.total_seconds()},
        "phones": [_phone(world, partner) for partner in chosen(world, ids)],
        "bots": [bot.as_user for bot in world.telegram.bots.values()],
        "sites": [
            {"name": site.name, "title": site.title, "notices": len(site.notices)}
            for site in world.sites.by_name.values()
        ],
        "people": len(world.telegram.people),
        "written": world.journal.written,
    }


def found(world: World, wanted: str) -> list[Json]:
    """People and groups whose id, name, title or phone holds what was typed."""
    wanted = wanted.strip().lower()
    telegram = world.telegram
    hits: list[Json] = []
    for person in telegram.people.values():
        words = f"{person.id} {person.name} {person.phone} {' '.join(person.title.values())}"
        if wanted in words.lower() and len(hits) < _FOUND_PEOPLE:
            hits.append({"id": person.id, "name": person.name, "title": person.title})
    groups = telegram.groups.values()
    return hits + [{"id": group.id, "name": group.title} for group in groups if wanted in group.title.lower()]


def _chats(world: World, partner: Person | Group) -> list[Conversation]:
    if isinstance(partner, Person):
        return chats_of(world.telegram, partner)
    return [chat for chat in world.telegram.conversations.values() if chat.partner is partner]


def _phone(world: World, partner: Person | Group) -> Json:
    is_person = isinstance(partner, Person)
    return {
        "id": partner.id,
        "name": partner.name if isinstance(partner, Person) else partner.title,
        "title": partner.title if isinstance(partner, Person) else {},
        "number": partner.phone if isinstance(partner, Person) else "",
        "language": partner.language_code if isinstance(partner, Person) else "",
        "is_person": is_person,
        "chats": [_chat(chat) for chat in _chats(world, partner)],
    }


def _chat(chat: Conversation) -> Json:
    shown = []
    for message in chat.visible():
        shown.append(_message(message))
        if len(shown) == _SHOWN_MESSAGES:
            break
    answer = chat.last_answer
    return {
        "bot": chat.bot.as_user,
        "started": chat.started or getattr(chat.partner, "stranger", False),
        "blocked": chat.blocked,
        "version": chat.version,
        "keyboard": chat.reply_keyboard,
        "answer": None
        if answer is None
        else {"id": answer.query_id, "text": answer.text, "alert": answer.alert, "at": answer.at.timestamp()},
        "messages": shown[::-1],
    }


def _message(message: Message) -> Json:
    body = message.body
    shown: Json = {
        "id": message.message_id,
        "out": not message.outgoing,
        "text": message.text,
        "entities": body.get("entities") or body.get("caption_entities") or [],
        "at": body["date"],
        "edited": "edit_date" in body,
        "silent": message.silent,
        "rows": (message.markup or {}).get("inline_keyboard", []),
    }
    if document := body.get("document"):
        shown["document"] = {
            "name": document.get("file_name", ""),
            "size": document.get("file_size", 0),
            "href": f"/phones/files/{document['file_id']}",
        }
    if contact := body.get("contact"):
        shown["contact"] = {"name": contact["first_name"], "number": contact["phone_number"]}
    if reply := body.get("reply_to_message"):
        shown["reply"] = reply.get("text") or reply.get("caption") or ""
    if "forward_origin" in body:
        shown["forwarded"] = True
    return shown
