"""Seconds, CPU time and memory of a process and of those it started."""

import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import orjson

from boran.bench.machine import peak_mb
from boran.bench.tools import tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """cpu_s: user and system, of the process and its children. peak_mb: the sum of their highest resident memories."""

    seconds: float
    cpu_s: float
    peak_mb: float


class Stopwatch:
    """Starts when the parent says so: `start` tells it that all is set up and waits for its word."""

    def __init__(self) -> None:
        self._process: Any = tool("psutil").Process(os.getpid())
        self._began = 0.0
        self._cpu_before = 0.0
        self.measured: Measured | None = None

    def start(self) -> None:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        self._cpu_before = self._cpu()
        self._began = time.perf_counter()

    def stop(self) -> None:
        """Take the figures; a second time does nothing."""
        if self.measured is None:
            seconds = time.perf_counter() - self._began
            cpu = self._cpu() - self._cpu_before
            peak = sum(peak_mb(process.pid) for process in self._family())
            self.measured = Measured(seconds=seconds, cpu_s=cpu, peak_mb=peak)

    def report(self) -> None:
        sys.stdout.write(orjson.dumps(self.measured).decode() + "\n")

    def _family(self) -> list[Any]:
        return [self._process, *self._process.children(recursive=True)]

    def _cpu(self) -> float:
        times = [process.cpu_times() for process in self._family()]
        return float(sum(one.user + one.system for one in times))
