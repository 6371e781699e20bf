"""The sandbox's own clock: real, moved to another morning at any speed, or turned by hand.

Limits, journal times, message dates, expiry and retry delays follow this clock. Waiting on the wire does not: long-poll
timeouts and the seconds of the faults `hang` and `slow` are real seconds, because the program at the other end measures
them with a real stopwatch.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sandbox.errors import SandboxError
from sandbox.wakeup import Wakeup


class Clock(Protocol):
    """What the sandbox asks of a clock."""

    @property
    def rate(self) -> float:
        """How many of its seconds pass in one real second."""

    def now(self) -> datetime:
        """Return the instant, aware and in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return once this many of *its* seconds have passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """Starts at `start` and runs `rate` times as fast as a wrist watch.

    origin: the `time.monotonic()` at which it showed `start`. Two clocks with the same three figures on one machine
    show the same time, so a program and its sandbox can share a morning.
    """

    start: datetime
    rate: float = 1.0
    origin: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise SandboxError("a clock starts at an instant with an offset, such as 2026-01-16T05:30:00+05:00")
        if self.rate <= 0:
            raise SandboxError(f"a clock's rate is above zero, not {self.rate}")

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        return self.start.astimezone(UTC) + timedelta(seconds=(time.monotonic() - self.origin) * self.rate)

    async def sleep(self, seconds: float) -> None:
        """Sleep `seconds` of this clock."""
        await asyncio.sleep(seconds / self.rate)


def real_clock() -> RunningClock:
    """Run with the machine's own time."""
    return RunningClock(start=datetime.now(UTC))


class HandClock:
    """Stands still until somebody turns it: for tests that must not wait."""

    rate = 1.0

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise SandboxError("a clock starts at an instant with an offset, such as 2026-01-16T05:30:00+05:00")
        self._now = start.astimezone(UTC)
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self._lain_down = Wakeup()

    def now(self) -> datetime:
        """Return the instant it was last turned to, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return once the clock has been turned on by `seconds`."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), waiting))
        self._lain_down.ring()
        await waiting

    async def someone_sleeps(self, timeout_s: float = 10.0) -> None:
        """Return once somebody waits for their time, so that turning the clock on will wake them."""
        await self._lain_down.until(lambda: True if self._sleepers else None, timeout_s)

    def advance(self, seconds: float) -> None:
        """Turn the clock on and wake whoever's time has come."""
        self._now += timedelta(seconds=seconds)
        due = [entry for entry in self._sleepers if entry[0] <= self._now]
        self._sleepers = [entry for entry in self._sleepers if entry[0] > self._now]
        for _, waiting in due:
            if not waiting.done():
                waiting.set_result(None)
