"""How many people of an audience can be reached on which channels: counted, because a region has half a million."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from orders.organisation import ClassId

Reach = tuple[ChannelKind, ...]  # the channels on which somebody can be reached, best first; empty for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """people: how many have exactly these channels."""

    people: Mapping[Reach, int] = field(default_factory=dict)

    @property
    def unreachable(self) -> int:
        return self.people.get((), 0)

    def first_on(self, channel: ChannelKind) -> int:
        """Return how many are written to on this channel first."""
        return sum(count for reach, count in self.people.items() if reach[:1] == (channel,))


class Crowds(Protocol):
    def of_classes(self, classes: Sequence[ClassId], routes: Mapping[ChannelKind, Sequence[LaneName]]) -> Crowd:
        """Count everyone who follows these classes by the open contacts they have. routes: per channel, best first."""
