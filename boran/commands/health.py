"""`boran health`: whether a role of this machine is alive; for containers and service managers."""

import json

import click

from boran.settings import Settings
from boran.vitals import signs


@click.command()
@click.argument("role", type=click.Choice(["bot", "web", "worker", "scheduler"]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def health(*, role: str, as_json: bool) -> None:
    """Say whether a role on this machine is alive; exit status 1 when it is not.

    A role that waits for its database is alive: restarting it would not help.

    Example: boran health worker
    """
    alive, state = signs(Settings().home, role)
    click.echo(json.dumps({"role": role, "alive": alive, "database": state}) if as_json else f"{role}: {state}")
    if not alive:
        raise click.exceptions.Exit(1)
