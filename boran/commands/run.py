"""`boran up` and `boran run`: the roles."""

import asyncio
from datetime import datetime

import click

from boran import logs
from boran.clock import MovedClock
from boran.roles import Role, stop_on_signals
from boran.roles import run as run_roles
from boran.settings import Settings
from boran.wiring import AnyClock, services


def _start(roles: frozenset[Role], clock: AnyClock | None = None) -> None:
    settings = Settings()
    logs.configure(settings.log_level)

    async def serve() -> None:
        with services(settings, clock) as parts:
            await run_roles(parts, roles, stop_on_signals())

    asyncio.run(serve())


def _instant(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter("write it like 2026-01-16T05:30:00+05:00") from error
    if instant.tzinfo is None:
        raise click.BadParameter("say the offset too: 2026-01-16T05:30:00+05:00")
    return instant


@click.command()
@click.option("--clock-start", callback=_instant, help="Begin at this instant instead of now (ISO 8601 with offset).")
@click.option("--clock-rate", type=click.FloatRange(min=0.1, max=1000), default=1.0, show_default=True)
def up(clock_start: datetime | None, clock_rate: float) -> None:
    """Run everything in one process.

    A moved clock is refused unless every channel points at this machine.

    Example: boran up --clock-start 2026-01-16T05:30:00+05:00 --clock-rate 60
    """
    clock = MovedClock(clock_start, clock_rate) if clock_start else None
    if clock is None and clock_rate != 1.0:
        raise click.UsageError("--clock-rate needs --clock-start")
    _start(frozenset(Role), clock)


@click.command()
@click.argument("role", type=click.Choice([role.value for role in Role]))
def run(role: str) -> None:
    """Run one role: bot, web, worker or scheduler.

    Example: boran run worker
    """
    _start(frozenset({Role(role)}))
