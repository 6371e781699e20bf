"""Whether a person's act on an order is admitted: the checks every act shares, in the order people need the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orders.answers import Answer, Done, Refusal, Refused
from orders.authority import authors, may_sign, needs_two_persons
from orders.deadline import approval_window
from orders.edition import Edition
from orders.order import Order, OrderId, OrderState
from orders.organisation import PersonId
from orders.ports import OrdersTransaction
from orders.states import HELD_STATES, OPEN_STATES, Verb, next_state
from orders.windows import ZONE

# Where a verb has already led: doing it again to the same revision is harmless and answers `Done(repeated=True)`.
_DONE_ALREADY: Mapping[Verb, frozenset[OrderState]] = {
    Verb.APPROVE: HELD_STATES,
    Verb.APPROVE_LATE: HELD_STATES,
    Verb.REJECT: frozenset({OrderState.REJECTED}),
    Verb.RETURN: frozenset({OrderState.RETURNED}),
    Verb.REVOKE: frozenset({OrderState.REVOKED}),
}
# What is decided about a draft, inside its window. The late act is judged by its own rule.
_DECISIONS = frozenset({Verb.APPROVE, Verb.EDIT, Verb.RETURN, Verb.REJECT})
# What the author of a two-person draft may still do to it: mend or withdraw their own proposal.
_AUTHORS_VERBS = frozenset({Verb.EDIT, Verb.REJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A person tries to do something to the revision they saw."""

    verb: Verb
    order_id: OrderId
    revision: int
    by: PersonId
    now: datetime
    edition: Edition


def admit(tx: OrdersTransaction, attempt: Attempt) -> Order | Answer:
    """Lock the order and return it when the attempt is admitted, otherwise the answer.

    A person without authority learns nothing about the order. A repeat is recognised before anything that time changes,
    so a second tap gets the same answer at 07:59 and at 08:01.
    """
    order = tx.orders.get(attempt.order_id, lock=True)
    if order is None:
        return Refused(refusal=Refusal.NOT_FOUND)
    if not _authorised(tx, order, attempt):
        return Refused(refusal=Refusal.NOT_AUTHORISED)
    if order.revision != attempt.revision:
        return Refused(refusal=Refusal.STALE, order=order, detail=str(order.revision))
    if order.state in _DONE_ALREADY.get(attempt.verb, ()):
        return Done(order=order, repeated=True)
    return _out_of_time(order, attempt) or _forbidden(order, attempt.verb) or order


def _authorised(tx: OrdersTransaction, order: Order, attempt: Attempt) -> bool:
    if may_sign(tx, order, person=attempt.by, now=attempt.now, edition=attempt.edition):
        return True
    return needs_two_persons(order) and attempt.verb in _AUTHORS_VERBS and attempt.by in authors(order)


def _out_of_time(order: Order, attempt: Attempt) -> Refused | None:
    if attempt.verb not in _DECISIONS or order.state not in OPEN_STATES | {OrderState.EXPIRED}:
        return None
    window = approval_window(order, attempt.edition)
    if attempt.now >= window.closes or order.state is OrderState.EXPIRED:
        return _refused_at(Refusal.WINDOW_CLOSED, order, window.closes)
    if attempt.verb is Verb.APPROVE and attempt.now < window.opens:
        return _refused_at(Refusal.WINDOW_NOT_OPEN, order, window.opens)
    return None


def _forbidden(order: Order, verb: Verb) -> Refused | None:
    if next_state(order.state, verb) is None:
        return Refused(refusal=Refusal.STATE, order=order, detail=order.state.value)
    return None


def _refused_at(refusal: Refusal, order: Order, instant: datetime) -> Refused:
    return Refused(refusal=refusal, order=order, detail=instant.astimezone(ZONE).isoformat())
