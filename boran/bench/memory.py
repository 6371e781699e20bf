"""`boran bench memory`: what the engine holds while it sends to an audience, and to one ten times as large.

What is measured is resident memory of a process that does nothing but send (`boran.bench.sending`): the messages were
planned by another, and its peak is forgotten right before the first claim. PostgreSQL and the provider are others too.
"""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import orjson

from boran.bench import companions, machine
from boran.bench.asking import Provider
from boran.bench.contenders import Task
from boran.bench.letters import fill, fresh
from boran.bench.provider import Behaviour
from storage import open_storage

DATABASES = ("sqlite", "postgresql")
TIMES = 10  # as large is the larger audience

Held = Mapping[str, float]


def run(messages: int, *, rounds: int, told: Callable[[str], None]) -> dict[str, object]:
    """Send to both audiences on both databases, in turns. messages: of the smaller one."""
    described = machine.describe()
    audiences = (messages, TIMES * messages)
    found: dict[tuple[str, int], list[Held]] = defaultdict(list)
    with _places() as (provider, places):
        for _ in range(rounds):
            for database, url in places.items():
                for audience in audiences:
                    told(f"{database} {audience:,}")
                    found[database, audience].append(_held(url, audience, provider))
    results = [
        {"database": database, "messages": audience}
        | {name: round(median(one[name] for one in held), 1) for name in ("before_mb", "peak_mb")}
        for (database, audience), held in found.items()
    ]
    peaks = {(one["database"], one["messages"]): float(str(one["peak_mb"])) for one in results}
    ratios = {
        f"{database}: peak at {TIMES} times the audience": round(
            peaks[database, audiences[1]] / peaks[database, audiences[0]], 3
        )
        for database in DATABASES
    }
    return {"machine": described, "rounds": rounds, "results": results, "ratios": ratios}


@contextmanager
def _places() -> Iterator[tuple[Provider, Mapping[str, str]]]:
    """Yield the provider and the addresses of both databases."""
    with ExitStack() as open_places:
        home = Path(open_places.enter_context(TemporaryDirectory(prefix="boran-bench")))
        addresses = (f"sqlite:///{home / 'boran.db'}", open_places.enter_context(companions.postgresql()))
        yield open_places.enter_context(companions.provider()), dict(zip(DATABASES, addresses, strict=True))


def _held(database: str, messages: int, provider: Provider) -> Held:
    """Plan the messages here, and let a process of its own send them."""
    fresh(database)
    storage = open_storage(database)
    fill(storage, messages)
    storage.close()
    provider.behave(Behaviour())
    task = Task(provider=provider.url, messages=messages, database=database)
    command = (sys.executable, "-m", "boran.bench.sending", orjson.dumps(task).decode())
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - ourselves
    if (sent := provider.seen()["sent"]) < messages:
        raise RuntimeError(f"{sent} of {messages} messages were sent")
    found: Held = orjson.loads(said.splitlines()[-1])
    return found
