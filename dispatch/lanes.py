"""Which sending accounts carry what."""

from dataclasses import dataclass

from channels.base import ChannelKind
from dispatch.delivery import LaneName


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One sending account and the channel it speaks."""

    name: LaneName
    channel: ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The accounts for families, for staff and for web sites.

    families, staff: never empty. A person is reached on every channel of these where they have a contact; who has
    none is recorded as suppressed on the first.
    """

    families: tuple[Lane, ...]
    staff: tuple[Lane, ...]
    sites: tuple[Lane, ...]


LANES = Lanes(
    families=(Lane(name=LaneName("telegram-families"), channel=ChannelKind.TELEGRAM),),
    staff=(Lane(name=LaneName("telegram-staff"), channel=ChannelKind.TELEGRAM),),
    sites=(Lane(name=LaneName("site"), channel=ChannelKind.WEBHOOK),),
)
