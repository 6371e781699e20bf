"""WhatsApp: Meta's Cloud API, and an unofficial gateway behind a switch of its own. Both reach the route `whatsapp`."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import structlog

from boran.accounts import CloudApiAccount, GreenApiAccount
from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import Channel, ChannelKind
from channels.green_api import GreenApiChannel
from channels.green_api_callbacks import GreenApiCallbacks
from channels.receipts import ReceiptPoller
from channels.whatsapp import LastHeard, WhatsAppChannel, nobody_wrote
from channels.whatsapp_callbacks import WhatsAppCallbacks
from dispatch.delivery import LaneName
from dispatch.lanes import Lane
from dispatch.pacing import WHATSAPP, Pace
from dispatch.ports import Storage

ROUTE = LaneName("whatsapp")
CLOUD, GREEN = LaneName("whatsapp-cloud"), LaneName("whatsapp-green")
_SERVES = frozenset({Audience.FAMILIES, Audience.STAFF})
_SLOWER = 1.024  # than the limit, so that the network's jitter cannot put one message too many into anybody's second

Now = Callable[[], datetime]
log = structlog.get_logger()


def accounts(settings: Settings, now: Now, storage: Storage | None = None) -> Iterator[Account]:
    """Yield both accounts. storage: where it stands who wrote to us; without it everything goes as a template."""
    yield _cloud(settings.whatsapp.cloud, now, storage)
    yield _green(settings.whatsapp.green, now)


def _cloud(account: CloudApiAccount, now: Now, storage: Storage | None) -> Account:
    reader = WhatsAppCallbacks(
        app_secret=account.app_secret.get_secret_value(),
        verify_token=account.verify_token.get_secret_value(),
        phone_number_id=account.phone_number_id,
    )
    lane = _lane(CLOUD, account.per_second, account.price_tenge, WHATSAPP.address_interval)
    return Account(
        lane=lane(daily_limit=account.daily_limit),
        serves=_SERVES,
        open=partial(_open_cloud, account, now, storage),
        on=account.is_on,
        callbacks=("whatsapp", reader),
    )


def _green(account: GreenApiAccount, now: Now) -> Account:
    reader = GreenApiCallbacks(instance=account.instance, webhook_token=account.webhook_token.get_secret_value())
    lane = _lane(GREEN, account.per_second, account.price_tenge, timedelta(seconds=1))
    return Account(
        lane=lane(),
        serves=_SERVES,
        open=partial(_open_green, account, now),
        on=account.is_on,
        callbacks=("green-api", reader),
        poller=_queue,
    )


def _lane(name: LaneName, per_second: float, price_tenge: float, address_interval: timedelta) -> Callable[..., Lane]:
    """Return a lane that wants no more than its daily limit. Where both accounts are on, the faster carries more."""
    return partial(
        Lane,
        name=name,
        channel=ChannelKind.WHATSAPP,
        route=ROUTE,
        weight=max(1, round(per_second)),
        pace=Pace(interval=timedelta(seconds=_SLOWER / per_second), address_interval=address_interval),
        part_price_tiyn=round(price_tenge * 100),
    )


def _open_cloud(account: CloudApiAccount, now: Now, storage: Storage | None) -> Channel:
    return WhatsAppChannel(
        account.access_token.get_secret_value(),
        account.phone_number_id,
        now=now,
        last_heard=_last_heard(storage) if storage else nobody_wrote,
        base_url=account.base_url,
    )


def _open_green(account: GreenApiAccount, now: Now) -> Channel:
    log.warning("whatsapp.unofficial", lane=GREEN, meaning="WhatsApp may ban this number without a word")
    return GreenApiChannel(account.instance, account.api_token.get_secret_value(), now=now, base_url=account.base_url)


def _last_heard(storage: Storage) -> LastHeard:
    def read(address: str) -> datetime | None:
        with storage.reading() as tx:
            return tx.conversations.last_heard(CLOUD, address)

    async def last_heard(address: str) -> datetime | None:
        try:
            return await asyncio.to_thread(read, address)
        except Exception as failure:  # noqa: BLE001 - whoever does not know sends a template
            log.warning("whatsapp.conversation_unknown", error=type(failure).__name__)
            return None

    return last_heard


def _queue(channel: Channel) -> ReceiptPoller:
    if not isinstance(channel, GreenApiChannel):
        raise TypeError("only the gateway's own channel has a queue")
    return channel.queue
