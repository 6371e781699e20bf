"""The one source of time: the real clock, or a moved one for demonstrations and drills."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class WrongZoneData(RuntimeError):
    """The machine's time zone data would send everything an hour wrong."""


def check_zone_data() -> None:
    """Refuse zone data from before 2024a: Kazakhstan has been on UTC+5 since 1 March 2024."""
    offset = datetime(2026, 1, 16, 6, 45, tzinfo=ZoneInfo("Asia/Almaty")).utcoffset()
    if offset != timedelta(hours=5):
        raise WrongZoneData(f"Asia/Almaty is UTC+5, this machine says {offset}: install tzdata 2024a or newer")


class SystemClock:
    """Real time."""

    rate: float = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(max(span.total_seconds(), 0))


@dataclass(frozen=True, slots=True)
class MovedClock:
    """Time that began at `start` (aware) and runs `rate` times as fast as real time.

    origin: the reading of the machine's monotonic clock at which `start` holds; pass the same three values to another
    process and it shows the same time.
    """

    start: datetime
    rate: float
    origin: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        elapsed = timedelta(seconds=(time.monotonic() - self.origin) * self.rate)
        return self.start.astimezone(UTC) + elapsed

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(max(span.total_seconds(), 0) / self.rate)
