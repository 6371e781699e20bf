"""Editors and announcers who read the news out (№ 349 п. 13 part 1), and what was handed to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from locales.catalogue import Locale
from orders.organisation import OrganisationCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One newsroom's mailbox. body: the department (or organisation) whose news it gets. locale: read out first."""

    id: str
    body: OrganisationCode
    name: str
    email: str
    locale: Locale


class Outlets(Protocol):
    def of(self, bodies: Sequence[OrganisationCode]) -> Sequence[Outlet]:
        """Return the outlets of these bodies, by body and name."""

    def every(self) -> Sequence[Outlet]: ...

    def put(self, outlet: Outlet) -> None:
        """Insert the outlet, or replace the one with its id."""

    def remove(self, outlet_id: str) -> bool:
        """Remove the outlet; False when there was none."""

    def has_left(self, thread: str, *, since: datetime | None = None) -> bool:
        """Say whether a mail of this thread may have reached an editor (at or after `since`)."""

    def retire(self, thread: str, *, now: datetime) -> int:
        """Supersede every mail of this thread that has not left; return how many."""
