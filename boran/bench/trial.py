"""One contender, once, in a process of its own: `python -m boran.bench.trial NAME TASK`. Prints what was measured."""

import logging
import sys

import orjson

from boran import heap
from boran.bench.contenders import Task, contender
from boran.bench.stopwatch import Stopwatch

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    watch = Stopwatch()
    send_all = contender(sys.argv[1])
    heap.settle()
    send_all(Task(**orjson.loads(sys.argv[2])), watch)
    watch.stop()
    watch.report()
