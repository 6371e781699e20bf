"""`boran up` and `boran run`: the roles."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import cast

import click

from boran import heap, logs
from boran.clock import MovedClock
from boran.roles import Role, stop_on_signals
from boran.roles import run as run_roles
from boran.settings import Settings
from boran.wiring import AnyClock, services

Command = Callable[..., None]


def _start(roles: frozenset[Role], clock: AnyClock | None = None) -> None:
    settings = Settings()
    logs.configure(settings.log_level)

    async def serve() -> None:
        with services(settings, clock) as parts:
            heap.settle()
            await run_roles(parts, roles, stop_on_signals())

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest loop there is here; None for the one Python brings."""
    try:
        return cast("Callable[[], asyncio.AbstractEventLoop]", import_module("uvloop").new_event_loop)
    except ImportError:  # not on Windows
        return None


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


def _clock(start: datetime | None, rate: float, origin: float | None) -> AnyClock | None:
    if start is None and (rate != 1.0 or origin is not None):
        raise click.UsageError("--clock-rate and --clock-origin need --clock-start")
    if start is None:
        return None
    return MovedClock(start, rate) if origin is None else MovedClock(start, rate, origin)


def clock_options(command: Command) -> Command:
    """Let a command run on a moved clock; several processes with the same three values show the same time."""
    for option in (
        click.option(
            "--clock-origin",
            type=float,
            help="The machine's monotonic clock at --clock-start (see `boran sandbox`); now when left out.",
        ),
        click.option("--clock-rate", type=click.FloatRange(min=0.1, max=1000), default=1.0, show_default=True),
        click.option("--clock-start", callback=_instant, help="Begin at this instant (ISO 8601 with offset)."),
    ):
        command = option(command)
    return command


@click.command()
@clock_options
def up(*, clock_start: datetime | None, clock_rate: float, clock_origin: float | None) -> None:
    """Run everything in one process.

    A moved clock is refused unless every channel points at this machine.

    Example: boran up --clock-start 2026-01-16T05:30:00+05:00 --clock-rate 60
    """
    _start(frozenset(Role), _clock(clock_start, clock_rate, clock_origin))


@click.command()
@click.argument("role", type=click.Choice([role.value for role in Role]))
@clock_options
def run(*, role: str, clock_start: datetime | None, clock_rate: float, clock_origin: float | None) -> None:
    """Run one role: bot, web, worker or scheduler.

    Example: boran run worker
    """
    _start(frozenset({Role(role)}), _clock(clock_start, clock_rate, clock_origin))
