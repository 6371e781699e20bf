"""Which sending accounts carry what."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.pacing import Pace
from dispatch.semantics import PACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One sending account and the channel it speaks.

    route: the name under which contacts are known that this account can reach; None: its own name. A Telegram chat
    belongs to one bot, a phone number can be reached by every account of its channel.
    weight: its share among the accounts of one route. pace: None for the channel's own (`semantics.PACES`).
    part_price_tiyn: of one part of a message, in 1/100 tenge. daily_limit: people it may write to in 24 hours, 0 for no
    limit. reports: the provider says afterwards whether a message arrived; without that, accepted is all there is.
    """

    name: LaneName
    channel: ChannelKind
    route: LaneName | None = None
    weight: int = 1
    pace: Pace | None = None
    part_price_tiyn: int = 0
    daily_limit: int = 0
    reports: bool = True

    @property
    def serves(self) -> LaneName:
        """The `Contact.lane` of the people this account can reach."""
        return self.route or self.name

    @property
    def speed(self) -> Pace:
        return self.pace or PACES[self.channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The accounts for families, staff, web sites, editors and Telegram rooms (channels and class groups).

    families, staff: never empty, best channel first; who has no contact on any is recorded as suppressed on the first.
    limit_tiyn: what the messages of one order may cost before its signer is asked again; None for no limit.
    """

    families: tuple[Lane, ...]
    staff: tuple[Lane, ...]
    sites: tuple[Lane, ...]
    editors: tuple[Lane, ...] = ()
    limit_tiyn: int | None = None

    @property
    def every(self) -> tuple[Lane, ...]:
        """Each lane once."""
        return tuple(dict.fromkeys((*self.families, *self.staff, *self.sites, *self.editors)))

    def named(self, name: LaneName) -> Lane | None:
        return next((lane for lane in self.every if lane.name == name), None)

    @property
    def rooms(self) -> tuple[Lane, ...]:
        """The bots that post to channels and class groups: those of the families."""
        return tuple(lane for lane in self.families if lane.channel is ChannelKind.TELEGRAM)

    @property
    def chats(self) -> tuple[Lane, ...]:
        """The staff's accounts on which a card with its buttons can be shown."""
        return tuple(lane for lane in self.staff if lane.channel is ChannelKind.TELEGRAM) or self.staff[:1]


def rungs(lanes: Iterable[Lane]) -> tuple[tuple[Lane, ...], ...]:
    """Return the lanes as a ladder: those of one channel share a rung, in the order given."""
    return tuple(tuple(same) for _, same in groupby(lanes, key=lambda lane: lane.channel))


LANES = Lanes(
    families=(Lane(name=LaneName("telegram-families"), channel=ChannelKind.TELEGRAM),),
    staff=(Lane(name=LaneName("telegram-staff"), channel=ChannelKind.TELEGRAM),),
    sites=(Lane(name=LaneName("site"), channel=ChannelKind.WEBHOOK),),
)
