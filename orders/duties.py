"""What must happen to orders because time passes. Every duty is idempotent: it may ring as often as it likes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from orders.answers import Answer, Done, Refusal, Refused
from orders.deadline import approval_window, end_of_last_day
from orders.edition import Edition
from orders.order import Ground, Order, OrderId, OrderState
from orders.ports import Event, EventKind, OrdersTransaction
from orders.states import OPEN_STATES, Verb
from orders.transition import move

# The head is silent: after the first span the deputy hears of the draft, after the second the department.
ESCALATE_AFTER = (timedelta(minutes=10), timedelta(minutes=20))


def expire_drafts(tx: OrdersTransaction, *, now: datetime, edition: Edition) -> list[Order]:
    """Expire every open draft whose time is over; return those that expired now."""
    due = [order for order in _open_orders(tx) if now >= approval_window(order, edition).closes]
    expired = [expire_if_due(tx, order.id, now=now, edition=edition) for order in due]
    return [order for order in expired if order is not None]


def expire_if_due(tx: OrdersTransaction, order_id: OrderId, *, now: datetime, edition: Edition) -> Order | None:
    """Expire this draft if it is open and its time is over; return it if so."""
    order = tx.orders.get(order_id, lock=True)
    if order is None or order.state not in OPEN_STATES or now < approval_window(order, edition).closes:
        return None
    return move(tx, order, Verb.EXPIRE, now=now)


def complete_orders(tx: OrdersTransaction, *, now: datetime) -> list[Order]:
    """Complete every released order whose last day is over; return those completed now."""
    due = [order for order in tx.orders.find(states=(OrderState.RELEASED,)) if now >= end_of_last_day(order)]
    locked = [tx.orders.get(order.id, lock=True) for order in due]
    return [
        move(tx, order, Verb.COMPLETE, now=now)
        for order in locked
        if order is not None and order.state is OrderState.RELEASED
    ]


def mark_released(tx: OrdersTransaction, *, order_id: OrderId, now: datetime) -> Answer:
    """Record that the order's deliveries are in the ledger. Refused with STATE when it is not in force any more."""
    order = tx.orders.get(order_id, lock=True)
    if order is None:
        return Refused(refusal=Refusal.NOT_FOUND)
    if order.state is OrderState.RELEASED:
        return Done(order=order, repeated=True)
    if order.state is not OrderState.APPROVED:
        return Refused(refusal=Refusal.STATE, order=order, detail=order.state.value)
    return Done(order=move(tx, order, Verb.RELEASE, now=now))


def escalate(tx: OrdersTransaction, *, now: datetime, edition: Edition) -> list[Event]:
    """Tell the deputy (step 1) and the department (step 2) of weather drafts nobody answers; return what is due.

    Counted from the moment the head could act: this revision was there and the window for approval open. Steps already
    told are put again and kept once by the outbox; a new revision is told again, because its card is a new one.
    """
    due = [event for order in _open_orders(tx) for event in _due_steps(order, now, edition)]
    for event in due:
        tx.outbox.put(event)
    return due


def _due_steps(order: Order, now: datetime, edition: Edition) -> Iterator[Event]:
    window = approval_window(order, edition)
    if order.ground is not Ground.WEATHER or now >= window.closes:
        return
    could_act_from = max(order.updated_at, window.opens)
    for step, span in enumerate(ESCALATE_AFTER, start=1):
        if now >= could_act_from + span:
            yield Event(kind=EventKind.ESCALATE, order=order.id, revision=order.revision, at=now, step=step)


def _open_orders(tx: OrdersTransaction) -> list[Order]:
    return list(tx.orders.find(states=tuple(OPEN_STATES)))
