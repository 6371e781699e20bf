"""`boran bench workers`: two workers that share the lanes by lease, beside one, on PostgreSQL.

Each worker is a process: `python -m boran.bench.workers NAME DATABASE PROVIDER LANES`. PostgreSQL and the provider need
the cores of this machine too, and one worker at full speed leaves them no room for a second. So each worker may run for
a share of the time only: what is measured is whether two get in each other's way, and not how many cores there are.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

import uvloop
from sqlalchemy import delete, func, select

from boran import heap, logs
from boran.bench import companions, machine
from boran.bench.asking import Provider
from boran.bench.letters import fill
from boran.bench.provider import Behaviour
from boran.bench.slices import sliced
from boran.bench.tools import tool
from boran.clock import SystemClock
from channels.telegram import TelegramChannel
from dispatch.delivery import DeliveryState, LaneName
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
SENDS_WITHIN_S = 600.0
SHARE = 0.25  # of the time each worker may run


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    messages_per_s: float
    cpu_us_per_message: float  # of the workers together


def lanes(count: int) -> tuple[LaneName, ...]:
    return tuple(LaneName(f"telegram-{number}") for number in range(count))


def run(messages: int, *, rounds: int, share: float, told: Callable[[str], None]) -> dict[str, object]:
    """Measure one worker and two in turns; each round begins with workers that have shared the lanes out."""
    described = machine.describe()
    speeds: dict[int, list[Speed]] = {1: [], 2: []}
    with ExitStack() as places:
        database = places.enter_context(companions.postgresql())
        provider = places.enter_context(companions.provider())
        storage = open_storage(database)
        storage.upgrade()
        storage.close()
        for _ in range(rounds):
            for count, found in speeds.items():
                told(f"{count} workers")
                found.append(_speed(database, provider, count, messages, share))
    medians = {count: median(one.messages_per_s for one in found) for count, found in speeds.items()}
    return {
        "machine": described,
        "messages": messages,
        "lanes": LANES,
        "share_of_the_time_each_may_run": share,
        "results": [_result(count, found) for count, found in speeds.items()],
        "ratios": {"2 workers/1 worker": round(medians[2] / medians[1], 3)},
    }


def _result(count: int, found: Sequence[Speed]) -> dict[str, object]:
    return {
        "workers": count,
        "messages_per_s": round(median(one.messages_per_s for one in found), 1),
        "cpu_us_per_message": round(median(one.cpu_us_per_message for one in found), 1),
    }


def _speed(database: str, provider: Provider, count: int, messages: int, share: float) -> Speed:
    engines = make_engines(database)
    with engines.writer.begin() as connection:
        connection.execute(delete(ledger.deliveries))
        connection.execute(delete(ledger.lane_leases))
    with _workers(database, provider.url, count) as pids:
        _until(lambda: _owners(engines) == count, "the workers did not share the lanes out")
        provider.behave(Behaviour())
        storage = open_storage(database)
        fill(storage, messages, lanes(LANES))
        storage.close()
        before = _cpu_s(pids)
        with sliced(pids, share):
            sent = "the workers did not send everything"
            _until(lambda: provider.seen()["sent"] >= messages, sent, within_s=SENDS_WITHIN_S)
        _until(lambda: _all_recorded(engines), "the workers did not record everything")
        cpu_s = _cpu_s(pids) - before
    engines.dispose()
    seen = provider.seen()
    took = float(seen["last_at"] - seen["first_at"])
    return Speed(messages_per_s=messages / took, cpu_us_per_message=cpu_s / messages * 1e6)


def _all_recorded(engines: Engines) -> bool:
    rows = select(func.count()).where(ledger.deliveries.c.state != DeliveryState.ACCEPTED)
    with engines.reader.connect() as connection:
        return connection.execute(rows).scalar_one() == 0


def _cpu_s(pids: Sequence[int]) -> float:
    """Return user and system time of these processes together."""
    times: list[Any] = [tool("psutil").Process(pid).cpu_times() for pid in pids]
    return float(sum(one.user + one.system for one in times))


def _owners(engines: Engines) -> int:
    leases = ledger.lane_leases
    with engines.reader.connect() as connection:
        held = connection.execute(select(leases.c.owner, func.count()).where(leases.c.owner != "").group_by("owner"))
        shares = [share for _, share in held]
    return len(shares) if sum(shares) == LANES and max(shares) - min(shares) <= 1 else 0


def _until(holds: Callable[[], bool], otherwise: str, *, within_s: float = SETTLES_WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        time.sleep(0.05)


@contextmanager
def _workers(database: str, provider_url: str, count: int) -> Iterator[Sequence[int]]:
    """Run as many workers; yield the ids of their processes."""
    command = (sys.executable, "-m", "boran.bench.workers")
    started = [
        subprocess.Popen([*command, f"worker-{number}", database, provider_url, str(LANES)], stdin=subprocess.PIPE)  # noqa: S603
        for number in range(count)
    ]
    try:
        yield [process.pid for process in started]
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
