"""One answer of HTTP/1.1, however the network cuts it up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.http_answer import LONGEST_HEAD, AnswerReader, Malformed
from channels.wire import Answer

MOST = 1_000
MEASURED = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}'
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n{"ok\r\n7\r\n":true}\r\n0\r\n\r\n'
TRAILERS = CHUNKED[:-2] + b"Checksum: 1\r\n\r\n"
FIRST_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n" + MEASURED
OK = Answer(status=200, headers={}, body=b'{"ok":true}')


def read(*pieces: bytes, most: int = MOST) -> tuple[Answer | None, bool]:
    """Return the answer and whether its connection may be used again."""
    reader = AnswerReader(most)
    for piece in pieces:
        if (answer := reader.feed(piece)) is not None:
            return answer, reader.reusable
    return None, reader.reusable


@pytest.mark.parametrize(
    "answer", [MEASURED, CHUNKED, TRAILERS, FIRST_CONTINUE], ids=["measured", "chunked", "trailers", "continue"]
)
@given(cuts=st.lists(st.integers(0, 200), max_size=8))
def test_however_it_is_cut_up_the_answer_is_the_same(answer: bytes, cuts: list[int]) -> None:
    places = sorted({0, *(min(cut, len(answer)) for cut in cuts), len(answer)})
    pieces = [answer[start:end] for start, end in pairwise(places)]
    assert read(*pieces)[0] == OK


@pytest.mark.parametrize("answer", [MEASURED, CHUNKED, TRAILERS], ids=["measured", "chunked", "trailers"])
def test_before_its_last_byte_an_answer_is_not_complete(answer: bytes) -> None:
    assert read(answer[:-1])[0] is None


@pytest.mark.parametrize(
    ("head", "reusable"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: Close", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive", True),
        (b"HTTP/1.1 204 No Content", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5", True),
        (b"HTTP/1.1 200", False),
    ],
)
def test_an_answer_says_whether_its_connection_may_be_used_again(head: bytes, *, reusable: bool) -> None:
    reader = AnswerReader(MOST)
    answer = reader.feed(head + b"\r\n\r\n") or reader.end()
    assert answer is not None
    assert answer.body == b""
    assert reader.reusable is reusable


def test_bytes_behind_the_answer_end_the_use_of_the_connection() -> None:
    assert read(MEASURED + b"HTTP/1.1 200 OK\r\n") == (OK, False)
    assert read(CHUNKED + b"x") == (OK, False)


def test_an_answer_without_a_length_lasts_until_the_connection_ends() -> None:
    reader = AnswerReader(MOST)
    assert reader.feed(b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>") is None
    assert reader.feed(b"</html>") is None
    assert reader.end() == Answer(status=502, headers={}, body=b"<html></html>")


def test_an_answer_that_is_cut_is_none() -> None:
    for cut in (MEASURED[:-3], CHUNKED[:-3], b"HTTP/1.1 200 O"):
        reader = AnswerReader(MOST)
        assert reader.feed(cut) is None
        assert reader.end() is None


@pytest.mark.parametrize(
    "endless",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 20,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + b"x" * 20,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nxxxxxxxx\r\n8\r\nxxxxxxxx\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 20,
    ],
    ids=["measured", "one chunk", "chunks", "without a length"],
)
def test_of_a_long_answer_the_beginning_is_read_and_the_connection_given_up(endless: bytes) -> None:
    answer, reusable = read(endless, most=10)
    assert answer is not None
    assert answer.body == b"x" * 10
    assert not reusable


def test_the_wait_that_is_asked_for_is_kept() -> None:
    answer, _ = read(b"HTTP/1.1 429 Too Many Requests\r\nretry-after:  7 \r\nContent-Length: 0\r\n\r\n")
    assert answer == Answer(status=429, headers={"Retry-After": "7"}, body=b"")


@pytest.mark.parametrize(
    "nonsense",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"x" * (LONGEST_HEAD + 1),
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1_0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 2_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"x" * (LONGEST_HEAD + 1),
    ],
)
def test_what_is_no_answer_is_refused(nonsense: bytes) -> None:
    with pytest.raises(Malformed):
        AnswerReader(MOST).feed(nonsense)


@given(st.binary(max_size=300), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", CHUNKED[:60]]))
def test_whatever_arrives_is_an_answer_or_refused(noise: bytes, start: bytes) -> None:
    reader = AnswerReader(MOST)
    try:
        reader.feed(start + noise)
    except Malformed:
        return
    reader.end()
