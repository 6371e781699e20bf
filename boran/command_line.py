"""The command line: `boran …`. Exit status 0 success, 1 a finding, 2 wrong usage; errors are one clear line."""

import sys
from collections.abc import Mapping
from importlib import import_module

import click
from pydantic import ValidationError

from boran.clock import WrongZoneData
from boran.settings import BadSettings
from storage.errors import BadDatabaseUrl, StorageError

# Where each command lives. Only the one that is asked for is loaded: the bots alone take seconds.
COMMANDS: Mapping[str, str] = {
    "capacity": "boran.commands.capacity:capacity",
    "bench": "boran.commands.bench:bench",
    "audit": "boran.commands.audit:audit",
    "db": "boran.commands.database:database",
    "deliveries": "boran.commands.deliveries:deliveries",
    "demo": "boran.commands.demo:demo",
    "doctor": "boran.commands.doctor:doctor",
    "health": "boran.commands.health:health",
    "inbox": "boran.commands.inbox:inbox",
    "orders": "boran.commands.orders:orders",
    "outlets": "boran.commands.outlets:outlets",
    "roster": "boran.commands.roster:roster",
    "run": "boran.commands.run:run",
    "sandbox": "boran.commands.sandbox:sandbox",
    "sites": "boran.commands.sites:sites",
    "tables": "boran.commands.tables:tables",
    "up": "boran.commands.run:up",
    "whatsapp": "boran.commands.whatsapp:whatsapp",
}
SUMMARIES: Mapping[str, str] = {
    "capacity": "Simulate a snow day: who hears in time.",
    "bench": "Measure the engine on this machine.",
    "audit": "Whether the journal is as it was written.",
    "db": "Care for the database.",
    "deliveries": "Who got what, and why not.",
    "demo": "Play a real winter morning on a moved clock.",
    "doctor": "Whether everybody would be told tomorrow morning.",
    "health": "Whether a role on this machine is alive.",
    "inbox": "The orders a department received, on time or late.",
    "outlets": "Newsrooms that read the news out.",
    "orders": "Draft, look at, decide and print orders.",
    "roster": "Bring in schools, staff, classes and families.",
    "run": "Run one role: bot, web, worker or scheduler.",
    "sites": "Secrets of web sites, and events they missed.",
    "sandbox": "Run the pretend outside world alone.",
    "tables": "What the threshold tables say, and how they fare.",
    "up": "Run everything in one process.",
    "whatsapp": "Care for the WhatsApp account: the texts Meta approves.",
}


# What a person mends by another setting, and what by another place or another time.
WRONG_SET_UP = (BadSettings, WrongZoneData, BadDatabaseUrl, ValidationError)
TROUBLE = (StorageError, OSError)


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="boran")
def boran() -> None:
    """Tells families, in time and with proof, that school is at home today.

    Example: boran demo
    """


def main() -> None:
    """Run the command line. What a person can mend is one line on standard error, never a traceback."""
    try:
        sys.exit(boran(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message(), err=True)
        sys.exit(shown.exit_code)
    except click.ClickException as error:
        click.echo(f"boran: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("boran: stopped", err=True)
        sys.exit(130)
    except (*WRONG_SET_UP, *TROUBLE, ExceptionGroup) as error:
        cause = _cause(error)
        if not isinstance(cause, (*WRONG_SET_UP, *TROUBLE)):
            raise
        click.echo(f"boran: {_one_line(cause)}", err=True)
        sys.exit(2 if isinstance(cause, WRONG_SET_UP) else 1)


def _cause(error: Exception) -> Exception:
    """Return what went wrong inside the roles, which run side by side and report as a group."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _one_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"BORAN_{'__'.join(map(str, first['loc'])).upper()}: {first['msg'].removeprefix('Value error, ')}"
    return str(error)
