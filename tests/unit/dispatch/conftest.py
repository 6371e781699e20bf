import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orders.organisation import PersonId
from storage import open_storage
from tests.unit.dispatch.samples import World


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[PersonId, str]]:
    """A SQLite file with one school in it, and whose Telegram chat is which: copying is faster than furnishing."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("furnished") / "boran.db"))
    storage = open_storage(f"sqlite:///{path}")
    world = World(storage).furnish()
    storage.close()
    return path, world.chats


@pytest.fixture
def world(furnished: tuple[Path, dict[PersonId, str]], tmp_path: Path) -> Iterator[World]:
    """A fresh database with one school, its department and two families per class."""
    path, chats = furnished
    storage = open_storage(f"sqlite:///{shutil.copy(path, tmp_path / 'boran.db')}")
    world = World(storage)
    world.chats |= chats
    yield world
    storage.close()
