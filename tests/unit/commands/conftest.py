"""The command line on a fresh database, on the morning of 16 January 2026."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from boran.clock import MovedClock
from boran.settings import Settings
from boran.wiring import Services
from dispatch.lanes import LANES
from orders.regulation import load_editions
from storage import SqlStorage, open_storage
from tests.unit.documents.registry import populate
from thresholds.catalogue import load_all
from thresholds.table import Table

Boran = Callable[..., Result]


@pytest.fixture(scope="session")
def tables() -> Mapping[str, Table]:
    return load_all()


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[SqlStorage]:
    found = open_storage(sqlite_url)
    with found.transaction() as tx:
        populate(tx)
    yield found
    found.close()


@pytest.fixture
def boran(storage: SqlStorage, tables: Mapping[str, Table], tmp_path: Path) -> Boran:
    """Run one command at a local wall-clock time of that morning: `boran(orders, "list", at="06:10")`."""
    settings = Settings(home=tmp_path, public_url="https://boran.example.kz")
    parts = partial(Services, settings=settings, storage=storage, editions=load_editions(), tables=tables, lanes=LANES)

    def run(command: click.Command, *arguments: str, at: str = "06:10") -> Result:
        clock = MovedClock(datetime.fromisoformat(f"2026-01-16T{at}:00+05:00"), 1.0)
        return CliRunner().invoke(command, arguments, obj=lambda: nullcontext(parts(clock=clock)))

    return run
