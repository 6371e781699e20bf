"""The families of the mixed class: how each was told, what they said, and who is left to their homeroom teacher."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from boran.demo.cast import Cast, Member
from boran.demo.scenario import Scenario
from dispatch.acknowledging import acquainted
from dispatch.delivery import Delivery, Purpose
from dispatch.ladder import Standing, standing
from dispatch.ports import Transaction
from locales.phrases import clock_time
from orders.order import Order
from orders.organisation import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One family. state: of the message that got furthest, on `channel`; empty when there is none.

    acquainted: somebody tapped. call: only their homeroom teacher can still tell them.
    """

    reach: str
    channel: str
    state: str
    at: str
    acquainted: bool
    call: bool


def told(
    tx: Transaction, scenario: Scenario, cast: Cast, orders: Sequence[Order], *, calls: Collection[PersonId]
) -> list[dict[str, object]]:
    """Return how each of the mixed class's first families heard of their school's order. calls: whom to call."""
    mixed = scenario.mixed_class
    order = next(order for order in orders if order.body == mixed.school)
    families = cast.families[mixed.school, mixed.grade][: len(mixed.families)]
    rows = tx.ledger.of_order(order.id, purposes=(Purpose.FAMILY_NOTICE,))
    know = acquainted(tx, order)
    found: list[dict[str, object]] = []
    for family in families:
        (person,) = tx.roster.persons_with_phone(family.phone)
        own = [row for row in rows if row.person == person.id and row.address]
        found.append(asdict(_told(family, own, knows=person.id in know, call=person.id in calls)))
    return found


def _told(family: Member, rows: Sequence[Delivery], *, knows: bool, call: bool) -> Told:
    row = min(rows, key=_distance, default=None)
    return Told(
        reach=family.reach.value,
        channel=row.channel.value if row else "",
        state=row.state.value if row else "",
        at=clock_time(row.accepted_at) if row and row.accepted_at else "",
        acquainted=knows,
        call=call,
    )


def _distance(row: Delivery) -> tuple[int, int]:
    """Order rows by how far they got, and then by the ladder."""
    furthest_first = (Standing.SETTLED, Standing.UNDER_WAY, Standing.SPENT)
    return furthest_first.index(standing(row)), row.rung
