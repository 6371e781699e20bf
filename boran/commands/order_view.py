"""How one order or a list of orders is shown in the terminal and in JSON. Names stay codes: this is for operators."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from locales.phrases import runs
from orders.learners import of_order
from orders.order import Basis, Order
from orders.organisation import Person
from orders.windows import ZONE
from weather.reading import Reading


def order_document(order: Order) -> dict[str, object]:
    """Return the order for `--json`: ids, codes and times with their offset."""
    return {
        "id": order.id,
        "revision": order.revision,
        "state": order.state,
        "ground": order.ground,
        "organisation": order.body,
        "scope": {"kind": order.scope.kind, "names": list(order.scope.names)},
        "shift": order.shift,
        "first_day": order.first_day.isoformat(),
        "last_day": order.last_day.isoformat(),
        "grades": list(order.grades),
        "college_courses": list(order.college_courses),
        "outcome": order.outcome,
        "check_code": order.check_code,
        "prepared_by": order.prepared_by,
        "approved_by": order.approval.person if order.approval else None,
        "approved_at": iso(order.approval.at) if order.approval else None,
        "reported_at": iso(order.reported_at) if order.reported_at else None,
        "report_on_time": order.on_time,
        "late": order.late,
        "amends": order.amends,
    }


def iso(instant: datetime) -> str:
    """Return an instant with Kazakhstan's offset."""
    return instant.astimezone(ZONE).isoformat(timespec="seconds")


def order_grid(orders: Sequence[Order]) -> Table:
    """Return one line per order."""
    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("code", "day", "organisation", "shift", "learners", "state", "revision"):
        grid.add_column(heading, no_wrap=heading in {"code", "day", "organisation"})
    for order in orders:
        grid.add_row(*(Text(cell) for cell in _cells(order)))
    return grid


def _cells(order: Order) -> tuple[str, ...]:
    return (
        order.check_code,
        order.first_day.isoformat(),
        order.body,
        _shift(order),
        runs(order.grades) or str(of_order(order)) or "nobody",
        f"{order.state}, late" if order.late else order.state.value,
        str(order.revision),
    )


def order_details(order: Order, *, revisions: int, signers: Sequence[Person]) -> Table:
    """Return everything about one order, a line each. signers: whose id `--by` takes."""
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for label, value in _details(order, revisions):
        grid.add_row(label, Text(value))
    for person in signers:
        grid.add_row("may sign", Text(f"{person.id} ({person.name})"))
    return grid


def _details(order: Order, revisions: int) -> Iterator[tuple[str, str]]:
    yield "order", f"{order.id}, revision {order.revision} of {revisions}, check code {order.check_code}"
    yield "state", f"{order.state}, approved late" if order.late else order.state.value
    yield "ground", " ".join(filter(None, (order.ground, order.cause)))
    yield "issued by", order.body
    yield "scope", f"{order.scope.kind}: {', '.join(order.scope.names)}"
    yield "days", " – ".join(dict.fromkeys((order.first_day.isoformat(), order.last_day.isoformat())))
    yield "shift", _shift(order)
    yield "learners", f"{of_order(order) or 'nobody'} ({order.outcome})"
    if order.basis:
        yield from _basis(order.basis)
    yield "regime", " / ".join(filter(None, (order.parts.regime_kk, order.parts.regime_ru))) or "missing"
    yield "responsible", ", ".join(order.parts.responsible) or "missing"
    yield "duty teachers", ", ".join(order.parts.duty_teachers) or "missing"
    yield "prepared", f"{order.prepared_by or 'by the automation'}, {iso(order.prepared_at)}"
    if order.change_reason:
        yield "reason", order.change_reason
    if order.approval:
        yield "approved", f"{order.approval.person}, {iso(order.approval.at)}"
    if order.reported_at:
        yield "reported", f"{iso(order.reported_at)}, {'on time' if order.on_time else 'late'}"
    if order.amends:
        yield "amends", order.amends


def _basis(basis: Basis) -> Iterator[tuple[str, str]]:
    yield "table", f"{basis.table}, edition {basis.edition}"
    if basis.reading:
        yield "reading", f"{_figures(basis.reading)} ({basis.reading.source}, {iso(basis.reading.valid_at)})"
    for raw in basis.raw:
        yield "row", raw
    for near in basis.near:
        yield "near", f"{near.row} misses {near.missing}"
    for gap in basis.ambiguous:
        yield "ambiguous", gap
    for worry in basis.worries:
        yield "look twice", " ".join(filter(None, (worry.concern, worry.source, worry.detail)))


def _figures(reading: Reading) -> str:
    said = {"°C": reading.temp_c, "m/s wind": reading.wind_ms}
    figures = [f"{value:g} {unit}" if value is not None else f"unknown {unit}" for unit, value in said.items()]
    if reading.gust_ms is not None:
        figures.append(f"{reading.gust_ms:g} m/s gusts")
    if reading.visibility_m is not None:
        figures.append(f"{reading.visibility_m} m visibility")
    return ", ".join((*figures, *sorted(reading.phenomena)))


def _shift(order: Order) -> str:
    return str(order.shift) if order.shift else "all"
