"""Python itself, set for a program that runs for weeks and passes a region through its hands in minutes."""

import ctypes
import gc
import sys
from contextlib import suppress

# Objects made and not freed again before the young are looked through. A hand of deliveries is about as many: Python's
# own 700 would look through each of them several times while they are sent.
YOUNG = 25_000
MIDDLE, OLD = 20, 50  # looks at the young for one at the next, as `gc.set_threshold` counts
# Seconds a thread may go on while another wants to. A tap passes from thread to thread several times; behind a hand of
# deliveries it would wait Python's own 5 ms at each of them.
TURN_S = 0.0005
M_ARENA_MAX = -8  # of malloc.h


def settle() -> None:
    """Leave what was built so far out of every later look: modules, tables and texts stay as long as the process.

    Threads take shorter turns and share one heap.
    """
    _share_one_arena()
    sys.setswitchinterval(TURN_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def _share_one_arena() -> None:
    """Keep glibc from giving each thread a heap of its own: what threads free there helps no other (mallopt(3))."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
