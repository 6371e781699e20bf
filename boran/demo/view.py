"""The live view of the morning in a terminal: time line, one line per school, what just happened."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, time

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from boran.demo.scenario import Scenario
from boran.demo.snapshot import SchoolLine, Snapshot
from locales.phrases import clock_time, figure
from orders.order import Order, OrderState
from sandbox.world import World

MOST_EVENTS = 12
TITLE_LINES, TIME_LINES, FRAME_LINES = 3, 3, 2
LINE_WIDTH = 62  # columns of the time line: 155 minutes at two and a half minutes each
SPANS = (("department", time(6, 0), time(7, 0), "yellow"), ("families", time(6, 45), time(8, 0), "green"))
STATES = {
    OrderState.DRAFT: ("waits for the head", "yellow"),
    OrderState.RETURNED: ("returned", "yellow"),
    OrderState.APPROVED: ("signed", "green"),
    OrderState.RELEASED: ("signed", "green"),
    OrderState.COMPLETED: ("over", "dim"),
    OrderState.REJECTED: ("lessons as usual", "cyan"),
    OrderState.EXPIRED: ("expired", "red"),
    OrderState.REVOKED: ("revoked", "red"),
    OrderState.AMENDED: ("amended", "cyan"),
}


class View:
    """Keeps the last snapshot and the last events, and draws them."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._events: deque[tuple[str, str]] = deque(maxlen=MOST_EVENTS)
        self._phones = ""
        self.snapshot: Snapshot | None = None

    def open(self, _world: World, address: str) -> None:
        """Take the address at which the phones of the morning can be watched."""
        self._phones = f"phones: {address}/"

    def show(self, snapshot: Snapshot) -> None:
        """Take the morning's newest state."""
        self.snapshot = snapshot

    def say(self, at: datetime, what: str) -> None:
        """Add a line to what just happened."""
        self._events.append((clock_time(at), what))

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        if self.snapshot is None:
            yield Text("The morning begins …")
            return
        yield Text(self._scenario.title_kk, style="bold")
        yield Text(f"{self._scenario.title_ru} · {clock_time(self.snapshot.now)}", style="bold")
        yield Text(self._phones, style="dim")
        yield time_line(self._scenario, self.snapshot.now)
        yield school_table(self.snapshot.lines)
        if room := self._room(options.size.height):
            events = _events(list(self._events)[-room:])
            yield Panel(events, title="what just happened", title_align="left", border_style="dim")

    def _room(self, height: int) -> int:
        """Return how many events fit below the rest: a screen that is full would lose its last lines."""
        drawn = TITLE_LINES + TIME_LINES + 1 + len(self._scenario.schools) + FRAME_LINES
        return min(max(height - drawn - 1, 0), MOST_EVENTS)


def time_line(scenario: Scenario, now: datetime) -> Text:
    """Draw the morning: the department's hour above, the families' window below, and where we are."""
    first, last = scenario.instant(scenario.starts), scenario.instant(scenario.ends)

    def column(at: datetime) -> int:
        return min(max(round((at - first) / (last - first) * LINE_WIDTH), 0), LINE_WIDTH)

    drawn = Text(no_wrap=True)
    for who, opens, closes, colour in SPANS:
        start, end = column(scenario.instant(opens)), column(scenario.instant(closes))
        label = f"{who} {opens:%H:%M}–{closes:%H:%M} "
        drawn.append(label.rjust(start) if len(label) <= start else " " * start, style=colour)
        drawn.append("━" * (end - start), style=colour)
        drawn.append("\n" if len(label) <= start else f" {label}\n", style=colour)
    done = column(now)
    drawn.append("─" * done, style="bold")
    drawn.append("●", style="bold red")
    drawn.append("─" * (LINE_WIDTH - done), style="dim")
    return drawn


def school_table(lines: Iterable[SchoolLine]) -> Table:
    """Draw one line per school: reading, what the table says, what was really decided, the order, who knows."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for heading in ("place", "reading", "table", "really", "the head's order", "families told", "staff"):
        table.add_column(heading, no_wrap=True)
    for line in lines:
        decided = line.district.decided
        table.add_row(
            line.district.place.name_ru,
            reading(line),
            proposed(line.order),
            "–".join(map(str, decided.grades)) if decided else "–",
            state(line.order),
            _bar(line.counts.told, line.counts.families),
            f"{line.counts.acknowledged}/{line.counts.teachers}" if line.counts.teachers else "",
        )
    return table


def reading(line: SchoolLine) -> str:
    """Say the reported reading: `−28° 6 m/s`."""
    reported = line.district.reading
    if reported is None:
        return "none"
    wind = "wind ?" if reported.wind_ms is None else f"{figure(reported.wind_ms)} m/s"
    return f"{figure(reported.temp_c)}° {wind}"


def proposed(order: Order | None) -> Text:
    """Say what the table made of it: grades, or that it leaves a question."""
    if order is None or order.basis is None:
        return Text("–", style="dim")
    if order.basis.proposed_grades:
        return Text(span(order.basis.proposed_grades))
    return Text("asks", style="yellow")


def state(order: Order | None) -> Text:
    """Say what became of the draft: `0–9 signed 06:12`, `expired`."""
    if order is None:
        return Text("–", style="dim")
    words, colour = STATES[order.state]
    if order.approval is None:
        return Text(words, style=colour)
    return Text(f"{span(order.grades)} {words} {clock_time(order.approval.at)}", style=colour)


def span(grades: Sequence[int]) -> str:
    """Return the first and the last grade: which of them learn in the shift is the school's affair."""
    return f"{grades[0]}–{grades[-1]}"


def _bar(done: int, total: int) -> RenderableType:
    if not total:
        return Text("")
    grid = Table.grid(padding=(0, 1))
    grid.add_row(ProgressBar(total=total, completed=done, width=8), f"{done}/{total}")
    return grid


def _events(events: Iterable[tuple[str, str]]) -> Text:
    said = Text("\n").join(Text.assemble((at, "bold"), "  ", what) for at, what in events)
    said.no_wrap, said.overflow = True, "ellipsis"
    return said
