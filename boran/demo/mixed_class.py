"""The four families of the mixed class: how each was told, and who is left to their homeroom teacher."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from boran.demo.cast import Cast, Member
from boran.demo.scenario import Scenario
from dispatch.acknowledging import UnreachedPupil, unreached
from dispatch.delivery import Delivery, Purpose
from dispatch.ports import Transaction
from dispatch.report import REACHED
from locales.phrases import clock_time
from orders.order import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One family. state: of the message on its channel; empty when there is none. call: it is on the teacher's list."""

    reach: str
    state: str
    at: str
    call: bool


def told(tx: Transaction, scenario: Scenario, cast: Cast, orders: Sequence[Order]) -> list[dict[str, object]]:
    """Return how each of the mixed class's first families heard of their school's order."""
    mixed = scenario.mixed_class
    order = next(order for order in orders if order.body == mixed.school)
    families = cast.families[mixed.school, mixed.grade][: len(mixed.families)]
    rows = {row.address: row for row in tx.ledger.of_order(order.id, purposes=(Purpose.FAMILY_NOTICE,)) if row.address}
    listed = {pupil.name for pupil in _call_list(tx, scenario, cast, order)}
    return [asdict(_told(family, rows.get(family.address), listed)) for family in families]


def _told(family: Member, row: Delivery | None, listed: set[str]) -> Told:
    reached = row is not None and row.state in REACHED
    return Told(
        reach=family.reach.value,
        state=row.state.value if row else "",
        at=clock_time(row.accepted_at) if row and row.accepted_at else "",
        call=not reached and any(name.startswith(family.name) for name in listed),
    )


def _call_list(tx: Transaction, scenario: Scenario, cast: Cast, order: Order) -> Iterator[UnreachedPupil]:
    chat = cast.teachers[scenario.mixed_class.school, scenario.mixed_class.grade]
    teacher = next(member for member in cast.members if member.chat == chat)
    for person in tx.roster.persons_with_phone(teacher.phone):
        yield from unreached(tx, order_id=order.id, teacher=person.id)
