"""What a worker is called: enough for another on the same machine to see whether it still lives."""

import os
import secrets
import socket
from pathlib import Path

from dispatch.leases import WorkerName

PROC = Path("/proc")
_STARTED = 19  # of the fields after the command's name in /proc/<pid>/stat: the start, in ticks since the machine's


def worker_name() -> WorkerName:
    """Return `machine/pid/start/random`; the machine is empty where the system does not say."""
    pid = os.getpid()
    return WorkerName("/".join((_machine(), str(pid), _start_of(pid), secrets.token_hex(4))))


def is_dead(worker: WorkerName) -> bool:
    """Whether a worker of this machine is known to have ended. Of others, and elsewhere than on Linux, nobody knows."""
    machine, pid, started = (*worker.rsplit("/", 3)[:3], "", "")[:3]
    if not machine or machine != _machine() or not pid.isdigit():
        return False
    return _start_of(int(pid)) != started


def _machine() -> str:
    """Return host, boot and pid namespace: within them a pid and its start name one process."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = str((PROC / "self/ns/pid").readlink())
    except OSError:
        return ""
    return f"{socket.gethostname()}/{boot}/{namespace}"


def _start_of(pid: int) -> str:
    """Return when a process began; empty when there is none, or when it is only the remains of one."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[_STARTED]
