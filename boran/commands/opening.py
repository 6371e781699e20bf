"""What every command shares: the parts it works with, what it says when they fail, how it prints and writes."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click

from boran.wiring import Services, services
from dispatch.errors import DispatchError
from orders.errors import OrdersError
from storage import StorageError

Opener = Callable[[], AbstractContextManager[Services]]


@contextmanager
def opened() -> Iterator[Services]:
    """Open the services of the present command; what a person can mend becomes one line and exit status 1.

    The context's object may be another `Opener`: a program that embeds the command line brings its own parts.
    """
    opener: Opener = click.get_current_context().obj or services
    try:
        with opener() as parts:
            yield parts
    except (OrdersError, DispatchError, StorageError) as error:
        raise click.ClickException(str(error)) from error


def print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def write_file(path: Path, content: bytes) -> None:
    """Write a file and the directories above it; one line and exit status 1 when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"cannot write {path} ({error.strerror}): choose another place") from error
