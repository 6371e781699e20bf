"""The sandbox's own clock: real, or moved to another morning at any speed.

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
