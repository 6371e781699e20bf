"""`/receipts/<provider>`: what providers tell afterwards. Answered with 200 only when it is safely kept.

A provider that hears anything else brings it again: so nothing is lost, and repeats do no harm (ADR 0015).
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web

from channels.receipts import CallbackReader, CallbackRequest, Heard, NotGenuine, Unreadable
from dispatch.delivery import LaneName
from dispatch.lanes import Lanes
from dispatch.ports import Clock, Storage
from dispatch.receiving import Received, receive, reply
from web.bodies import headers_of, whole

Readers = Mapping[str, Sequence[tuple[LaneName, CallbackReader]]]
BODY_BYTES = 3 * 1024 * 1024  # WhatsApp sends up to 3 MB (Meta, Webhooks: payload size)
ANSWER_WITHIN_S = 4.0  # Mobizon waits for five seconds

_log = structlog.get_logger("web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Who reads what arrives. readers: by the last part of the path, the accounts of that provider."""

    storage: Storage
    clock: Clock
    lanes: Lanes
    readers: Readers
    refused: Counter[tuple[str, str]]  # (provider, `not_genuine` or `unreadable`), for the metrics


def mount(app: web.Application, callbacks: Callbacks) -> None:
    """Serve every provider that calls back. A provider may prove by a GET that the address is ours."""
    for provider, accounts in callbacks.readers.items():
        handler = _Door(callbacks, provider, accounts).handle
        app.router.add_get(f"/receipts/{provider}", handler, allow_head=False)
        app.router.add_post(f"/receipts/{provider}", handler)


class _Door:
    def __init__(
        self, callbacks: Callbacks, provider: str, accounts: Sequence[tuple[LaneName, CallbackReader]]
    ) -> None:
        self._callbacks = callbacks
        self._provider = provider
        self._accounts = accounts

    async def handle(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._answer(request)
        except TimeoutError:
            return self._later("timeout")
        except web.HTTPException:
            raise
        except Exception as failure:  # noqa: BLE001 - whatever it is, the provider must bring it again
            return self._later(type(failure).__name__)

    async def _answer(self, request: web.Request) -> web.Response:
        asked = CallbackRequest(
            method=request.method,
            query=dict(request.query),
            headers=headers_of(request),
            body=await whole(request, most=BODY_BYTES),
        )
        try:
            lane, heard = _hear(self._accounts, asked)
        except NotGenuine:
            return self._refuse("not_genuine", 401)
        except Unreadable:
            return self._refuse("unreadable", 400)
        if heard.receipts or heard.replies:
            found = await asyncio.to_thread(self._keep, lane, heard)
            _log.info("receipts.heard", lane=lane, new=found.new, repeated=found.repeated, matched=found.matched)
        return web.Response(text=heard.answer, headers={"Cache-Control": "no-store"})

    def _keep(self, lane: LaneName, heard: Heard) -> Received:
        now, lanes = self._callbacks.clock.now(), self._callbacks.lanes
        with self._callbacks.storage.transaction() as tx:
            found = receive(tx, lane, heard.receipts, now=now, lanes=lanes)
            for said in heard.replies:
                reply(tx, lane, said, now=now, lanes=lanes)
        return found

    def _refuse(self, why: str, status: int) -> web.Response:
        self._callbacks.refused[self._provider, why] += 1
        _log.warning("receipts.refused", provider=self._provider, why=why)
        return web.Response(status=status, text=why)

    def _later(self, error: str) -> web.Response:
        _log.error("receipts.not_kept", provider=self._provider, error=error)
        return web.Response(status=503, text="bring it again", headers={"Retry-After": "5"})


def _hear(accounts: Sequence[tuple[LaneName, CallbackReader]], asked: CallbackRequest) -> tuple[LaneName, Heard]:
    """Return whose callback it is, and what it says: the first account that holds it for genuine.

    Raises `NotGenuine` when none does, `Unreadable`.
    """
    for lane, reader in accounts:
        try:
            return lane, reader.hear(asked)
        except NotGenuine:
            continue
    raise NotGenuine
