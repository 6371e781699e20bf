"""`boran roster`: load schools, staff and families from a file, or make a synthetic file to try with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from boran.commands.deciding import as_json_option
from boran.commands.links import links
from boran.commands.opening import opened, print_json
from boran.roster.checking import check
from boran.roster.files import RosterFile, read_rows
from boran.roster.generating import generate
from boran.roster.roster import Rejected, Roster
from boran.roster.rows import REMARKS, Finding, UnreadableRoster
from boran.roster.saving import save
from boran.roster.storing import Absent, Leftovers, known, size, store
from boran.roster.wording import said
from boran.wiring import Services
from locales.catalogue import LOCALES, Locale, text
from orders.ports import JournalEntry

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def roster() -> None:
    """Schools, staff, classes and families, and how they are reached.

    Example: boran roster import schools.xlsx
    """


roster.add_command(links)


@roster.command("import")
@click.argument("file", type=READABLE)
@click.option("--locale", type=click.Choice(LOCALES), default="ru", show_default=True, help="Language of the messages.")
@click.option(
    "--absent",
    type=click.Choice([absent.value for absent in Absent]),
    default=Absent.KEEP.value,
    show_default=True,
    help="What to do with pupils and appointments the file no longer names.",
)
@as_json_option
def import_roster(*, file: Path, locale: Locale, absent: str, as_json: bool) -> None:
    """Load FILE (.csv or .xlsx), all of it or nothing. Loading it again changes nothing.

    An .xlsx file has one sheet per kind of record, a .csv file a column `record`: place, department, organisation,
    class, staff, family, site, day_off. `boran roster generate` makes a file to look at. Exit status 1 when the file
    has errors; each is printed with its row.

    Example: boran roster import schools.xlsx --locale kk
    """
    rows = _read(file, locale)
    with opened() as parts:
        with parts.storage.reading() as tx:
            register = known(tx, tables=frozenset(parts.tables))
        checked = check(rows, known=register)
        if isinstance(checked, Rejected):
            _reject(checked, locale, as_json=as_json)
        left = _stored(parts, checked, Absent(absent), locale)
    if as_json:
        print_json(_document(checked, left, locale))
    else:
        _summarise(checked, left, Absent(absent), locale)


def _read(file: Path, locale: Locale) -> RosterFile:
    try:
        return read_rows(file)
    except UnreadableRoster as error:
        raise click.UsageError(f"{file.name}: {text(locale, error.problem)}") from error


def _reject(rejected: Rejected, locale: Locale, *, as_json: bool) -> NoReturn:
    errors = [finding for finding in rejected.findings if finding.problem not in REMARKS]
    if as_json:
        remarks = [finding for finding in rejected.findings if finding.problem in REMARKS]
        print_json({"imported": False, "errors": _lines(errors, locale), "remarks": _lines(remarks, locale)})
    else:
        for finding in rejected.findings:
            click.echo(said(finding, locale), err=True)
        click.echo(text(locale, "roster-rejected", count=len(errors)), err=True)
    click.get_current_context().exit(1)


def _stored(parts: Services, checked: Roster, absent: Absent, locale: Locale) -> Leftovers:
    with _progress(text(locale, "roster-storing"), size(checked)) as advance, parts.storage.transaction() as tx:
        left = store(tx, checked, absent=absent, progress=advance)
        details = {name: str(count) for name, count in _counts(checked).items()}
        tx.journal.append(JournalEntry(at=parts.clock.now(), action="roster.imported", details=details))
        return left


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=total)
        yield lambda written: progress.advance(task, written)


def _summarise(checked: Roster, left: Leftovers, absent: Absent, locale: Locale) -> None:
    for remark in checked.remarks:
        click.echo(said(remark, locale), err=True)
    click.echo(text(locale, "roster-imported", **{name: str(count) for name, count in _counts(checked).items()}))
    if left.pupils or left.appointments:
        key = "roster-left-over-removed" if absent is Absent.REMOVE else "roster-left-over-kept"
        click.echo(text(locale, key, pupils=len(left.pupils), appointments=len(left.appointments)))


def _counts(checked: Roster) -> dict[str, int]:
    names = ("organisations", "classes", "pupils", "persons", "contacts")
    return {name: len(getattr(checked, name)) for name in names}


def _document(checked: Roster, left: Leftovers, locale: Locale) -> dict[str, object]:
    left_over = {"pupils": len(left.pupils), "appointments": len(left.appointments)}
    remarks = _lines(checked.remarks, locale)
    return {"imported": True, **_counts(checked), "left_over": left_over, "errors": [], "remarks": remarks}


def _lines(findings: tuple[Finding, ...] | list[Finding], locale: Locale) -> list[dict[str, object]]:
    return [
        {"sheet": one.sheet, "row": one.number, "problem": one.problem, "message": said(one, locale)}
        for one in findings
    ]


@roster.command("generate")
@click.option("--schools", type=click.IntRange(1, 10_000), required=True, metavar="K", help="How many schools.")
@click.option("--families", type=click.IntRange(1, 9_000_000), required=True, metavar="N", help="Families in all.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other languages.")
@as_json_option
def generate_roster(*, schools: int, families: int, out: Path, seed: int, as_json: bool) -> None:
    """Make a synthetic roster, importable as it is. Nobody in it exists; nobody is reached outside the sandbox.

    Example: boran roster generate --schools 10 --families 5000 --out trial.csv
    """
    try:
        count = save(out, generate(schools=schools, families=families, seed=seed))
    except UnreadableRoster as error:
        raise click.UsageError("--out: the name must end in .csv or .xlsx") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {out} ({error.strerror}): choose another place") from error
    if as_json:
        print_json({"file": str(out), "records": count, "schools": schools, "families": families})
    else:
        click.echo(f"{out}: {count} records. Load them with: boran roster import {out}")
