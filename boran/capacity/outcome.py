"""What a simulated morning came to, as plain figures."""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from boran.capacity.layouts import Layout
from boran.capacity.morning import STEP, Morning, Progress, Tally
from boran.capacity.region import Region, instant, window
from dispatch.forecast import expected_finish
from dispatch.pacing import Pace

MARKS = (time(7, 0), time(7, 30), time(8, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Shares of all families. told: reached, by the times of `MARKS`. decided: at the closing of the window.

    listed: no channel is left, the homeroom teacher phones. unreported: accepted, no report came. unsent: nothing had
    left. done_at: when the last family that was told in time was told. curve: share told at each step of the window.
    """

    layout: str
    schools: int
    families: int
    accounts: int
    told: tuple[float, ...]
    decided: float
    listed: float
    unreported: float
    unsent: float
    done_at: str
    calls: dict[str, int]
    refused_calls: int
    peak_per_second: int
    curve: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def simulate(region: Region, layout: Layout, progress: Progress = lambda _: None) -> Outcome:
    """Play one morning of a region with one layout."""
    accounts = layout.build(schools=region.schools, districts=region.districts)
    with _uncollected():
        tally = Morning(region, accounts).run(progress)
    families = region.families
    listed = sum(tally.listed.values())
    return Outcome(
        layout=layout.name,
        schools=region.schools,
        families=families,
        accounts=len(accounts.every),
        told=tuple(_until(tally.told, _step(instant(mark))) / families for mark in MARKS),
        decided=1 - tally.unsent / families,
        listed=listed / families,
        unreported=tally.unreported / families,
        unsent=tally.unsent / families,
        done_at=_done_at(tally),
        calls=dict(tally.calls),
        refused_calls=tally.flooded,
        peak_per_second=tally.peak,
        curve=tuple(_curve(tally, families)),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from walking millions of rows again and again; nothing here is a cycle worth finding."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def accounts_needed(families: int, pace: Pace) -> int:
    """Return how many accounts of this pace, each with its equal part, finish inside the window by our forecast."""
    span = window()

    def enough(accounts: int) -> bool:
        each = -(-families // accounts)
        return expected_finish(each, ahead=0, pace=pace, span=span, now=span.opens).in_time

    low, high = 1, max(families, 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def steps() -> int:
    """Return how many steps of the curve the window has."""
    return _step(window().closes)


def _step(at: datetime) -> int:
    return int((at - window().opens) / STEP)


def _until(counted: Counter[int], step: int) -> int:
    return sum(count for at, count in counted.items() if at < step)


def _curve(tally: Tally, families: int) -> Iterator[float]:
    told = 0
    for step in range(steps()):
        told += tally.told[step]
        yield told / families


def _done_at(tally: Tally) -> str:
    last = max((step for step in tally.told if step < steps()), default=0)
    at: datetime = window().opens + (last + 1) * STEP
    return min(at, window().closes - timedelta(seconds=1)).strftime("%H:%M:%S")
