"""Everything that carries SMS: the network and the doors into it."""

from aiohttp import web

from sandbox.sms.gateway import Means
from sandbox.sms.mobizon import Mobizon
from sandbox.sms.smsc import Smsc


class SmsWorld:
    """The mobile network with both gateways; `means.network` may be used by others who carry SMS."""

    def __init__(self, means: Means) -> None:
        self.network = means.network
        self.mobizon = Mobizon(means)
        self.smsc = Smsc(means)

    def routes(self) -> list[web.RouteDef]:
        return [*self.mobizon.routes(), *self.smsc.routes()]

    async def close(self) -> None:
        await self.network.close()
