"""Half-open spans of time in the school's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Almaty")  # all of Kazakhstan, +05:00 since 1 March 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`opens <= instant < closes`, both aware."""

    opens: datetime
    closes: datetime

    def contains(self, instant: datetime) -> bool:
        return self.opens <= instant < self.closes


def window_on(day: date, opens: time, closes: time) -> Window:
    """Return the window of a local day, between two wall-clock times."""
    return Window(opens=datetime.combine(day, opens, tzinfo=ZONE), closes=datetime.combine(day, closes, tzinfo=ZONE))
