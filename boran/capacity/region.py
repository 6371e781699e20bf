"""A region made of numbers: schools, districts, families with their contacts, and when each school approves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from boran.capacity.layouts import ROUTES
from boran.capacity.providers import Habits
from channels.base import ChannelKind
from dispatch.lanes import Lane
from dispatch.roster import Contact
from orders.organisation import PersonId
from orders.regulation import edition_on, load_editions
from orders.windows import ZONE, Window

DAY = date(2026, 1, 16)
FIRST_APPROVAL, LAST_APPROVAL = time(6, 5), time(6, 40)
LATE_APPROVAL, LATE_SHARE = time(7, 20), 0.05
SCHOOLS_OF_DISTRICT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """families: numbered from 0, those of one school next to each other."""

    schools: int
    families: int
    habits: Habits
    seed: int = 1

    @property
    def districts(self) -> int:
        return -(-self.schools // SCHOOLS_OF_DISTRICT)

    def of_school(self, school: int) -> range:
        return range(self.families * school // self.schools, self.families * (school + 1) // self.schools)

    def approvals(self) -> Iterator[tuple[datetime, int]]:
        """Yield when each school approves: within half an hour before the window, one in twenty far into it."""
        random = Random(self.seed)  # noqa: S311 - a simulation, no secret
        first, last, late = (instant(at) for at in (FIRST_APPROVAL, LAST_APPROVAL, LATE_APPROVAL))
        for school in range(self.schools):
            usual = first + random.random() * (last - first)
            yield (late if random.random() < LATE_SHARE else usual), school

    def contacts(self, school: int, bots: tuple[Lane, ...]) -> Iterator[tuple[PersonId, tuple[Contact, ...]]]:
        """Yield where each family of a school can be reached; `bots`: the one of its school, or none."""
        random = Random(f"{self.seed}:{school}")  # noqa: S311 - a simulation, no secret
        habits = self.habits
        shares = (
            *((bot.channel, habits.telegram, bot.serves) for bot in bots),
            (ChannelKind.WHATSAPP, habits.whatsapp, ROUTES[ChannelKind.WHATSAPP]),
            (ChannelKind.SMS, habits.sms, ROUTES[ChannelKind.SMS]),
        )
        for family in self.of_school(school):
            person, address = PersonId(str(family)), str(family)
            yield (
                person,
                tuple(
                    Contact(person=person, channel=channel, lane=route, address=address)
                    for channel, share, route in shares
                    if random.random() < share
                ),
            )


def instant(at: time) -> datetime:
    return datetime.combine(DAY, at, tzinfo=ZONE)


def window() -> Window:
    """Return when families of the first shift may be told (№ 349 п. 14)."""
    return edition_on(load_editions(), DAY).family_window(1, DAY)
