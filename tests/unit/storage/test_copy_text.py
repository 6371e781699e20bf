"""What PostgreSQL reads from a copy is what was given."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.copy_text import copy_text

_UNESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
_FIELDS = st.one_of(st.none(), st.text(alphabet="ab\\\tnrN\n\r.ә"), st.integers(), st.datetimes(timezones=st.just(UTC)))


def read(field: str) -> str | None:
    """Read a field as PostgreSQL's documentation of COPY says."""
    if field == "\\N":
        return None
    marks = iter(field)
    return "".join(_UNESCAPED[mark + next(marks)] if mark == "\\" else mark for mark in marks)


@given(st.lists(st.tuples(_FIELDS, _FIELDS, st.text(alphabet="ab\\\t")), max_size=5))
def test_every_row_is_a_line_and_every_field_comes_back(rows: list[tuple[Any, ...]]) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    lines = copy_text(columns).splitlines(keepends=False) if rows else []
    found = [tuple(map(read, line.split("\t"))) for line in lines]
    assert found == [tuple(None if field is None else str(field) for field in row) for row in rows]


def test_no_rows_are_no_lines() -> None:
    assert copy_text([[], [], []]) == ""


def test_an_instant_carries_its_offset() -> None:
    at = datetime(2026, 1, 16, 1, 10, tzinfo=UTC)
    assert copy_text([[at], [7], [None]]) == "2026-01-16 01:10:00+00:00\t7\t\\N\n"
