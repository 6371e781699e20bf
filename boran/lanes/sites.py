"""Web sites of schools and departments: one lane, a secret per site."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import Channel
from channels.webhook import WebhookChannel
from dispatch.lanes import LANES
from dispatch.ports import Storage
from dispatch.site_secrets import secrets_of


def accounts(settings: Settings, storage: Storage, now: Callable[[], datetime]) -> Iterator[Account]:
    opened = partial(_open, settings, storage, now)
    yield Account(lane=LANES.sites[0], serves=frozenset({Audience.SITES}), open=opened)


def _open(settings: Settings, storage: Storage, now: Callable[[], datetime]) -> Channel:
    return WebhookChannel(_Secrets(storage).of, now, allow_private=settings.site.allow_private)


class _Secrets:
    """The signing secrets of sites, read when they are needed: a rotated one holds from the next call on."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def of(self, url: str) -> tuple[str, ...]:
        return await asyncio.to_thread(self._read, url)

    def _read(self, url: str) -> tuple[str, ...]:
        with self._storage.reading() as tx:
            return secrets_of(tx, url)
