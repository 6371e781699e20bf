"""`boran outlets`: the newsrooms that bulletins go to."""

import csv
import io
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import click

from boran.commands.deciding import as_json_option
from boran.commands.opening import opened, print_json
from dispatch.outlets import Outlet
from dispatch.ports import Transaction
from locales.catalogue import LOCALES, Locale
from orders.organisation import OrganisationCode
from orders.ports import JournalEntry

COLUMNS = ("body", "name", "email", "locale")
_MAILBOX = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class BadRow(ValueError):
    """A row of the file cannot be used; the message says which and why."""


@click.group()
def outlets() -> None:
    """Editors and announcers of TV and radio, by department.

    Example: boran outlets import newsrooms.csv
    """


@outlets.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Remove the newsrooms the file does not name.")
@as_json_option
def import_outlets(*, file: Path, replacing: bool, as_json: bool) -> None:
    """Load FILE (.csv with the columns body, name, email, locale), all of it or nothing.

    body: the code of a department or school whose news a newsroom gets; locale: kk or ru, the language on top.

    Example: boran outlets import newsrooms.csv
    """
    with opened() as parts, parts.storage.transaction() as tx:
        try:
            found = list(read_outlets(tx, _words(file)))
        except BadRow as error:
            raise click.ClickException(f"{file.name}: {error}") from error
        for outlet in found:
            tx.outlets.put(outlet)
        kept = {outlet.id for outlet in found}
        gone = [one.id for one in tx.outlets.every() if one.id not in kept] if replacing else []
        for outlet_id in gone:
            tx.outlets.remove(outlet_id)
        details = {"newsrooms": str(len(found)), "removed": str(len(gone))}
        tx.journal.append(JournalEntry(at=parts.clock.now(), action="outlets.imported", details=details))
    if as_json:
        print_json({"imported": len(found), "removed": len(gone)})
    else:
        click.echo(f"Newsrooms imported: {len(found)}, removed: {len(gone)}.")


@outlets.command("list")
@as_json_option
def list_outlets(*, as_json: bool) -> None:
    """Show every newsroom.

    Example: boran outlets list
    """
    with opened() as parts, parts.storage.reading() as tx:
        found = tx.outlets.every()
    if as_json:
        print_json([{name: getattr(one, name) for name in ("id", *COLUMNS)} for one in found])
        return
    if not found:
        click.echo("There is no newsroom yet: bring them in with `boran outlets import FILE`.")
    for one in found:
        click.echo(f"{one.id}  {one.body}  {one.name}  {one.email}  {one.locale}")


@outlets.command()
@click.argument("outlet_id", metavar="ID")
def remove(*, outlet_id: str) -> None:
    """Send nothing to a newsroom any more.

    Example: boran outlets remove 3f2a9c
    """
    with opened() as parts, parts.storage.transaction() as tx:
        if not tx.outlets.remove(outlet_id):
            raise click.ClickException(f"there is no newsroom {outlet_id}: see `boran outlets list`")
    click.echo(f"{outlet_id}: removed.")


def read_outlets(tx: Transaction, words: str) -> Iterator[Outlet]:
    """Yield the newsrooms of a file. Raises `BadRow`."""
    separator = max(",;\t", key=words.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(words, newline=""), delimiter=separator, strict=True)
    names = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
    if missing := [name for name in COLUMNS if name not in names]:
        raise BadRow(f"the columns {', '.join(missing)} are missing: the first line names body, name, email, locale")
    try:
        for row in reader:
            cells = {column: str(row[names[column]] or "").strip() for column in COLUMNS}
            if any(cells.values()):
                yield _outlet(tx, reader.line_num, **cells)
    except csv.Error as error:
        raise BadRow(f"line {reader.line_num} cannot be read: {error}") from error


def _outlet(tx: Transaction, line: int, *, body: str, name: str, email: str, locale: str) -> Outlet:
    code = OrganisationCode(body)
    if tx.registry.department(code) is None and tx.registry.organisation(code) is None:
        raise BadRow(f"line {line}: nobody knows `{body}`: write the code of a department or school")
    if not name or not _MAILBOX.fullmatch(email):
        raise BadRow(f"line {line}: a newsroom needs a name and a mailbox, such as news@radio.example")
    chosen: dict[str, Locale] = {one: one for one in LOCALES}
    if locale not in {"", *chosen}:
        raise BadRow(f"line {line}: the language is kk or ru, not `{locale}`")
    digest = blake2b(f"{body}\0{email.casefold()}".encode(), digest_size=6).hexdigest()
    return Outlet(id=digest, body=code, name=name, email=email, locale=chosen.get(locale, "kk"))


def _words(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name}: save it as CSV in UTF-8") from error
