"""Lives of a worker: each ends with a kill at its point, the last one when everything is sent."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from boran.clock import MovedClock
from dispatch.delivery import Delivery, DeliveryState
from storage import SqlStorage, StorageError, open_storage
from tests.crash import outside, working
from tests.crash.points import Fall, Point, Shot
from tests.crash.working import Orders
from tests.unit.dispatch.samples import at, order

RATE = 8.0  # a window of 70 minutes is worth nine minutes of the machine
PATIENCE_S = 100.0
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.crash.working", "tests.crash.outside"])
_UNSETTLED = frozenset({DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN})


@dataclass(kw_only=True)
class Story:
    """What happened. held: per kill, the chats whose rows the dead worker held and the provider had taken."""

    taken: list[int] = field(default_factory=list)
    held: list[frozenset[int]] = field(default_factory=list)
    claimed: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    rows: Sequence[Delivery] = ()

    @property
    def repeats(self) -> int:
        return len(self.taken) - len(set(self.taken))

    @property
    def in_flight(self) -> int:
        """Messages that were with the provider and not recorded, summed over the kills."""
        return sum(map(len, self.held))


class Provider:
    """The process of the pretend Telegram, and the wire to give it orders."""

    def __init__(self, wire: Connection) -> None:
        self._wire = wire
        self.url: str = wire.recv()

    def taken(self) -> list[int]:
        return list(self._ask("taken"))

    def settle(self) -> list[int]:
        return list(self._ask("settle"))

    def aim(self, victim: int, shot: Shot) -> None:
        self._ask("aim", (victim, shot))

    def end(self) -> None:
        self._wire.send(("end", None))

    def _ask(self, verb: str, argument: Any = None) -> Any:
        self._wire.send((verb, argument))
        return self._wire.recv()


@contextmanager
def provider() -> Iterator[Provider]:
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=outside.serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield (there := Provider(ours))
        there.end()
    finally:
        process.join(5)
        process.kill()


def play(
    database_url: str,
    points: Sequence[Point],
    *,
    home: Path,
    redis_url: str = "",
    between: Callable[[int], None] = lambda _: None,
) -> Story:
    """Live through every point and on to the end. between: called after each kill with its number."""
    story, clock = Story(), MovedClock(at("06:50"), RATE)
    storage = open_storage(database_url)
    with provider() as there:
        tell = Orders(database_url=database_url, home=home, telegram_url=there.url, clock=clock, redis_url=redis_url)
        for number, point in enumerate(points):
            if not _live(tell, there, storage, point):
                break
            _mourn(story, there, storage)
            between(number)
        while not _all_settled(storage):
            _live(tell, there, storage, None)
        story.taken = there.settle()
        story.rows = _rows(storage)
    storage.close()
    return story


def _live(tell: Orders, there: Provider, storage: SqlStorage, point: Point | None) -> bool:
    """Let a worker live until it dies (True) or everything is settled (False)."""
    mine = replace(tell, fall=point if isinstance(point, Fall) else None)
    worker = _PROCESSES.Process(target=working.work, args=(mine,), daemon=True)
    worker.start()
    if isinstance(point, Shot):
        there.aim(worker.pid or 0, point)
    deadline = time.monotonic() + PATIENCE_S
    try:
        while worker.exitcode is None:
            worker.join(0.3)
            if _all_settled(storage):
                worker.terminate()
                worker.join(PATIENCE_S)
                return False
            assert time.monotonic() < deadline, f"nothing ended this life: {point}"
        assert worker.exitcode == -signal.SIGKILL, f"the worker ended by itself: {worker.exitcode}"
        return True
    finally:
        worker.kill()
        worker.join()


def _mourn(story: Story, there: Provider, storage: SqlStorage) -> None:
    """Note what the dead worker held."""
    known = len(story.taken)
    story.kills += 1
    story.taken = there.settle()
    held = {int(row.address) for row in _rows(storage) if row.state is DeliveryState.CLAIMED}
    story.claimed.update(held)
    story.held.append(frozenset(held & set(story.taken[known:])))


def _all_settled(storage: SqlStorage) -> bool:
    try:
        rows = _rows(storage)
    except StorageError:
        return False
    return bool(rows) and not any(row.state in _UNSETTLED for row in rows)


def _rows(storage: SqlStorage) -> Sequence[Delivery]:
    with storage.reading() as tx:
        return tx.ledger.of_order(order().id)
