"""The command line: `boran …`. Exit status 0 success, 1 a finding, 2 wrong usage; errors are one clear line."""

import sys

import click

from boran.clock import WrongZoneData
from boran.commands.database import database
from boran.commands.deliveries import deliveries
from boran.commands.demo import demo
from boran.commands.inbox import inbox
from boran.commands.orders import orders
from boran.commands.roster import roster
from boran.commands.run import run, up
from boran.commands.sandbox import sandbox
from boran.commands.tables import tables
from boran.settings import BadSettings

COMMANDS: tuple[click.Command, ...] = (
    database,
    deliveries,
    demo,
    inbox,
    orders,
    roster,
    run,
    sandbox,
    tables,
    up,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="boran")
def boran() -> None:
    """Tells families, in time and with proof, that school is at home today.

    Example: boran demo
    """


for command in COMMANDS:
    boran.add_command(command)


def main() -> None:
    """Run the command line. What a person can mend is one line on standard error, never a traceback."""
    try:
        sys.exit(boran(standalone_mode=False))
    except click.ClickException as error:
        click.echo(f"boran: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("boran: stopped", err=True)
        sys.exit(130)
    except (BadSettings, WrongZoneData) as error:
        click.echo(f"boran: {error}", err=True)
        sys.exit(2)
