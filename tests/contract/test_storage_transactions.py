"""Transactions: all or nothing, from any thread, and clear words when the database cannot serve."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from dispatch.ports import Acknowledgement, Storage, Transaction
from orders.order import OrderState
from orders.organisation import PersonId
from orders.ports import Event, EventKind, JournalEntry
from storage import SqlStorage, StorageError, open_storage
from storage.engine import make_engines
from storage.errors import BadDatabaseUrl, DatabaseUnavailable, NaiveInstant, TablesMissing
from tests.contract.storage_samples import (
    DAY,
    NOW,
    ORDER,
    SCHOOL,
    a_class_with_families,
    contact,
    delivery,
    order,
    organisation,
    reading,
    taken_back,
    text,
)
from tests.postgres import Server

NAIVE = datetime(2026, 1, 16, 6, 0)  # noqa: DTZ001 - what must be refused
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
ALMATY = timezone(timedelta(hours=5))


def test_the_storage_keeps_the_shape_of_its_port(storage: SqlStorage) -> None:
    port: Storage = storage
    with port.transaction() as tx:
        typed: Transaction = tx
        assert typed.orders.get(ORDER) is None


def test_a_transaction_that_fails_leaves_nothing(storage: SqlStorage) -> None:
    with taken_back(storage) as tx:
        a_class_with_families(tx)
        tx.orders.add(order())
        tx.orders.save(order(revision=2, state=OrderState.APPROVED))
        tx.outbox.put(Event(kind=EventKind.ORDER_APPROVED, order=ORDER, revision=2, at=NOW))
        tx.journal.append(JournalEntry(at=NOW, action="order.approved"))
        tx.readings.add(reading())
        tx.ledger.add([text()], [delivery()])
        tx.roster.put_contact(contact("mother", "1"))
        tx.acknowledgements.add(
            Acknowledgement(order=ORDER, revision=2, person=PersonId("mother"), at=NOW, means="telegram")
        )
    with storage.transaction() as tx:
        assert tx.registry.organisations() == []
        assert tx.orders.find() == []
        assert tx.orders.revisions(ORDER) == []
        assert tx.events.take(1, now=NOW) == []
        assert tx.readings.latest("kostanay", since=NOW) == []
        assert tx.ledger.of_order(ORDER) == []
        assert tx.ledger.texts([text().id]) == {}
        assert tx.acknowledgements.of_order(ORDER) == []


def test_reading_sees_what_was_committed_and_may_not_write(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())
    with storage.reading() as tx:
        assert tx.orders.get(ORDER) == order()
    with pytest.raises((StorageError, DBAPIError), match=r"read-?only"), storage.reading() as tx:
        tx.registry_writer.add_organisation(organisation())


def test_reading_does_not_wait_for_a_writer(storage: SqlStorage) -> None:
    with storage.transaction() as writing:
        writing.orders.add(order())
        with storage.reading() as tx:
            assert tx.orders.get(ORDER) is None
    with storage.reading() as tx:
        assert tx.orders.get(ORDER) == order()


def test_many_threads_write_at_once_and_nothing_is_lost(storage: SqlStorage) -> None:
    start = Barrier(8)

    def work(worker: int) -> None:
        start.wait()
        for number in range(10):
            with storage.transaction() as tx:
                tx.ledger.add([], [delivery(worker * 10 + number)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with storage.reading() as tx:
        assert len(tx.ledger.of_order(ORDER)) == 80


async def test_asyncio_shells_run_whole_transactions_in_threads(storage: SqlStorage) -> None:
    def write(number: int) -> int:
        with storage.transaction() as tx:
            return tx.ledger.add([], [delivery(number)])

    assert sum(await asyncio.gather(*(asyncio.to_thread(write, number) for number in range(20)))) == 20


def test_what_was_committed_is_there_after_reopening(storage: SqlStorage, database_url: str) -> None:
    with storage.transaction() as tx:
        tx.orders.add(order())
    storage.close()
    again = open_storage(database_url)
    with again.reading() as tx:
        assert tx.orders.get(ORDER) == order()
    again.close()


def test_two_processes_worth_of_storages_share_one_database(storage: SqlStorage, database_url: str) -> None:
    other = open_storage(database_url)

    def work(which: SqlStorage) -> None:
        for number in range(20):
            with which.transaction() as tx:
                tx.journal.append(JournalEntry(at=NOW, action=f"test.{number}"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (storage, other)))
    other.close()
    verdict = storage.verify_journal()
    assert getattr(verdict, "lines", None) == 40


def test_instants_come_back_in_utc_to_the_microsecond(storage: SqlStorage) -> None:
    local = datetime(2026, 1, 16, 6, 0, 0, 123456, tzinfo=ALMATY)
    with storage.transaction() as tx:
        tx.orders.add(order(prepared_at=local))
        found = tx.orders.get(ORDER)
    assert found is not None
    assert found.prepared_at == local
    assert found.prepared_at.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused_wherever_it_is_given(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        for attempt in (
            lambda: tx.orders.add(order(prepared_at=NAIVE)),
            lambda: tx.readings.add(reading(valid_at=NAIVE)),
            lambda: tx.readings.latest("kostanay", since=NAIVE),
            lambda: tx.ledger.add([], [delivery(not_after=NAIVE, not_before=NAIVE, next_attempt_at=NAIVE)]),
            lambda: tx.ledger.lanes(now=NAIVE),
            lambda: tx.ledger.expire(now=NAIVE),
            lambda: tx.seen_updates.first_time("families", 1, at=NAIVE),
        ):
            with pytest.raises(NaiveInstant, match="no time zone"):
                attempt()


def test_words_that_look_like_sql_are_only_words(storage: SqlStorage) -> None:
    nasty = "'); DROP TABLE orders; --%s%(x)s:x {} \\ \" ұ"
    with storage.transaction() as tx:
        tx.orders.add(order(note_kk=nasty, change_reason=nasty))
        assert tx.orders.find(day=DAY, bodies=[SCHOOL]) == [order(note_kk=nasty, change_reason=nasty)]
        assert tx.orders.by_check_code(nasty) is None


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_without_tables_says_how_to_make_them(kind: str, tmp_path: Path, postgres_server: Server) -> None:
    with postgres_server.database() as postgres:
        storage = open_storage(postgres if kind == "postgresql" else f"sqlite:///{tmp_path}/new/boran.db")
        with pytest.raises(TablesMissing, match="boran db upgrade"), storage.transaction() as tx:
            tx.orders.find()
        storage.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("boran.db", "must look like"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("mysql://localhost/boran", "not supported"),
    ],
)
def test_an_address_that_cannot_work_is_refused_at_once(url: str, words: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=words):
        open_storage(url)


def test_a_database_that_is_not_there_is_unavailable_and_the_password_is_not_told(tmp_path: Path) -> None:
    storage = open_storage(f"postgresql://boran:s3cret@/boran?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable) as refused, storage.transaction() as tx:
        tx.orders.find()
    assert "s3cret" not in str(refused.value)
    storage.close()


def test_sqlite_keeps_what_it_said_it_kept_through_a_power_cut(sqlite_url: str) -> None:
    engines = make_engines(sqlite_url)
    for engine in (engines.writer, engines.reader):
        with engine.connect() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
        assert found == PRAGMAS
    engines.dispose()


def test_a_lost_server_is_unavailable_and_the_next_transaction_works(
    postgres_url: str, postgres_server: Server
) -> None:
    storage = open_storage(postgres_url)
    with storage.transaction() as tx:
        tx.orders.add(order())

    def cut() -> None:
        with storage.transaction() as tx:
            tx.orders.save(order(revision=2))
            postgres_server.cut_off(postgres_url)
            tx.orders.get(ORDER)

    with pytest.raises(DatabaseUnavailable):
        cut()
    with storage.transaction() as tx:
        assert tx.orders.get(ORDER) == order()
    storage.close()


def test_a_locked_file_of_another_program_is_unavailable_and_nothing_is_half_done(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.BUSY_S", 0.05)
    ours, theirs = open_storage(sqlite_url), open_storage(sqlite_url)
    with theirs.transaction(), pytest.raises(DatabaseUnavailable, match="locked"), ours.transaction():
        pytest.fail("there is one writer at a time")
    with theirs.transaction(), pytest.raises(DatabaseUnavailable, match="busy"), theirs.transaction():
        pytest.fail("a transaction opened inside another waits for itself")
    ours.close()
    theirs.close()


def test_connections_that_were_lost_while_they_rested_are_made_anew(postgres_url: str, postgres_server: Server) -> None:
    storage = open_storage(postgres_url)
    with storage.transaction() as tx:
        tx.orders.add(order())
    postgres_server.cut_off(postgres_url)
    with storage.reading() as tx:
        assert tx.orders.get(ORDER) == order()
    storage.close()
