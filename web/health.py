"""`/healthz`: the loop turns. `/readyz`: the database answers, and may speak."""

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import web

from dispatch.ports import Storage

READY_WITHIN_S = 3.0

_log = structlog.get_logger("web")


async def healthz(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


class Readiness:
    """Answers 200 when the database could be read in time and may speak, 503 otherwise."""

    def __init__(self, storage: Storage, silent: Callable[[], str] = str) -> None:
        self._storage = storage
        self._silent = silent

    async def readyz(self, _request: web.Request) -> web.Response:
        try:
            await asyncio.wait_for(asyncio.to_thread(self._ask), READY_WITHIN_S)
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with the database, the answer is "not ready"
            _log.warning("web.not_ready", error=type(failure).__name__)
            return web.json_response({"status": "database does not answer"}, status=503)
        if reason := self._silent():
            return web.json_response({"status": f"silent: the database is {reason}"}, status=503)
        return web.json_response({"status": "ok"})

    def _ask(self) -> None:
        with self._storage.reading() as tx:
            tx.registry.departments()
