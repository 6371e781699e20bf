"""`boran inbox`: what a department has before it on a morning, for the terminal, for paper and for programs."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from boran import papers
from boran.commands.opening import opened, print_json, write_file
from boran.commands.order_view import iso
from boran.commands.values import DAY
from documents.department_list import DepartmentList, ListGroup, standing
from documents.department_list_pdf import department_list_pdf
from locales.catalogue import LOCALES, Locale
from orders.inbox import InboxLine
from orders.organisation import OrganisationCode
from weather.reading import Reading


@click.command()
@click.argument("department")
@click.option("--day", type=DAY, required=True)
@click.option("--locale", type=click.Choice(list(LOCALES)), help="One language; without it, both.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write the list into this file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inbox(*, department: str, day: date, locale: Locale | None, pdf: Path | None, as_json: bool) -> None:
    """Show the orders a department received: district, shift, grades, schools, readings, on time or late (п. 15).

    Example: boran inbox kst-rudny --day 2026-01-16 --locale ru --pdf rudny.pdf
    """
    code = OrganisationCode(department)
    with opened() as parts, parts.storage.reading() as tx:
        lines = papers.inbox_lines(parts, tx, code, day)
        locales = (locale,) if locale else LOCALES
        lists = papers.department_lists(tx, lines, code, day=day, now=parts.clock.now(), locales=locales)
    if pdf:
        write_file(pdf, department_list_pdf(lists))
    if as_json:
        print_json([_document(line) for line in lines])
    elif pdf:
        click.echo(pdf)
    else:
        _show(lists)


def _document(line: InboxLine) -> dict[str, object]:
    order = line.order
    return {
        "organisation": line.organisation.code,
        "district": line.district,
        "shift": line.shift,
        "order": order.id if order else None,
        "state": line.state,
        "standing": standing(line),
        "grades": list(line.grades),
        "college_courses": list(line.college_courses),
        "reading": _reading(line.reading),
        "reported_at": iso(line.reported_at) if line.reported_at else None,
        "report_on_time": line.on_time,
    }


def _reading(reading: Reading | None) -> dict[str, object] | None:
    if reading is None:
        return None
    figures = {"temp_c": reading.temp_c, "wind_ms": reading.wind_ms, "gust_ms": reading.gust_ms}
    return {**figures, "source": reading.source, "valid_at": iso(reading.valid_at)}


def _show(lists: Sequence[DepartmentList]) -> None:
    console = Console()
    for listed in lists:
        console.print(Text(f"{listed.department}\n{listed.title}\n{listed.as_of}", style="bold"))
        console.print(Text(" · ".join(f"{total.label}: {total.count}" for total in listed.totals)))
        for district in listed.districts:
            console.print(Text(f"\n{district.name}", style="bold"))
            for group in district.groups:
                console.print(Text(group.title, style="cyan"))
                console.print(_rows(group))
        console.print(Text("" if listed.districts else listed.empty))


def _rows(group: ListGroup) -> Table | Text:
    """Return the group's rows; every group has the same widths, so that columns stand below one another."""
    if group.usual:
        return Text("\n".join(group.usual))
    grid = Table(box=None, show_header=False, expand=True, padding=(0, 1))
    for ratio, width in ((5, None), (4, None), (None, 5), (3, None), (None, 8)):  # a time and a code are never cut
        grid.add_column(ratio=ratio, width=width)
    for row in group.rows:
        cells = (row.school, row.reading, row.received, row.standing, row.code)
        grid.add_row(*(Text(cell, style="yellow" if row.late else "") for cell in cells))
    return grid
