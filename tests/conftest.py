"""What every test may ask for: databases with tables in them; and what none may have: the outside world."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import SqlStorage, open_storage
from tests.network import loopback_only
from tests.postgres import Server, empty, running_server


@pytest.fixture(scope="session", autouse=True)
def no_outside_world() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them: copying it is much faster than migrating."""
    path = tmp_path_factory.mktemp("template") / "boran.db"
    storage = open_storage(f"sqlite:///{path}")
    storage.upgrade()
    storage.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with all tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'boran.db')}"


@pytest.fixture
def sqlite_storage(sqlite_url: str) -> Iterator[SqlStorage]:
    storage = open_storage(sqlite_url)
    yield storage
    storage.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres_server: Server) -> Iterator[str]:
    """The address of the PostgreSQL database that the tests of one process share."""
    with postgres_server.database() as url:
        storage = open_storage(url)
        storage.upgrade()
        storage.close()
        yield url


@pytest.fixture
def postgres_url(postgres_database: str) -> Iterator[str]:
    """The address of a PostgreSQL database with all tables and no rows."""
    yield postgres_database
    empty(postgres_database)
