"""What a database says of itself, and whether it may speak: a restored copy stays silent until a person opens it.

What tells a copy (R-38): it lies in another place than the one it was opened in, or it is behind what this machine has
already seen of it. A whole machine put back with all its files is like one after a power cut: close the database first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

InstanceId = NewType("InstanceId", str)

# A standby that took over may lack the last moments; that is no restored copy.
MAY_BE_BEHIND = timedelta(minutes=2)


class Standing(StrEnum):
    """OPEN: it may send. CLOSED: a person closed it, or it was copied to another database.

    ELSEWHERE: it lies in another place than the one it was opened in. BEHIND: it is older than what was seen of it.
    """

    OPEN = "open"
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What a database says of itself. place: where it was opened; seen_at: advances every minute it is at work."""

    id: InstanceId
    place: str
    seen_at: datetime
    open: bool
    opened_by: str
    opened_at: datetime


class Instances(Protocol):
    """The one line a database keeps about itself."""

    def present(self) -> Instance | None:
        """Return it, or None in a database nobody has opened yet."""

    def place(self) -> str:
        """Return where this database lies now: it differs in every copy."""

    def put(self, instance: Instance) -> None: ...


def judge(instance: Instance, *, place: str, seen: Mapping[InstanceId, datetime]) -> Standing:
    """Return how a database stands. seen: what this machine remembers of each database it worked with."""
    if not instance.open:
        return Standing.CLOSED
    if instance.place != place:
        return Standing.ELSEWHERE
    known = seen.get(instance.id)
    return Standing.BEHIND if known and known - instance.seen_at > MAY_BE_BEHIND else Standing.OPEN
