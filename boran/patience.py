"""Waiting out trouble: longer and longer, said once when it begins and once when it is over."""

import asyncio

import structlog

FIRST_S = 0.5
LONGEST_S = 10.0
log = structlog.get_logger()


class Patience:
    """One per loop that must go on. what: the name of its trouble in the log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._pause_s = 0.0
        self._kind = ""

    def after(self, trouble: Exception) -> float:
        """Return how many seconds to rest after this error. Its kind is logged, its message may hold anything."""
        kind = type(trouble).__name__
        if kind != self._kind:
            log.error(self._what, error=kind, advice="it goes on by itself when this is over")
        self._kind = kind
        self._pause_s = min(max(self._pause_s * 2, FIRST_S), LONGEST_S)
        return self._pause_s

    def over(self) -> None:
        """Say that it works."""
        if self._kind:
            log.warning("trouble.over", what=self._what)
        self._kind = ""
        self._pause_s = 0.0


async def stopped(stop: asyncio.Event, within_s: float, *, or_when: asyncio.Event | None = None) -> bool:
    """Rest for so many real seconds, or until one of the events; return whether `stop` was set."""
    waits = {asyncio.create_task(event.wait()) for event in (stop, or_when) if event is not None}
    try:
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
    return stop.is_set()
