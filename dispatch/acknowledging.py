"""Who has read the order and which families know: a person's act, counted in pupils (п. 16 part 3, R-20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from channels.base import Reason
from dispatch.audience import Bound, concerns, released_to
from dispatch.delivery import Delivery, DeliveryState, Purpose, Suppression
from dispatch.errors import UnknownOrder
from dispatch.ports import Acknowledgement, Told, Transaction
from dispatch.roster import FamilyMember, Pupil
from orders.order import Order, OrderId, OrderState
from orders.organisation import PersonId, PupilId, SchoolClass


class AckOutcome(StrEnum):
    RECORDED = "recorded"
    REPEATED = "repeated"  # it was recorded before; nothing changed
    STALE = "stale"  # the order has another revision now: show that one
    WITHDRAWN = "withdrawn"  # revoked or replaced: there is nothing to acknowledge
    NOT_CONCERNED = "not_concerned"  # the order is not for this person to read
    NOT_YOURS = "not_yours"  # only the homeroom teacher may say that a family knows
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class AckAnswer:
    """What became of a tap. `order` as it stands now, when there is one the person may know of."""

    outcome: AckOutcome
    order: Order | None = None


class Why(StrEnum):
    """Why a pupil does not count as reached."""

    NO_CONTACT = "no_contact"
    BLOCKED = "blocked"
    WAITING = "waiting"  # not sent yet
    FAILED = "failed"  # refused, expired or withdrawn: nothing will come any more
    UNKNOWN = "unknown"  # sent, and nobody can say whether it arrived
    NO_ANSWER = "no_answer"  # the message is with the family; nobody has acknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedPupil:
    pupil: PupilId
    name: str
    school_class: SchoolClass
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counted in pupils and in homeroom teachers, not in messages."""

    pupils: int = 0
    reached: int = 0
    teachers: int = 0
    acknowledged: int = 0


# What a delivery says about why its family is not reached, the best news first.
_NEWS: Mapping[DeliveryState, Why] = {
    DeliveryState.READ: Why.NO_ANSWER,
    DeliveryState.DELIVERED: Why.NO_ANSWER,
    DeliveryState.ACCEPTED: Why.NO_ANSWER,
    DeliveryState.UNKNOWN: Why.UNKNOWN,
    DeliveryState.CLAIMED: Why.WAITING,
    DeliveryState.PLANNED: Why.WAITING,
    DeliveryState.DEFERRED: Why.WAITING,
    DeliveryState.REFUSED: Why.FAILED,
    DeliveryState.EXPIRED: Why.FAILED,
    DeliveryState.SUPERSEDED: Why.FAILED,
    DeliveryState.SUPPRESSED: Why.FAILED,
}
_BEST_FIRST = (Why.NO_ANSWER, Why.UNKNOWN, Why.WAITING, Why.FAILED, Why.BLOCKED, Why.NO_CONTACT)
_BLOCKED = frozenset({Suppression.BLOCKED, Reason.BLOCKED, Reason.DEACTIVATED, Reason.NOT_STARTED})


def acknowledge(
    tx: Transaction, *, order_id: OrderId, revision: int, person: PersonId, now: datetime, means: str
) -> AckAnswer:
    """Record "I have read this order" of somebody it concerns. Every repeat is harmless. Drafts are NOT_FOUND."""
    order = tx.orders.get(order_id)
    if order is None or order.approval is None:
        return AckAnswer(outcome=AckOutcome.NOT_FOUND)
    if not concerns(tx, order, person):
        return AckAnswer(outcome=AckOutcome.NOT_CONCERNED)
    if order.state in {OrderState.REVOKED, OrderState.AMENDED}:
        return AckAnswer(outcome=AckOutcome.WITHDRAWN, order=order)
    if order.revision != revision:
        return AckAnswer(outcome=AckOutcome.STALE, order=order)
    said = Acknowledgement(order=order_id, revision=revision, person=person, at=now, means=means)
    new = tx.acknowledgements.add(said)
    return AckAnswer(outcome=AckOutcome.RECORDED if new else AckOutcome.REPEATED, order=order)


def mark_told(tx: Transaction, *, order_id: OrderId, pupil: PupilId, by: PersonId, now: datetime) -> AckAnswer:
    """Record that a family knows by phone or at the door. Only the pupil's homeroom teacher may say so."""
    order = tx.orders.get(order_id)
    if order is None or order.approval is None:
        return AckAnswer(outcome=AckOutcome.NOT_FOUND)
    if all(one.id != pupil for one in _pupils_of(tx, order, by)):
        return AckAnswer(outcome=AckOutcome.NOT_YOURS)
    new = tx.acknowledgements.tell(Told(order=order_id, pupil=pupil, by=by, at=now))
    return AckAnswer(outcome=AckOutcome.RECORDED if new else AckOutcome.REPEATED, order=order)


def unreached(tx: Transaction, *, order_id: OrderId, teacher: PersonId) -> tuple[UnreachedPupil, ...]:
    """Return the pupils of this teacher's classes whose families have not acknowledged, with the reason.

    Raises `UnknownOrder`.
    """
    order = tx.orders.get(order_id)
    if order is None:
        raise UnknownOrder(f"no order {order_id}: the button is from another installation")
    classes = {one.id: one for bound in released_to(tx, order) for one in bound.classes_of(teacher)}
    pupils = tx.roster.pupils(tuple(classes))
    families = tx.roster.families(tuple(classes))
    reached = reached_pupils(pupils, families, acquainted(tx, order), told(tx, order))
    news = _news(tx, order)
    return tuple(
        UnreachedPupil(
            pupil=pupil.id, name=pupil.name, school_class=classes[pupil.class_id], why=_why(pupil, families, news)
        )
        for pupil in pupils
        if pupil.id not in reached
    )


def coverage(tx: Transaction, order: Order) -> Coverage:
    """Return how many pupils are reached and how many homeroom teachers have acknowledged this revision."""
    who, known = acquainted(tx, order), told(tx, order)
    return total(_coverage_of(tx, bound, who, known) for bound in released_to(tx, order))


def class_coverage(tx: Transaction, order: Order, school_class: SchoolClass) -> Coverage:
    """Return the same for one class."""
    pupils = tx.roster.pupils((school_class.id,))
    reached = reached_pupils(pupils, tx.roster.families((school_class.id,)), acquainted(tx, order), told(tx, order))
    return Coverage(pupils=len(pupils), reached=len(reached))


def total(parts: Iterable[Coverage]) -> Coverage:
    found = tuple(parts)
    return Coverage(
        pupils=sum(part.pupils for part in found),
        reached=sum(part.reached for part in found),
        teachers=sum(part.teachers for part in found),
        acknowledged=sum(part.acknowledged for part in found),
    )


def acquainted(tx: Transaction, order: Order) -> frozenset[PersonId]:
    """Return who has acknowledged this revision."""
    said = tx.acknowledgements.of_order(order.id)
    return frozenset(one.person for one in said if one.revision == order.revision)


def told(tx: Transaction, order: Order) -> frozenset[PupilId]:
    """Return the pupils whose families know by word of the homeroom teacher."""
    return frozenset(one.pupil for one in tx.acknowledgements.told(order.id))


def reached_pupils(
    pupils: Sequence[Pupil],
    families: Iterable[FamilyMember],
    acquainted: frozenset[PersonId],
    told: frozenset[PupilId],
) -> frozenset[PupilId]:
    """Return those of `pupils` with one adult who has acknowledged, or whose family was told."""
    known = {pupil for member in families if member.person in acquainted for pupil in member.pupils}
    return frozenset(pupil.id for pupil in pupils if pupil.id in known or pupil.id in told)


def _coverage_of(tx: Transaction, bound: Bound, acquainted: frozenset[PersonId], told: frozenset[PupilId]) -> Coverage:
    pupils = tx.roster.pupils(bound.class_ids)
    reached = reached_pupils(pupils, tx.roster.families(bound.class_ids), acquainted, told)
    teachers = bound.homeroom_teachers
    return Coverage(
        pupils=len(pupils),
        reached=len(reached),
        teachers=len(teachers),
        acknowledged=sum(teacher in acquainted for teacher in teachers),
    )


def _pupils_of(tx: Transaction, order: Order, teacher: PersonId) -> Sequence[Pupil]:
    classes = [one.id for bound in released_to(tx, order) for one in bound.classes_of(teacher)]
    return tx.roster.pupils(classes)


def _news(tx: Transaction, order: Order) -> dict[PersonId, Why]:
    """Return the best the ledger knows about each person's family notice, over all channels."""
    news: dict[PersonId, Why] = {}
    for row in tx.ledger.of_order(order.id, purposes=(Purpose.FAMILY_NOTICE,)):
        if row.revision == order.revision:
            why = _why_of(row)
            news[row.person] = min(news.get(row.person, why), why, key=_BEST_FIRST.index)
    return news


def _why_of(row: Delivery) -> Why:
    if row.reason == Suppression.NO_CONTACT:
        return Why.NO_CONTACT
    stuck = row.state in {DeliveryState.REFUSED, DeliveryState.SUPPRESSED}
    return Why.BLOCKED if stuck and row.reason in _BLOCKED else _NEWS[row.state]


def _why(pupil: Pupil, families: Iterable[FamilyMember], news: Mapping[PersonId, Why]) -> Why:
    """Return the best news about any adult of the child."""
    found = (news.get(member.person, Why.NO_CONTACT) for member in families if pupil.id in member.pupils)
    return min(found, key=_BEST_FIRST.index, default=Why.NO_CONTACT)
