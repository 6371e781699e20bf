"""A SQLite file that goes away: nothing is written into the void, and everything goes on when it is back."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage import SqlStorage
from storage.errors import DatabaseUnavailable
from tests.contract.storage_samples import ORDER, order


def test_a_file_that_was_taken_away_is_missed_and_found_again(sqlite_storage: SqlStorage, sqlite_url: str) -> None:
    file = Path(str(make_url(sqlite_url).database))
    with sqlite_storage.transaction() as tx:
        tx.orders.add(order())
    away = file.rename(file.with_suffix(".away"))
    with pytest.raises(DatabaseUnavailable, match="put it back"), sqlite_storage.transaction():
        pass
    with pytest.raises(DatabaseUnavailable, match="put it back"), sqlite_storage.reading():
        pass
    assert not file.exists()
    away.rename(file)
    with sqlite_storage.transaction() as tx:
        assert tx.orders.get(ORDER) == order()


def test_a_file_that_was_replaced_is_opened_anew(sqlite_storage: SqlStorage, sqlite_url: str) -> None:
    file = Path(str(make_url(sqlite_url).database))
    with sqlite_storage.reading() as tx:
        assert tx.orders.get(ORDER) is None
    before = file.read_bytes()
    file.rename(file.with_suffix(".old"))
    file.write_bytes(before)
    with sqlite_storage.transaction() as tx:
        tx.orders.add(order())
    with sqlite_storage.reading() as tx:
        assert tx.orders.get(ORDER) == order()
