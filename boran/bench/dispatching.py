"""`boran bench dispatch`: the engine beside its neighbours, round after round, and the medians."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import orjson

from boran.bench import companions, machine
from boran.bench.asking import Provider
from boran.bench.contenders import AT_ONCE, CONTENDERS, Task
from boran.bench.letters import fill, fresh
from boran.bench.provider import Behaviour
from boran.bench.stopwatch import Measured
from storage import open_storage

BARE = "bare-aiohttp"
ENGINES = ("engine-sqlite", "engine-postgresql")
NAMES = tuple(CONTENDERS)
# The slow ones send less: their figures are per second and per message all the same.
SHARES: Mapping[str, float] = {"python-telegram-bot": 0.1, "celery-redis": 0.1, "apprise": 0.1, "aiogram": 0.5}
FEWEST = 20
NOTES = (
    f"every contender: its own process, {AT_ONCE} calls at once, uvloop where it has an event loop, the same texts",
    "every contender: the collector of garbage set as `boran run` sets it",
    "CPU time and memory: of the contender and the processes it starts, not of PostgreSQL, Redis and the provider",
    "engine: claims, sends and records durably (SQLite synchronous=FULL, PostgreSQL as it comes), without a pace",
    "bare-aiohttp: posts, reads the answer, keeps nothing",
    "celery-redis: one task per message, prefork, two processes per core, requests with a kept connection",
    "apprise: its own Telegram plug-in pointed at the provider, without its pause, eight services in its threads",
)

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The medians of one contender."""

    name: str
    messages_per_s: float
    cpu_us_per_message: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    machine: dict[str, object]
    results: tuple[Figures, ...]
    ratios: dict[str, float]
    settings: dict[str, object]

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "notes": NOTES}


def run(names: Sequence[str], *, messages: int, rounds: int, told: Told) -> Report:
    """Measure these contenders side by side. told: called before each trial with the contender's name."""
    described = machine.describe()
    found: dict[str, list[Figures]] = defaultdict(list)
    with _places(names) as (provider, places):
        for _ in range(rounds):
            for name in names:
                told(name)
                count = max(FEWEST, int(messages * SHARES.get(name, 1.0)))
                provider.behave(Behaviour())
                found[name].append(_figures(name, count, _trial(name, count, provider, places)))
    results = tuple(_medians(name, found[name]) for name in names)
    return Report(
        machine=described,
        results=results,
        ratios=ratios(results),
        settings={"messages": messages, "rounds": rounds, "at_once": AT_ONCE, "shares": dict(SHARES)},
    )


def ratios(results: Sequence[Figures]) -> dict[str, float]:
    """Return how many messages a second each engine sends for one of each neighbour's."""
    speed = {one.name: one.messages_per_s for one in results}
    pairs = ((ours, theirs) for ours in ENGINES for theirs in NAMES if ours in speed and theirs in speed)
    return {
        f"{ours}/{theirs}": round(speed[ours] / speed[theirs], 3) for ours, theirs in pairs if theirs not in ENGINES
    }


@contextmanager
def _places(names: Sequence[str]) -> Iterator[tuple[Provider, Mapping[str, str]]]:
    """Yield the provider, and the addresses of the databases and the broker that these contenders need."""
    with ExitStack() as open_places:
        home = open_places.enter_context(TemporaryDirectory(prefix="boran-bench"))
        places = {"engine-sqlite": f"sqlite:///{Path(home) / 'boran.db'}"}
        if "engine-postgresql" in names:
            places["engine-postgresql"] = open_places.enter_context(companions.postgresql())
        if "celery-redis" in names:
            places["celery-redis"] = open_places.enter_context(companions.redis_server())
        yield open_places.enter_context(companions.provider()), places


def _trial(name: str, messages: int, provider: Provider, places: Mapping[str, str]) -> Measured:
    place = places.get(name, "")
    task = Task(provider=provider.url, messages=messages)
    if name in ENGINES:
        _fill(place, messages)
        task = Task(provider=provider.url, messages=messages, database=place)
    elif place:
        task = Task(provider=provider.url, messages=messages, broker=place)
    measured = _measured(name, task)
    if (sent := provider.seen()["sent"]) < messages:
        raise RuntimeError(f"{name} sent {sent} of {messages} messages")
    return measured


def _fill(database: str, messages: int) -> None:
    fresh(database)
    storage = open_storage(database)
    fill(storage, messages)
    storage.close()


def _measured(name: str, task: Task) -> Measured:
    """Start the contender, let it set itself up, say go and read its figures."""
    command = (sys.executable, "-m", "boran.bench.trial", name, orjson.dumps(task).decode())
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{name} could not be set up")
        said, _ = process.communicate("go\n")
    if process.returncode:
        raise RuntimeError(f"{name} ended with exit status {process.returncode}")
    return Measured(**orjson.loads(said.splitlines()[-1]))


def _figures(name: str, messages: int, measured: Measured) -> Figures:
    return Figures(
        name=name,
        messages_per_s=messages / measured.seconds,
        cpu_us_per_message=measured.cpu_s / messages * 1e6,
        peak_mb=measured.peak_mb,
    )


def _medians(name: str, rounds: Sequence[Figures]) -> Figures:
    return Figures(
        name=name,
        messages_per_s=round(median(one.messages_per_s for one in rounds), 1),
        cpu_us_per_message=round(median(one.cpu_us_per_message for one in rounds), 1),
        peak_mb=round(median(one.peak_mb for one in rounds), 1),
    )
