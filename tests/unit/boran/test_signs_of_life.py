"""A role leaves a sign of life in a file; a worker's name tells whether it still lives."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from boran.clock import SystemClock
from boran.gate import Gate
from boran.vitals import STALE_AFTER_S, Vitals, file_of, signs
from boran.witness import Witness
from boran.worker_name import _machine, _start_of, is_dead, worker_name
from dispatch.leases import WorkerName
from storage import SqlStorage


async def test_a_role_is_alive_while_it_runs_and_not_afterwards(sqlite_storage: SqlStorage, tmp_path: Path) -> None:
    stop = asyncio.Event()
    gate = Gate(sqlite_storage, SystemClock(), Witness(tmp_path))
    running = asyncio.create_task(Vitals(tmp_path, ["worker"]).run(stop, gate))
    while not file_of(tmp_path, "worker").exists():  # noqa: ASYNC110 - a file rings no bell
        await asyncio.sleep(0.01)
    assert signs(tmp_path, "worker") == (True, "database does not answer")
    assert signs(tmp_path, "web") == (False, "no sign of life")
    stop.set()
    await running
    assert signs(tmp_path, "worker")[0] is False


def test_an_old_sign_is_no_sign(tmp_path: Path) -> None:
    old = {"at": time.time() - STALE_AFTER_S - 1, "database": "open"}
    file_of(tmp_path, "bot").write_text(json.dumps(old), encoding="utf-8")
    assert signs(tmp_path, "bot")[0] is False


def test_who_lives_is_not_dead_and_of_other_machines_nobody_knows() -> None:
    assert not is_dead(worker_name())
    assert not is_dead(WorkerName("elsewhere/boot/pid/1/2/3"))
    assert not is_dead(WorkerName(""))


def test_a_process_of_this_machine_that_ended_is_known_to_be_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = WorkerName(f"{_machine()}/{process.pid}/{_start_of(process.pid)}/x")
    assert not is_dead(name)
    process.communicate(b"\n")
    assert is_dead(name)
