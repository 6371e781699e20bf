"""A database moved to another: whole, checked, in both directions, or not at all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from boran.commands.database import database
from dispatch.instance import Standing
from dispatch.leases import WorkerName
from dispatch.planner import plan_pending
from storage import SqlStorage, open_storage
from storage.copying import LEFT_BEHIND
from storage.engine import make_engines
from storage.schema import metadata
from tests.edge.bot import school
from tests.edge.bot.school import at
from tests.postgres import Server

Rows = dict[str, list[Any]]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BORAN_HOME", str(tmp_path / "home"))


def run(url: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("BORAN_DATABASE_URL", url)
    return CliRunner().invoke(database, list(arguments))


def furnished(url: str) -> str:
    """A database with people, an order, deliveries, readings and a journal in it."""
    storage = open_storage(url)
    storage.upgrade()
    school.furnish(storage)
    school.draft(storage, at("06:05"))
    _plan(storage)
    storage.close()
    return url


def _plan(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        plan_pending(tx, now=at("06:06"), editions=school.EDITIONS)


def content(url: str) -> Rows:
    engines = make_engines(url)
    with engines.reader.connect() as connection:
        tables = [table for table in metadata.sorted_tables if table.name not in LEFT_BEHIND]
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in tables
        }
    engines.dispose()
    return found


def standing(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    return str(json.loads(run(url, monkeypatch, "status", "--json").output)["standing"])


def without_closing(rows: Rows) -> Rows:
    """Leave out the lines of the journal about the move itself."""
    return {**rows, "journal": [line for line in rows["journal"] if not str(line[2]).startswith("instance.")]}


def test_sqlite_moves_to_postgresql_and_back_without_losing_a_row(
    sqlite_url: str, postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(furnished(sqlite_url))
    assert before["deliveries"]
    assert before["journal"]
    with postgres_server.database() as moved:
        done = run(sqlite_url, monkeypatch, "copy", "--to", moved, "--by", "Duty", "--json")
        assert done.exit_code == 0, done.output
        assert without_closing(content(moved)) == before
        assert (standing(sqlite_url, monkeypatch), standing(moved, monkeypatch)) == (Standing.CLOSED, Standing.OPEN)
        numbers_go_on(moved)
        back = f"sqlite:///{tmp_path / 'back.db'}"
        assert run(moved, monkeypatch, "copy", "--to", back, "--json").exit_code == 0
        assert len(content(back)["deliveries"]) == len(before["deliveries"])
        assert standing(back, monkeypatch) == Standing.OPEN


def numbers_go_on(url: str) -> None:
    """New rows come after the copied ones: the database counts on."""
    storage = open_storage(url)
    school.draft(storage, at("06:10"), code=school.RURAL)
    _plan(storage)
    storage.close()


def test_a_target_that_is_not_empty_is_refused_and_the_source_stays_open(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished(sqlite_url)
    other = furnished(f"sqlite:///{tmp_path / 'other.db'}")
    before = content(other)
    refused = run(sqlite_url, monkeypatch, "copy", "--to", other)
    assert refused.exit_code == 1
    assert "is not empty" in refused.output
    assert content(other) == before
    assert standing(sqlite_url, monkeypatch) == Standing.OPEN


def test_a_journal_with_a_broken_chain_is_not_moved(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished(sqlite_url)
    engines = make_engines(sqlite_url)
    with engines.writer.begin() as connection:
        for (trigger,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE journal SET action = 'x' WHERE number = 1"))
    engines.dispose()
    target = f"sqlite:///{tmp_path / 'target.db'}"
    refused = run(sqlite_url, monkeypatch, "copy", "--to", target)
    assert refused.exit_code == 1
    assert "chain is broken at line 1" in refused.output
    assert not any(content(target).values())
    assert standing(sqlite_url, monkeypatch) == Standing.OPEN


def test_while_a_worker_is_alive_nothing_is_moved(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished(sqlite_url)
    storage = open_storage(sqlite_url)
    now = datetime.now(UTC)
    with storage.transaction() as tx:
        tx.leases.attend(WorkerName("w"), now=now, until=now + timedelta(minutes=1))
    storage.close()
    refused = run(sqlite_url, monkeypatch, "copy", "--to", f"sqlite:///{tmp_path / 'target.db'}")
    assert refused.exit_code == 1
    assert "stop every role" in refused.output


def test_opening_and_closing_are_acts_of_a_named_person(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    furnished(sqlite_url)
    assert run(sqlite_url, monkeypatch, "close").exit_code == 2
    assert run(sqlite_url, monkeypatch, "close", "--by", "Duty").exit_code == 0
    assert run(sqlite_url, monkeypatch, "status").exit_code == 1
    assert run(sqlite_url, monkeypatch, "open", "--by", "Duty").exit_code == 0
    assert run(sqlite_url, monkeypatch, "open", "--by", "Duty").exit_code == 1
    said = [(line[2], json.loads(json.dumps(line[6]))) for line in content(sqlite_url)["journal"][-2:]]
    assert [action for action, _ in said] == ["instance.closed", "instance.opened"]
    assert [details["by"] for _, details in said] == ["Duty", "Duty"]
