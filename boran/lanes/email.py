"""Mail: bulletins to editors and announcers."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import Channel, ChannelKind
from channels.email import EmailChannel, MailServer
from dispatch.delivery import LaneName
from dispatch.lanes import Lane
from dispatch.pacing import Pace

NAME = LaneName("email")


def accounts(settings: Settings, now: Callable[[], datetime]) -> Iterator[Account]:
    """Yield the one mailbox bulletins come from. now: the instant of a mail's Date header."""
    mail = settings.email
    yield Account(
        lane=Lane(name=NAME, channel=ChannelKind.EMAIL, pace=Pace(interval=timedelta(seconds=1) / mail.per_second)),
        serves=frozenset({Audience.EDITORS}),
        open=partial(_open, settings, now),
        on=mail.is_on,
    )


def _open(settings: Settings, now: Callable[[], datetime]) -> Channel:
    mail = settings.email
    server = MailServer(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        security=mail.security,
        user=mail.user,
        password=mail.password.get_secret_value(),
    )
    return EmailChannel(server, now)
