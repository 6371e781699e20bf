"""The stage: the pretend world, the whole program and the players, on one moved clock, until the curtain falls."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boran.clock import MovedClock
from boran.demo import report as reports
from boran.demo import snapshot
from boran.demo.accounts import Doors, free_port, furnish, outlet, settings_for
from boran.demo.cast import Cast, assemble
from boran.demo.checks import Findings, check, read_journal
from boran.demo.finale import write_papers
from boran.demo.players import Players, Tell
from boran.demo.roster_rows import rows
from boran.demo.scenario import Scenario
from boran.demo.taking_back import take_back
from boran.demo.world import FAMILIES_TOKEN, build_world
from boran.roles import Role
from boran.roles import run as run_roles
from boran.roster.checking import check as check_roster
from boran.roster.files import RosterFile
from boran.roster.roster import Known, Rejected
from boran.roster.storing import store
from boran.wiring import Services, services
from orders.regulation import edition_on
from sandbox.server import running
from sandbox.world import World

JOURNAL = "journal.jsonl"
LOOK_EVERY_S = 0.25  # real seconds between two looks of the live view
Show = Callable[[snapshot.Snapshot], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the morning ended."""

    findings: Findings
    report: dict[str, Any]
    papers: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who watches. show: the state several times a second. tell: what just happened. opened: the world is there."""

    show: Show = lambda _snapshot: None
    tell: Tell = lambda _at, _what: None
    opened: Callable[[World, str], None] = lambda _world, _address: None


async def perform(scenario: Scenario, folder: Path, *, rate: float, audience: Audience) -> Outcome:
    """Play the scenario into `folder` (database, journal, papers) and return how it ended.

    rate: how many seconds of the morning pass in one real second.
    """
    cast = assemble(scenario)
    clock = MovedClock(scenario.instant(scenario.starts), rate)
    world = build_world(scenario, cast, clock, folder / JOURNAL)
    async with running(world) as address:
        doors = Doors(world=address, mail=world.mail.address, program_port=free_port())
        settings = settings_for(folder, doors, scenario)
        await furnish(world, settings, scenario)
        audience.opened(world, address)
        with services(settings, clock) as parts:
            await asyncio.to_thread(_import, parts, scenario, cast, f"{address}/site/{{school}}/hook")
            async with _program(parts):
                await _play(world, scenario, cast, parts, audience)
            return await asyncio.to_thread(_judge, parts, scenario, cast, folder)


def _import(parts: Services, scenario: Scenario, cast: Cast, sites: str) -> None:
    file = RosterFile(rows=tuple(rows(scenario, cast, sites=sites)))
    checked = check_roster(file, known=Known(tables=frozenset(parts.tables)))
    assert not isinstance(checked, Rejected), checked.findings
    with parts.storage.transaction() as tx:
        store(tx, checked)
        tx.outlets.put(outlet(scenario))


@asynccontextmanager
async def _program(parts: Services) -> AsyncIterator[None]:
    """Run every role while the block lasts."""
    stop = asyncio.Event()
    program = asyncio.create_task(run_roles(parts, frozenset(Role), stop))
    try:
        yield
    finally:
        stop.set()
        await program


async def _play(world: World, scenario: Scenario, cast: Cast, parts: Services, audience: Audience) -> None:
    players = Players(world, scenario, cast, audience.tell)
    watching = asyncio.create_task(_watch(parts, scenario, audience.show))
    try:
        async with asyncio.TaskGroup() as everybody:
            everybody.create_task(players.play())
            everybody.create_task(take_back(parts, scenario, audience.tell))
        await parts.clock.sleep(scenario.instant(scenario.ends) - parts.clock.now())
    finally:
        watching.cancel()
        await players.leave()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch(parts: Services, scenario: Scenario, show: Show) -> None:
    lookout = snapshot.Lookout(scenario)
    while True:
        show(await asyncio.to_thread(_look, parts, lookout))
        await asyncio.sleep(LOOK_EVERY_S)


def _look(parts: Services, lookout: snapshot.Lookout) -> snapshot.Snapshot:
    with parts.storage.reading() as tx:
        return lookout.look(tx, now=parts.clock.now())


def _judge(parts: Services, scenario: Scenario, cast: Cast, folder: Path) -> Outcome:
    edition = edition_on(parts.editions, scenario.day)
    with parts.storage.reading() as tx:
        orders = reports.orders_of(tx, scenario)
        expected = reports.expectations(orders, scenario, cast, edition)
        findings = check(read_journal(folder / JOURNAL), expected, families_account=FAMILIES_TOKEN.partition(":")[0])
        facts = reports.Facts(
            edition=edition, lanes=parts.lanes, orders=orders, findings=findings, now=parts.clock.now()
        )
        told = reports.report(tx, scenario, cast, facts)
    written = write_papers(parts, scenario, orders, folder)
    return Outcome(findings=findings, report=told, papers=tuple(written))
