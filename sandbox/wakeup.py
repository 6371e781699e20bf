"""Waiting for the world to change without asking it again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Wakeup:
    """Wakes all who wait; ringing costs next to nothing while nobody does."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Something changed."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def next_ring(self) -> None:
        """Return at the next `ring`."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        finally:
            if future in self._waiting:
                self._waiting.remove(future)

    async def until(self, look: Callable[[], T | None], timeout_s: float) -> T:
        """Return the first thing `look` finds, asking it now and after every ring.

        timeout_s: real seconds; raises TimeoutError after them.
        """
        async with asyncio.timeout(timeout_s):
            while (found := look()) is None:
                await self.next_ring()
        return found
