"""Turns at a thing of which there is only one: first come, first served."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import DatabaseUnavailable


class Turnstile:
    """A fair lock. patience_s: how long somebody waits before `DatabaseUnavailable`.

    Any other lock lets whoever has just left come back before all who wait: a duty that writes ten times in a row would
    hold up an approval ten times.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold it while the block lasts."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(self._patience_s):
            return
        with self._mutex:
            if called.is_set():  # at the last moment
                return
            self._waiting.remove(called)
        raise DatabaseUnavailable("the database is busy: no turn came in time")

    def _leave(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()  # it stays taken: by them
            else:
                self._taken = False
