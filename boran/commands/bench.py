"""`boran bench`: figures anybody can repeat on their own machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from boran import logs
from boran.bench import dispatching
from boran.bench import latency as latency_bench
from boran.bench import memory as memory_bench
from boran.bench import pacing as pacing_bench
from boran.bench import planning as planning_bench
from boran.bench import workers as workers_bench
from boran.bench.markdown import markdown, where
from boran.bench.tools import ToolsMissing
from boran.commands.opening import print_json

Form = Literal["json", "markdown"] | None
Command = Callable[..., None]


def form_options(command: Command) -> Command:
    """Let a command print its report for a program or for a page of documentation."""
    as_json = click.option("--json", "form", flag_value="json", help="Print JSON.")
    as_markdown = click.option("--markdown", "form", flag_value="markdown", help="Print tables in Markdown.")
    return as_json(as_markdown(command))


@click.group()
def bench() -> None:
    """Measure the engine on this machine: its speed beside its neighbours, its pace, its memory, its planning.

    Example: boran bench dispatch --rounds 5
    """
    logs.configure("error")  # a held lane and a lost lease are part of what is measured


@bench.command()
@click.option("--messages", type=click.IntRange(min=100), default=10_000, show_default=True, help="Per trial.")
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True, help="Trials of each contender.")
@click.option("--only", type=click.Choice(dispatching.NAMES), multiple=True, help="Measure these contenders alone.")
@form_options
def dispatch(*, messages: int, rounds: int, only: tuple[str, ...], form: Form) -> None:
    """Send the same messages with the engine and with others, in turns, and compare the medians.

    Example: boran bench dispatch --messages 20000 --rounds 5 --json
    """
    names = tuple(name for name in dispatching.NAMES if not only or name in only)
    with _progress(len(names) * rounds, quiet=form is not None) as told:
        report = dispatching.run(names, messages=messages, rounds=rounds, told=told)
    if form:
        _print(report.as_json(), form=form)
    else:
        _show(report)


@bench.command()
@click.option("--seconds", type=click.IntRange(min=3), default=30, show_default=True, help="How long it sends.")
@form_options
def pacing(*, seconds: int, form: Form) -> None:
    """Send at Telegram's pace to a provider that enforces it: how much of the rate is used, how much refused.

    Example: boran bench pacing --seconds 60
    """
    with _progress(1, quiet=form is not None) as told:
        told("sending")
        _print(pacing_bench.run(seconds=seconds), form=form)


@bench.command()
@click.option("--deliveries", type=click.IntRange(min=1_000), default=500_000, show_default=True)
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
@form_options
def planning(*, deliveries: int, rounds: int, form: Form) -> None:
    """Plan a region's deliveries, beside the bare bulk insert of the same rows, on both databases.

    Example: boran bench planning --deliveries 500000
    """
    with _progress(4 * rounds, quiet=form is not None) as told:
        report = planning_bench.run(deliveries, rounds=rounds, told=told)
    _print(report, form=form)


@bench.command()
@click.option("--messages", type=click.IntRange(min=100), default=40_000, show_default=True, help="Per trial.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
@click.option(
    "--share",
    type=click.FloatRange(min=0.05, max=1),
    default=workers_bench.SHARE,
    show_default=True,
    help="Of the time each worker may run: PostgreSQL and the provider need the same cores.",
)
@form_options
def workers(*, messages: int, rounds: int, share: float, form: Form) -> None:
    """Send with one worker and with two, on PostgreSQL.

    Example: boran bench workers --messages 40000
    """
    with _progress(2 * rounds, quiet=form is not None) as told:
        report = workers_bench.run(messages, rounds=rounds, share=share, told=told)
    _print(report, form=form)


@bench.command()
@click.option("--samples", type=click.IntRange(min=3), default=200, show_default=True, help="Taps per situation.")
@click.option("--load", type=click.IntRange(min=0), default=20_000, show_default=True, help="Messages under way.")
@form_options
def latency(*, samples: int, load: int, form: Form) -> None:
    """Measure from the head's tap to the first call: on an idle system, while a provider hangs, under load.

    Example: boran bench latency --samples 200
    """
    with _progress(2 * latency_bench.ROUNDS + 1, quiet=form is not None) as told:
        report = latency_bench.run(samples, load=load, told=told)
    _print(report, form=form)


@bench.command()
@click.option("--messages", type=click.IntRange(min=100), default=50_000, show_default=True, help="To the smaller one.")
@click.option("--rounds", type=click.IntRange(min=1), default=1, show_default=True)
@form_options
def memory(*, messages: int, rounds: int, form: Form) -> None:
    """Send to an audience and to one ten times as large, on both databases, and compare what the sender holds.

    Example: boran bench memory --messages 50000
    """
    with _progress(4 * rounds, quiet=form is not None) as told:
        report = memory_bench.run(messages, rounds=rounds, told=told)
    _print(report, form=form)


def _print(report: dict[str, Any], *, form: Form) -> None:
    """Print a report: as JSON or Markdown, or its figures one to a line and its results as a table."""
    if form == "json":
        print_json(report)
        return
    if form == "markdown":
        click.echo(markdown(report))
        return
    console = Console()
    if results := report.get("results"):
        grid = Table(*results[0], box=SIMPLE_HEAD, pad_edge=False)
        for one in results:
            grid.add_row(*map(str, one.values()))
        console.print(grid)
    figures = {name: value for name, value in report.items() if name not in {"machine", "results", "ratios"}}
    for name, value in (figures | report.get("ratios", {})).items():
        console.print(f"{name.replace('_', ' '):<40} {value}")
    _say_where(console, report["machine"])


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show a bar that moves on with each trial; say in one line what is missing."""
    columns = (TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        shown = bar.add_task("setting up", total=total)
        begun = 0

        def told(name: str) -> None:
            nonlocal begun
            bar.update(shown, description=name, completed=begun)
            begun += 1

        try:
            yield told
        except (ToolsMissing, RuntimeError) as error:
            raise click.ClickException(str(error)) from error


def _show(report: dispatching.Report) -> None:
    console = Console()
    bare = next((one.messages_per_s for one in report.results if one.name == dispatching.BARE), None)
    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    grid.add_column("contender")
    for heading in ("messages/s", "CPU µs/message", "peak MB", "of bare"):
        grid.add_column(heading, justify="right")
    for one in report.results:
        share = f"{one.messages_per_s / bare:.2f}" if bare else "–"
        grid.add_row(
            one.name, f"{one.messages_per_s:,.0f}", f"{one.cpu_us_per_message:,.0f}", f"{one.peak_mb:,.0f}", share
        )
    console.print(grid)
    for pair, ratio in report.ratios.items():
        console.print(f"{pair:<40} {ratio:>8.2f}")
    _say_where(console, report.machine)
    for note in dispatching.NOTES:
        console.print(note, style="dim")


def _say_where(console: Console, machine: dict[str, Any]) -> None:
    console.print(where(machine))
