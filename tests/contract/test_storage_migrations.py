"""Migrations: they make exactly the tables the program works with, and go back without a trace."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from storage import open_storage
from storage.engine import make_engines
from storage.schema import metadata
from storage.upgrading import Moved, downgrade, upgrade
from tests.contract.storage_samples import ORDER, order
from tests.postgres import Server

NEWEST = "0002"
DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}

# SQLAlchemy cannot read an index over an expression back from SQLite; the order book's suite shows that it works.
pytestmark = [
    pytest.mark.filterwarnings("ignore:autogenerate skipping"),
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection"),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engines = make_engines(empty_url)
    yield engines.writer
    engines.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def conditions(engine: Engine) -> dict[str, str]:
    """Return what each index over some rows is limited to, as the database wrote it down."""
    with engine.connect() as connection:
        indexes = connection.execute(text(DEFINITIONS[engine.dialect.name])).all()
    parts = {name: definition.partition(" WHERE ")[2] for name, definition in indexes}
    return {name: where for name, where in parts.items() if where}


def test_the_migrations_make_the_tables_the_program_works_with(engine: Engine) -> None:
    upgrade(engine)
    assert tables(engine) == {*metadata.tables, "alembic_version"}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_indexes_over_some_rows_are_limited_as_the_queries_are(engine: Engine) -> None:
    upgrade(engine)
    migrated = conditions(engine)
    with engine.begin() as connection:
        for name in migrated:
            connection.execute(text(f"DROP INDEX {name}"))
        for table in metadata.sorted_tables:
            for index in table.indexes:
                if index.name in migrated:
                    index.create(connection)
    assert conditions(engine) == migrated
    assert len(migrated) == 14


def test_tables_go_up_and_down_and_up_again(engine: Engine) -> None:
    assert upgrade(engine) == Moved(before="", after=NEWEST)
    assert upgrade(engine) == Moved(before=NEWEST, after=NEWEST)
    assert downgrade(engine) == Moved(before=NEWEST, after="")
    assert tables(engine) == {"alembic_version"}
    assert upgrade(engine) == Moved(before="", after=NEWEST)


def test_an_upgrade_keeps_what_is_there(empty_url: str) -> None:
    storage = open_storage(empty_url)
    storage.upgrade()
    with storage.transaction() as tx:
        tx.orders.add(order())
    storage.upgrade()
    with storage.reading() as tx:
        assert tx.orders.get(ORDER) == order()
    storage.close()


def test_roles_that_start_together_upgrade_once(empty_url: str) -> None:
    storages = [open_storage(empty_url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        moved = list(pool.map(lambda storage: storage.upgrade(), storages))
    assert sorted(one.before for one in moved) == ["", NEWEST, NEWEST]
    for storage in storages:
        storage.close()
