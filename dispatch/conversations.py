"""When people last wrote to us: on WhatsApp that opens 24 hours in which anything may be answered."""

from datetime import datetime
from typing import Protocol

from dispatch.delivery import LaneName


class Conversations(Protocol):
    """The latest instant of each address and account; an earlier one that comes late changes nothing."""

    def heard(self, lane: LaneName, address: str, *, at: datetime) -> None: ...

    def last_heard(self, lane: LaneName, address: str) -> datetime | None: ...
