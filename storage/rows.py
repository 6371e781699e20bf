"""Values to rows and back by the names of their fields, and the three ways of writing rows in bulk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import JSON, ColumnElement, Connection, Select, Table, Text, bindparam, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Values = Mapping[str, Any]

# SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535.
CHUNK = 10_000


@cache
def field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def values_of(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, one level deep: columns know what to do with what is inside."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in field_names(kind)}


def columns_of(table: Table, kind: Any) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in field_names(kind)]


def select_values(table: Table, kind: Any) -> Select[Any]:
    """Return a query of exactly the columns that make a `kind`."""
    return select(*columns_of(table, kind))


def fetch(connection: Connection, kind: type[T], query: Select[Any]) -> list[T]:
    """Run a query made by `select_values` and return its values."""
    return [built(kind, row) for row in connection.execute(query)]


def fetch_one(connection: Connection, kind: type[T], query: Select[Any]) -> T | None:
    row = connection.execute(query.limit(1)).first()
    return None if row is None else built(kind, row)


def built(kind: Callable[..., T], values: Iterable[Any]) -> T:
    """Return the `kind` whose fields have these values, in the order of `columns_of`."""
    return kind(**dict(zip(field_names(kind), values, strict=True)))


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterable[Sequence[T]]:
    """Cut a long sequence into pieces that fit into one statement."""
    return (items[start : start + size] for start in range(0, len(items), size))


def listed_in(connection: Connection, names: Sequence[str]) -> Select[Any]:
    """Return a query of these names, one parameter however many they are: for `column.in_(…)` in a single statement."""
    document = bindparam(None, orjson.dumps(names).decode(), type_=Text())
    if connection.dialect.name == "sqlite":
        return select(func.json_each(document).table_valued("value").c.value)
    return select(func.json_array_elements_text(cast(document, JSON)))


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, rows: Sequence[Values]) -> int:
    """Insert the rows whose key is not there yet; return how many those were."""
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing()
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def insert_returning(
    connection: Connection, table: Table, rows: Sequence[Values], column: ColumnElement[T]
) -> Sequence[T]:
    """Insert the rows whose key is not there yet, in one statement; return a column of those that were."""
    if not rows:
        return ()
    statement = _insert(connection, table).values(list(rows)).on_conflict_do_nothing().returning(column)
    return connection.execute(statement).scalars().all()


def put(connection: Connection, table: Table, rows: Sequence[Values], *, keep: Sequence[str] = ()) -> None:
    """Insert the rows, replacing those with the same primary key except for the columns in `keep`."""
    if not rows:
        return
    statement = _insert(connection, table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in (*key, *keep)}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)
