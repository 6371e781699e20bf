"""When a mailing will be over: from its size, the queue ahead of it, the lane's pace and the opening of the window."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.pacing import Pace
from orders.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """finish: when the last message leaves. in_time: that is before the span closes."""

    finish: datetime
    in_time: bool


def expected_finish(count: int, *, ahead: int, pace: Pace, span: Window, now: datetime) -> Forecast:
    """Return when `count` messages of a lane are out, with `ahead` others before them.

    Everything waits for the opening: a region's schools share one window, and so does their queue.
    """
    finish = max(now, span.opens) + (ahead + count) * pace.interval
    return Forecast(finish=finish, in_time=finish < span.closes)
