"""Adding deliveries: half a million rows of one order as fast as the database takes rows at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from psycopg import OperationalError
from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Dialect

from dispatch.delivery import Delivery, Purpose
from storage.copy_text import copy_text
from storage.driver import execute_many, to_driver
from storage.errors import DatabaseUnavailable
from storage.rows import field_names
from storage.schema.ledger import deliveries

_FIELDS = field_names(Delivery)
_COLUMNS = tuple(deliveries.c[name] for name in _FIELDS)
_NAMES = (*_FIELDS, "turn")
_OPENS, _DUE = _FIELDS.index("not_before"), _FIELDS.index("next_attempt_at")
_PURPOSE = _FIELDS.index("purpose")
COPY_FROM = 200  # rows; below that, single statements are as quick
_ONCE = " ON CONFLICT DO NOTHING"


def add_deliveries(connection: Connection, pieces: Iterable[Sequence[Delivery]]) -> int:
    """Insert the rows whose key is not there yet; return how many those were. Only a last piece may be short."""
    pieces = iter(pieces)
    first = next(pieces, ())
    if connection.dialect.name == "sqlite" or len(first) < COPY_FROM:
        return sum(_add_by_row(connection, piece) for piece in chain((first,), pieces))
    sent: list[Sequence[Delivery]] = []
    try:
        with connection.begin_nested():
            _copy(connection, "deliveries", _kept(chain((first,), pieces), sent))
    except UniqueViolation:  # planned before, or by somebody else at the same time
        return _add_what_is_new(connection, [*sent, *pieces])
    except OperationalError as error:  # past SQLAlchemy, past its handler of errors
        raise DatabaseUnavailable("the database cannot be used now: it broke off in the middle of a copy") from error
    return sum(map(len, sent))


def _add_by_row(connection: Connection, planned: Sequence[Delivery]) -> int:
    rows = list(_rows(planned, connection.dialect))
    return execute_many(connection, _insert(connection.dialect), rows) if rows else 0


def _kept(pieces: Iterable[Sequence[Delivery]], sent: list[Sequence[Delivery]]) -> Iterator[Sequence[Delivery]]:
    for piece in pieces:
        sent.append(piece)
        yield piece


def bare_insert(connection: Connection, planned: Sequence[Delivery]) -> Callable[[], None]:
    """Return the driver's own way to insert these rows in bulk, prepared: `boran bench planning` compares with it."""
    rows = list(_rows(planned, connection.dialect))

    def by_row() -> None:
        execute_many(connection, _insert(connection.dialect).removesuffix(_ONCE), rows)

    def by_copy() -> None:
        with connection.connection.cursor().copy(_copying("deliveries", connection.dialect)) as copy:
            for row in rows:
                copy.write_row(row)

    return by_row if connection.dialect.name == "sqlite" else by_copy


def _add_what_is_new(connection: Connection, pieces: Iterable[Sequence[Delivery]]) -> int:
    """Copy into a table of this transaction's own, and insert from there what is not known yet."""
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE IF NOT EXISTS planned (LIKE deliveries INCLUDING DEFAULTS) ON COMMIT DROP"
    )
    connection.exec_driver_sql("TRUNCATE planned")
    _copy(connection, "planned", pieces)
    listed = _listed(connection.dialect)
    inserted = connection.exec_driver_sql(
        f"INSERT INTO deliveries ({listed}) SELECT {listed} FROM planned ORDER BY number ON CONFLICT DO NOTHING",  # noqa: S608 - ours
        execution_options={"preserve_rowcount": True},
    )
    return inserted.rowcount


def _copy(connection: Connection, table: str, pieces: Iterable[Sequence[Delivery]]) -> None:
    """Stream the rows: the server takes in one piece while the next is made."""
    with connection.connection.cursor().copy(_copying(table, connection.dialect)) as copy:
        for piece in pieces:
            copy.write(copy_text(_columns(piece, connection.dialect)))


def _rows(planned: Sequence[Delivery], dialect: Dialect) -> Iterator[tuple[Any, ...]]:
    return zip(*_columns(planned, dialect), strict=True)


def _columns(planned: Sequence[Delivery], dialect: Dialect) -> list[list[Any]]:
    """Return the columns of new deliveries. Their first attempt is never before their span: one column says when."""
    columns = to_driver(planned, _COLUMNS, dialect)
    columns[_DUE] = list(map(max, columns[_OPENS], columns[_DUE]))
    return [*columns, [int(purpose == Purpose.FAMILY_NOTICE) for purpose in columns[_PURPOSE]]]


@cache
def _insert(dialect: Dialect) -> str:
    place = "?" if dialect.name == "sqlite" else "%s"
    places = ", ".join([place] * len(_NAMES))
    return f"INSERT INTO deliveries ({_listed(dialect)}) VALUES ({places}){_ONCE}"  # noqa: S608 - ours


def _copying(table: str, dialect: Dialect) -> str:
    return f"COPY {table} ({_listed(dialect)}) FROM STDIN"


def _listed(dialect: Dialect) -> str:
    """Return the columns as SQL has them; `order` and `text` are words of the language too."""
    return ", ".join(dialect.identifier_preparer.format_column(deliveries.c[name]) for name in _NAMES)
