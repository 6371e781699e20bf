"""How far the accounts of a ladder get with their queues while there is time for what must follow. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from channels.base import ChannelKind
from dispatch.lanes import Lane
from dispatch.places import Ladder


def reaches(ladder: Ladder, latest: Mapping[ChannelKind, datetime], *, now: datetime) -> Iterator[tuple[Lane, int]]:
    """Yield how many messages each account still sends before the channel below it has to begin at the latest.

    Whoever stands further back in its queue has to go on to that channel at once. Accounts that reach everybody in
    their queue, and those of the last channel, below which nobody goes on, are left out.
    """
    for rung, below in pairwise(ladder):
        for lane in rung:
            found = reach(lane, latest[below[0].channel] - now)
            if found is not None:
                yield lane, found


def reach(lane: Lane, left: timedelta) -> int | None:
    """Return how many messages an account sends in the time that is left; None for any number."""
    if left <= timedelta(0):
        return 0
    return left // lane.speed.interval if lane.speed.interval else None
