import pytest

from storage import SqlStorage
from tests.unit.dispatch.samples import World


@pytest.fixture
def world(sqlite_storage: SqlStorage) -> World:
    """A database with one school, its department and two families per class."""
    return World(sqlite_storage).furnish()
