"""Two engines per database: one that writes and one that only reads. What differs between the two databases is here."""

import json
import sqlite3
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import BadDatabaseUrl, Contradiction, DatabaseUnavailable, StorageError, TablesMissing
from storage.turnstile import Turnstile

BUSY_S = 30  # how long a writer waits for its turn before it gives up
CONNECT_S = 10
# A server that is gone without a word is noticed within half a minute, and not when the network gives up.
ALIVE: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_SWITCH_AGAIN_S = 0.02
POSTGRES_CONNECTIONS = 10

# FULL: an answer of "approved" or a message told stays recorded through a power cut, at one flush per transaction.
_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON")

_UNDEFINED_TABLE = "42P01"  # SQLSTATE of PostgreSQL

_OPTIONS: dict[str, Any] = {
    "json_serializer": partial(json.dumps, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
    "hide_parameters": True,  # phones and texts have no place in an error
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    writer: Engine
    reader: Engine
    turnstile: Turnstile | None = None  # where writers take turns

    def turn(self) -> AbstractContextManager[None]:
        """Return the turn of one writer."""
        return self.turnstile.turn() if self.turnstile else nullcontext()

    def dispose(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def make_engines(url: str) -> Engines:
    """Return the engines for `sqlite:///file` or `postgresql://…`. Raises `BadDatabaseUrl`; connects to nothing yet."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgresql(parsed.set(drivername="postgresql+psycopg"))


def _explain(context: ExceptionContext) -> None:
    """Say in our own words what a shell can act on; anything else stays the defect it is."""
    if context.is_pre_ping:
        return  # a connection that was lost while it rested is made anew, and nobody notices
    if isinstance(context.original_exception, StorageError):  # a column refused a value
        raise context.original_exception
    message = str(context.original_exception)
    if "no such table" in message or getattr(context.original_exception, "sqlstate", "") == _UNDEFINED_TABLE:
        raise TablesMissing("the tables are missing or old: run `boran db upgrade`")
    line = next(iter(message.strip().splitlines()), "no reason given")  # the lines after it may hold personal data
    match context.sqlalchemy_exception:
        case IntegrityError():
            raise Contradiction(f"the database refuses a row that contradicts others: {line}")
        case OperationalError() | InterfaceError():
            raise DatabaseUnavailable(f"the database cannot be used now: {line}")


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadDatabaseUrl("the database's address must look like sqlite:///boran.db or postgresql://…") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed
        case "sqlite":
            raise BadDatabaseUrl("a database in memory forgets: name a file, such as sqlite:///boran.db")
        case "postgresql" | "postgres":
            return parsed
        case other:
            raise BadDatabaseUrl(f"{other} is not supported: use sqlite:///boran.db or postgresql://…")


def _sqlite(url: URL) -> Engines:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    arguments: dict[str, Any] = {"timeout": BUSY_S, "check_same_thread": False}
    # SQLite has one writer at a time: writers stand in line for it, and the pool holds one.
    writer = create_engine(url, connect_args=arguments, pool_size=1, max_overflow=0, pool_timeout=BUSY_S, **_OPTIONS)
    reader = create_engine(url, connect_args=arguments, **_OPTIONS)
    _prepare(writer, begin="BEGIN IMMEDIATE", pragmas=_PRAGMAS)
    _prepare(reader, begin="BEGIN", pragmas=(*_PRAGMAS, "query_only = ON"))
    _hold_to_the_file((writer, reader), Path(str(url.database)))
    return Engines(writer=writer, reader=reader, turnstile=Turnstile(BUSY_S))


def _prepare(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin late, and not immediately
        _switch_to_wal(connection)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", start)
    event.listen(engine, "handle_error", _explain)


def _hold_to_the_file(engines: tuple[Engine, Engine], path: Path) -> None:
    """Never write into a file that was taken away or replaced: what goes there is lost without a word."""
    known: set[int] = set()

    def require(*_arguments: object) -> None:
        if known and not path.exists():
            raise DatabaseUnavailable("the database's file is gone: put it back")

    def remember(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = path.stat().st_ino
        known.add(record.info["file"])

    def check(_connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: object) -> None:
        require()
        if record.info["file"] != path.stat().st_ino:
            raise DisconnectionError("the file was replaced")

    for engine in engines:
        event.listen(engine, "do_connect", require)
        event.listen(engine, "connect", remember)
        event.listen(engine, "checkout", check)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side. SQLite does not wait when two switch a new file at once: we do."""
    for _ in range(int(BUSY_S / _SWITCH_AGAIN_S)):
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError:
            time.sleep(_SWITCH_AGAIN_S)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL").close()


def _postgresql(url: URL) -> Engines:
    writer = create_engine(
        url,
        connect_args={**ALIVE, "connect_timeout": CONNECT_S, "options": "-c timezone=utc"},
        pool_size=POSTGRES_CONNECTIONS,
        pool_pre_ping=True,  # a restarted server is noticed before a transaction begins, not inside it
        **_OPTIONS,
    )
    event.listen(writer, "handle_error", _explain)
    return Engines(writer=writer, reader=writer.execution_options(postgresql_readonly=True))
