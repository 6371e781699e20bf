"""After the curtain: the summary on the terminal, and the papers of the morning in a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from boran import papers
from boran.demo.cast import LETTER
from boran.demo.checks import Findings
from boran.demo.scenario import Scenario
from boran.wiring import Services
from documents.department_list_pdf import department_list_pdf
from documents.order_pdf import order_pdf
from locales.phrases import clock_time
from orders.order import Ground, Order
from orders.organisation import OrganisationCode

REACHES = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "sms": "SMS only",
    "whatsapp_and_sms": "WhatsApp, SMS",
    "nothing": "no messenger",
}
CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS"}


def write_papers(parts: Services, scenario: Scenario, orders: Sequence[Order], folder: Path) -> list[Path]:
    """Write the printable order of one school and the department's list, both in both languages; return the files."""
    signed = next(order for order in orders if order.approval and order.ground is Ground.WEATHER)
    department = OrganisationCode(scenario.region_department.code)
    with parts.storage.reading() as tx:
        order = order_pdf(papers.printable_order(parts, tx, signed))
        lines = papers.inbox_lines(parts, tx, department, scenario.day)
        lists = papers.department_lists(tx, lines, department, day=scenario.day, now=parts.clock.now())
    written = {f"order-{signed.body}.pdf": order, f"list-{department}.pdf": department_list_pdf(lists)}
    for name, content in written.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in written]


def show(
    console: Console, scenario: Scenario, report: dict[str, Any], findings: Findings, files: Sequence[Path]
) -> None:
    """Print what the morning came to."""
    console.print()
    console.print(_orders(report["orders"]))
    console.print(_figures(report, findings))
    console.print(_mixed_class(scenario, report["mixed_class"]))
    console.print(_checks(findings))
    for path in files:
        console.print(Text(f"  {path}", style="cyan"))
    folder, day = files[0].parent, scenario.day.isoformat()
    console.print("\nLook on:", highlight=False)
    for command in (f"inbox {scenario.region_department.code} --day {day}", f"orders list --day {day}"):
        console.print(Text(f"  BORAN_HOME={folder} .venv/bin/boran {command}", style="cyan"), soft_wrap=True)


def _orders(orders: list[dict[str, Any]]) -> Table:
    table = Table(title="Orders of the first shift", title_justify="left", title_style="bold", box=None, padding=(0, 2))
    for heading in ("body", "ground", "grades", "state", "signed", "the department"):
        table.add_column(heading, header_style="dim")
    for order in orders:
        on_time = {True: "on time", False: "late", None: "not bound by п. 15"}[order["report_on_time"]]
        table.add_row(
            order["organisation"],
            order["ground"],
            _span(order["grades"]),
            order["state"],
            (order["tap_at"] or "")[11:16],
            on_time if order["tap_at"] else "",
        )
    return table


def _span(grades: list[int]) -> str:
    return f"{grades[0]}–{grades[-1]}" if grades else "–"


def _figures(report: dict[str, Any], findings: Findings) -> Text:
    states, reach, teachers = report["deliveries"]["by_state"], report["coverage"], report["acknowledged"]
    first, last = findings.first_sent_at, findings.last_sent_at
    span = f"{clock_time(first)}–{clock_time(last)}" if first and last else "never"
    return Text(
        f"\nMessages: {', '.join(f'{count} {state}' for state, count in states.items())}\n"
        f"Families were told {span}. Pupils reached (an adult tapped): {reach['reached']} of {reach['pupils']}. "
        f"Homeroom teachers acquainted: {teachers['teachers']} of {teachers['of']}, reminded: {report['reminded']}.\n"
        f"Not told by a message: {_reasons(report['not_reached'])}. "
        f"On their homeroom teachers' call lists: {report['call_list']}.\n"
    )


def _mixed_class(scenario: Scenario, families: Sequence[dict[str, Any]]) -> Text:
    """Print how the families of one class heard that are reached in different ways."""
    mixed = scenario.mixed_class
    said = Text(f"{len(families)} families of class {mixed.grade}{LETTER} at {mixed.school}:\n", style="bold")
    for family in families:
        said.append(f"  {REACHES[family['reach']]:<15}{_heard(family)}\n")
    return said


def _heard(family: dict[str, Any]) -> str:
    channel = CHANNELS[family["channel"]] if family["channel"] not in {"", family["reach"]} else ""
    sent = f"{channel} {family['state']} {family['at']}".strip()
    if family["acquainted"]:
        return f"{sent}; acquainted: reached"
    if family["call"]:
        return f"{sent or 'nothing can reach them'}: on the homeroom teacher's call list"
    return sent or "not told"


def _reasons(reasons: dict[str, int]) -> str:
    """Say how many and why; superseded bulletins are no silence."""
    return ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in reasons.items()) or "nobody"


def _checks(findings: Findings) -> Text:
    """Print each check on the outside world's journal."""
    said = Text("Checked on the journal of the outside world:\n", style="bold")
    for words, count in (
        ("family messages about a weather day outside its window (п. 14)", findings.outside_window),
        ("messages that came twice", findings.duplicates),
        ("families missed", findings.missing),
        ("families told who should not be", findings.unexpected),
        ("school sites not told at once", findings.sites_late),
    ):
        said.append(f"  {'✓' if not count else '✗'} {count} {words}\n", style="green" if not count else "bold red")
    return said
