"""Reads one HTTP/1.1 answer as its bytes arrive (RFC 9112). Pure: bytes in, an answer out."""

import re
from enum import Enum

from channels.wire import Answer

LONGEST_HEAD = 32_768
_LONGEST_CHUNK_LINE = 1_024
_HEAD_ENDS = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9][0-9])(?: |$|\r\n)")
_FIELDS = re.compile(
    rb"\r\n(content-length|transfer-encoding|connection|retry-after):[ \t]*([^\r\n]*?)[ \t]*(?=\r\n|$)", re.IGNORECASE
)
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")
_WITHOUT_BODY = frozenset({204, 304})
_INFORMATION = range(100, 200)


class Malformed(ValueError):
    """What arrived is not an answer of HTTP/1.1; nobody can say what it means."""


class _Body(Enum):
    MEASURED = "measured"  # Content-Length
    CHUNKED = "chunked"
    TO_THE_END = "to the end"  # of the connection


class AnswerReader:
    """One answer. most: how many bytes of its body are wanted; a longer one is cut and ends the use of the connection.

    reusable: whether the connection may carry another request, once the answer is complete.
    """

    __slots__ = ("_body", "_most", "_received", "_retry_after", "_shape", "_size", "_status", "reusable")

    def __init__(self, most: int) -> None:
        self.reusable = False
        self._most = most
        self._received = b""
        self._status = 0
        self._retry_after = ""
        self._shape = _Body.TO_THE_END
        self._size = 0
        self._body = bytearray()

    def feed(self, data: bytes) -> Answer | None:
        """Take what arrived; return the answer when it is complete. Raises `Malformed`."""
        self._received = self._received + data if self._received else data
        while not self._status:
            if not self._read_head():
                return None
        match self._shape:
            case _Body.MEASURED:
                return self._measured()
            case _Body.CHUNKED:
                return self._chunked()
            case _Body.TO_THE_END:
                return self._answer(self._received[: self._most]) if len(self._received) >= self._most else None

    def end(self) -> Answer | None:
        """Return the answer that is complete because the connection ended, or None when it was cut."""
        if self._status and self._shape is _Body.TO_THE_END:
            return self._answer(self._received)
        return None

    def _read_head(self) -> bool:
        """Read the status and the fields that matter; return False when the head has not arrived in full."""
        ends = self._received.find(_HEAD_ENDS)
        if ends < 0:
            if len(self._received) > LONGEST_HEAD:
                raise Malformed("the head has no end")
            return False
        head, self._received = self._received[:ends], self._received[ends + len(_HEAD_ENDS) :]
        started = _STATUS.match(head)
        if started is None:
            raise Malformed("no status line")
        status = int(started[2])
        if status not in _INFORMATION:  # "100 Continue" and its like come before the answer
            self._status = status
            self._understand(minor=started[1], fields=_FIELDS.findall(head))
        return True

    def _understand(self, *, minor: bytes, fields: list[tuple[bytes, bytes]]) -> None:
        said = {name.lower(): value for name, value in fields}
        self._retry_after = said.get(b"retry-after", b"").decode("latin-1")
        kept = said.get(b"connection", b"").lower()
        self.reusable = kept != b"close" if minor == b"1" else kept == b"keep-alive"
        if self._status in _WITHOUT_BODY:
            self._shape, self._size = _Body.MEASURED, 0
        elif coding := said.get(b"transfer-encoding"):
            if coding.lower() != b"chunked":
                raise Malformed("a transfer coding nobody asked for")
            self._shape = _Body.CHUNKED
        elif (length := said.get(b"content-length")) is not None:
            self._shape, self._size = _Body.MEASURED, _length(length, fields)
        else:
            self.reusable = False

    def _measured(self) -> Answer | None:
        wanted = min(self._size, self._most)
        if len(self._received) < wanted:
            return None
        if len(self._received) != self._size:
            self.reusable = False  # more than one answer, or less than its whole
        return self._answer(self._received[:wanted])

    def _chunked(self) -> Answer | None:
        """Take the chunks that are complete; return the answer after the last one and its trailers."""
        while len(self._body) < self._most:
            line_ends = self._received.find(b"\r\n")
            if line_ends < 0 and len(self._received) <= _LONGEST_CHUNK_LINE:
                return None
            size = _chunk_size(self._received[: max(line_ends, 0)])
            if not size:
                return self._after_last_chunk(line_ends)
            starts, ends = line_ends + 2, line_ends + 2 + size
            if len(self._received) < ends + 2:
                return self._cut_chunk(starts)
            if self._received[ends : ends + 2] != b"\r\n":
                raise Malformed("a chunk is longer than it says")
            self._body += self._received[starts:ends]
            self._received = self._received[ends + 2 :]
        self.reusable = False
        return self._answer(bytes(self._body[: self._most]))

    def _cut_chunk(self, starts: int) -> Answer | None:
        """Return the answer when as much of it as is wanted lies inside a chunk that has not ended."""
        if len(self._body) + len(self._received) - starts - 1 <= self._most:
            return None
        self.reusable = False
        return self._answer(bytes(self._body + self._received[starts:])[: self._most])

    def _after_last_chunk(self, line_ends: int) -> Answer | None:
        rest = self._received[line_ends:]
        if not rest.startswith(_HEAD_ENDS):  # trailers
            if rest.find(_HEAD_ENDS) < 0:
                if len(rest) > LONGEST_HEAD:
                    raise Malformed("the trailers have no end")
                return None
            self.reusable = False
        elif len(rest) > len(_HEAD_ENDS):
            self.reusable = False
        return self._answer(bytes(self._body))

    def _answer(self, body: bytes) -> Answer:
        headers = {"Retry-After": self._retry_after} if self._retry_after else {}
        return Answer(status=self._status, headers=headers, body=body)


def _length(value: bytes, fields: list[tuple[bytes, bytes]]) -> int:
    others = {other for name, other in fields if name.lower() == b"content-length"}
    if not value.isdigit() or len(others) > 1:
        raise Malformed("no length, or several")
    return int(value)


def _chunk_size(line: bytes) -> int:
    size = line.split(b";", 1)[0].strip(b" \t")
    if not _CHUNK_SIZE.fullmatch(size):
        raise Malformed("no size of a chunk")
    return int(size, 16)
