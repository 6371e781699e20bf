"""Brings the tables up to date, or back, by Alembic migrations, in one transaction and one process at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, func, select

_MIGRATIONS = Path(__file__).parent / "migrations"
_TURN = 0x626F72616F  # key of the advisory lock that lets one process upgrade at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The revision of the tables before and after; empty for a database without tables."""

    before: str
    after: str


def upgrade(engine: Engine, revision: str = "head") -> Moved:
    """Apply what is missing up to `revision`."""
    return _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str = "base") -> Moved:
    """Take back everything after `revision`, with the data in it."""
    return _run(engine, lambda config: command.downgrade(config, revision))


def _run(engine: Engine, migrate: Callable[[Config], None]) -> Moved:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = connection
        before = _revision(connection)
        migrate(config)
        return Moved(before=before, after=_revision(connection))


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""
