"""Celery with Redis: one task per message."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from boran.bench.asking import Provider
from boran.bench.contenders import Task
from boran.bench.stopwatch import Stopwatch
from boran.bench.tools import tool


def send_all(task: Task, watch: Stopwatch) -> None:
    """One task per message, two processes per core; over when the provider has seen them all."""
    environment = {**os.environ, "BORAN_BENCH_BROKER": task.broker, "BORAN_BENCH_PROVIDER": task.provider}
    os.environ.update(environment)
    tasks = tool("boran.bench.celery_tasks")
    with _celery_worker(environment):
        provider = Provider(task.provider)
        tasks.send.delay(0)
        _until_seen(provider, 1)
        watch.start()
        for number in range(1, task.messages + 1):
            tasks.send.delay(number)
        _until_seen(provider, task.messages + 1)
        watch.stop()


@contextlib.contextmanager
def _celery_worker(environment: Mapping[str, str]) -> Iterator[None]:
    processes = 2 * (os.cpu_count() or 1)
    command = (sys.executable, "-m", "celery", "-A", "boran.bench.celery_tasks", "worker", "-P", "prefork")
    options = ("-c", str(processes), "-l", "CRITICAL", "--without-gossip", "--without-mingle", "--without-heartbeat")
    with subprocess.Popen(  # noqa: S603 - ours
        [*command, *options], env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as worker:
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _until_seen(provider: Provider, messages: int) -> None:
    while provider.seen()["sent"] < messages:
        time.sleep(0.02)
