"""`boran bench workers`: two workers that share the lanes by lease, beside one, on PostgreSQL.

Each worker is a process: `python -m boran.bench.workers NAME DATABASE PROVIDER LANES`.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from statistics import median

import uvloop
from sqlalchemy import delete, func, select

from boran import heap, logs
from boran.bench import companions, machine
from boran.bench.asking import Provider
from boran.bench.letters import fill
from boran.bench.provider import Behaviour
from boran.clock import SystemClock
from channels.telegram import TelegramChannel
from dispatch.delivery import LaneName
from dispatch.lane_worker import Load
from dispatch.leases import WorkerName
from dispatch.ownership import Ownership
from dispatch.pacing import Pace
from dispatch.sender import Sender
from storage import open_storage
from storage.engine import Engines, make_engines
from storage.schema import ledger

LANES = 8
LOOK_EVERY = timedelta(milliseconds=200)
SETTLES_WITHIN_S = 60.0


def lanes(count: int) -> tuple[LaneName, ...]:
    return tuple(LaneName(f"telegram-{number}") for number in range(count))


def run(messages: int, *, rounds: int, told: Callable[[str], None]) -> dict[str, object]:
    """Measure one worker and two in turns; each round begins with workers that have shared the lanes out."""
    described = machine.describe()
    speeds: dict[int, list[float]] = {1: [], 2: []}
    with ExitStack() as places:
        database = places.enter_context(companions.postgresql())
        provider = places.enter_context(companions.provider())
        storage = open_storage(database)
        storage.upgrade()
        storage.close()
        for _ in range(rounds):
            for count, found in speeds.items():
                told(f"{count} workers")
                found.append(_speed(database, provider, count, messages))
    medians = {count: median(found) for count, found in speeds.items()}
    return {
        "machine": described,
        "messages": messages,
        "lanes": LANES,
        "results": [{"workers": count, "messages_per_s": round(speed, 1)} for count, speed in medians.items()],
        "ratios": {"2 workers/1 worker": round(medians[2] / medians[1], 3)},
    }


def _speed(database: str, provider: Provider, count: int, messages: int) -> float:
    engines = make_engines(database)
    with engines.writer.begin() as connection:
        connection.execute(delete(ledger.deliveries))
        connection.execute(delete(ledger.lane_leases))
    with _workers(database, provider.url, count):
        _until(lambda: _owners(engines) == count, "the workers did not share the lanes out")
        provider.behave(Behaviour())
        storage = open_storage(database)
        fill(storage, messages, lanes(LANES))
        storage.close()
        _until(lambda: provider.seen()["sent"] >= messages, "the workers did not send everything")
    engines.dispose()
    seen = provider.seen()
    return messages / float(seen["last_at"] - seen["first_at"])


def _owners(engines: Engines) -> int:
    leases = ledger.lane_leases
    with engines.reader.connect() as connection:
        held = connection.execute(select(leases.c.owner, func.count()).where(leases.c.owner != "").group_by("owner"))
        shares = [share for _, share in held]
    return len(shares) if sum(shares) == LANES and max(shares) - min(shares) <= 1 else 0


def _until(holds: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + SETTLES_WITHIN_S
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        time.sleep(0.05)


@contextmanager
def _workers(database: str, provider_url: str, count: int) -> Iterator[None]:
    command = (sys.executable, "-m", "boran.bench.workers")
    started = [
        subprocess.Popen([*command, f"worker-{number}", database, provider_url, str(LANES)], stdin=subprocess.PIPE)  # noqa: S603
        for number in range(count)
    ]
    try:
        yield
    finally:
        for process in started:
            process.communicate(timeout=60)  # the end of its input stops it


async def _work(name: str, database: str, provider_url: str, count: int) -> None:
    storage, clock, stop = open_storage(database), SystemClock(), asyncio.Event()
    channels = {lane: TelegramChannel(f"{lane}:bench", base_url=provider_url) for lane in lanes(count)}
    ownership = Ownership(storage, clock, tuple(channels), me=WorkerName(name))
    unlimited = dict.fromkeys(channels, Pace(interval=timedelta(0)))
    load = Load(look_every=LOOK_EVERY)
    running = asyncio.create_task(
        Sender(storage, channels, clock, paces=unlimited, load=load, ownership=ownership).run(stop)
    )
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    stop.set()
    await running
    for channel in channels.values():
        await channel.aclose()
    storage.close()


if __name__ == "__main__":
    logs.configure("error")
    heap.settle()
    uvloop.run(_work(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
