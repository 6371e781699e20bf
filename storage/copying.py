"""Copies a whole database into an empty one, whatever the two are: all of it is there and checked, or nothing is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, RowMapping, Table, func, insert, inspect, select, text

from dispatch.instance import Instance
from storage.engine import Engines
from storage.errors import StorageError
from storage.instance import SqlInstances
from storage.journal import Broken, verify_journal
from storage.schema import metadata
from storage.schema.ledger import instance, lane_leases, workers

AT_ONCE = 2_000
# Who works now stays with the source: its processes are not those of the copy.
LEFT_BEHIND = frozenset({lane_leases.name, workers.name, instance.name})

Progress = Callable[[str, int, int], None]  # table, rows done, rows in all


class NotCopied(StorageError):
    """The copy was not made; the target is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: rows per table, and the lines of the journal whose chain was checked."""

    rows: dict[str, int]
    journal_lines: int

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def copy(source: Engines, target: Engines, *, said: Instance | None, progress: Progress) -> Copied:
    """Copy every table in one transaction of the target. said: what the copy says of itself (in its own place).

    Raises `NotCopied` for a target that is not empty and for a copy that does not match.
    """
    with (
        _standing_still(source.reader).connect() as here,
        here.begin(),
        target.writer.connect() as there,
        there.begin(),
    ):
        _require_empty(there)
        counts = {table.name: _count(here, table) for table in _tables()}
        done, total = 0, sum(counts.values())
        for table in _tables():
            for chunk in _chunks(here, table):
                there.execute(insert(table), [dict(row) for row in chunk])
                done += len(chunk)
                progress(table.name, done, total)
            _count_on(there, table)
        if said:
            instances = SqlInstances(there)
            instances.put(replace(said, place=instances.place()))
        return Copied(rows=counts, journal_lines=_verified(there, counts))


def _standing_still(reader: Engine) -> Engine:
    """Return an engine whose transactions see one moment; on SQLite they do anyway."""
    postgresql = reader.dialect.name == "postgresql"
    return reader.execution_options(isolation_level="REPEATABLE READ") if postgresql else reader


def _tables() -> list[Table]:
    """Return the tables, those that others point at first."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_BEHIND]


def _require_empty(connection: Connection) -> None:
    known = set(inspect(connection).get_table_names())
    if missing := {table.name for table in metadata.sorted_tables} - known:
        raise NotCopied(f"the target lacks tables ({min(missing)}): run `boran db upgrade` there first")
    for table in metadata.sorted_tables:
        if table.name not in LEFT_BEHIND and _count(connection, table):
            raise NotCopied(f"the target is not empty (there are rows in `{table.name}`): name a new database")


def _count(connection: Connection, table: Table) -> int:
    found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def _chunks(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    key = list(table.primary_key.columns)
    query = select(table).order_by(*key).execution_options(yield_per=AT_ONCE)
    with connection.execute(query).mappings() as rows:
        yield from rows.partitions()


def _count_on(connection: Connection, table: Table) -> None:
    """Let a number that the database counts up go on after the copied ones."""
    counted = table.autoincrement_column
    if counted is None or connection.dialect.name != "postgresql":
        return
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": counted.name}
    ).scalar()
    last = connection.execute(select(func.max(counted))).scalar()
    if sequence and last:
        connection.execute(select(func.setval(sequence, last)))


def _verified(connection: Connection, counts: dict[str, int]) -> int:
    """Return the length of the copied journal. Raises `NotCopied` where the copy differs."""
    for table in _tables():
        if _count(connection, table) != counts[table.name]:
            raise NotCopied(f"`{table.name}` did not arrive whole: nothing was copied, try again")
    verdict = verify_journal(connection)
    if isinstance(verdict, Broken):
        raise NotCopied(f"the journal's chain is broken at line {verdict.line}: look into it before moving it")
    return verdict.lines
