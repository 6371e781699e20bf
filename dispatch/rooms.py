"""Telegram channels of schools and group chats of classes, and what storage keeps of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatch.delivery import LaneName
from locales.catalogue import Locale
from orders.organisation import ClassId, OrganisationCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel or a group chat. class_id: whose news it gets; None for those of the whole organisation.

    lane: the bot that is in it. address: its chat id. locale: of the two languages the one that stands first.
    blocked: the bot was thrown out, or may not write.
    """

    lane: LaneName
    address: str
    title: str
    organisation: OrganisationCode
    class_id: ClassId | None
    locale: Locale
    blocked: bool = False


class Rooms(Protocol):
    def put(self, room: Room) -> None:
        """Insert, or replace the room with this lane and address."""

    def at(self, lane: LaneName, address: str) -> Room | None: ...

    def of_organisation(self, organisation: OrganisationCode) -> Sequence[Room]:
        """Return its rooms, blocked ones too, those of the whole organisation first."""

    def set_blocked(self, lane: LaneName, address: str, *, blocked: bool) -> None: ...

    def move(self, lane: LaneName, address: str, new_address: str) -> None:
        """Give a room its new address; whatever was known about that one is forgotten."""
