"""What the phones with a number show, as JSON for the page."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.handsets import Handset, Shown, Thread
from sandbox.telegram.accounts import Person

Json = dict[str, Any]

_SHOWN_MESSAGES = 60
_DIGITS = "0123456789"
_LINK = re.compile(r"https?://[^\s]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s]*)?(?![\w@])")
_AFTER_A_LINK = ".,;:!?)»"


def owned(person: Person, handsets: dict[str, Handset]) -> Handset | None:
    """Return the phone that has this person's number: both stand on one screen."""
    return handsets.get("+" + "".join(filter(_DIGITS.__contains__, person.phone))) if person.phone else None


def phone(handset: Handset) -> Json:
    """Return a phone whose owner is on no Telegram here."""
    return {
        "id": handset.number,
        "name": handset.name or handset.number,
        "title": handset.title,
        "number": handset.number,
        "language": handset.language,
        "is_person": True,
        "on_telegram": False,
        "reachable": handset.reachable,
        "chats": chats(handset),
    }


def chats(handset: Handset) -> list[Json]:
    """Return what each sender wrote by WhatsApp and SMS."""
    return [_chat(handset, thread) for thread in handset.threads.values() if thread.messages]


def _chat(handset: Handset, thread: Thread) -> Json:
    return {
        "bot": {"id": f"{thread.provider}:{thread.account}", "first_name": thread.title, "username": ""},
        "provider": thread.provider,
        "account": thread.account,
        "number": handset.number,
        "started": True,
        "blocked": thread.blocked,
        "version": handset.version,
        "keyboard": None,
        "answer": None,
        "messages": [_message(one) for one in thread.messages[-_SHOWN_MESSAGES:]],
    }


def _message(shown: Shown) -> Json:
    return {
        "id": shown.id,
        "out": shown.mine,
        "text": shown.text,
        "entities": list(_links(shown.text)),
        "at": shown.at.timestamp(),
        "edited": False,
        "silent": False,
        "rows": [
            [{"text": key.label, **({"url": key.url} if key.url else {"callback_data": key.data})}]
            for key in shown.buttons
        ],
    }


def _links(text: str) -> Iterator[Json]:
    """Yield what a phone makes a link of, bare hosts too. Offsets count UTF-16 units."""
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_AFTER_A_LINK)
        yield {
            "type": "text_link",
            "offset": _units(text[: found.start()]),
            "length": _units(address),
            "url": address if "://" in address else f"https://{address}",
        }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
