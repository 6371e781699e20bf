"""What a figure was measured on. Without it a figure says nothing."""

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from sqlite3 import sqlite_version

_MEASURED = ("aiohttp", "uvloop", "psycopg", "sqlalchemy", "aiogram", "python-telegram-bot", "celery", "apprise")


def describe() -> dict[str, object]:
    """Return the machine and the versions that were measured, as JSON data."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_mb": _memory_mb(),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite_version,
        "packages": {name: found for name in _MEASURED if (found := _version(name))},
    }


def peak_mb(pid: int | str = "self") -> float:
    """Return the highest resident memory of a process so far, in MB (10⁶ bytes); 0 where the system does not say."""
    return _told_mb(pid, "VmHWM:")


def resident_mb() -> float:
    """Return the resident memory of this process now, in MB (10⁶ bytes); 0 where the system does not say."""
    return _told_mb("self", "VmRSS:")


def forget_peak() -> None:
    """Let `peak_mb` of this process begin anew (proc_pid_clear_refs(5)); does nothing where the system cannot."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _told_mb(pid: int | str, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(name)), 0.0)


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
