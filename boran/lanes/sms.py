"""SMS: two gateways and an operator; all of them reach the route `sms`, and share it by their weight."""

import ssl
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from boran.accounts import MobizonAccount, SmppAccount, SmscAccount
from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import Channel, ChannelKind
from channels.mobizon import MobizonChannel, MobizonReports
from channels.receipts import ReceiptPoller
from channels.smpp import SmppChannel
from channels.smpp_session import Peer
from channels.smsc import SmscChannel, SmscReports
from dispatch.delivery import LaneName
from dispatch.lanes import Lane
from dispatch.pacing import Pace

ROUTE = LaneName("sms")
MOBIZON, SMSC, SMPP = LaneName("sms-mobizon"), LaneName("sms-smsc"), LaneName("sms-smpp")
_SERVES = frozenset({Audience.FAMILIES, Audience.STAFF})
_TIYN = 100  # in a tenge

Now = Callable[[], datetime]


def accounts(settings: Settings, now: Now) -> Iterator[Account]:
    """Yield every account. Delivery reports come to `/receipts/mobizon` and `/receipts/smsc`, and all are asked."""
    sms = settings.sms
    yield Account(
        lane=_lane(MOBIZON, sms.mobizon),
        serves=_SERVES,
        open=partial(_open_mobizon, sms.mobizon, now, sms.abroad),
        on=sms.mobizon.is_on,
        callbacks=("mobizon", MobizonReports(sms.mobizon.callback_secret.get_secret_value())),
        poller=_poller,
    )
    yield Account(
        lane=_lane(SMSC, sms.smsc),
        serves=_SERVES,
        open=partial(_open_smsc, sms.smsc, now, sms.abroad),
        on=sms.smsc.is_on,
        callbacks=("smsc", SmscReports(sms.smsc.callback_secret.get_secret_value())),
        poller=_poller,
    )
    yield Account(
        lane=_lane(SMPP, sms.smpp),
        serves=_SERVES,
        open=partial(_open_smpp, sms.smpp, now, sms.abroad),
        on=sms.smpp.is_on,
        poller=_poller,
    )


def _lane(name: LaneName, account: MobizonAccount | SmscAccount | SmppAccount) -> Lane:
    return Lane(
        name=name,
        channel=ChannelKind.SMS,
        route=ROUTE,
        weight=account.weight,
        pace=Pace(interval=timedelta(seconds=1) / account.per_second),
        part_price_tiyn=round(account.part_tenge * _TIYN),
    )


def _open_mobizon(account: MobizonAccount, now: Now, abroad: bool) -> Channel:
    key = account.api_key.get_secret_value()
    return MobizonChannel(key, now, sender=account.sender, base_url=account.base_url, abroad=abroad)


def _open_smsc(account: SmscAccount, now: Now, abroad: bool) -> Channel:
    password = account.password.get_secret_value()
    return SmscChannel(account.login, password, now, sender=account.sender, base_url=account.base_url, abroad=abroad)


def _open_smpp(account: SmppAccount, now: Now, abroad: bool) -> Channel:
    peer = Peer(
        host=account.host,
        port=account.port,
        system_id=account.system_id,
        password=account.password.get_secret_value(),
        tls=ssl.create_default_context() if account.tls else None,
    )
    return SmppChannel(peer, now, sender=account.sender, abroad=abroad, window=account.window)


def _poller(channel: Channel) -> ReceiptPoller:
    """Return the channel as what asks: each of the three does both."""
    if not isinstance(channel, MobizonChannel | SmscChannel | SmppChannel):
        raise TypeError(f"{type(channel).__name__} cannot ask for receipts")
    return channel
