"""Text and its formatting: HTML to entities, links and commands found by themselves. Offsets count UTF-16 units."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import bad_request

Entity = dict[str, Any]

_SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_KNOWN_ESCAPE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_FOUND_BY_ITSELF = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)\b"
)


def units(text: str) -> int:
    """Length in UTF-16 code units, the way Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def detect(text: str) -> list[Entity]:
    """Links and bot commands that Telegram finds in plain text."""
    if "/" not in text:
        return []
    found = []
    for match in _FOUND_BY_ITSELF.finditer(text):
        value = match.group().rstrip(".,;:!?)»")
        found.append({"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(value)})
    return found


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space off both ends, as Telegram does, and move the entities along."""
    kept = text.strip()
    if kept == text or not entities:
        return kept, entities
    lead, end = units(text[: len(text) - len(text.lstrip())]), units(kept)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        length = min(end, entity["offset"] + entity["length"] - lead) - start
        if length > 0:
            moved.append(entity | {"offset": start, "length": length})
    return kept, moved


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    entity: Entity | None


@dataclass(slots=True)
class FormattedText:
    """Plain text and the entities found so far while a formatted source is read."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Entity] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append plain text."""
        self.parts.append(text)
        self.length += units(text)

    def mark(self, entity: Entity, offset: int) -> None:
        """Mark what was added since `offset`; an empty stretch is not marked."""
        if self.length > offset:
            self.entities.append(entity | {"offset": offset, "length": self.length - offset})

    def finished(self) -> tuple[str, list[Entity]]:
        """Return the whole text; outer entities before the ones inside them."""
        return "".join(self.parts), sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Read Telegram's HTML. Raises ApiError 400 for unknown, unclosed or crossed tags."""
    text = FormattedText()
    stack: list[_Open] = []
    position = 0
    while position < len(source):
        bracket = source.find("<", position)
        if bracket < 0:
            bracket = len(source)
        text.add(_KNOWN_ESCAPE.sub(lambda match: html.unescape(match.group()), source[position:bracket]))
        position = bracket
        if bracket < len(source):
            position = _read_tag(source, bracket, text, stack)
    if stack:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{stack[-1].tag}\"")
    return text.finished()


def _read_tag(source: str, start: int, text: FormattedText, stack: list[_Open]) -> int:
    end = source.find(">", start)
    at_byte = len(source[:start].encode())
    if end < 0:
        raise bad_request(f"can't parse entities: Unclosed start tag at byte offset {at_byte}")
    inside = source[start + 1 : end]
    if inside.startswith("/"):
        _close(inside[1:].strip().lower(), at_byte, text, stack)
        return end + 1
    name, _, rest = inside.partition(" ")
    name = name.lower()
    attributes = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(rest)}
    if name == "code" and stack and stack[-1].tag == "pre" and "class" in attributes:
        pre = stack[-1]
        if pre.entity is not None and pre.offset == text.length:
            pre.entity["language"] = attributes["class"].removeprefix("language-")
        stack.append(_Open(name, text.length, None))
    else:
        stack.append(_Open(name, text.length, _entity(name, attributes, at_byte)))
    return end + 1


def _entity(name: str, attributes: dict[str, str], at_byte: int) -> Entity | None:
    match name:
        case "a":
            link = attributes.get("href", "")
            return {"type": "text_link", "url": link} if link else None
        case "span" if attributes.get("class") == "tg-spoiler":
            return {"type": "spoiler"}
        case "span":
            raise bad_request(
                f'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset {at_byte}'
            )
        case "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        case _ if name in _SIMPLE_TAGS:
            return {"type": _SIMPLE_TAGS[name]}
        case _:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at_byte}')


def _close(name: str, at_byte: int, text: FormattedText, stack: list[_Open]) -> None:
    if not stack:
        raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {at_byte}")
    opened = stack.pop()
    if name and name != opened.tag:
        raise bad_request(
            f"can't parse entities: Unmatched end tag at byte offset {at_byte}, "
            f'expected "</{opened.tag}>", found "</{name}>"'
        )
    if opened.entity is not None:
        text.mark(opened.entity, opened.offset)
