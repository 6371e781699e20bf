"""`boran sandbox` as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from boran.commands.sandbox import sandbox
from tests.edge.sandbox.conftest import read_journal

START = "import sys; from boran.commands.sandbox import sandbox; sandbox(sys.argv[1:])"


@contextmanager
def _running(*options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    arguments = [sys.executable, "-c", START, "--port", "0", *options]
    process = subprocess.Popen(  # noqa: S603 - our own command
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().split()[-1].rstrip("/")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_it_serves_journals_and_ends_cleanly(tmp_path: Path, name: str) -> None:
    journal, faults, scene = tmp_path / "journal.jsonl", tmp_path / "faults.yaml", tmp_path / "scene.yaml"
    faults.write_text("faults: [{kind: lie, lie: never_shown, chat: 9, times: 1}]", encoding="utf-8")
    scene.write_text("users: [{id: 5, first_name: Айгүл}]", encoding="utf-8")
    options = ["--journal", str(journal), "--faults", str(faults), "--scene", str(scene)]
    with _running(*options, "--clock-start", "2026-01-16T06:45:00+05:00") as (process, base_url):
        sent = httpx.post(f"{base_url}/telegram/bot7:x/sendMessage", json={"chat_id": 9, "text": "Сәлем"})
        assert sent.json()["ok"] is True
        [line] = read_journal(journal)
        assert (line["to"], line["text"], line["fault"]) == ("9", "Сәлем", "lie:never_shown")
        assert line["at"].startswith("2026-01-16T06:4")
        process.send_signal(signal.Signals[name])
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("options", "status", "complaint"),
    [
        (["--faults", "missing.yaml"], 1, "missing.yaml cannot be read"),
        (["--scene", "missing.yaml"], 1, "missing.yaml cannot be read"),
        (["--port", "99999"], 2, "99999 is not in the range"),
        (["--clock-rate", "5"], 2, "need --clock-start"),
        (["--clock-start", "2026-01-16T06:45:00"], 2, "does not match"),
    ],
)
def test_a_mistake_is_one_clear_line(options: list[str], status: int, complaint: str) -> None:
    result = CliRunner().invoke(sandbox, options)
    assert result.exit_code == status
    assert complaint in result.output


def test_a_port_that_is_taken_is_named() -> None:
    with _running() as (_, base_url):
        port = base_url.rpartition(":")[2]
        result = CliRunner().invoke(sandbox, ["--port", port])
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in result.output


def test_its_help_describes_every_option_and_the_file_of_faults() -> None:
    text = CliRunner().invoke(sandbox, ["--help"]).output
    for word in ("--journal FILE", "--faults FILE", "Example: boran sandbox", "`reset_after`", "probability: 0.05"):
        assert word in text
