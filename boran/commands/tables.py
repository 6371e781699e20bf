"""`boran tables`: list the threshold tables, check files, explain a verdict, hold tables against real decisions."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from thresholds.assignments import load_assignments
from thresholds.backtest import Kind, Report, backtest
from thresholds.catalogue import DATA, load_all, load_table, table_files
from thresholds.conditions import Conditions
from thresholds.decisions import load_decisions
from thresholds.document import backtest_document, findings_document, table_document, verdict_document
from thresholds.errors import DecisionsError, Finding, ImpossibleConditionsError, TableError
from thresholds.evaluate import evaluate
from thresholds.grades import as_ranges, who
from thresholds.interval import Interval
from thresholds.picture import Picture, Square, picture_of
from thresholds.table import Settlement, Status, Table, WindKind
from thresholds.verdict import NearRow, Verdict
from weather.reading import Phenomenon

_BAR = 36  # characters of the longest bar of a report
_STATUSES = {
    Status.IN_FORCE: "in force",
    Status.CURRENT_PROBABLE: "current?",
    Status.HISTORIC: "historic",
    Status.UNKNOWN: "unknown",
}
_COLOURS = {
    Kind.EXPLAINED: "green",
    Kind.MISSED_BY_ONE_CONDITION: "cyan",
    Kind.NARROWER: "yellow",
    Kind.WIDER: "red",
    Kind.OFF_BAND: "magenta",
    Kind.UNKNOWN: "dim",
}


class _WrongUsageError(click.ClickException):
    exit_code = 2


@click.group()
def tables() -> None:
    """Threshold tables: which weather sends which grades home.

    Example: boran tables explain --table kostanay-oblast --temp -27 --wind 6
    """


@tables.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_tables(*, as_json: bool) -> None:
    """List the tables that ship with Boran.

    Example: boran tables list
    """
    known = _all_tables()
    if as_json:
        _print_json([table_document(table) for table in known.values()])
        return
    grid = _grid()
    for heading in ("id", "region", "status", "confidence"):
        grid.add_column(heading, no_wrap=True)
    for heading in ("rows", "gaps"):
        grid.add_column(heading, justify="right")
    for table in known.values():
        confidence = table.confidence.value + ("" if table.complete else ", cut")
        figures = (str(len(table.rows)), str(len(table.gaps)))
        grid.add_row(table.id, table.region, _STATUSES[table.status], confidence, *figures)
    _console().print(grid)


@tables.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check_tables(context: click.Context, *, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check table files or directories of them; without PATH, the tables that ship with Boran.

    Exit status 1 when a table has a contradiction, a hole or an overlap that it does not declare.

    Example: boran tables check my-district.yaml
    """
    files = [file for path in paths or (DATA,) for file in (table_files(path) if path.is_dir() else (path,))]
    if not files:
        raise _WrongUsageError("no .yaml file there; name a table file or a directory that holds some")
    checked = [(file, *_checked(file)) for file in files]
    if as_json:
        _print_json(findings_document(checked))
    for file, table, findings in [] if as_json else checked:
        if table:
            click.echo(f"{file.name}: ok, {len(table.rows)} rows, {len(table.gaps)} declared gaps")
        for finding in findings:
            click.echo(f"{file.name}: {finding}", err=True)
    if any(findings for _, _, findings in checked):
        context.exit(1)


def _checked(file: Path) -> tuple[Table | None, tuple[Finding, ...]]:
    try:
        return load_table(file), ()
    except TableError as error:
        return None, error.findings


@tables.command("explain")
@click.option("--table", "table_id", required=True, metavar="ID", help="Id of a table, or the path of a table file.")
@click.option("--temp", "temp_c", type=float, required=True, metavar="C", help="Air temperature, °C.")
@click.option("--wind", "wind_ms", type=float, metavar="MS", help="Mean wind, m/s; leave out when not known.")
@click.option("--gust", "gust_ms", type=float, metavar="MS", help="Gust, m/s.")
@click.option("--visibility", "visibility_m", type=int, metavar="M", help="Visibility, metres.")
@click.option(
    "--phenomenon",
    "phenomena",
    multiple=True,
    type=click.Choice([each.value for each in Phenomenon]),
    help="What was reported besides figures; may be repeated.",
)
@click.option("--settlement", type=click.Choice([each.value for each in Settlement]), help="Town or village.")
@click.option("--shift", type=click.IntRange(1, 3), default=1, show_default=True, help="Shift of the school day.")
@click.option("--nmu-degree", type=click.IntRange(1, 3), help="Degree of adverse conditions for air quality (НМУ).")
@click.option("--nmu-days", type=click.IntRange(1), help="Days in a row with this degree, today included.")
@click.option("--danger/--no-danger", "danger_confirmed", default=None, help="A person's word on danger to life.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(
    *,
    table_id: str,
    temp_c: float,
    wind_ms: float | None,
    gust_ms: float | None,
    visibility_m: int | None,
    phenomena: tuple[str, ...],
    settlement: str | None,
    shift: int,
    nmu_degree: int | None,
    nmu_days: int | None,
    danger_confirmed: bool | None,
    as_json: bool,
) -> None:
    """Say whom a table sends home in some weather, which rows say so, which nearly do, and what the print leaves open.

    Example: boran tables explain --table kostanay-oblast --temp -27.5 --wind 6
    """
    table = _table(table_id)
    try:
        conditions = Conditions(
            temp_c=temp_c,
            wind_ms=wind_ms,
            gust_ms=gust_ms,
            visibility_m=visibility_m,
            phenomena=frozenset(map(Phenomenon, phenomena)),
            settlement=Settlement(settlement) if settlement else None,
            shift=shift,
            nmu_degree=nmu_degree,
            nmu_days=nmu_days,
            danger_confirmed=danger_confirmed,
        )
    except ImpossibleConditionsError as error:
        raise _WrongUsageError(str(error)) from error
    verdict = evaluate(table, conditions)
    if as_json:
        _print_json(verdict_document(verdict))
    else:
        _print_verdict(_console(), table, verdict)


@tables.command("backtest")
@click.option(
    "--decisions",
    "decisions_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file of real, dated decisions.",
)
@click.option("--details", is_flag=True, help="Print every decision that was compared, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def backtest_tables(*, decisions_file: Path, details: bool, as_json: bool) -> None:
    """Hold the tables against real decisions: how many the print explains, misses by one condition, or does not know.

    Example: boran tables backtest --decisions decisions.yaml
    """
    try:
        report = backtest(load_decisions(decisions_file), _all_tables(), load_assignments())
    except DecisionsError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        _print_json(backtest_document(report))
        return
    console = _console()
    _print_counts(console, report)
    _print_regions(console, report)
    if details:
        _print_results(console, report)


def _all_tables() -> dict[str, Table]:
    try:
        return load_all()
    except TableError as error:
        raise click.ClickException(str(error)) from error


def _table(name: str) -> Table:
    """Return a table that ships with Boran by its id, or one from a file by its path."""
    path = Path(name) if name.endswith(".yaml") else DATA / f"{name}.yaml"
    if not path.is_file():
        raise _WrongUsageError(f"no table '{name}'; `boran tables list` shows the ids, or name a .yaml file")
    try:
        return load_table(path)
    except TableError as error:
        raise click.ClickException(str(error)) from error


def _console() -> Console:
    return Console(highlight=False)


def _grid() -> Grid:
    return Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _print_verdict(console: Console, table: Table, verdict: Verdict) -> None:
    cut = "" if table.complete else ", the known text is cut"
    console.print(f"[bold]{escape(table.id)}[/] {escape(table.region)}, edition {escape(table.edition)}{cut}")
    console.print(f"[dim]{escape(_weather(verdict.conditions))}[/]")
    _print_picture(console, picture_of(table, verdict.conditions))
    _print_home(console, verdict)
    for row in verdict.rows:
        _print_item(console, f"[green]✓[/] [bold]{escape(row.row)}[/]  {escape(row.why)}", f"“{row.raw}”")
    _print_near(console, verdict.near)
    if verdict.ambiguous:
        console.print("[bold yellow]The published text leaves open[/]")
    for gap in verdict.ambiguous:
        read_as = f"Read as: {gap.read_as}" if gap.read_as else ""
        _print_item(console, f"[yellow]?[/] [bold]{escape(gap.id)}[/]  {escape(gap.text)}", read_as)


def _weather(conditions: Conditions) -> str:
    wind = "wind not known" if conditions.wind_ms is None else f"wind {conditions.wind_ms:g} m/s"
    known = [
        f"{conditions.temp_c:g} °C",
        wind,
        f"gust {conditions.gust_ms:g} m/s" if conditions.gust_ms is not None else "",
        f"visibility {conditions.visibility_m} m" if conditions.visibility_m is not None else "",
        *sorted(conditions.phenomena),
        f"НМУ degree {conditions.nmu_degree}, day {conditions.nmu_days or '?'}" if conditions.nmu_degree else "",
        conditions.settlement or "",
        f"shift {conditions.shift}",
    ]
    return ", ".join(part for part in known if part)


def _print_home(console: Console, verdict: Verdict) -> None:
    if verdict.outcome is None:
        console.print("[bold green]At home: nobody[/]")
        return
    minutes = f", lessons of {verdict.lesson_minutes} minutes" if verdict.lesson_minutes else ""
    home = who(verdict.grades, verdict.college_courses)
    console.print(f"[bold red]At home: {home}[/] ({verdict.outcome.value.replace('_', ' ')}{minutes})")


def _print_near(console: Console, near: Sequence[NearRow]) -> None:
    adding = [row for row in near if row.adds]
    if adding:
        console.print("[bold]Missed by one condition[/]")
    for row in adding:
        sends = who(row.grades, row.courses)
        _print_item(
            console, f"[cyan]~[/] [bold]{escape(row.row)}[/]  {escape(str(row.failed))}", f"would send: {sends}"
        )
    if len(adding) < len(near):
        others = len(near) - len(adding)
        console.print(f"[dim]{others} more missed by one condition and would send nobody else home[/]")


def _print_item(console: Console, line: str, detail: str) -> None:
    console.print(Padding(line, (0, 0, 0, 2)))
    if detail:
        console.print(Padding(Text(detail, style="dim"), (0, 0, 0, 4)))


def _print_picture(console: Console, picture: Picture) -> None:
    """Draw the grid; a table without temperature and wind has none."""
    if (len(picture.lines), len(picture.winds)) == (1, 1):
        return
    grid = _grid()
    grid.add_column("°C ↓", justify="right", no_wrap=True)
    for wind in picture.winds:
        grid.add_column("any" if wind == Interval(low=0, low_in=True) else _short(wind), justify="center", no_wrap=True)
    for line in picture.lines:
        marker = "→ " if line.is_here else ""
        grid.add_row(f"{marker}{_short(line.temp)}", *map(_square, line.squares))
    name = "gust" if picture.wind_kind is WindKind.GUST else "mean wind"
    console.print(f"[dim]{name}, m/s →[/]  [dim](c: college courses, ?: open in print, \\[ ]: here)[/]")
    console.print(grid)


def _square(square: Square) -> Text:
    words = as_ranges(square.grades)
    if square.courses:
        words = f"{words} c{as_ranges(square.courses)}".strip()
    words = (words or "·") + ("?" if square.is_open else "")
    style = _shade(max(square.grades, default=0), anybody=bool(square.grades or square.courses))
    return Text(f"[{words}]" if square.is_here else words, style=f"{style} reverse" if square.is_here else style)


def _shade(top: int, *, anybody: bool) -> str:
    if not anybody:
        return "dim"
    return "yellow" if top <= 4 else "dark_orange" if top <= 9 else "red"  # noqa: PLR2004 - primary, basic, all


def _short(interval: Interval) -> str:
    """Write `≤ -30`, `2…4` or `>4…<5`."""
    low, high = interval.low, interval.high
    above, below = "" if interval.low_in else ">", "" if interval.high_in else "<"
    if low is None:
        return "any" if high is None else f"{'≤' if interval.high_in else '<'} {high:g}"
    if high is None:
        return f"{'≥' if interval.low_in else '>'} {low:g}"
    if low == high:
        return f"{low:g}"
    return f"< {high:g}" if (low, interval.low_in) == (0, True) and below else f"{above}{low:g}…{below}{high:g}"


def _print_counts(console: Console, report: Report) -> None:
    counts = report.counts()
    scale = _BAR / max(1, *counts.values())
    console.print(f"[bold]{len(report.results)} decisions held against the printed tables[/]")
    grid = Grid(box=None, show_header=False, pad_edge=False)
    for kind, count in counts.items():
        grid.add_row(
            Text(_words(kind), style="bold"), str(count), Text("█" * round(scale * count), style=_COLOURS[kind])
        )
        for detail, part in report.details(kind).items():
            grid.add_row(Text(f"  {detail}", style="dim"), str(part), Text("░" * round(scale * part), style="dim"))
    console.print(grid)
    console.print(
        f"Of those explained, {report.explained_at_one_end} only at one end of a reported range; "
        f"{report.preschool_differs} but for the preschool class. "
        f"{report.assumed} decisions rest on a table whose validity that day is assumed.",
        style="dim",
    )


def _print_regions(console: Console, report: Report) -> None:
    grid = _grid()
    grid.add_column("region", no_wrap=True)
    for kind in Kind:
        grid.add_column(_words(kind).removesuffix(" condition"), justify="right")
    for region in report.regions:
        grid.add_row(region, *(str(count or "·") for count in report.counts(region).values()))
    console.print(grid)


def _print_results(console: Console, report: Report) -> None:
    for result in report.results:
        if result.kind is Kind.UNKNOWN or result.mildest is None or result.worst is None:
            continue
        decision = result.decision
        ends = dict.fromkeys(who(verdict.grades, ()) for verdict in (result.mildest, result.worst))
        detail = f" ({result.detail})" if result.detail else ""
        console.print(
            f"{decision.day} {escape(f'{decision.region}, {decision.place}')}: {_words(result.kind)}{detail}; "
            f"decided {decision.decided}, the table says {' to '.join(ends)}"
        )


def _words(kind: Kind) -> str:
    return kind.value.replace("_", " ")
