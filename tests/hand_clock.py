"""A clock of the sandbox that stands still until a test turns it."""

import asyncio
from datetime import UTC, datetime, timedelta

from sandbox.wakeup import Wakeup


class HandClock:
    """Implements `sandbox.clock.Clock`; nobody waits for real seconds."""

    rate = 1.0

    def __init__(self, start: datetime) -> None:
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
