"""People before the queue: while a decision is taken or planned, whoever sends to many stands aside.

A process has one interpreter. A hand of deliveries that is claimed, sent and recorded in it beside a head's tap would
double the time from the tap to the first message; a queue that lasts for minutes does not notice the hundredth of a
second it waits instead (R-32).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_S = 0.1


class RightOfWay:
    """One per process. longest_s: real seconds for which the queue stands aside at most.

    A whole region's order is planned for longer than that, and its families are not to wait for it.
    """

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._holders = 0
        self._over = asyncio.Event()
        self._over.set()
        self._limit: asyncio.TimerHandle | None = None

    @property
    def is_taken(self) -> bool:
        return not self._over.is_set()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold it while the block lasts, together with whoever else does. Only inside an event loop."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    async def clear(self) -> None:
        """Return when nobody holds it any more, or somebody has for long enough."""
        await self._over.wait()

    def _begin(self) -> None:
        self._holders += 1
        if self._holders == 1:
            self._over = asyncio.Event()  # of the loop that runs now
            self._limit = asyncio.get_running_loop().call_later(self._longest_s, self._over.set)

    def _end(self) -> None:
        self._holders -= 1
        if not self._holders:
            self._over.set()
            if self._limit:
                self._limit.cancel()
