"""What climbing asks of the ledger: whom a message has not reached yet although another channel could."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from channels.base import ChannelKind
from dispatch.delivery import Delivery, DeliveryId, LaneName, Purpose
from dispatch.roster import FamilyMember
from orders.order import OrderId
from orders.organisation import PersonId, PupilId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A place in the order in which a lane's rows are claimed: who stands there or behind it is not reached in time."""

    lane: LaneName
    not_after: datetime
    turn: int
    number: int

    @property
    def place(self) -> tuple[datetime, int, int]:
        return self.not_after, self.turn, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the rows of one message.

    routes: of the contacts that would be a further rung. older_than: per channel, when a row has to have begun for its
    patience to be over. dead: accounts whose waiting rows count as failed. everybody: whatever became of their row.
    cuts: of the lanes whose queue is too long; those behind them, too, for whom nothing later is in the ledger.
    waiting, held_back: those, too, whose row waits for its turn on any other lane, or was never sent for its cost.
    """

    order: OrderId
    revision: int
    purpose: Purpose
    routes: tuple[LaneName, ...]
    older_than: Mapping[ChannelKind, datetime] = field(default_factory=dict)
    dead: tuple[LaneName, ...] = ()
    cuts: tuple[Cut, ...] = ()
    everybody: bool = False
    waiting: bool = False
    held_back: bool = False


class Unsettled(Protocol):
    """Every question is answered for one order from indexes: a region's order has half a million rows."""

    def persons(self, look: Look) -> Sequence[PersonId]:
        """Return who has such a row and an open contact on a channel the message has not gone to."""

    def cut(self, lane: LaneName, reach: int, *, now: datetime) -> Cut | None:
        """Return the place behind the next `reach` messages of a lane, claimed ones included; None where nobody is."""

    def beyond(self, look: Look, persons: Sequence[PersonId]) -> frozenset[DeliveryId]:
        """Return the rows of this message for these people that have not been tried and stand behind a cut."""

    def needless(self, look: Look, *, silent: Sequence[LaneName]) -> Sequence[DeliveryId]:
        """Return the rows of this message that have not been tried, of people who have heard it on another channel.

        silent: accounts that report nothing, so that what they accepted has arrived as far as anybody will know.
        """

    def anybody(self, look: Look) -> bool:
        """Say whether a row of this message may still fail while its person has another channel."""

    def kin(self, persons: Sequence[PersonId]) -> Sequence[FamilyMember]:
        """Return these people and every other adult of their children, each once; `classes` are those of `pupils`."""

    def rows(self, look: Look, persons: Sequence[PersonId]) -> Sequence[Delivery]:
        """Return the rows of this message for these people."""

    def acquainted(self, order: OrderId, revision: int, persons: Sequence[PersonId]) -> frozenset[PersonId]:
        """Return who of them has acknowledged this revision."""

    def told(self, order: OrderId, pupils: Sequence[PupilId]) -> frozenset[PupilId]:
        """Return the children whose families know by the teacher's word."""
