"""One process that only sends what another has planned: `python -m boran.bench.sending TASK`. Prints what it held.

The account has no limit of its own, so that the engine is at full speed; each chat rests as Telegram asks.
"""

import logging
import sys
from dataclasses import dataclass, replace
from datetime import timedelta

import orjson
import uvloop

from boran import heap
from boran.bench import machine
from boran.bench.contenders import Task
from boran.bench.contenders.engine import send_planned
from dispatch.pacing import TELEGRAM

PACE = replace(TELEGRAM, interval=timedelta(0))


@dataclass(slots=True)
class Held:
    """Resident memory in MB: when all is set up, and the highest from then until the last message is recorded."""

    before_mb: float = 0.0
    peak_mb: float = 0.0

    def begin(self) -> None:
        machine.forget_peak()
        self.before_mb = machine.resident_mb()

    def end(self) -> None:
        self.peak_mb = machine.peak_mb()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    heap.settle()
    held, task = Held(), Task(**orjson.loads(sys.argv[1]))
    uvloop.run(send_planned(task, pace=PACE, begin=held.begin, end=held.end))
    sys.stdout.write(orjson.dumps(held).decode() + "\n")
