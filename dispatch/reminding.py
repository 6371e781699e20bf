"""Homeroom teachers who have not acknowledged: reminded, then named to whoever controls it (п. 16 part 3).

Rounds follow each other every `EVERY` after the approval. In each round a teacher is reminded who has had the order for
`EVERY` and was not reminded before; from the second round on the responsible persons hear, once, who is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dispatch.acknowledging import acquainted
from dispatch.audience import Bound, bound
from dispatch.delivery import Delivery, Purpose
from dispatch.errors import ReleaseRefused
from dispatch.ports import Transaction
from dispatch.staff_texts import Unacquainted
from orders.authority import local_day
from orders.edition import Edition
from orders.order import Order, OrderState
from orders.organisation import PersonId
from orders.ports import Event, EventKind

EVERY = timedelta(minutes=10)
CONTROL_FROM = 2  # the round from which on the responsible persons are told
LAST = 6  # an hour after the approval it is a matter for people who talk to each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Who is due: teachers to remind, and per organisation who is missing for its responsible persons."""

    teachers: tuple[tuple[Bound, tuple[PersonId, ...]], ...] = ()
    missing: tuple[tuple[Bound, tuple[Unacquainted, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.teachers or self.missing)


def remind(tx: Transaction, *, now: datetime, edition: Edition) -> int:
    """Write a REMIND event for every order with somebody due; return how many. It may ring as often as it likes."""
    events = [
        Event(kind=EventKind.REMIND, order=order.id, revision=order.revision, at=now, step=step)
        for order in tx.orders.find(day=local_day(now), until=date.max, states=(OrderState.RELEASED,))
        if 0 < (step := step_at(order, now)) <= LAST and _is_due(tx, order, step=step, now=now, edition=edition)
    ]
    for event in events:
        tx.outbox.put(event)
    return len(events)


def _is_due(tx: Transaction, order: Order, *, step: int, now: datetime, edition: Edition) -> bool:
    """Say whether somebody is due. An order that nobody can read any more is a finding of the audit."""
    try:
        return bool(due(tx, order, step=step, now=now, edition=edition))
    except ReleaseRefused:
        return False


def step_at(order: Order, now: datetime) -> int:
    """Return the number of the round at `now`; 0 before the first."""
    return (now - order.approval.at) // EVERY if order.approval else 0


def due(tx: Transaction, order: Order, *, step: int, now: datetime, edition: Edition) -> Round:
    """Return who is due in this round."""
    rows = tx.ledger.of_order(order.id, purposes=(Purpose.STAFF_ORDER, Purpose.REMINDER, Purpose.CONTROL_NOTICE))
    said = acquainted(tx, order)
    reached = bound(tx, order, edition=edition)
    to_remind = late_readers([row for row in rows if row.revision == order.revision], said, now=now)
    teachers = [(each, tuple(one for one in each.homeroom_teachers if one in to_remind)) for each in reached]
    missing: list[tuple[Bound, tuple[Unacquainted, ...]]] = []
    if step >= CONTROL_FROM:
        told = {row.organisation for row in rows if row.purpose is Purpose.CONTROL_NOTICE}
        missing = [(each, _missing(tx, each, said)) for each in reached if each.organisation.code not in told]
    return Round(
        teachers=tuple(pair for pair in teachers if pair[1]), missing=tuple(pair for pair in missing if pair[1])
    )


def late_readers(rows: Iterable[Delivery], acquainted: frozenset[PersonId], *, now: datetime) -> frozenset[PersonId]:
    """Return who has had the staff order for `EVERY`, has not acknowledged and was not reminded. Pure."""
    rows = tuple(rows)
    reminded = {row.person for row in rows if row.purpose is Purpose.REMINDER}
    return frozenset(
        row.person
        for row in rows
        if row.purpose is Purpose.STAFF_ORDER
        and row.accepted_at is not None
        and now >= row.accepted_at + EVERY
        and row.person not in acquainted
        and row.person not in reminded
    )


def _missing(tx: Transaction, each: Bound, said: frozenset[PersonId]) -> tuple[Unacquainted, ...]:
    return tuple(
        Unacquainted(name=_name(tx, teacher), classes=tuple(one.title for one in each.classes_of(teacher)))
        for teacher in each.homeroom_teachers
        if teacher not in said
    )


def _name(tx: Transaction, person: PersonId) -> str:
    found = tx.registry.person(person)
    return found.name if found else str(person)
