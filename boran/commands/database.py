"""`boran db`: the database's tables."""

import json

import click

from boran.settings import Settings
from storage import StorageError, open_storage


@click.group("db")
def database() -> None:
    """Care for the database.

    Example: boran db upgrade
    """


@database.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def upgrade(*, as_json: bool) -> None:
    """Bring the tables of the database up to date. Does nothing when they are.

    Example: BORAN_DATABASE_URL=postgresql://boran@localhost/boran boran db upgrade
    """
    try:
        storage = open_storage(Settings().database)
    except StorageError as error:
        raise click.UsageError(f"BORAN_DATABASE_URL: {error}") from error
    try:
        moved = storage.upgrade()
    except StorageError as error:
        raise click.ClickException(str(error)) from error
    finally:
        storage.close()
    if as_json:
        click.echo(json.dumps({"before": moved.before or None, "after": moved.after}))
    elif moved.before == moved.after:
        click.echo(f"The tables are up to date ({moved.after}).")
    else:
        click.echo(f"The tables went from {moved.before or 'nothing'} to {moved.after}.")
