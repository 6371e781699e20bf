"""What a person decides about an order. Every act names the revision that was seen, and every repeat is harmless."""

from dataclasses import replace
from datetime import datetime

from orders.admission import Attempt, admit
from orders.answers import Answer, Done, Refusal, Refused
from orders.authority import authors, mandate, needs_two_persons
from orders.choice import bad_choice
from orders.deadline import end_of_last_day
from orders.duties import expire_if_due
from orders.edition import Edition
from orders.identity import new_check_code, new_order_id
from orders.key import in_force_on
from orders.learners import Learners, of_order, proposal
from orders.order import Ground, Order, OrderId, OrderState, Parts, Signature
from orders.organisation import PersonId
from orders.parts import missing_part
from orders.ports import OrdersTransaction
from orders.states import IN_FORCE_STATES, OPEN_STATES, Verb
from orders.transition import add_draft, move


def approve(
    tx: OrdersTransaction, *, order_id: OrderId, revision: int, by: PersonId, now: datetime, edition: Edition
) -> Answer:
    """Sign the order. For grounds other than weather this is the countersignature of the second person (п. 22).

    A weather order is reported to the department by the same act (п. 15), on time or late.
    """
    attempt = Attempt(verb=Verb.APPROVE, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    order = admit(tx, attempt)
    if not isinstance(order, Order):
        return order
    return _obstacle(tx, order, attempt) or _sign(tx, order, attempt, reason=order.change_reason)


def approve_late(
    tx: OrdersTransaction,
    *,
    order_id: OrderId,
    revision: int,
    by: PersonId,
    reason: str,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Sign an expired order "late, for safety" (п. 11): a separate act with a written reason, marked late everywhere.

    Possible until the order's day is over. A draft whose window has just closed is expired first.
    """
    expire_if_due(tx, order_id, now=now, edition=edition)
    attempt = Attempt(verb=Verb.APPROVE_LATE, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    order = admit(tx, attempt)
    if not isinstance(order, Order):
        return order
    if now >= (over := end_of_last_day(order)):
        return Refused(refusal=Refusal.WINDOW_CLOSED, order=order, detail=over.isoformat())
    return _no_reason(order, reason) or _obstacle(tx, order, attempt) or _sign(tx, order, attempt, reason=reason)


def reject(
    tx: OrdersTransaction,
    *,
    order_id: OrderId,
    revision: int,
    by: PersonId,
    reason: str,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Decide that school is open. Against a proposal this needs a reason; to a question it is the plain answer."""
    attempt = Attempt(verb=Verb.REJECT, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    return _explained(tx, attempt, reason)


def return_for_edit(
    tx: OrdersTransaction,
    *,
    order_id: OrderId,
    revision: int,
    by: PersonId,
    reason: str,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Send the draft back: it cannot be approved before somebody has edited it."""
    attempt = Attempt(verb=Verb.RETURN, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    return _explained(tx, attempt, reason)


def revoke(
    tx: OrdersTransaction,
    *,
    order_id: OrderId,
    revision: int,
    by: PersonId,
    reason: str,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Withdraw an order in force, at any hour. One person suffices: an all-clear must not wait for a second (R-18)."""
    attempt = Attempt(verb=Verb.REVOKE, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    return _explained(tx, attempt, reason)


def edit(
    tx: OrdersTransaction,
    *,
    order_id: OrderId,
    revision: int,
    by: PersonId,
    grades: tuple[int, ...],
    college_courses: tuple[int, ...] = (),
    reason: str,
    parts: Parts | None = None,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Change whom the draft sends home, or its parts. The engine proposes, the head decides and says why.

    A reason is needed when the choice differs from the proposal, unless this very choice was explained before.
    """
    attempt = Attempt(verb=Verb.EDIT, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    order = admit(tx, attempt)
    if not isinstance(order, Order):
        return order
    chosen = Learners.of(grades, college_courses)
    edited = replace(
        order,
        revision=order.revision + 1,
        grades=chosen.grades,
        college_courses=chosen.courses,
        parts=parts or order.parts,
        edited_by=by,
        change_reason=reason.strip() or _standing_reason(order, chosen),
    )
    if refused := bad_choice(tx.registry, edited, edition):
        return replace(refused, order=order)
    if chosen != proposal(order) and (refused := _no_reason(order, edited.change_reason)):
        return refused
    return Done(order=move(tx, edited, Verb.EDIT, now=now, by=by))


def amend(
    tx: OrdersTransaction,
    *,
    order_id: OrderId,
    revision: int,
    by: PersonId,
    grades: tuple[int, ...],
    college_courses: tuple[int, ...] | None = None,
    reason: str,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Draft the order that takes the place of one in force. The old one stands until the new one is approved.

    college_courses: None leaves them as they are. The same amendment asked for twice is one draft.
    """
    attempt = Attempt(verb=Verb.AMEND, order_id=order_id, revision=revision, by=by, now=now, edition=edition)
    order = admit(tx, attempt)
    if not isinstance(order, Order):
        return order
    if now >= end_of_last_day(order):
        return Refused(refusal=Refusal.BAD_DATES, order=order)
    courses = order.college_courses if college_courses is None else college_courses
    draft = _amendment(tx, order, Learners.of(grades, courses), attempt, reason)
    if waiting := _waiting_amendment(tx, order):
        if of_order(waiting) == of_order(draft):
            return Done(order=waiting, repeated=True)
        return Refused(refusal=Refusal.STATE, order=waiting, detail=waiting.state.value)
    if refused := _no_reason(order, reason) or bad_choice(tx.registry, draft, edition):
        return replace(refused, order=order)
    return Done(order=add_draft(tx, draft))


def _explained(tx: OrdersTransaction, attempt: Attempt, reason: str) -> Answer:
    """Apply a verb that changes nothing but the state, with its reason."""
    order = admit(tx, attempt)
    if not isinstance(order, Order):
        return order
    answers_question = attempt.verb is Verb.REJECT and not of_order(order)
    if not answers_question and (refused := _no_reason(order, reason)):
        return refused
    explained = replace(order, change_reason=reason.strip())
    return Done(order=move(tx, explained, attempt.verb, now=attempt.now, by=attempt.by))


def _obstacle(tx: OrdersTransaction, order: Order, attempt: Attempt) -> Refused | None:
    """Return what keeps an admitted person from signing this order as it stands."""
    if needs_two_persons(order) and attempt.by in authors(order):
        return Refused(refusal=Refusal.SAME_PERSON, order=order)
    if not of_order(order):
        return Refused(refusal=Refusal.NO_GRADES, order=order)
    if part := missing_part(tx.registry, order, attempt.edition):
        return Refused(refusal=Refusal.INCOMPLETE, order=order, detail=part.value)
    return _not_its_turn(tx, order)


def _not_its_turn(tx: OrdersTransaction, order: Order) -> Refused | None:
    """Refuse an amendment of what is not in force any more, and a second order beside one in force."""
    former = _former(tx, order)
    if former and former.state not in IN_FORCE_STATES:
        return Refused(refusal=Refusal.STATE, order=order, detail=former.state.value)
    if order.ground is not Ground.WEATHER:
        return None
    other = in_force_on(tx, order.body, shift=order.shift, day=order.first_day)
    if other and other.id != order.amends:
        return Refused(refusal=Refusal.STATE, order=order, detail=other.state.value)
    return None


def _sign(tx: OrdersTransaction, order: Order, attempt: Attempt, *, reason: str) -> Done:
    signature = Signature(person=attempt.by, at=attempt.now, revision=order.revision, reason=reason.strip())
    signed = replace(order, approval=signature, late=attempt.verb is Verb.APPROVE_LATE)
    if order.ground is Ground.WEATHER and order.shift is not None and _is_reported(tx, order, attempt.edition):
        window = attempt.edition.department_window(order.shift, order.first_day)
        signed = replace(signed, reported_at=attempt.now, on_time=window.contains(attempt.now))
    if former := _former(tx, order):
        move(tx, former, Verb.AMEND, now=attempt.now, by=attempt.by)
    return Done(order=move(tx, signed, attempt.verb, now=attempt.now, by=attempt.by))


def _is_reported(tx: OrdersTransaction, order: Order, edition: Edition) -> bool:
    """Say whether п. 15 binds the order. A department that signs itself reports to nobody."""
    return mandate(tx.registry, order, edition).body == order.body


def _former(tx: OrdersTransaction, order: Order) -> Order | None:
    return tx.orders.get(order.amends, lock=True) if order.amends else None


def _standing_reason(order: Order, chosen: Learners) -> str:
    unchanged = order.state is OrderState.DRAFT and chosen == of_order(order)
    return order.change_reason if unchanged else ""


def _no_reason(order: Order, reason: str) -> Refused | None:
    return None if reason.strip() else Refused(refusal=Refusal.REASON_NEEDED, order=order)


def _waiting_amendment(tx: OrdersTransaction, order: Order) -> Order | None:
    waiting = tx.orders.find(bodies=(order.body,), states=tuple(OPEN_STATES))
    return next((draft for draft in waiting if draft.amends == order.id), None)


def _amendment(tx: OrdersTransaction, order: Order, chosen: Learners, attempt: Attempt, reason: str) -> Order:
    return replace(
        order,
        id=new_order_id(),
        revision=1,
        state=OrderState.DRAFT,
        grades=chosen.grades,
        college_courses=chosen.courses,
        number="",
        check_code=new_check_code(lambda code: tx.orders.by_check_code(code) is not None),
        prepared_by=attempt.by,
        prepared_at=attempt.now,
        updated_at=attempt.now,
        edited_by=None,
        change_reason=reason.strip(),
        approval=None,
        late=False,
        reported_at=None,
        on_time=None,
        amends=order.id,
    )
