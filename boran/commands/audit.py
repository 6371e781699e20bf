"""`boran audit`: whether the journal is as it was written."""

import click

from boran.commands.deciding import as_json_option
from boran.commands.opening import opened, print_json
from storage.journal import Broken


@click.group()
def audit() -> None:
    """Look after the journal.

    Example: boran audit verify
    """


@audit.command()
@as_json_option
def verify(*, as_json: bool) -> None:
    """Check the seal of every line of the journal; exit status 1 with the first line that is broken.

    Compare the last seal with one printed earlier: lines cut off the end leave no other trace.

    Example: boran audit verify --json
    """
    with opened() as parts:
        found = parts.storage.verify_journal()
    if isinstance(found, Broken):
        if as_json:
            print_json({"intact": False, "broken_line": found.line})
        else:
            click.echo(f"Line {found.line} of the journal is not as it was written: keep this database as evidence.")
        raise click.exceptions.Exit(1)
    if as_json:
        print_json({"intact": True, "lines": found.lines, "seal": found.seal})
    else:
        click.echo(f"The journal is intact: {found.lines} lines, last seal {found.seal or '(none)'}.")
