"""The one door through which an order comes into being and changes: state, journal and outbox together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from orders.authority import authors, needs_two_persons
from orders.errors import ForbiddenMove
from orders.learners import of_order
from orders.order import Order, OrderState
from orders.organisation import PersonId
from orders.ports import Event, EventKind, JournalEntry, OrdersTransaction
from orders.states import HELD_STATES, OPEN_STATES, Verb, next_state

_PAST: Mapping[Verb, str] = {
    Verb.UPDATE: "updated",
    Verb.EDIT: "edited",
    Verb.RETURN: "returned",
    Verb.APPROVE: "approved",
    Verb.REJECT: "rejected",
    Verb.EXPIRE: "expired",
    Verb.APPROVE_LATE: "approved_late",
    Verb.RELEASE: "released",
    Verb.COMPLETE: "completed",
    Verb.REVOKE: "revoked",
    Verb.AMEND: "amended",
}
_EVENTS: Mapping[Verb, EventKind] = {
    Verb.APPROVE: EventKind.ORDER_APPROVED,
    Verb.APPROVE_LATE: EventKind.ORDER_APPROVED,
    Verb.EXPIRE: EventKind.DRAFT_EXPIRED,
    Verb.REVOKE: EventKind.ORDER_REVOKED,
}


def add_draft(tx: OrdersTransaction, order: Order, *, tell_at: datetime | None = None) -> Order:
    """Insert a draft, journal it and tell its signers, at once or at `tell_at`.

    Raises `OpenOrderExists` when its key is taken.
    """
    if order.state is not OrderState.DRAFT:
        raise ForbiddenMove(f"an order begins as a draft, not as {order.state}")
    tx.orders.add(order)
    _journal(tx, order, "drafted", by=order.prepared_by, now=order.prepared_at)
    _tell(tx, order, _ready(order), at=tell_at or order.prepared_at)
    return order


def move(
    tx: OrdersTransaction,
    order: Order,
    verb: Verb,
    *,
    now: datetime,
    by: PersonId | None = None,
    tell_at: datetime | None = None,
) -> Order:
    """Apply a verb to an order that already holds its other changes; save, journal and tell in the same transaction.

    by: the person who acts; None for the automation. tell_at: when others hear of it; at once when None.
    Raises `ForbiddenMove` when the table of moves has no such move, and when an order would be in force without the
    signature of a named person on this very revision.
    """
    state = next_state(order.state, verb)
    if state is None:
        raise ForbiddenMove(f"{verb} is forbidden from {order.state}")
    moved = replace(order, state=state, updated_at=now)
    if state in HELD_STATES:
        _check_signature(moved)
    tx.orders.save(moved)
    _journal(tx, moved, _PAST[verb], by=by, now=now)
    if event := _event(verb, moved):
        _tell(tx, moved, event, at=tell_at or now)
    return moved


def _check_signature(order: Order) -> None:
    """Hold decision 10 (no public order without a named person) where nothing can go round it."""
    if order.approval is None or order.approval.revision != order.revision:
        raise ForbiddenMove(f"order {order.id} has no signature on revision {order.revision}")
    if needs_two_persons(order) and order.approval.person in authors(order):
        raise ForbiddenMove(f"order {order.id} is signed by the person who prepared it")


def _event(verb: Verb, order: Order) -> EventKind | None:
    if verb in {Verb.UPDATE, Verb.EDIT}:
        # A returned order waits for an edit: its card has nothing to approve yet.
        return _ready(order) if order.state is OrderState.DRAFT else None
    return _EVENTS.get(verb)


def _ready(order: Order) -> EventKind:
    return EventKind.COUNTERSIGN_NEEDED if needs_two_persons(order) else EventKind.DRAFT_READY


def _tell(tx: OrdersTransaction, order: Order, kind: EventKind, *, at: datetime) -> None:
    tx.outbox.put(Event(kind=kind, order=order.id, revision=order.revision, at=at))


def _journal(tx: OrdersTransaction, order: Order, action: str, *, by: PersonId | None, now: datetime) -> None:
    details = {"state": order.state.value, "ground": order.ground.value, "learners": str(of_order(order))}
    if order.basis and order.state in OPEN_STATES:
        details |= {"table": order.basis.table, "edition": order.basis.edition, "rows": " ".join(order.basis.rows)}
    tx.journal.append(
        JournalEntry(
            at=now, action=f"order.{action}", order=order.id, revision=order.revision, person=by, details=details
        )
    )
