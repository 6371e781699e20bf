"""One suite, two databases."""

from collections.abc import Iterator

import pytest

from storage import SqlStorage, open_storage


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with all tables."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def storage(database_url: str) -> Iterator[SqlStorage]:
    storage = open_storage(database_url)
    yield storage
    storage.close()
