"""`boran deliveries`: who got what, and why not; and the sending as it happens."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from boran.commands.deciding import as_json_option, find
from boran.commands.opening import opened, print_json
from boran.commands.order_view import iso
from boran.commands.values import DAY
from boran.wiring import Services
from channels.base import ChannelKind
from dispatch.call_list import Call
from dispatch.delivery import DeliveryState
from dispatch.figures import Figure
from dispatch.forecast import Forecast, Traffic, under_way
from dispatch.ports import Transaction
from dispatch.report import REACHED, DeliveryReport, Silence, delivery_report
from orders.order import Order
from orders.states import IN_FORCE_STATES
from orders.windows import ZONE

WAITING = frozenset({DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the deliveries of one order have come. reached: the provider has them."""

    order: Order
    total: int
    reached: int
    waiting: int
    forecast: Mapping[ChannelKind, Forecast] = field(default_factory=dict)

    @property
    def finish(self) -> Forecast | None:
        """When the last of what waits will have left."""
        return max(self.forecast.values(), key=lambda one: one.finish, default=None)

    @property
    def failed(self) -> int:
        """Neither with the provider nor waiting any more: `boran deliveries report` says why."""
        return self.total - self.reached - self.waiting


@click.group()
def deliveries() -> None:
    """Deliveries: who got what, and why not.

    Example: boran deliveries report 7KQ2MXAP
    """


@deliveries.command()
@click.argument("order")
@as_json_option
def report(*, order: str, as_json: bool) -> None:
    """Report the deliveries of an order's present revision, with the reason of every silence.

    Example: boran deliveries report 7KQ2MXAP --json
    """
    with opened() as parts, parts.storage.reading() as tx:
        found = delivery_report(tx, find(tx, order).id, parts.lanes, now=parts.clock.now())
    if as_json:
        print_json(found.as_json())
    else:
        Console().print(_report(found))


@deliveries.command()
@click.option("--day", type=DAY, help="The day of the orders; today unless given.")
@click.option("--every", type=click.FloatRange(min=0.1), default=2.0, show_default=True, metavar="SECONDS")
@click.option("--once", is_flag=True, help="Show how things stand and end.")
@as_json_option
def watch(*, day: date | None, every: float, once: bool, as_json: bool) -> None:
    """Watch the orders in force being sent, until nothing waits any more.

    Example: boran deliveries watch --every 1
    """
    with opened() as parts:
        watched = day or parts.clock.now().astimezone(ZONE).date()
        rounds = islice(_rounds(parts, watched, every), 1 if once else None)
        if as_json:
            *_, last = rounds
            print_json([_document(one) for one in last])
            return
        with Live(console=Console(), auto_refresh=False) as live:
            for progress in rounds:
                live.update(_bars(progress), refresh=True)


def _rounds(parts: Services, day: date, every: float) -> Iterator[Sequence[Progress]]:
    """Yield how the orders of a day stand, again and again, until nothing waits."""
    while True:
        with parts.storage.reading() as tx:
            progress = [_progress(parts, tx, order) for order in tx.orders.find(day=day, states=tuple(IN_FORCE_STATES))]
        yield progress
        if not any(one.waiting for one in progress):
            return
        time.sleep(every)


def _progress(parts: Services, tx: Transaction, order: Order) -> Progress:
    rows = [row for row in tx.ledger.of_order(order.id) if row.revision == order.revision]
    states = [row.state for row in rows]
    now = parts.clock.now()
    health = tx.health.states().values()
    held = {state.lane: state.dead_until for state in health if state.dead_until and state.is_dead(now)}
    return Progress(
        order=order,
        total=len(states),
        reached=sum(state in REACHED for state in states),
        waiting=sum(state in WAITING for state in states),
        forecast=under_way(
            [row for row in rows if row.state in WAITING],
            parts.lanes.every,
            Traffic(waiting=tx.ledger.waiting, held=held),
            now=now,
        ),
    )


def _document(progress: Progress) -> dict[str, object]:
    counts = {"total": progress.total, "reached": progress.reached, "waiting": progress.waiting}
    finish = {
        channel.value: {"at": iso(one.finish), "in_time": one.in_time} for channel, one in progress.forecast.items()
    }
    of_order = {"order": progress.order.id, "organisation": progress.order.body}
    return {**of_order, **counts, "failed": progress.failed, "finish": finish}


def _bars(progress: Sequence[Progress]) -> Table | Text:
    if not progress:
        return Text("no orders in force")
    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("issuer", "shift", "check code", "", "with the provider", "waiting", "not sent", "done by"):
        grid.add_column(heading)
    for one in progress:
        bar = ProgressBar(total=max(one.total, 1), completed=one.reached, width=30)
        shift = str(one.order.shift or "all")
        figures = (f"{one.reached} of {one.total}", str(one.waiting), str(one.failed), _finish(one.finish))
        grid.add_row(one.order.body, shift, one.order.check_code, bar, *figures)
    return grid


def _finish(finish: Forecast | None) -> str:
    """Return the local time when the last message leaves, and whether that is after its time."""
    if finish is None:
        return "–"
    return f"{finish.finish.astimezone(ZONE):%H:%M:%S}{'' if finish.in_time else ' LATE'}"


def _report(report: DeliveryReport) -> Group:
    told = report.coverage
    summary = (
        f"order {report.order}, revision {report.revision}, {report.state}: {report.deliveries} deliveries\n"
        f"accepted from {_time(report.first_accepted_at)} to {_time(report.last_accepted_at)}\n"
        f"{_figure('provisional', report.figures.provisional)}\n"
        f"{_figure('final' if report.figures.settled else 'so far', report.figures.final)}, "
        f"{len(report.figures.late)} receipts after the provisional figure\n"
        f"families reached: {told.reached} of {told.pupils} pupils; "
        f"acquainted: {told.acknowledged} of {told.teachers} homeroom teachers"
    )
    return Group(Text(summary), _purposes(report), _silences(report.silences), _calls(report.call_list))


def _figure(title: str, figure: Figure) -> str:
    return (
        f"{title}, {_time(figure.taken_at)}: {figure.accepted} accepted, {figure.delivered} delivered, "
        f"{figure.read} read, {figure.failed} failed, {figure.confirmed} people acquainted"
    )


def _purposes(report: DeliveryReport) -> Table:
    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    grid.add_column("purpose")
    for state in report.by_state:
        grid.add_column(state, justify="right")
    for purpose, states in report.by_purpose.items():
        grid.add_row(purpose, *(str(states.get(state, 0)) for state in report.by_state))
    return grid


def _silences(silences: Sequence[Silence]) -> Table | Text:
    if not silences:
        return Text("everybody has theirs")
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, title="Who got nothing, and why", title_justify="left")
    for heading in ("organisation", "person", "purpose", "channel", "state", "reason"):
        grid.add_column(heading)
    for one in silences:
        cells = (one.organisation, one.person, one.purpose, one.channel, one.state, one.reason or "–")
        grid.add_row(*(Text(cell) for cell in cells))
    return grid


def _calls(calls: Sequence[Call]) -> Table | Text:
    if not calls:
        return Text("nobody is left to phone")
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, title="For the homeroom teachers to phone", title_justify="left")
    for heading in ("organisation", "person", "why"):
        grid.add_column(heading)
    for one in calls:
        grid.add_row(one.organisation, Text(one.person), Text(", ".join(one.why)))
    return grid


def _time(instant: datetime | None) -> str:
    return iso(instant) if instant else "–"
