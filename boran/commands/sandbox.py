"""`boran sandbox`: the pretend outside world alone, for any program to talk to."""

import asyncio
import signal
from datetime import datetime
from pathlib import Path

import click

from sandbox.clock import Clock, RunningClock, real_clock
from sandbox.errors import SandboxError
from sandbox.faults import book
from sandbox.scene import load_scene, play
from sandbox.server import running
from sandbox.telegram.network import Strangers
from sandbox.world import World

_FILE = click.Path(dir_okay=False, path_type=Path)
_INSTANT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z"])
_FAULTS = "\n\n".join(["\b\nThe file of faults:", *(book.__doc__ or "").split("\n\n", 1)[1:]])


def _clock(start: datetime | None, rate: float, origin: float | None) -> Clock:
    if start is None:
        if rate != 1.0 or origin is not None:
            raise click.UsageError("--clock-rate and --clock-origin need --clock-start")
        return real_clock()
    if origin is None:
        return RunningClock(start=start, rate=rate)
    return RunningClock(start=start, rate=rate, origin=origin)


@click.command(epilog=_FAULTS.replace("\n\n", "\n\n\b\n"))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="0 takes a free one. Example: 8090"
)
@click.option(
    "--smtp-port",
    type=click.IntRange(0, 65535),
    default=8025,
    show_default=True,
    help="Of the mail server. Example: 8025",
)
@click.option(
    "--smpp-port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The operator's SMPP server; 0 takes a free one. Example: 2775",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. Example: 127.0.0.1")
@click.option("--journal", type=_FILE, help="Append one JSON line per call to this file. Example: journal.jsonl")
@click.option("--faults", type=_FILE, help="What goes wrong, as described below. Example: faults.yaml")
@click.option(
    "--scene", type=_FILE, help="People, accounts, sites, weather to begin with (sandbox/scene.py). Example: scene.yaml"
)
@click.option(
    "--strangers",
    type=click.Choice([policy.value for policy in Strangers]),
    default=Strangers.WELCOME.value,
    show_default=True,
    help="Is an unknown chat id somebody who pressed Start once, or not found? Example: refused",
)
@click.option(
    "--limits/--no-limits", default=True, show_default=True, help="Telegram's flood limits. Example: --no-limits"
)
@click.option("--clock-start", type=_INSTANT, help="Begin at this instant. Example: 2026-01-16T05:30:00+05:00")
@click.option(
    "--clock-rate", type=click.FloatRange(0.1, 1000), default=1.0, help="How fast a moved clock runs. Example: 60"
)
@click.option(
    "--clock-origin",
    type=float,
    help="Monotonic reading at --clock-start, to share another program's clock. Example: 81234.5",
)
def sandbox(
    *,
    port: int,
    host: str,
    smtp_port: int,
    smpp_port: int,
    journal: Path | None,
    faults: Path | None,
    scene: Path | None,
    strangers: str,
    limits: bool,
    clock_start: datetime | None,
    clock_rate: float,
    clock_origin: float | None,
) -> None:
    """Run the pretend outside world alone, with phones to look at.

    Telegram, WhatsApp (Meta's Cloud API and a gateway), SMS (Mobizon, SMSC.kz, an operator's SMPP server), newsrooms'
    mail over SMTP, weather services and school sites; receipts come back to the addresses the accounts name
    (sandbox/README.md). Nothing leaves this machine. Stop it with Ctrl-C.

    Example: boran sandbox --port 8090 --journal journal.jsonl --faults faults.yaml
    """
    clock = _clock(clock_start, clock_rate, clock_origin)
    try:
        world = World(clock=clock, journal=journal, limits=limits, strangers=Strangers(strangers))
        world.mail.port, world.smpp.port = smtp_port, smpp_port
        if scene is not None:
            play(load_scene(scene), world)
        if faults is not None:
            world.faults.arm_document(book.load_faults(faults))
    except (SandboxError, OSError) as error:
        raise click.ClickException(str(error)) from error
    try:
        asyncio.run(_serve(world, port, host))
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port} ({error.strerror}): try another --port") from error


async def _serve(world: World, port: int, host: str) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    async with running(world, port, host) as base_url:
        click.echo(_where_to_look(base_url))
        for title, address in {"SMPP operator": world.smpp.address, "SMTP server": world.mail.address}.items():
            click.echo(f"{title + ':':<27}{':'.join(map(str, address))}")
        await stopped.wait()


def _where_to_look(base_url: str) -> str:
    lines = {
        "Phones to look at and tap": f"{base_url}/",
        "Telegram Bot API": f"{base_url}/telegram/bot<token>/<method>",
        "Open-Meteo": f"{base_url}/open-meteo/v1/forecast",
        "aviationweather.gov": f"{base_url}/aviationweather/api/data/metar",
        "WhatsApp Cloud API": f"{base_url}/whatsapp/v23.0/<number>/messages",
        "WhatsApp gateway": f"{base_url}/green-api/waInstance<instance>/<method>/<token>",
        "SMS gateways": f"{base_url}/mobizon/service/… and {base_url}/smsc/sys/…",
        "Newsrooms' mail": f"{base_url}/mail",
        "School sites": f"{base_url}/site/<name> and {base_url}/site/<name>/hook",
        "Control API": f"{base_url}/control/… (sandbox/control.py)",
    }
    return "\n".join(f"{name + ':':<27}{where}" for name, where in lines.items())
