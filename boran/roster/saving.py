"""Writes records into a file that `read_rows` reads back."""

import csv
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook

from boran.roster.fields import OPTIONAL, REQUIRED, Column, RecordKind
from boran.roster.generating import Record
from boran.roster.rows import UnreadableRoster


def save(path: Path, records: Iterable[Record]) -> int:
    """Write records, grouped by kind, as `.csv` or `.xlsx`; return how many. Raises `UnreadableRoster` for others."""
    writers: dict[str, Callable[[Path, Iterable[Record]], int]] = {".csv": _save_csv, ".xlsx": _save_xlsx}
    writer = writers.get(path.suffix.casefold())
    if writer is None:
        raise UnreadableRoster("roster-file-kind")
    return writer(path, records)


def _save_csv(path: Path, records: Iterable[Record]) -> int:
    used = {column for kind in RecordKind for column in _columns(kind)}
    headings = [Column.RECORD, *(column for column in Column if column in used)]
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="")
        writer.writeheader()
        for count, (kind, cells) in enumerate(records, start=1):  # noqa: B007 - the last number is the count
            writer.writerow({Column.RECORD: kind.value, **cells})
    return count


def _save_xlsx(path: Path, records: Iterable[Record]) -> int:
    book, count = Workbook(write_only=True), 0
    for kind, group in groupby(records, key=lambda record: record[0]):
        sheet, columns = book.create_sheet(kind), _columns(kind)
        sheet.append([column.value for column in columns])
        for _, cells in group:
            sheet.append([cells.get(column, "") for column in columns])
            count += 1
    book.save(path)
    return count


def _columns(kind: RecordKind) -> list[Column]:
    return [*REQUIRED[kind], *OPTIONAL[kind]]
