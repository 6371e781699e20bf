"""`boran demo`: one real winter morning, end to end."""

import asyncio
import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.live import Live

from boran import logs
from boran.demo import finale, stage
from boran.demo.scenario import BadScenario, Scenario, load_scenario
from boran.demo.snapshot import Snapshot
from boran.demo.view import View
from locales.phrases import clock_time

RATE = 110.0  # seconds of the morning in one real second: 05:30–08:05 in a minute and a half


@click.command()
@click.option("--scenario", "name", default="kostanay-2026-01-16", show_default=True, help="Which morning to play.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write the report here (- for the screen).")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Keep papers, journal and database here.")
@click.option("--rate", type=click.FloatRange(1, 200), default=RATE, show_default=True, help="How fast the clock runs.")
def demo(*, name: str, json_path: Path | None, out: Path | None, rate: float) -> None:
    """Play a real winter morning on a moved clock and check what the outside world saw.

    Example: boran demo --out out --json out/report.json
    """
    try:
        scenario = load_scenario(name)
    except BadScenario as error:
        raise click.UsageError(str(error)) from error
    folder = out or Path(tempfile.mkdtemp(prefix="boran-demo-"))
    try:
        _prepare(folder, json_path)
    except OSError as error:
        raise click.UsageError(f"cannot write {error.filename} ({error.strerror}): choose another place") from error
    to_screen = json_path == Path("-")
    outcome = _play(scenario, folder, rate, Console(stderr=to_screen))
    if json_path:
        document = json.dumps(outcome.report, ensure_ascii=False, indent=2)
        if to_screen:
            click.echo(document)
        else:
            json_path.write_text(document + "\n", encoding="utf-8")
    sys.exit(0 if outcome.findings.clean else 1)


def _prepare(folder: Path, json_path: Path | None) -> None:
    """Begin afresh: what an earlier morning left would be played on. Find out now what cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    if json_path and json_path != Path("-"):
        json_path.write_text("", encoding="utf-8")
    for left in ("boran.db", "boran.db-wal", "boran.db-shm", "journal.jsonl"):
        (folder / left).unlink(missing_ok=True)


def _play(scenario: Scenario, folder: Path, rate: float, console: Console) -> stage.Outcome:
    view = View(scenario)

    def tell(at: datetime, what: str) -> None:
        view.say(at, what)
        if not console.is_terminal:  # nobody watches a live view in a log
            console.print(f"{clock_time(at)}  {what}", highlight=False)

    # Drawn by hand: a refreshing thread would draw a frame whose height it measured on the one before.
    with (
        (folder / "log.jsonl").open("w", encoding="utf-8") as log,
        Live(view, console=console, auto_refresh=False) as live,
    ):
        logs.configure("info", log)

        def show(snapshot: Snapshot) -> None:
            view.show(snapshot)
            live.refresh()

        audience = stage.Audience(show=show, tell=tell, opened=view.open)
        outcome = asyncio.run(stage.perform(scenario, folder, rate=rate, audience=audience))
    finale.show(console, scenario, outcome.report, outcome.findings, outcome.papers)
    return outcome
