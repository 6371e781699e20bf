"""What the phones show, as JSON for the page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox.handsets import Handset
from sandbox.phones import handsets
from sandbox.telegram.accounts import Group, Person
from sandbox.telegram.conversations import Conversation, Message
from sandbox.telegram.hands import chats_of
from sandbox.world import World

Json = dict[str, Any]

_SHOWN_MESSAGES = 60
_DEFAULT_PHONES = 3
_FOUND_PEOPLE = 30


def chosen(world: World, ids: list[str]) -> list[Person | Group | Handset]:
    """Whose phones to show: those asked for, else the pinned ones, else the first that have something to show."""
    telegram = world.telegram
    on_telegram: list[Person | Group] = [*telegram.people.values(), *telegram.groups.values()]
    everyone: dict[str, Person | Group | Handset] = {str(one.id): one for one in on_telegram}
    everyone |= dict(_alone(world))
    if ids:
        return [everyone[number] for number in ids if number in everyone]
    pinned = [one for one in everyone.values() if one.pinned]
    if pinned:
        return pinned
    busy = [str(chat_id) for _, chat_id in telegram.conversations]
    written_to = [number for number, handset in _alone(world) if handset.threads]
    first = dict.fromkeys(number for number in [*busy, *written_to, *everyone] if number in everyone)
    return [everyone[number] for number in list(first)[:_DEFAULT_PHONES]]


def _alone(world: World) -> Iterator[tuple[str, Handset]]:
    """Yield the phones whose owners are on no Telegram here."""
    people = world.telegram.people.values()
    shared = {handset.number for person in people if (handset := handsets.owned(person, world.handsets.by_number))}
    for number, handset in world.handsets.by_number.items():
        if number not in shared and (not handset.stranger or handset.threads):
            yield number, handset


def tag(world: World, ids: list[str]) -> str:
    """Return a short text that differs whenever `state` would differ (but for the running clock)."""
    partners = chosen(world, ids)
    versions = [_version(world, partner) for partner in partners]
    sites = [f"{site.name}:{len(site.notices)}" for site in world.sites.by_name.values()]
    people = len(world.telegram.people) + len(world.handsets.by_number)
    parts = ([_id(partner) for partner in partners], versions, sites, sorted(world.telegram.bots), people)
    return str(parts).replace(" ", "")


def _id(partner: Person | Group | Handset) -> int | str:
    return partner.number if isinstance(partner, Handset) else partner.id


def _version(world: World, partner: Person | Group | Handset) -> tuple[int, int]:
    """Return figures that differ whenever this phone does: of its Telegram, and of its WhatsApp and SMS."""
    if isinstance(partner, Handset):
        return 0, partner.version
    handset = handsets.owned(partner, world.handsets.by_number) if isinstance(partner, Person) else None
    versions = [chat.version for chat in _chats(world, partner)]
    return max([0, *versions]), handset.version if handset else 0


def state(world: World, ids: list[str]) -> Json:
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
        "people": len(world.telegram.people) + len(world.handsets.by_number),
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
    for number, handset in _alone(world):
        words = f"{number} {handset.name} {' '.join(handset.title.values())}"
        if wanted in words.lower() and len(hits) < _FOUND_PEOPLE:
            hits.append({"id": number, "name": handset.name or number, "title": handset.title})
    groups = telegram.groups.values()
    return hits + [{"id": group.id, "name": group.title} for group in groups if wanted in group.title.lower()]


def _chats(world: World, partner: Person | Group) -> list[Conversation]:
    if isinstance(partner, Person):
        return chats_of(world.telegram, partner)
    return [chat for chat in world.telegram.conversations.values() if chat.partner is partner]


def _phone(world: World, partner: Person | Group | Handset) -> Json:
    if isinstance(partner, Handset):
        return handsets.phone(partner)
    is_person = isinstance(partner, Person)
    handset = handsets.owned(partner, world.handsets.by_number) if isinstance(partner, Person) else None
    return {
        "id": partner.id,
        "name": partner.name if isinstance(partner, Person) else partner.title,
        "title": partner.title if isinstance(partner, Person) else {},
        "number": partner.phone if isinstance(partner, Person) else "",
        "language": partner.language_code if isinstance(partner, Person) else "",
        "is_person": is_person,
        "on_telegram": True,
        "reachable": handset is None or handset.reachable,
        "chats": [
            *(_chat(chat) for chat in _chats(world, partner)),
            *(handsets.chats(handset) if handset else ()),
        ],
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
        "provider": "telegram",
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
