"""The metadata all tables share, and the shapes of their columns."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Text
from sqlalchemy.sql.elements import TextClause

from storage.columns import Coded, Document, Instant

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_known",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)


def number() -> Column[Any]:
    """Return a key the database counts up by itself. SQLite does so only in a column declared INTEGER."""
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column("number", kind, primary_key=True, autoincrement=True)


def key(name: str) -> Column[Any]:
    return Column(name, Text, primary_key=True)


def words(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def coded(name: str, kind: type[StrEnum], *, primary_key: bool = False) -> Column[Any]:
    return Column(name, Coded(kind), nullable=False, primary_key=primary_key)


def document(name: str, kind: Any, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Document(kind), nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Instant, nullable=nullable)


def part_of(name: str, target: str) -> Column[Any]:
    """Return a part of the key that goes when the row it points to goes."""
    return Column(name, ForeignKey(target, ondelete="CASCADE"), primary_key=True)


def listed(values: Iterable[StrEnum]) -> str:
    """Return the values as a list in SQL: `'draft', 'returned'`."""
    return ", ".join(f"'{value}'" for value in sorted(values))


def partial_index(name: str, *columns: Any, where: TextClause, unique: bool = False) -> Index:
    """Return an index over the rows that satisfy `where` only, in both dialects."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
