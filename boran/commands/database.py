"""`boran db`: the database's tables, whether it may send, and moving it to another database."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from boran.commands.opening import opened
from boran.gate import ADVICE, new_id
from boran.settings import Settings
from boran.wiring import Services
from dispatch.instance import Instance, Standing
from dispatch.ports import Transaction
from dispatch.standing import close as close_database
from dispatch.standing import found, open_again
from storage import SqlStorage, StorageError, open_storage
from storage.copying import Copied

ALIVE_WITHIN = timedelta(seconds=60)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
by_option = click.option("--by", required=True, metavar="NAME", help="Who does this; it is journaled.")


@click.group("db")
def database() -> None:
    """Care for the database.

    Example: boran db upgrade
    """


@database.command()
@as_json_option
def upgrade(*, as_json: bool) -> None:
    """Bring the tables of the database up to date. Does nothing when they are.

    Example: BORAN_DATABASE_URL=postgresql://boran@localhost/boran boran db upgrade
    """
    with _database(Settings().database, named="BORAN_DATABASE_URL") as storage:
        moved = storage.upgrade()
    if as_json:
        click.echo(json.dumps({"before": moved.before or None, "after": moved.after}))
    elif moved.before == moved.after:
        click.echo(f"The tables are up to date ({moved.after}).")
    else:
        click.echo(f"The tables went from {moved.before or 'nothing'} to {moved.after}.")


@database.command()
@as_json_option
def status(*, as_json: bool) -> None:
    """Say whether the database may send; exit status 1 when it may not.

    Example: boran db status
    """
    with opened() as parts:
        standing = parts.gate.read()
    if as_json:
        click.echo(json.dumps({"standing": standing}))
    elif standing in ADVICE:
        click.echo(f"The database is silent: {ADVICE[standing]}")
    else:
        click.echo("The database may send.")
    if standing in ADVICE:
        raise click.exceptions.Exit(1)


@database.command("open")
@by_option
@as_json_option
def open_(*, by: str, as_json: bool) -> None:
    """Let a restored or closed database send from here on. What is past its deadline expires.

    Make sure that the database it is a copy of sends no more: two would tell people twice.

    Example: boran db open --by "Duty administrator"
    """
    with opened() as parts:
        was = parts.gate.read()
        if was is Standing.OPEN:
            raise click.ClickException("the database is open: there is nothing to do")
        with parts.storage.transaction() as tx:
            instance = open_again(tx, by=by, standing=was, new_id=new_id(), now=parts.clock.now())
    if as_json:
        click.echo(json.dumps({"was": was, "opened_at": instance.opened_at.isoformat()}))
    else:
        click.echo("The database may send. Running roles notice within seconds.")


@database.command("close")
@by_option
def close(*, by: str) -> None:
    """Let the database send nothing until it is opened again.

    Do this before you put a whole machine back from a snapshot, or to stop everything at once.

    Example: boran db close --by "Duty administrator"
    """
    with opened() as parts, parts.storage.transaction() as tx:
        close_database(tx, by=by, new_id=new_id(), now=parts.clock.now())
    click.echo("The database sends nothing more. `boran db open --by NAME` lets it send again.")


@database.command("copy")
@click.option("--to", "url", required=True, metavar="URL", help="An empty database: postgresql://… or sqlite:///…")
@click.option("--by", default="boran db copy", metavar="NAME", help="Who does this; it is journaled.")
@as_json_option
def copy(*, url: str, by: str, as_json: bool) -> None:
    """Move everything to another database: all of it, checked, or nothing. The present one is closed.

    Stop every role first. Tables are made where there are none; what is not empty is refused.

    Example: boran db copy --to postgresql://boran@localhost/boran
    """
    with opened() as parts, _database(url, named="--to") as target:
        target.upgrade()
        copied = _moved(parts, target, by=by, quiet=as_json)
    if as_json:
        click.echo(json.dumps({"rows": copied.total, "tables": copied.rows, "journal_lines": copied.journal_lines}))
    else:
        click.echo(
            f"{copied.total} rows were copied; the journal's chain of {copied.journal_lines} lines is intact.\n"
            f"Set BORAN_DATABASE_URL to the new address. The former database is closed and sends nothing."
        )


def _moved(parts: Services, target: SqlStorage, *, by: str, quiet: bool) -> Copied:
    """Close the source, copy it, and open it again when that failed."""
    with parts.storage.transaction() as tx:
        _require_rest(tx, parts.clock.now())
        found(tx, new_id=new_id(), now=parts.clock.now())
        said = tx.instances.present()
        close_database(tx, by=by, new_id=new_id(), now=parts.clock.now())
    try:
        with _bar(quiet=quiet) as progress:
            return parts.storage.copy_to(target, said=said, progress=progress)
    except BaseException:
        with parts.storage.transaction() as tx:
            _restore(tx, said)
        raise


def _restore(tx: Transaction, said: Instance | None) -> None:
    if said:
        tx.instances.put(said)


def _require_rest(tx: Transaction, now: datetime) -> None:
    """Raise when a role still works with the database: what it writes from now on would be missing in the copy."""
    beating = {beat.role for beat in tx.audit.heartbeats() if now - beat.at < ALIVE_WITHIN}
    if tx.leases.workers(now=now) or beating:
        roles = ", ".join(sorted(beating or {"worker"}))
        raise click.ClickException(
            f"somebody still works with this database ({roles}): stop every role, then try again"
        )


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task("rows")

        def show(table: str, done: int, total: int) -> None:
            bar.update(task, description=table, completed=done, total=total)

        yield show


@contextmanager
def _database(url: str, *, named: str) -> Iterator[SqlStorage]:
    try:
        storage = open_storage(url)
    except StorageError as error:
        raise click.UsageError(f"{named}: {error}") from error
    try:
        yield storage
    except StorageError as error:
        raise click.ClickException(str(error)) from error
    finally:
        storage.close()
