"""What the live view shows: the morning as the database has it at this instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from boran.demo.scenario import District, Scenario, School
from dispatch.acknowledging import coverage
from dispatch.delivery import DeliveryState, Purpose
from dispatch.ports import Transaction
from orders.order import Ground, Order, OrderState
from orders.organisation import OrganisationCode

TOLD = frozenset({DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    """One school's morning. `order` is None while there is nothing to decide."""

    school: School
    district: District
    name: str
    order: Order | None
    families: int
    told: int
    teachers: int
    acknowledged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    now: datetime
    lines: tuple[SchoolLine, ...]


def take(tx: Transaction, scenario: Scenario, *, now: datetime) -> Snapshot:
    """Return the morning's state. Orders of the department count for each school they bind."""
    orders = [order for order in tx.orders.find(day=scenario.day) if order.shift in {None, 1}]
    lines = tuple(_line(tx, scenario, school, orders) for school in scenario.schools)
    return Snapshot(now=now, lines=lines)


def binding(orders: Sequence[Order], school: School) -> Order | None:
    """Return the order that counts for a school: the department's in force before its own."""
    above = [order for order in orders if order.ground is not Ground.WEATHER and school.district in order.scope.names]
    own = [order for order in orders if order.body == school.code]
    in_force = [order for order in above if order.state in {OrderState.APPROVED, OrderState.RELEASED}]
    return next(iter([*in_force, *own]), None)


def _line(tx: Transaction, scenario: Scenario, school: School, orders: Sequence[Order]) -> SchoolLine:
    organisation = tx.registry.organisation(OrganisationCode(school.code))
    assert organisation is not None
    order = binding(orders, school)
    deliveries = [
        delivery for delivery in (tx.ledger.of_order(order.id) if order else ()) if delivery.organisation == school.code
    ]
    families = [delivery for delivery in deliveries if delivery.purpose is Purpose.FAMILY_NOTICE]
    reach = coverage(tx, order) if order and order.approval else None
    return SchoolLine(
        school=school,
        district=scenario.district(school.district),
        name=organisation.name("ru"),
        order=order,
        families=len(families),
        told=sum(delivery.state in TOLD for delivery in families),
        teachers=reach.teachers if reach else 0,
        acknowledged=reach.acknowledged if reach else 0,
    )
