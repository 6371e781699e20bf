"""Lets processes run for a part of the time only, as if each had a slower machine to itself."""

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from boran.bench.tools import tool

PERIOD_S = 0.02  # on average: of different lengths, so that two processes fall into no step with each other


@contextmanager
def sliced(pids: Sequence[int], share: float) -> Iterator[None]:
    """Let each of these processes run for this share of the time (0 … 1); 1 leaves them alone."""
    if share >= 1:
        yield
        return
    processes, over = [tool("psutil").Process(pid) for pid in pids], threading.Event()
    slicing = [threading.Thread(target=_slice, args=(process, share, over)) for process in processes]
    for thread in slicing:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in slicing:
            thread.join()


def _slice(process: Any, share: float, over: threading.Event) -> None:
    """Stop and continue the process until it is over. It is left running."""
    while not over.is_set():
        period_s = PERIOD_S * random.uniform(0.5, 1.5)  # noqa: S311 - not a secret
        process.suspend()
        over.wait(period_s * (1 - share))
        process.resume()
        over.wait(period_s * share)
