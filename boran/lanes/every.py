"""All accounts together."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from boran.clock import SystemClock
from boran.lanes import email, sites, sms, telegram, whatsapp
from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import Channel
from channels.receipts import CallbackReader
from dispatch.costs import TIYN
from dispatch.delivery import LaneName
from dispatch.lanes import LANES, Lane, Lanes
from dispatch.ports import Storage


def accounts(settings: Settings, storage: Storage, now: Callable[[], datetime]) -> tuple[Account, ...]:
    """Return every account that is on."""
    found = (*_of_people(settings, now, storage), *sites.accounts(settings, storage, now))
    return tuple(account for account in found if account.on)


def lanes_of(settings: Settings) -> Lanes:
    """Return the lanes planning may use, best first. The two bots are there even while they have no token."""
    found = [account for account in _of_people(settings, SystemClock().now) if account.on]
    return Lanes(
        families=_serving(Audience.FAMILIES, found) or LANES.families,
        staff=_serving(Audience.STAFF, found) or LANES.staff,
        sites=LANES.sites,
        editors=_serving(Audience.EDITORS, found),
        limit_tiyn=round(settings.costs.order_limit_tenge * TIYN) or None,
    )


@asynccontextmanager
async def open_channels(found: Iterable[Account]) -> AsyncIterator[Mapping[LaneName, Channel]]:
    """Open the channel of each account, and close them all at the end."""
    channels = {account.lane.name: account.open() for account in found}
    try:
        yield channels
    finally:
        for channel in channels.values():
            await channel.aclose()


def callback_readers(found: Iterable[Account]) -> dict[str, list[tuple[LaneName, CallbackReader]]]:
    """Return who reads what arrives at `/receipts/<provider>`: the accounts of that provider."""
    readers: dict[str, list[tuple[LaneName, CallbackReader]]] = {}
    for account in found:
        if account.callbacks:
            provider, reader = account.callbacks
            readers.setdefault(provider, []).append((account.lane.name, reader))
    return readers


def _of_people(settings: Settings, now: Callable[[], datetime], storage: Storage | None = None) -> Iterator[Account]:
    """Yield the accounts in the order of the ladder: the first that reaches somebody is tried first."""
    yield from telegram.accounts(settings)
    yield from whatsapp.accounts(settings, now, storage)
    yield from sms.accounts(settings, now)
    yield from email.accounts(settings, now)


def _serving(audience: Audience, found: Iterable[Account]) -> tuple[Lane, ...]:
    return tuple(account.lane for account in found if audience in account.serves)
