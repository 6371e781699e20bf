"""Drafting: one open order per organisation, shift and day. The automation stops here; a person decides.

* A newer reading updates the open draft and never adds one. Its revision grows only when the substance does; until
  anybody may sign, and so has seen a card, the basis follows the newest reading.
* What a person chose stands: under a draft made or changed by hand the automation renews the basis, not the grades.
* What a head decided stands: nothing is drafted against it. A later verdict that goes beyond what the head had before
  their eyes is told to the caller, who notes it once with `note_wider_verdict`; amending is the head's own act.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from orders.answers import Answer, Done, Refusal, Refused
from orders.authority import DEPARTMENT_ROLES, Mandate, authors, holds, local_day, mandate, region_department
from orders.basis import Assessment, assess
from orders.calendar import is_school_day, shift_runs
from orders.choice import bad_choice
from orders.edition import Edition
from orders.identity import new_check_code, new_order_id
from orders.key import open_or_in_force
from orders.learners import Learners, of_order, proposal, taught
from orders.order import Basis, Ground, Order, OrderState, Scope, ScopeKind
from orders.organisation import Organisation, PersonId, SchoolClass
from orders.parts import standing_parts
from orders.ports import JournalEntry, OrdersTransaction
from orders.standing import in_force
from orders.states import Verb
from orders.substance import differs
from orders.transition import add_draft, move
from thresholds.table import Table
from weather.reading import Reconciled

LEAD = timedelta(minutes=30)  # the draft is ready before the department's window opens: from 05:30 and from 10:00


class DraftOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"  # nothing of substance is new
    NOT_NEEDED = "not_needed"  # the table sends nobody home and leaves nothing open
    ALREADY_DECIDED = "already_decided"  # `detail`: learners the verdict now adds to what the head saw, if any
    NO_SCHOOL_TODAY = "no_school_today"
    EXCLUDED = "excluded"  # `detail`: the act and the paragraph
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What became of the weather. `order` is the open or decided one, where there is one."""

    outcome: DraftOutcome
    order: Order | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDay:
    """What a draft is about, and there is at most one of."""

    organisation: Organisation
    shift: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """now, and when signers hear of the draft: nobody is woken before they may sign."""

    now: datetime
    tell_at: datetime

    @property
    def unseen(self) -> bool:
        return self.now < self.tell_at


def draft_weather_day(
    tx: OrdersTransaction,
    *,
    organisation: Organisation,
    shift: int,
    day: date,
    reconciled: Reconciled,
    table: Table,
    now: datetime,
    edition: Edition,
    lead: timedelta = LEAD,
) -> Drafted:
    """Hold the weather against the table and create or update the draft of this organisation, shift and day."""
    if exclusion := edition.exclusion(organisation):
        return Drafted(outcome=DraftOutcome.EXCLUDED, detail=f"№ {exclusion.act} п. {exclusion.paragraph}")
    if now < edition.department_window(shift, day).opens - lead:
        return Drafted(outcome=DraftOutcome.TOO_EARLY)
    if now >= edition.family_window(shift, day).closes:
        return Drafted(outcome=DraftOutcome.TOO_LATE)
    where = ShiftDay(organisation=organisation, shift=shift, day=day)
    classes = tx.registry.classes(organisation.code)
    if not _teaches(tx, where, classes):
        return Drafted(outcome=DraftOutcome.NO_SCHOOL_TODAY)
    assessment = assess(organisation, shift=shift, taught=taught(classes, shift), reconciled=reconciled, table=table)
    return _settle(
        tx, where, assessment, Moment(now=now, tell_at=max(now, edition.department_window(shift, day).opens))
    )


def compose(
    tx: OrdersTransaction,
    *,
    organisation: Organisation,
    shift: int,
    day: date,
    grades: tuple[int, ...],
    college_courses: tuple[int, ...] = (),
    reason: str = "",
    basis: Basis | None = None,
    by: PersonId,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Draft a weather day by hand, for today or a later day; it still has to be approved.

    by: somebody who signs for the organisation, or an officer of its district's or region's department. basis: what
    `orders.basis.assess` says about a reading the person has; without one the draft rests on their word alone.
    """
    where = ShiftDay(organisation=organisation, shift=shift, day=day)
    if edition.exclusion(organisation):
        return Refused(refusal=Refusal.EXCLUDED_PROGRAMME, detail=organisation.code)
    chosen = Learners.of(grades, college_courses)
    draft = replace(_new_draft(tx, where, chosen, now), basis=basis, prepared_by=by, change_reason=reason.strip())
    if not _may_compose(tx, draft, organisation, edition):
        return Refused(refusal=Refusal.NOT_AUTHORISED)
    if day < local_day(now) or not _teaches(tx, where, tx.registry.classes(organisation.code)):
        return Refused(refusal=Refusal.BAD_DATES, detail=day.isoformat())
    if taken := open_or_in_force(tx, organisation.code, shift=shift, day=day):
        return Refused(refusal=Refusal.STATE, order=taken, detail=taken.state.value)
    if refused := bad_choice(tx.registry, draft, edition):
        return replace(refused, order=None)
    return Done(order=add_draft(tx, draft))


def note_wider_verdict(tx: OrdersTransaction, drafted: Drafted, *, now: datetime) -> None:
    """Write to the journal that the weather now asks for more than the head had before their eyes when they decided.

    The caller notes each `drafted.detail` once per order: drafting runs every few seconds, the journal is for years.
    """
    if drafted.outcome is DraftOutcome.ALREADY_DECIDED and drafted.order and drafted.detail:
        tx.journal.append(
            JournalEntry(
                at=now,
                action="order.reading_after_decision",
                order=drafted.order.id,
                revision=drafted.order.revision,
                details={"beyond": drafted.detail},
            )
        )


def _settle(tx: OrdersTransaction, where: ShiftDay, assessment: Assessment, moment: Moment) -> Drafted:
    code = where.organisation.code
    if draft := tx.orders.open_for(code, shift=where.shift, day=where.day, lock=True):
        return _refresh(tx, draft, assessment, moment)
    if decided := tx.orders.latest_for(code, shift=where.shift, day=where.day):
        beyond = assessment.proposed.beyond(_before_the_heads_eyes(decided))
        return Drafted(outcome=DraftOutcome.ALREADY_DECIDED, order=decided, detail=str(beyond))
    if not assessment.matters:
        return Drafted(outcome=DraftOutcome.NOT_NEEDED)
    if above := _keeps_home_already(tx, where, assessment.proposed):
        return Drafted(outcome=DraftOutcome.ALREADY_DECIDED, order=above)
    draft = _new_draft(tx, where, assessment.proposed, moment.now)
    draft = replace(draft, outcome=assessment.outcome, basis=assessment.basis)
    return Drafted(outcome=DraftOutcome.CREATED, order=add_draft(tx, draft, tell_at=moment.tell_at))


def _refresh(tx: OrdersTransaction, draft: Order, assessment: Assessment, moment: Moment) -> Drafted:
    if not differs(draft.basis, assessment.basis):
        if moment.unseen:  # the first card shows the newest reading
            draft = replace(draft, basis=assessment.basis)
            tx.orders.save(draft)
        return Drafted(outcome=DraftOutcome.UNCHANGED, order=draft)
    renewed = replace(draft, revision=draft.revision + 1, basis=assessment.basis, edited_by=None)
    if not _chosen_by_a_person(tx, draft):
        renewed = replace(
            renewed,
            grades=assessment.proposed.grades,
            college_courses=assessment.proposed.courses,
            outcome=assessment.outcome,
        )
    return Drafted(
        outcome=DraftOutcome.UPDATED, order=move(tx, renewed, Verb.UPDATE, now=moment.now, tell_at=moment.tell_at)
    )


def _chosen_by_a_person(tx: OrdersTransaction, draft: Order) -> bool:
    """Say whether the draft was made by hand, or somebody once chose other learners than the table proposed."""
    return draft.prepared_by is not None or any(
        revision.edited_by and of_order(revision) != proposal(revision) for revision in tx.orders.revisions(draft.id)
    )


def _before_the_heads_eyes(decided: Order) -> Learners:
    """Return whom the decided order sends home or its table proposed: what is among them is no news."""
    return of_order(decided).joined(proposal(decided))


def _keeps_home_already(tx: OrdersTransaction, where: ShiftDay, proposed: Learners) -> Order | None:
    """Return the department's order that keeps everybody proposed at home anyway, if there is one."""
    binding = (order for order in in_force(tx, where.organisation, day=where.day) if order.shift in {None, where.shift})
    return next((order for order in binding if proposed and not proposed.beyond(of_order(order))), None)


def _teaches(tx: OrdersTransaction, where: ShiftDay, classes: Sequence[SchoolClass]) -> bool:
    days_off = tx.registry.days_off(where.organisation.code)
    return is_school_day(where.organisation, where.day, days_off) and shift_runs(
        where.organisation, where.shift, classes
    )


def _may_compose(tx: OrdersTransaction, draft: Order, organisation: Organisation, edition: Edition) -> bool:
    """Say whether the draft's author signs for the organisation or works for a department above it."""
    above = (organisation.department, region_department(tx.registry, organisation.region).code)
    mandates = (
        mandate(tx.registry, draft, edition),
        *(Mandate(body=department, roles=DEPARTMENT_ROLES) for department in above),
    )
    day = local_day(draft.prepared_at)
    return any(holds(tx.registry, person, each, day) for each in mandates for person in authors(draft))


def _new_draft(tx: OrdersTransaction, where: ShiftDay, learners: Learners, now: datetime) -> Order:
    return Order(
        id=new_order_id(),
        revision=1,
        state=OrderState.DRAFT,
        ground=Ground.WEATHER,
        body=where.organisation.code,
        scope=Scope(kind=ScopeKind.ORGANISATION, names=(where.organisation.code,)),
        shift=where.shift,
        first_day=where.day,
        last_day=where.day,
        grades=learners.grades,
        college_courses=learners.courses,
        parts=standing_parts(tx.registry, where.organisation, where.day),
        check_code=new_check_code(lambda code: tx.orders.by_check_code(code) is not None),
        prepared_at=now,
        updated_at=now,
    )
