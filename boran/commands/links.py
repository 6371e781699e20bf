"""`boran roster links`: what is printed for each class, so that its families can subscribe."""

from collections.abc import Iterator

import click
from rich.console import Console
from rich.table import Table

from boran.commands.opening import opened, print_json
from dispatch.ports import Transaction
from orders.organisation import OrganisationCode


@click.command()
@click.option("--organisation", required=True, metavar="CODE", help="Code of the school or college.")
@click.option("--bot", required=True, metavar="NAME", help="The families' bot, without @.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def links(*, organisation: str, bot: str, as_json: bool) -> None:
    """Show the subscription link of each class, to print or to put into the class chat.

    Example: boran roster links --organisation kst-1 --bot boran_families_bot
    """
    with opened() as parts, parts.storage.reading() as tx:
        if tx.registry.organisation(OrganisationCode(organisation)) is None:
            raise click.ClickException(f"nobody knows {organisation}: bring it in with `boran roster import` first")
        found = dict(class_links(tx, OrganisationCode(organisation), bot=bot.removeprefix("@")))
    if as_json:
        print_json(found)
        return
    grid = Table(box=None, show_header=False)
    for title, link in found.items():
        grid.add_row(title, link)
    Console(soft_wrap=True).print(grid)


def class_links(tx: Transaction, organisation: OrganisationCode, *, bot: str) -> Iterator[tuple[str, str]]:
    """Yield each class and its deep link (core.telegram.org/bots/features#deep-linking), the youngest first."""
    classes = sorted(tx.registry.classes(organisation), key=lambda one: (one.grade or 0, one.course or 0, one.letter))
    for school_class in classes:
        yield school_class.title, f"https://t.me/{bot}?start={tx.roster.invite_of_class(school_class.id)}"
