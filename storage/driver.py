"""Values as the drivers take and give them, a column at a time.

For the few paths on which a region passes: there, SQLAlchemy's care for each single value would be most of the work.
SQLite's driver gives the interpreter back and asks for it again at every row, so there whole batches travel as one
JSON document: a busy event loop would otherwise be interrupted, and waited for, a thousand times per batch.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Connection, Dialect

Convert = Callable[[Any], Any]


class Known(dict[Any, Any]):
    """Remembers what a converter made of a value: the same instants and codes come in row after row."""

    def __init__(self, convert: Convert | None) -> None:
        super().__init__()
        self._convert = convert or (lambda value: value)

    def __missing__(self, value: Any) -> Any:
        converted = self[value] = self._convert(value)
        return converted


def from_driver(rows: Sequence[Sequence[Any]], columns: Sequence[Column[Any]], dialect: Dialect) -> list[list[Any]]:
    """Return the values of rows whose first fields are these columns, column by column; the rest stays as it is."""
    return _converted(rows, [_type(column, dialect).result_processor(dialect, None) for column in columns])


def to_driver(values: Sequence[Any], columns: Sequence[Column[Any]], dialect: Dialect) -> list[list[Any]]:
    """Return what a driver takes for the values' fields of these names, column by column. Raises `NaiveInstant`."""
    return [
        list(map(Known(convert).__getitem__, map(attrgetter(column.name), values)))
        if (convert := bind_processor(column, dialect))
        else list(map(attrgetter(column.name), values))
        for column in columns
    ]


def bind_processor(column: Column[Any], dialect: Dialect) -> Convert | None:
    processor: Convert | None = _type(column, dialect).bind_processor(dialect)
    return processor


def execute_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Run a driver's own statement once per row; return how many rows of the table it touched."""
    return connection.exec_driver_sql(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def _converted(rows: Sequence[Sequence[Any]], converters: Sequence[Convert | None]) -> list[list[Any]]:
    by_column = [list(column) for column in zip(*rows, strict=True)]
    for place, convert in enumerate(converters[: len(by_column)]):
        if convert:
            by_column[place] = list(map(Known(convert).__getitem__, by_column[place]))
    return by_column


def _type(column: Column[Any], dialect: Dialect) -> Any:
    return column.type.dialect_impl(dialect)
