"""`boran doctor`: would this installation tell everybody tomorrow morning, and what to do where it would not."""

import asyncio
from collections.abc import Iterable, Iterator

import click
import httpx

from boran.checkup import data_looks, probes, settings_looks
from boran.checkup.finding import Checked, Finding
from boran.clock import SystemClock
from boran.commands.deciding import as_json_option
from boran.commands.opening import opened, print_json
from boran.wiring import Services
from orders.windows import ZONE


@click.command()
@click.option("--offline", is_flag=True, help="Ask no provider and no address.")
@as_json_option
def doctor(*, offline: bool, as_json: bool) -> None:
    """Check settings, database, data and every account that is on, without sending anything.

    Exit status 1 when something was found; each finding says what to do.

    Example: boran doctor --json
    """
    with opened() as parts:
        checked = [*_inside(parts), *([] if offline else asyncio.run(_outside(parts)))]
    findings = [finding for one in checked for finding in one.findings]
    if as_json:
        found = [{"check": one.check, "says": one.says, "advice": one.advice} for one in findings]
        print_json({"checks": [one.check for one in checked], "findings": found})
    else:
        for one in checked:
            _print(one)
        click.echo(f"{len(checked)} checks, {len(findings)} findings")
    if findings:
        raise click.exceptions.Exit(1)


def _print(one: Checked) -> None:
    click.echo(f"{'–' if one.findings else '✓'} {one.check}")
    for finding in one.findings:
        click.echo(f"    {finding.says}\n    → {finding.advice}")


def _inside(parts: Services) -> Iterator[Checked]:
    today = parts.clock.now().astimezone(ZONE).date()
    yield _checked("settings", settings_looks.look(parts.settings))
    yield _checked("journal", data_looks.journal(parts.storage.verify_journal()))
    with parts.storage.reading() as tx:
        organisations = tx.registry.organisations()
        yield _checked("roster", _roster(there=bool(organisations)))
        yield _checked("tables", data_looks.tables_in_force(organisations, parts.tables, today))
        for organisation in organisations:
            yield _checked(f"contacts of {organisation.code}", data_looks.reach(tx, organisation, parts.lanes))


async def _outside(parts: Services) -> list[Checked]:
    async with httpx.AsyncClient() as client:
        found = await probes.probe_all(parts.settings, client)
        found.append(await probes.public_address(parts.settings, client))
        if isinstance(parts.clock, SystemClock):
            found.append(await probes.clock(parts.settings, client, parts.clock.now))
    return found


def _roster(*, there: bool) -> Iterator[Finding]:
    if not there:
        yield Finding(check="roster", says="no organisation is known", advice="run `boran roster import FILE`")


def _checked(check: str, findings: Iterable[Finding]) -> Checked:
    return Checked(check=check, findings=tuple(findings))
