"""Telegram: the families' bot and further ones of their own name, and the staff's bot."""

from collections.abc import Iterator
from functools import partial

from boran.accounts import BotAccount
from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import Channel, ChannelKind
from channels.telegram import TelegramChannel
from dispatch.delivery import LaneName
from dispatch.lanes import Lane
from dispatch.pacing import TELEGRAM_PAID


def accounts(settings: Settings) -> Iterator[Account]:
    telegram = settings.telegram
    for name, bot in {"families": telegram.families, **telegram.bots}.items():
        yield _account(settings, name, bot, Audience.FAMILIES)
    yield _account(settings, "staff", telegram.staff, Audience.STAFF)


def _account(settings: Settings, name: str, bot: BotAccount, audience: Audience) -> Account:
    pace = TELEGRAM_PAID if bot.paid_broadcast else None
    return Account(
        lane=Lane(name=LaneName(f"telegram-{name}"), channel=ChannelKind.TELEGRAM, pace=pace),
        serves=frozenset({audience}),
        open=partial(_open, settings, bot),
        on=bot.is_on,
    )


def _open(settings: Settings, bot: BotAccount) -> Channel:
    token = bot.token.get_secret_value()
    return TelegramChannel(token, base_url=settings.telegram.base_url, paid=bot.paid_broadcast)
