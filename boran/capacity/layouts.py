"""Which accounts a region could have, as lanes of our own, and what their providers allow them."""

from collections.abc import Mapping
from dataclasses import dataclass

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.lanes import Lane
from dispatch.pacing import TELEGRAM_PAID, Pace

ROUTES: Mapping[ChannelKind, LaneName] = {
    ChannelKind.WHATSAPP: LaneName("whatsapp"),
    ChannelKind.SMS: LaneName("sms"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """bots: `one`, `district`, `school` or none at all. numbers, contracts: WhatsApp numbers and SMS contracts.

    per_day: to how many people each WhatsApp number may write, 0 for any number.
    """

    name: str
    bots: str = ""
    paid: bool = False
    numbers: int = 0
    per_day: int = 0
    contracts: int = 0

    def build(self, *, schools: int, districts: int) -> "Accounts":
        """Return the accounts, best channel first."""
        count = {"one": 1, "district": districts, "school": schools, "": 0}[self.bots]
        pace = TELEGRAM_PAID if self.paid else None
        telegram = [_lane(f"telegram-{n}", ChannelKind.TELEGRAM, pace=pace) for n in range(count)]
        whatsapp = [_lane(f"whatsapp-{n}", ChannelKind.WHATSAPP, per_day=self.per_day) for n in range(self.numbers)]
        sms = [_lane(f"sms-{n}", ChannelKind.SMS) for n in range(self.contracts)]
        return Accounts(telegram=tuple(telegram), others=(*whatsapp, *sms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """telegram: one bot or many, each with families of its own. others: accounts that share their routes."""

    telegram: tuple[Lane, ...]
    others: tuple[Lane, ...]

    @property
    def every(self) -> tuple[Lane, ...]:
        return (*self.telegram, *self.others)

    def bot_of(self, school: int, *, schools: int) -> tuple[Lane, ...]:
        """Return the bot of a school: neighbours share one."""
        return (self.telegram[school * len(self.telegram) // schools],) if self.telegram else ()


def _lane(name: str, channel: ChannelKind, *, pace: Pace | None = None, per_day: int = 0) -> Lane:
    return Lane(name=LaneName(name), channel=channel, route=ROUTES.get(channel), pace=pace, daily_limit=per_day)


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(name="one-bot", bots="one"),
        Layout(name="one-paid-bot", bots="one", paid=True),
        Layout(name="bot-per-district", bots="district"),
        Layout(name="bot-per-school", bots="school"),
        Layout(name="whatsapp-2000-a-day", numbers=1, per_day=2_000),
        Layout(name="whatsapp-100000-a-day", numbers=1, per_day=100_000),
        Layout(name="whatsapp", numbers=1),
        Layout(name="sms", contracts=1),
        Layout(name="sms-5", contracts=5),
        Layout(name="one-bot-whatsapp-sms", bots="one", numbers=1, contracts=1),
        Layout(name="district-whatsapp-sms", bots="district", numbers=1, contracts=1),
        Layout(name="school-whatsapp-sms", bots="school", numbers=2, contracts=2),
    )
}
