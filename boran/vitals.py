"""A sign of life per role in a file, for whoever restarts processes: the loop turns, with or without the database."""

import asyncio
import json
import time
from collections.abc import Iterable
from pathlib import Path

import structlog

from boran.gate import Gate
from boran.patience import stopped

EVERY_S = 5.0
STALE_AFTER_S = 30.0
log = structlog.get_logger()


def file_of(home: Path, role: str) -> Path:
    return home.expanduser() / f"alive-{role}.json"


class Vitals:
    """Writes the signs of this process. Where the home is not writable there are none, and that is said once."""

    def __init__(self, home: Path, roles: Iterable[str]) -> None:
        self._files = [file_of(home, role) for role in roles]

    async def run(self, stop: asyncio.Event, gate: Gate) -> None:
        try:
            while True:
                self._write(gate)
                if await stopped(stop, EVERY_S):
                    break
        except OSError as trouble:
            log.warning("vitals.not_written", error=type(trouble).__name__, advice="make BORAN_HOME writable")
        finally:
            for file in self._files:
                file.unlink(missing_ok=True)

    def _write(self, gate: Gate) -> None:
        state = "database does not answer" if gate.standing is None else gate.standing.value
        for file in self._files:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_suffix(".new")
            beside.write_text(json.dumps({"at": time.time(), "database": state}), encoding="utf-8")
            beside.replace(file)


def signs(home: Path, role: str) -> tuple[bool, str]:
    """Return whether a role on this machine is alive, and what it says of the database."""
    try:
        said = json.loads(file_of(home, role).read_text(encoding="utf-8"))
        age_s, state = time.time() - float(said["at"]), str(said["database"])
    except (OSError, ValueError, KeyError, TypeError):
        return False, "no sign of life"
    alive = age_s <= STALE_AFTER_S
    return alive, state if alive else f"silent for {age_s:.0f} s"
