"""The database as a whole: opened, brought up to date, asked for transactions, closed."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dispatch.instance import Instance
from storage import news
from storage.copying import Copied, Progress, copy
from storage.engine import Engines, make_engines
from storage.errors import DatabaseUnavailable
from storage.journal import Broken, Intact, verify_journal
from storage.transaction import SqlTransaction
from storage.upgrading import Moved, upgrade


class SqlStorage:
    """Implements `dispatch.ports.Storage`. Every method may be called from any thread."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._listeners: list[news.Listener] = []

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Open a transaction: all that happens in it is kept when the block ends, nothing when it raises.

        On SQLite writers take turns, first come, first served; keep blocks short, and never open one inside another.
        """
        with self._engines.turn(), _connected(self._engines.writer) as connection:
            news.forget(connection)
            tx = SqlTransaction(connection)
            yield tx
            tx.journal.write()
            told = news.told(connection)
        self._ring(told)

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """Open a transaction that may only read. It waits for no writer and sees what was committed last."""
        with _connected(self._engines.reader) as connection:
            yield SqlTransaction(connection)

    def verify_journal(self) -> Intact | Broken:
        """Check the journal from its first line to its last."""
        with _connected(self._engines.reader) as connection:
            return verify_journal(connection)

    async def listen(self, ring: news.Listener) -> None:
        """Call `ring` after each commit, here or elsewhere, that has something to tell; until cancelled.

        It may be called in any thread. On SQLite other processes are not heard.
        """
        self._listeners.append(ring)
        try:
            if self._engines.writer.dialect.name == "postgresql":
                await news.listen(self._engines.writer.url, ring)
            await asyncio.Event().wait()
        finally:
            self._listeners.remove(ring)

    @property
    def hears_others(self) -> bool:
        """Whether `listen` hears of other processes too."""
        return self._engines.writer.dialect.name == "postgresql"

    def _ring(self, told: Iterable[news.News]) -> None:
        for one in told:
            for ring in tuple(self._listeners):
                ring(one)

    def upgrade(self) -> Moved:
        """Bring the tables up to date; harmless when they are."""
        return upgrade(self._engines.writer)

    def copy_to(self, target: "SqlStorage", *, said: Instance | None, progress: Progress) -> Copied:
        """Copy everything into an empty database with tables. Raises `NotCopied`, and then nothing was."""
        return copy(self._engines, target._engines, said=said, progress=progress)  # noqa: SLF001 - its own kind

    def close(self) -> None:
        self._engines.dispose()


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except PoolTimeout as error:
        raise DatabaseUnavailable("the database is busy: no turn came in time") from error
    with connection, connection.begin():
        yield connection


def open_storage(url: str) -> SqlStorage:
    """Open the database at `sqlite:///file` or `postgresql://…`. Raises `BadDatabaseUrl`; connects on first use."""
    return SqlStorage(make_engines(url))
