"""`boran capacity`: how many families a set of accounts can tell before the window closes."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from boran.capacity.layouts import LAYOUTS
from boran.capacity.outcome import MARKS, Outcome, accounts_needed, simulate, steps
from boran.capacity.picture import picture
from boran.capacity.providers import Habits
from boran.capacity.region import Region
from boran.commands.deciding import as_json_option
from boran.commands.opening import print_json, write_file
from dispatch.pacing import SMS, TELEGRAM, TELEGRAM_PAID, WHATSAPP

SHARE = click.FloatRange(0, 1)
ASSUMED = Habits()
NEEDED = {
    "free Telegram bots": TELEGRAM,
    "paid Telegram bots": TELEGRAM_PAID,
    "WhatsApp numbers": WHATSAPP,
    "SMS contracts": SMS,
}


@click.group()
def capacity() -> None:
    """Simulate a snow day: who hears in time with which accounts.

    Example: boran capacity simulate --schools 500 --families 500000
    """


@capacity.command("simulate")
@click.option("--schools", type=click.IntRange(1, 10_000), required=True, metavar="K", help="How many schools.")
@click.option("--families", type=click.IntRange(1, 10_000_000), required=True, metavar="N", help="Families in all.")
@click.option(
    "--layout",
    "names",
    type=click.Choice(sorted(LAYOUTS)),
    multiple=True,
    help="Which accounts there are; may be repeated. All layouts unless given.",
)
@click.option("--on-telegram", type=SHARE, default=ASSUMED.telegram, show_default=True, help="Who has started the bot.")
@click.option(
    "--on-whatsapp", type=SHARE, default=ASSUMED.whatsapp, show_default=True, help="Whose number may be used."
)
@click.option("--on-sms", type=SHARE, default=ASSUMED.sms, show_default=True, help="Whose number takes SMS.")
@click.option("--blocked", type=SHARE, default=ASSUMED.blocked, show_default=True, help="Who has blocked the bot.")
@click.option("--latency-ms", type=click.FloatRange(1, 10_000), default=80.0, show_default=True, help="Of one call.")
@click.option("--jitter-ms", type=click.FloatRange(0, 1_000), default=10.0, show_default=True, help="Of the network.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other families.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw the curves, too.")
@as_json_option
def run(
    *,
    schools: int,
    families: int,
    names: tuple[str, ...],
    on_telegram: float,
    on_whatsapp: float,
    on_sms: float,
    blocked: float,
    latency_ms: float,
    jitter_ms: float,
    seed: int,
    svg: Path | None,
    as_json: bool,
) -> None:
    """Play one snow day per layout on a virtual clock, by our own rules, against the providers' published limits.

    Nothing is sent and no database is touched. Who has which contact are assumptions: give your own.

    Example: boran capacity simulate --schools 500 --families 500000 --layout one-bot --layout bot-per-school
    """
    habits = Habits(
        telegram=on_telegram,
        whatsapp=on_whatsapp,
        sms=on_sms,
        blocked=blocked,
        latency=timedelta(milliseconds=latency_ms),
        jitter=timedelta(milliseconds=jitter_ms),
    )
    region = Region(schools=schools, families=families, habits=habits, seed=seed)
    began = time.monotonic()
    outcomes = _played(region, names or tuple(LAYOUTS))
    took = time.monotonic() - began
    if svg:
        write_file(svg, picture(outcomes).encode())
    if as_json:
        needed = {kind: accounts_needed(families, pace) for kind, pace in NEEDED.items()}
        print_json({"outcomes": [one.as_json() for one in outcomes], "needed": needed, "seconds": round(took, 1)})
        return
    for line in _table(outcomes):
        click.echo(line)
    click.echo(f"\nAccounts of one kind that finish {families:,} messages inside the window:\n".replace(",", " "))
    for kind, pace in NEEDED.items():
        click.echo(f"* {kind}: {accounts_needed(families, pace)}")
    click.echo(f"\n{len(outcomes)} mornings in {took:.0f} s", err=True)


def _played(region: Region, names: tuple[str, ...]) -> list[Outcome]:
    """Play the mornings, as many at a time as there are processors."""
    if len(names) == 1:
        with _progress(names[0], steps()) as advance:
            return [simulate(region, LAYOUTS[names[0]], advance)]
    with _progress("mornings", len(names)) as advance, ProcessPoolExecutor(os.cpu_count()) as processes:
        playing = [processes.submit(simulate, region, LAYOUTS[name]) for name in names]
        for _ in as_completed(playing):
            advance(1)
        return [one.result() for one in playing]


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=total)
        yield lambda passed: progress.advance(task, passed)


def _table(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield the table as Markdown: what is printed is what stands in the documentation."""
    marks = [f"told {mark:%H:%M}" for mark in MARKS]
    heads = [
        "layout",
        "accounts",
        *marks,
        "decided",
        "to phone",
        "no report",
        "not sent",
        "last told",
        "calls",
        "peak/s",
    ]
    yield _row(heads)
    yield _row(["---", *["---:"] * (len(heads) - 1)])
    for one in outcomes:
        shares = [*one.told, one.decided, one.listed, one.unreported, one.unsent]
        calls = f"{sum(one.calls.values()):,}".replace(",", " ")
        cells = [one.layout, str(one.accounts), *(f"{share:.1%}" for share in shares)]
        yield _row([*cells, one.done_at, calls, str(one.peak_per_second)])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
