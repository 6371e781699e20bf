"""The whole outside world on one HTTP server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from sandbox.control import ControlApi
from sandbox.mail.page import MailPage
from sandbox.phones.routes import Phones
from sandbox.telegram.api import BotApi
from sandbox.weather.services import WeatherServices
from sandbox.whatsapp.cloud_api import CloudApi
from sandbox.whatsapp.gateway import Gateway
from sandbox.world import World

_LARGEST_REQUEST = 64 * 2**20
_PATIENCE_AT_THE_END_S = 0.1


def create_app(world: World) -> web.Application:
    """Build the application that serves a world; closing it closes the world."""
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    bot_api, phones = BotApi(world.telegram, world.journal, world.faults), Phones(world)
    app.add_routes(bot_api.routes())
    app.add_routes(WeatherServices(world.weather, world.clock, world.zone, world.faults).routes())
    app.add_routes(CloudApi(world.whatsapp, world.journal, world.faults).routes())
    app.add_routes(Gateway(world.whatsapp, world.journal, world.faults).routes())
    app.add_routes(world.sites.routes())
    app.add_routes(MailPage(world.mail).routes())
    app.add_routes(world.sms.routes())
    app.add_routes(ControlApi(world).routes())
    app.add_routes(phones.routes())

    async def stop_waiting(_app: web.Application) -> None:
        await bot_api.close()
        phones.close()

    async def close_world(_app: web.Application) -> None:
        await world.close()

    app.on_shutdown.append(stop_waiting)
    app.on_cleanup.append(close_world)
    return app


@asynccontextmanager
async def running(world: World, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve a world and yield its base URL, such as `http://127.0.0.1:8090`. Port 0 takes a free one."""
    runner = web.AppRunner(
        create_app(world), access_log=None, handler_cancellation=True, shutdown_timeout=_PATIENCE_AT_THE_END_S
    )
    await runner.setup()
    try:
        await world.smpp.start(host)
        await world.mail.start(host)
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        await runner.cleanup()
