"""Reads a roster from CSV or XLSX into rows; decides nothing about their content."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from boran.roster.fields import HEADINGS, RECORDS, REQUIRED, Column, RecordKind, normalised
from boran.roster.rows import Finding, Problem, Row, UnreadableRoster

Line = tuple[int, Sequence[Any]]  # the number a spreadsheet shows, and the cells


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """The rows of a file, and what is wrong or doubtful about its sheets and headings."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()


def read_rows(path: Path) -> RosterFile:
    """Read a `.csv` or `.xlsx` file. Raises `UnreadableRoster` when it is neither, or is damaged."""
    readers = {".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.casefold())
    if reader is None:
        raise UnreadableRoster("roster-file-kind")
    found = [item for sheet, lines in reader(path) for item in _sheet(sheet, iter(lines))]
    if not found:
        raise UnreadableRoster("roster-file-empty")
    return RosterFile(
        rows=tuple(item for item in found if isinstance(item, Row)),
        findings=tuple(item for item in found if isinstance(item, Finding)),
    )


def _csv(path: Path) -> Iterator[tuple[str, Iterable[Line]]]:
    words = _decoded(path.read_bytes())
    heading = words.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    try:
        lines = list(csv.reader(io.StringIO(words, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UnreadableRoster("roster-file-damaged") from error
    yield "", enumerate(lines, start=1)


def _decoded(content: bytes) -> str:
    # Excel marks its "Unicode text" as UTF-16; its plain CSV is Windows-1251, which has no Kazakh letters.
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableRoster("roster-file-encoding") from error


def _xlsx(path: Path) -> Iterator[tuple[str, Iterable[Line]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableRoster("roster-file-damaged") from error
    try:
        for sheet in book.worksheets:
            yield sheet.title, enumerate(sheet.iter_rows(values_only=True), start=1)
    finally:
        book.close()


def _sheet(sheet: str, lines: Iterator[Line]) -> Iterator[Row | Finding]:
    heading = next(((number, titles) for number, cells in lines if any(titles := _texts(cells))), None)
    if heading is None:
        return
    number, titles = heading
    columns = [HEADINGS.get(normalised(title)) for title in titles]
    for title, column in zip(titles, columns, strict=True):
        if title and column is None:
            yield Finding(problem=Problem.UNKNOWN_COLUMN, sheet=sheet, number=number, values={"column": title})
    named_kind = RECORDS.get(normalised(sheet))
    if named_kind is None and Column.RECORD not in columns:
        yield Finding(problem=Problem.UNKNOWN_SHEET if sheet else Problem.NO_HEADING, sheet=sheet)
        return
    fit: dict[RecordKind, bool] = {}
    for row in _rows(sheet, columns, named_kind, lines):
        if isinstance(row, Row):
            if row.kind not in fit:
                missing = [column for column in REQUIRED[row.kind] if column not in columns]
                fit[row.kind] = not missing
                yield from (_no_column(sheet, number, row.kind, column) for column in missing)
            if not fit[row.kind]:
                continue
        yield row


def _rows(
    sheet: str, columns: Sequence[Column | None], kind: RecordKind | None, lines: Iterator[Line]
) -> Iterator[Row | Finding]:
    for number, cells in lines:
        if found := {column: words for column, words in zip(columns, _texts(cells), strict=False) if column and words}:
            yield _row(sheet, number, kind, found)


def _no_column(sheet: str, number: int, kind: RecordKind, column: Column) -> Finding:
    values = {"column": column, "record": kind}
    return Finding(problem=Problem.NO_COLUMN, sheet=sheet, number=number, values=values)


def _row(sheet: str, number: int, kind: RecordKind | None, cells: dict[Column, str]) -> Row | Finding:
    named = cells.pop(Column.RECORD, None)
    if named is not None:
        kind = RECORDS.get(normalised(named))
    if kind is None:
        values = {"value": named or ""}
        return Finding(problem=Problem.UNKNOWN_RECORD, sheet=sheet, number=number, values=values)
    return Row(kind=kind, sheet=sheet, number=number, cells=cells)


def _texts(cells: Sequence[Any]) -> list[str]:
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """Return a cell as somebody would have typed it: a telephone number without `.0`, a date as ISO 8601."""
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return " ".join(str(cell).split())
