"""The worker as it is, in a process of its own, over a database at whose commits it can be made to die."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock

from pydantic import SecretStr

from boran import logs
from boran.accounts import BotAccount
from boran.clock import MovedClock
from boran.lanes import accounts, lanes_of, open_channels
from boran.roles import stop_on_signals
from boran.settings import Settings, TelegramSettings
from boran.wiring import Services
from boran.worker import Worker
from dispatch.lane_worker import Load
from dispatch.lanes import Lanes
from dispatch.pacing import Pace
from orders.regulation import load_editions
from storage import SqlStorage, open_storage
from storage.transaction import SqlTransaction
from tests.crash.points import Fall

PACE = Pace(interval=timedelta(milliseconds=1))
# A lease much longer than any answer takes here, and much shorter than the test.
LEASE_S = 2.0
EDITIONS = load_editions()
LOAD = Load(batch=60, at_once=32, look_every=timedelta(seconds=5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a process is told. clock: the one all processes share. home: where it notes what it has seen."""

    database_url: str
    home: Path
    telegram_url: str
    clock: MovedClock
    redis_url: str = ""
    fall: Fall | None = None


class Mortal:
    """A storage whose process dies at one of its transactions."""

    def __init__(self, storage: SqlStorage, fall: Fall) -> None:
        self._storage = storage
        self._fall = fall
        self._begun = 0
        self._lock = Lock()

    def __getattr__(self, name: str) -> object:
        return getattr(self._storage, name)

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        with self._lock:
            self._begun += 1
            last = self._begun == self._fall.transaction
        with self._storage.transaction() as tx:
            yield tx
            if last and not self._fall.committed:
                os.kill(os.getpid(), signal.SIGKILL)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)

    def reading(self) -> AbstractContextManager[SqlTransaction]:
        return self._storage.reading()


def work(orders: Orders) -> None:
    """Work until killed or told to stop: the body of the process."""
    settings = Settings(
        home=orders.home,
        database_url=orders.database_url,
        redis_url=SecretStr(orders.redis_url),
        telegram=TelegramSettings(
            base_url=orders.telegram_url,
            families=BotAccount(token=SecretStr("1:families")),
            staff=BotAccount(token=SecretStr("2:staff")),
        ),
    )
    logs.configure("error")
    storage = open_storage(orders.database_url)
    parts = Services(
        settings=settings,
        clock=orders.clock,
        storage=Mortal(storage, orders.fall) if orders.fall else storage,  # type: ignore[arg-type]  # until it dies
        editions=EDITIONS,
        tables={},  # of use to the scheduler only
        lanes=_quick(lanes_of(settings)),
    )
    asyncio.run(_work(parts))


async def _work(parts: Services) -> None:
    found = accounts(parts.settings, parts.storage, parts.clock.now)
    load = replace(LOAD, lease=timedelta(seconds=LEASE_S) * parts.clock.rate)
    async with open_channels(found) as channels:
        await Worker(parts, channels, load=load).run(stop_on_signals())


def _quick(lanes: Lanes) -> Lanes:
    """Return lanes that go about as fast as this machine."""
    families, staff = (tuple(replace(lane, pace=PACE) for lane in some) for some in (lanes.families, lanes.staff))
    return replace(lanes, families=families, staff=staff)
