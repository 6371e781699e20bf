"""The roles as processes of their own, with the settings of the compose file, over a real PostgreSQL and Redis."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from boran.vitals import file_of
from tests.edge.machines.compose import ROOT, settings

ENDS_WITHIN_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One moved clock for everybody: the same three values in every process show the same time."""

    start: datetime
    rate: float
    origin: float

    @property
    def options(self) -> tuple[str, ...]:
        start = self.start.isoformat()
        return ("--clock-start", start, "--clock-rate", str(self.rate), "--clock-origin", str(self.origin))


@dataclass(kw_only=True)
class Fleet:
    """Starts roles, kills them, and stops what is left."""

    folder: Path
    clock: Clock
    environment: Mapping[str, str]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    _files: list[Path] = field(default_factory=list)

    def start(self, role: str) -> "subprocess.Popen[bytes]":
        """Start a role with a home of its own, as its container has."""
        number = len(self._files)
        home = self.folder / f"{role}-{number}"
        home.mkdir()
        log = home / "log.jsonl"
        self._files.append(log)
        command = [sys.executable, "-m", "boran", "run", role, *self.clock.options]
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=ROOT, env={**self.environment, "BORAN_HOME": str(home)}, stdout=out, stderr=out
            )
        self.running.append(process)
        return process

    def kill(self, pid: int) -> None:
        """Kill one of the processes, which then can do nothing about it."""
        (victim,) = (process for process in self.running if process.pid == pid)
        victim.kill()
        victim.wait()
        self.running.remove(victim)

    def lives(self, role: str) -> bool:
        """Whether a role has given a sign of life."""
        return any(file_of(log.parent, role).exists() for log in self._files)

    def ended(self) -> list[int]:
        """Return the exit statuses of roles that ended by themselves."""
        return [process.returncode for process in self.running if process.poll() is not None]

    def logs(self) -> str:
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in self._files)

    def stop(self) -> list[int]:
        """Stop every role as a container is stopped, and return how each ended."""
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        return [process.wait(ENDS_WITHIN_S) for process in self.running]


@contextmanager
def fleet(folder: Path, *, clock: Clock, database: str, redis: str, world: str) -> Iterator[Fleet]:
    """Yield a fleet whose settings are those of the compose file, pointed at servers on this machine."""
    secrets = folder / "secrets"
    secrets.mkdir()
    contents = {"database_url": database, "families_token": "1001:families-token", "staff_token": "1002:staff-token"}
    for name, content in contents.items():
        (secrets / name).write_text(content, encoding="utf-8")
    composed = {
        name: str(secrets / Path(value).name) if name.endswith("_FILE") else value
        for name, value in settings("worker").items()
    }
    here = {
        "BORAN_REDIS_URL": redis,
        "BORAN_TELEGRAM__BASE_URL": f"{world}/telegram",
        "BORAN_WEATHER__OPEN_METEO_URL": f"{world}/open-meteo",
        "BORAN_WEATHER__AVIATION_WEATHER_URL": f"{world}/aviationweather",
        "BORAN_WEB__HOST": "127.0.0.1",
        "BORAN_WEB__PORT": str(free_port()),
    }
    outside = {name: value for name, value in os.environ.items() if not name.startswith("BORAN_")}
    roles = Fleet(folder=folder, clock=clock, environment={**outside, **composed, **here})
    try:
        yield roles
    finally:
        for process in roles.running:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
