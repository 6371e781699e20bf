"""News for whoever waits for work: told with the commit of the transaction that made it, to every process.

PostgreSQL carries them between processes (LISTEN and NOTIFY, within the transaction). SQLite has no such thing: within
the process they are handed over after the commit, other processes look from time to time (ADR 0011).
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import psycopg
import structlog
from sqlalchemy import URL, Connection, func, select

from storage.engine import ALIVE, CONNECT_S

CHANNEL = "boran"
AGAIN_S = 1.0
_TOLD = "boran.told"  # the key under which a connection keeps what its transaction has to tell

log = structlog.get_logger()


class News(StrEnum):
    """DECIDED: an event stands in the outbox. PLANNED: deliveries were planned."""

    DECIDED = "decided"
    PLANNED = "planned"


Listener = Callable[[News], None]


def tell(connection: Connection, news: News) -> None:
    """Tell it when this transaction is committed; nobody hears of one that is taken back."""
    told: set[News] = connection.info.setdefault(_TOLD, set())
    if news not in told and connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, news.value)))
    told.add(news)


def forget(connection: Connection) -> None:
    """Begin a transaction with nothing to tell: connections are used again."""
    connection.info[_TOLD] = set()


def told(connection: Connection) -> frozenset[News]:
    """Return what the transaction that was just committed has to tell."""
    return frozenset(connection.info.get(_TOLD, ()))


async def _connect(address: str) -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(address, autocommit=True, connect_timeout=CONNECT_S, **ALIVE)


async def listen(url: URL, ring: Listener) -> None:
    """Hand over what other processes tell through PostgreSQL, until cancelled.

    Each time the connection has been made everything counts as told: who knows what was missed.
    """
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    lost = False
    while True:
        try:
            async with await _connect(address) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                if lost:
                    log.warning("news.heard_again")
                lost = False
                for news in News:
                    ring(news)
                async for notice in connection.notifies():
                    ring(News(notice.payload))
        except psycopg.Error as trouble:
            if not lost:
                log.warning("news.not_heard", error=type(trouble).__name__, advice="looking from time to time instead")
            lost = True
        await asyncio.sleep(AGAIN_S)
