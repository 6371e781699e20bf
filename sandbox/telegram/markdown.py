"""MarkdownV2 to entities."""

import re
from dataclasses import dataclass

from sandbox.telegram.entities import Entity, FormattedText
from sandbox.telegram.errors import ApiError, bad_request

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_STYLES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}


@dataclass(slots=True)
class _Open:
    mark: str
    offset: int
    at: int


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Read MarkdownV2. Raises ApiError 400 for reserved characters that are not escaped and for open entities."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._text = FormattedText()
        self._stack: list[_Open] = []
        self._quote_from: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        while self._position < len(self._source):
            self._step()
        self._end_quote()
        if self._stack:
            opened = self._stack[-1]
            name = _STYLES.get(opened.mark, "text_link")
            raise self._error(f"Can't find end of {name.replace('_', ' ').capitalize()} entity", opened.at)
        return self._text.finished()

    def _step(self) -> None:
        here = self._source[self._position]
        if self._at_line_start():
            if here == ">":
                self._start_quote()
                return
            self._end_quote()
        if here == "\\" and self._position + 1 < len(self._source) and self._source[self._position + 1] < "\x7f":
            self._text.add(self._source[self._position + 1])
            self._position += 2
        elif here == "`":
            self._code()
        elif here in "*_~|":
            self._style(self._mark(here))
        elif here in "[]":
            self._link(here)
        elif here in _RESERVED:
            raise self._error(f"Character '{here}' is reserved and must be escaped with the preceding '\\'", None)
        else:
            self._text.add(here)
            self._position += 1

    def _at_line_start(self) -> bool:
        return self._position == 0 or self._source[self._position - 1] == "\n"

    def _start_quote(self) -> None:
        if self._quote_from is None:
            self._quote_from = self._text.length
        self._position += 1

    def _end_quote(self) -> None:
        if self._quote_from is not None:
            self._text.mark({"type": "blockquote"}, self._quote_from)
            self._quote_from = None

    def _mark(self, here: str) -> str:
        doubled = self._source.startswith(here * 2, self._position)
        if here == "|" and not doubled:
            raise self._error("Character '|' is reserved and must be escaped with the preceding '\\'", None)
        return here * 2 if doubled and here in "_|" else here

    def _style(self, mark: str) -> None:
        if self._stack and self._stack[-1].mark == mark:
            self._text.mark({"type": _STYLES[mark]}, self._stack.pop().offset)
        else:
            self._stack.append(_Open(mark, self._text.length, self._position))
        self._position += len(mark)

    def _code(self) -> None:
        fence = "```" if self._source.startswith("```", self._position) else "`"
        start = self._position + len(fence)
        closing = re.compile(rf"(?:[^\\]|\\.)*?(?={fence})", re.DOTALL).match(self._source, start)
        if closing is None:
            raise self._error(f"Can't find end of {'Pre' if len(fence) == 3 else 'Code'} entity", self._position)
        content, entity = closing.group(), Entity(type="code")
        if len(fence) == 3:
            language, newline, rest = content.partition("\n")
            entity = {"type": "pre"} | ({"language": language} if newline and language else {})
            content = rest if newline else content
        offset = self._text.length
        self._text.add(content.replace("\\`", "`").replace("\\\\", "\\"))
        self._text.mark(entity, offset)
        self._position = closing.end() + len(fence)

    def _link(self, here: str) -> None:
        if here == "[":
            self._stack.append(_Open("[", self._text.length, self._position))
            self._position += 1
            return
        if not self._stack or self._stack[-1].mark != "[":
            raise self._error("Character ']' is reserved and must be escaped with the preceding '\\'", None)
        end = self._source.find(")", self._position)
        if not self._source.startswith("](", self._position) or end < 0:
            raise self._error("Can't find end of a URL", self._position)
        url = self._source[self._position + 2 : end]
        self._text.mark({"type": "text_link", "url": url}, self._stack.pop().offset)
        self._position = end + 1

    def _error(self, what: str, at: int | None) -> ApiError:
        where = "" if at is None else f" at byte offset {len(self._source[:at].encode())}"
        return bad_request(f"can't parse entities: {what}{where}")
