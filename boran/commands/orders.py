"""`boran orders`: the third door to the same use-cases as the bot and the web page."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from boran.commands.deciding import Decide, as_json_option, decision, find, report
from boran.commands.opening import opened, print_json, write_file
from boran.commands.order_view import order_details, order_document, order_grid
from boran.commands.typed_draft import TypedDraft, compose_typed
from boran.commands.values import COURSE_NUMBERS, DAY, GRADES, READING, TypedReading
from boran.papers import printable_order
from documents.order_docx import order_docx
from documents.order_html import order_html
from documents.order_pdf import order_pdf
from documents.printable import PrintableOrder
from orders import approval
from orders.authority import signers
from orders.order import OrderState
from orders.organisation import OrganisationCode, PersonId
from orders.regulation import edition_on

FORMATS: Mapping[str, Callable[[PrintableOrder], bytes]] = {
    "pdf": order_pdf,
    "docx": order_docx,
    "html": lambda paper: order_html(paper).encode(),
}

reason_option = click.option("--reason", default="", metavar="TEXT", help="Why; kept with the order.")


@click.group()
def orders() -> None:
    """Orders: draft, look at, decide, print. ORDER is the id or the check code.

    Example: boran orders list --day 2026-01-16
    """


@orders.command("list")
@click.option("--day", type=DAY, help="Only orders that cover this day.")
@click.option("--organisation", "bodies", multiple=True, metavar="CODE", help="Only orders of this issuer.")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in OrderState]))
@as_json_option
def list_orders(*, day: date | None, bodies: tuple[str, ...], states: tuple[str, ...], as_json: bool) -> None:
    """List orders.

    Example: boran orders list --day 2026-01-16 --state approved --state released
    """
    with opened() as parts, parts.storage.reading() as tx:
        found = tx.orders.find(
            day=day, bodies=tuple(map(OrganisationCode, bodies)), states=tuple(map(OrderState, states))
        )
    if as_json:
        print_json([order_document(order) for order in found])
    else:
        Console().print(order_grid(found) if found else "no such orders")


@orders.command("show")
@click.argument("order")
@as_json_option
def show_order(*, order: str, as_json: bool) -> None:
    """Show everything about one order.

    Example: boran orders show 7KQ2MXAP
    """
    with opened() as parts, parts.storage.reading() as tx:
        found = find(tx, order)
        revisions = len(tx.orders.revisions(found.id))
        edition = edition_on(parts.editions, found.first_day)
        able = signers(tx, found, now=parts.clock.now(), edition=edition)
        people = [person for one in able if (person := tx.registry.person(one))]
    if as_json:
        print_json(order_document(found) | {"may_sign": {person.id: person.name for person in people}})
    else:
        Console().print(order_details(found, revisions=revisions, signers=people))


@orders.command("draft")
@click.option("--organisation", required=True, metavar="CODE", help="Code of the school or college.")
@click.option("--date", "day", type=DAY, required=True)
@click.option("--shift", type=click.IntRange(1, 3), required=True)
@click.option("--grades", type=GRADES, default=(), help="Grades that study at home; 0 is the preschool class.")
@click.option("--courses", type=COURSE_NUMBERS, default=(), help="College courses that study at home.")
@click.option("--reading", type=READING, help="The weather; also wind_ms, gust_ms, visibility_m, phenomenon.")
@click.option("--by", metavar="PERSON", help="Who drafts it; without it, whoever signs for the organisation first.")
@reason_option
@as_json_option
def draft_order(
    *,
    organisation: str,
    day: date,
    shift: int,
    grades: tuple[int, ...],
    courses: tuple[int, ...],
    reading: TypedReading | None,
    by: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Draft a weather day by hand. It still has to be approved.

    Example: boran orders draft --organisation kst-1 --date 2026-01-16 --shift 1 --grades 0-4 --reading temp_c=-27
    """
    typed = TypedDraft(
        organisation=OrganisationCode(organisation),
        day=day,
        shift=shift,
        grades=grades,
        courses=courses,
        reading=reading,
        by=PersonId(by) if by else None,
        reason=reason,
    )
    with opened() as parts:
        answer = compose_typed(parts, typed)
    report(answer, as_json=as_json)


@orders.command("edit")
@decision
@click.option("--grades", type=GRADES, default=(), help="Grades that study at home.")
@click.option("--courses", type=COURSE_NUMBERS, default=(), help="College courses that study at home.")
@reason_option
def edit_order(decide: Decide, *, grades: tuple[int, ...], courses: tuple[int, ...], reason: str) -> None:
    """Choose other grades: the table proposes, the head decides and says why.

    Example: boran orders edit 7KQ2MXAP --revision 1 --by head-1 --grades 0-9 --reason "buses do not run"
    """
    decide(partial(approval.edit, grades=grades, college_courses=courses, reason=reason))


@orders.command("approve")
@decision
@click.option("--late", is_flag=True, help="After the window, for safety (п. 11); needs --reason.")
@reason_option
def approve_order(decide: Decide, *, late: bool, reason: str) -> None:
    """Sign an order. For a department's order this is the second person's confirmation (п. 22).

    Example: boran orders approve 7KQ2MXAP --revision 1 --by head-1
    """
    if reason and not late:
        raise click.UsageError("--reason belongs to --late; the reason of a choice is given with `boran orders edit`")
    decide(partial(approval.approve_late, reason=reason) if late else approval.approve)


@orders.command("return")
@decision
@reason_option
def return_order(decide: Decide, *, reason: str) -> None:
    """Send a draft back: it cannot be approved before somebody has edited it.

    Example: boran orders return 7KQ2MXAP --revision 1 --by head-1 --reason "the reading is from yesterday"
    """
    decide(partial(approval.return_for_edit, reason=reason))


@orders.command("reject")
@decision
@reason_option
def reject_order(decide: Decide, *, reason: str) -> None:
    """Decide that school is open.

    Example: boran orders reject 7KQ2MXAP --revision 1 --by head-1 --reason "the wind has dropped"
    """
    decide(partial(approval.reject, reason=reason))


@orders.command("revoke")
@decision
@reason_option
def revoke_order(decide: Decide, *, reason: str) -> None:
    """Withdraw an order in force. Everybody who was told is told again.

    Example: boran orders revoke 7KQ2MXAP --revision 1 --by head-1 --reason "signed for the wrong school"
    """
    decide(partial(approval.revoke, reason=reason))


@orders.command("amend")
@decision
@click.option("--grades", type=GRADES, required=True, help="Grades that study at home by the new order.")
@click.option("--courses", type=COURSE_NUMBERS, help="College courses; without it they stay as they are.")
@reason_option
def amend_order(decide: Decide, *, grades: tuple[int, ...], courses: tuple[int, ...] | None, reason: str) -> None:
    """Draft the order that takes the place of one in force. The old one stands until the new one is approved.

    Example: boran orders amend 7KQ2MXAP --revision 1 --by head-1 --grades 0-9 --reason "the frost deepens"
    """
    decide(partial(approval.amend, grades=grades, college_courses=courses, reason=reason))


@orders.command("print")
@click.argument("order")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Directory for the files.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(list(FORMATS)), default=("pdf",), show_default=True
)
@as_json_option
def print_order(*, order: str, out: Path, formats: tuple[str, ...], as_json: bool) -> None:
    """Write the printable order, in both languages: for the stand and the files (п. 16).

    Example: boran orders print 7KQ2MXAP --out papers --format pdf --format docx
    """
    with opened() as parts, parts.storage.reading() as tx:
        found = find(tx, order)
        paper = printable_order(parts, tx, found)
    paths = [out / f"{found.body}-{found.first_day}-{found.check_code}.{suffix}" for suffix in dict.fromkeys(formats)]
    for path in paths:
        write_file(path, FORMATS[path.suffix.removeprefix(".")](paper))
    if as_json:
        print_json({"files": [str(path) for path in paths]})
    else:
        click.echo("\n".join(map(str, paths)))
