"""The journal only grows, and shows whoever touched it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from orders.ports import JournalEntry
from storage import SqlStorage, StorageError
from storage.engine import make_engines
from storage.journal import FIRST, Broken, Intact, seal_of
from tests.contract.storage_samples import NOW, ORDER, order, taken_back

UNGUARD = {
    "sqlite": ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"),
    "postgresql": ("ALTER TABLE journal DISABLE TRIGGER USER",),
}


def entry(number: int) -> JournalEntry:
    return JournalEntry(at=NOW, action="order.updated", order=ORDER, revision=number, details={"сыныптар": "0–4"})


@contextmanager
def database(url: str) -> Iterator[Connection]:
    """Yield a connection past all our code, as somebody with a password has it."""
    engines = make_engines(url)
    try:
        with engines.writer.begin() as connection:
            yield connection
    finally:
        engines.dispose()


def tamper(url: str, statement: str) -> None:
    with database(url) as connection:
        for guard in (*UNGUARD[connection.dialect.name], statement):
            connection.execute(text(guard))


@pytest.fixture
def ten_lines(storage: SqlStorage) -> SqlStorage:
    for start in (1, 6):
        with storage.transaction() as tx:
            for number in range(start, start + 5):
                tx.journal.append(entry(number))
    return storage


def test_an_empty_journal_is_intact(storage: SqlStorage) -> None:
    assert storage.verify_journal() == Intact(lines=0, seal=FIRST)


def test_a_chain_over_several_transactions_is_intact(ten_lines: SqlStorage) -> None:
    seal = FIRST
    for number in range(1, 11):
        seal = seal_of(number, entry(number), seal)
    assert ten_lines.verify_journal() == Intact(lines=10, seal=seal)


def test_lines_written_at_once_make_one_chain(storage: SqlStorage) -> None:
    def write(number: int) -> None:
        with storage.transaction() as tx:
            tx.journal.append(entry(number))
            tx.journal.append(entry(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    verdict = storage.verify_journal()
    assert isinstance(verdict, Intact)
    assert verdict.lines == 80


def test_a_transaction_that_failed_leaves_no_line(storage: SqlStorage) -> None:
    with taken_back(storage) as tx:
        tx.orders.add(order())
        tx.journal.append(entry(1))
    assert storage.verify_journal() == Intact(lines=0, seal=FIRST)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE journal SET action = 'order.rejected' WHERE number = 4", 4),
        ("UPDATE journal SET person = 'somebody' WHERE number = 10", 10),
        ('UPDATE journal SET details = \'{"сыныптар":"0–11"}\' WHERE number = 1', 1),
        ("UPDATE journal SET details = '[]' WHERE number = 2", 2),
        ("UPDATE journal SET seal = 'x' WHERE number = 7", 7),
        ("DELETE FROM journal WHERE number = 5", 5),
        ("DELETE FROM journal WHERE number = 1", 1),
        ("UPDATE journal SET number = 11 WHERE number = 3", 3),
    ],
)
def test_the_first_line_somebody_touched_is_named(
    ten_lines: SqlStorage, database_url: str, statement: str, line: int
) -> None:
    tamper(database_url, statement)
    assert ten_lines.verify_journal() == Broken(line=line)


@pytest.mark.parametrize("statement", ["UPDATE journal SET action = 'x' WHERE number = 1", "DELETE FROM journal"])
def test_the_database_itself_refuses_to_change_a_line(ten_lines: SqlStorage, database_url: str, statement: str) -> None:
    with pytest.raises((StorageError, DBAPIError), match="append-only"), database(database_url) as connection:
        connection.execute(text(statement))
    assert isinstance(ten_lines.verify_journal(), Intact)
