"""The journal: append-only lines, each sealed together with the seal of the line before it.

Whoever changes, removes or reorders a line breaks every seal after it; `verify_journal` finds the first broken one.
Lines cut off the end leave no gap: compare the last seal with one printed or exported earlier.
"""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from orders.ports import JournalEntry
from storage.codec import encode
from storage.errors import StorageError
from storage.rows import built, columns_of, values_of
from storage.schema.decisions import journal

FIRST = ""  # what the first line is sealed with
_TURN = 0x626F72616E  # key of the advisory lock that lets one transaction write at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Intact:
    """Every line is as it was written. `seal` is that of the last line, empty when there is none."""

    lines: int
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first line that is not as it was written, or is missing."""

    line: int


class SqlJournal:
    """Implements `orders.ports.Journal`.

    Lines wait until `write` at the end of the transaction: the chain has one end, and holding it for longer would make
    every approval wait for the slowest transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[JournalEntry] = []

    def append(self, entry: JournalEntry) -> None:
        self._waiting.append(entry)

    def mark(self) -> int:
        """Return how many lines wait, for `back_to`."""
        return len(self._waiting)

    def back_to(self, mark: int) -> None:
        """Forget what was appended since `mark`."""
        del self._waiting[mark:]

    def write(self) -> None:
        """Seal and write what was appended."""
        if not self._waiting:
            return
        number, previous = self._end()
        rows = []
        for entry in self._waiting:
            number += 1
            seal = seal_of(number, entry, previous)
            rows.append({**values_of(entry), "number": number, "previous": previous, "seal": seal})
            previous = seal
        self._connection.execute(insert(journal), rows)
        self._waiting.clear()

    def _end(self) -> tuple[int, str]:
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
        query = select(journal.c.number, journal.c.seal).order_by(journal.c.number.desc()).limit(1)
        last = self._connection.execute(query).first()
        return (0, FIRST) if last is None else (last.number, last.seal)


def seal_of(number: int, entry: JournalEntry, previous: str) -> str:
    """Return the seal of a line: SHA-256 over its number, its content and the seal before it, as sorted JSON."""
    sealed = json.dumps([number, encode(entry), previous], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(sealed.encode()).hexdigest()


def verify_journal(connection: Connection) -> Intact | Broken:
    """Recompute every seal from the first line to the last."""
    number, previous = 0, FIRST
    query = select(journal.c.number, journal.c.previous, journal.c.seal, *columns_of(journal, JournalEntry))
    with connection.execute(query.order_by(journal.c.number).execution_options(yield_per=1_000)) as lines:
        try:
            for line in lines:
                seal = seal_of(number + 1, built(JournalEntry, line[3:]), previous)
                if line[:3] != (number + 1, previous, seal):
                    break
                number, previous = number + 1, seal
            else:
                return Intact(lines=number, seal=previous)
        except (StorageError, TypeError, ValueError):
            pass  # a line that cannot even be read was not written by us
    return Broken(line=number + 1)
