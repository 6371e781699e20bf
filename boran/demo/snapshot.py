"""What the live view shows: the morning as the database has it at this instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle

from boran.demo.scenario import District, Scenario, School
from dispatch.acknowledging import coverage
from dispatch.delivery import DeliveryState, Purpose
from dispatch.ports import Transaction
from orders.order import Ground, Order, OrderState

TOLD = frozenset({DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of one school: families written to and told, homeroom teachers and those who have read the order."""

    families: int = 0
    told: int = 0
    teachers: int = 0
    acknowledged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    """One school's morning. `order` is None while there is nothing to decide."""

    school: School
    district: District
    order: Order | None
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    now: datetime
    lines: tuple[SchoolLine, ...]


class Lookout:
    """Looks at the morning again and again. Orders are read anew each time, and the messages of one school in turn.

    Whoever watches must not hold up what is watched: counting every school's messages takes a tenth of a second.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._turns = cycle(scenario.schools)
        self._counts: dict[str, Counts] = {}

    def look(self, tx: Transaction, *, now: datetime) -> Snapshot:
        """Return the morning's state. Orders of the department count for each school they bind."""
        orders = [order for order in tx.orders.find(day=self._scenario.day) if order.shift in {None, 1}]
        school = next(self._turns)
        self._counts[school.code] = _counts(tx, school, binding(orders, school))
        return Snapshot(now=now, lines=tuple(self._line(school, orders) for school in self._scenario.schools))

    def _line(self, school: School, orders: Sequence[Order]) -> SchoolLine:
        return SchoolLine(
            school=school,
            district=self._scenario.district(school.district),
            order=binding(orders, school),
            counts=self._counts.get(school.code, Counts()),
        )


def binding(orders: Sequence[Order], school: School) -> Order | None:
    """Return the order that counts for a school: the department's in force before its own."""
    above = [order for order in orders if order.ground is not Ground.WEATHER and school.district in order.scope.names]
    own = [order for order in orders if order.body == school.code]
    in_force = [order for order in above if order.state in {OrderState.APPROVED, OrderState.RELEASED}]
    return next(iter([*in_force, *own]), None)


def _counts(tx: Transaction, school: School, order: Order | None) -> Counts:
    if order is None or order.approval is None:
        return Counts()
    notices = tx.ledger.of_order(order.id, purposes=(Purpose.FAMILY_NOTICE,))
    families = [delivery for delivery in notices if delivery.organisation == school.code]
    reach = coverage(tx, order)
    return Counts(
        families=len(families),
        told=sum(delivery.state in TOLD for delivery in families),
        teachers=reach.teachers,
        acknowledged=reach.acknowledged,
    )
