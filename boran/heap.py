"""Python itself, set for a program that runs for weeks and passes a region through its hands in minutes."""

import gc
import sys

# Objects made and not freed again before the young are looked through. A hand of deliveries is about as many: Python's
# own 700 would look through each of them several times while they are sent.
YOUNG = 25_000
MIDDLE, OLD = 20, 50  # looks at the young for one at the next, as `gc.set_threshold` counts
# Seconds a thread may go on while another wants to. A tap passes from thread to thread several times; behind a hand of
# deliveries it would wait Python's own 5 ms at each of them.
TURN_S = 0.0005


def settle() -> None:
    """Leave what was built so far out of every later look: modules, tables and texts stay as long as the process.

    Threads take shorter turns.
    """
    sys.setswitchinterval(TURN_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
