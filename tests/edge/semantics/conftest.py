"""One suite, two databases."""

from collections.abc import Iterator

import pytest

from storage import SqlStorage, open_storage


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest) -> Iterator[SqlStorage]:
    url = str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
    storage = open_storage(url)
    yield storage
    storage.close()
