"""`boran sites`: the web sites that take signed events: their secrets, and what they were sent."""

import asyncio

import click

from boran.commands.deciding import as_json_option
from boran.commands.opening import opened, print_json
from boran.lanes.sites import accounts
from boran.wiring import Services
from channels.base import Accepted, Message, SendOutcome
from channels.signing import new_secret
from dispatch.ports import Transaction
from dispatch.roster import Site
from dispatch.site_events import MOST, SiteEvent, last_events
from dispatch.site_secrets import rotated, settled
from orders.organisation import Organisation, OrganisationCode
from orders.ports import JournalEntry
from orders.windows import ZONE

CODE = click.argument("code")


@click.group()
def sites() -> None:
    """Web sites of schools: their secrets, and events they missed.

    Example: boran sites list
    """


@sites.command("list")
@as_json_option
def list_sites(*, as_json: bool) -> None:
    """Show every site and how many secrets sign its events (two while one is being changed).

    Example: boran sites list --json
    """
    with opened() as parts, parts.storage.reading() as tx:
        found = tx.roster.sites([one.code for one in tx.registry.organisations()])
    rows = [{"organisation": one.organisation, "url": one.url, "secrets": len(one.secret.split())} for one in found]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo("There is no site yet: name its address in the roster, then `boran roster import FILE`.")
    for row in rows:
        click.echo(f"{row['organisation']}  {row['url']}  {row['secrets']}")


@sites.command()
@CODE
@click.option("--finish", is_flag=True, help="The site knows the new secret: let the old one go.")
@as_json_option
def rotate(*, code: str, finish: bool, as_json: bool) -> None:
    """Give the site of CODE a new secret and show it once. Both sign until --finish.

    Example: boran sites rotate kst-12, then: boran sites rotate kst-12 --finish
    """
    new = "" if finish else new_secret()
    with opened() as parts, parts.storage.transaction() as tx:
        site = _site(tx, code)
        tx.registry_writer.put_site(settled(site) if finish else rotated(site, new))
        action = "site.rotation_finished" if finish else "site.secret_rotated"
        tx.journal.append(JournalEntry(at=parts.clock.now(), action=action, details={"organisation": code}))
    if as_json:
        print_json({"organisation": code, "secret": new or None})
    elif finish:
        click.echo(f"{code}: only the newest secret signs now.")
    else:
        click.echo(f"{code}: {new}\nShown once: put it into the site, then: boran sites rotate {code} --finish")


@sites.command()
@CODE
@click.option("--last", type=click.IntRange(1, MOST), default=1, show_default=True, help="How many events.")
@as_json_option
def replay(*, code: str, last: int, as_json: bool) -> None:
    """Post the last events to the site of CODE again, oldest first, each under the `webhook-id` it had.

    Exit status 1 when the site did not take one of them. Example: boran sites replay kst-12 --last 3
    """
    with opened() as parts:
        with parts.storage.reading() as tx:
            site = _site(tx, code)
            today = parts.clock.now().astimezone(ZONE).date()
            events = last_events(tx, _organisation(tx, code), today=today, limit=last)[::-1]
        outcomes = asyncio.run(_post(parts, site, events))
    rows = [{"id": event.id, "outcome": _said(outcome)} for event, outcome in zip(events, outcomes, strict=True)]
    if as_json:
        print_json(rows)
    else:
        click.echo("\n".join(f"{row['id']}  {row['outcome']}" for row in rows) or "This site was sent nothing lately.")
    if not all(isinstance(outcome, Accepted) for outcome in outcomes):
        click.get_current_context().exit(1)


async def _post(parts: Services, site: Site, events: list[SiteEvent]) -> list[SendOutcome]:
    [account] = accounts(parts.settings, parts.storage, parts.clock.now)
    channel = account.open()
    try:
        return [await channel.send(Message(key=event.id, address=site.url, text=event.body)) for event in events]
    finally:
        await channel.aclose()


def _said(outcome: SendOutcome) -> str:
    return "accepted" if isinstance(outcome, Accepted) else f"{type(outcome).__name__.lower()}: {outcome.reason}"


def _organisation(tx: Transaction, code: str) -> Organisation:
    found = tx.registry.organisation(OrganisationCode(code))
    if found is None:
        raise click.ClickException(f"nobody knows {code}: bring it in with `boran roster import` first")
    return found


def _site(tx: Transaction, code: str) -> Site:
    organisation = _organisation(tx, code)
    for site in tx.roster.sites((organisation.code,)):
        return site
    raise click.ClickException(f"{code} has no site: name its address and secret in the roster")
