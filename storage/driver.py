"""Values as the drivers take and give them, a column at a time.

For the few paths on which a region passes: there, SQLAlchemy's care for each single value would be most of the work.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Connection, CursorResult, Dialect, Table

Convert = Callable[[Any], Any]


class Known(dict[Any, Any]):
    """Remembers what a converter made of a value: the same instants and codes come in row after row."""

    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> Any:
        converted = self[value] = self._convert(value)
        return converted


def read_rows(result: CursorResult[Any], columns: Sequence[Column[Any]], dialect: Dialect) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a result whose first columns are these; what comes after them is left as the driver gave it."""
    assert result.cursor is not None
    rows = result.cursor.fetchall()
    return _converted(rows, [_result_processor(column, dialect) for column in columns])


def driver_rows(values: Iterable[Any], columns: Sequence[Column[Any]], dialect: Dialect) -> Iterator[tuple[Any, ...]]:
    """Yield for each value the tuple a driver takes: its fields of the columns' names. Raises `NaiveInstant`."""
    rows = list(map(attrgetter(*(column.name for column in columns)), values))
    return _converted(rows, [_bind_processor(column, dialect) for column in columns])


def driver_value(value: Any, column: Column[Any], dialect: Dialect) -> Any:
    convert = _bind_processor(column, dialect)
    return convert(value) if convert else value


def execute_many(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Run a driver's own statement once per row; return how many rows of the table it touched."""
    return connection.exec_driver_sql(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def quoted(table: Table, names: Iterable[str], dialect: Dialect) -> str:
    """Return the columns as a list in SQL; `order` and `text` are words of the language too."""
    prepare = dialect.identifier_preparer
    return ", ".join(prepare.format_column(table.c[name]) for name in names)


def _converted(rows: Sequence[Sequence[Any]], converters: Sequence[Convert | None]) -> Iterator[tuple[Any, ...]]:
    by_column = [list(column) for column in zip(*rows, strict=True)]
    for place, convert in enumerate(converters[: len(by_column)]):
        if convert:
            by_column[place] = list(map(Known(convert).__getitem__, by_column[place]))
    return zip(*by_column, strict=True)


def _bind_processor(column: Column[Any], dialect: Dialect) -> Convert | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _result_processor(column: Column[Any], dialect: Dialect) -> Convert | None:
    return column.type.dialect_impl(dialect).result_processor(dialect, None)
