"""The order of п. 22: an emergency, restriction or quarantine, for a region, districts or a list of organisations.

It is the order of the region's education department whoever proposes it: `Order.body` is that department. An officer of
the district concerned may propose it, because that is who hears of the burst pipe first; somebody of the region's
department, another person, must confirm it (`orders.approval.approve`). The windows of п. 14 and п. 15 do not bind it.

Scope fails closed (R-07): empty, unknown or foreign names are refused; nothing widens by itself.
"""

from dataclasses import replace
from datetime import date, datetime

from orders.answers import Answer, Done, Refusal, Refused
from orders.authority import DEPARTMENT_ROLES, Mandate, holds, local_day, region_department
from orders.choice import bad_choice
from orders.edition import Edition
from orders.errors import NotAnEmergency, UnknownOrganisation
from orders.identity import new_check_code, new_order_id
from orders.learners import Learners, of_order
from orders.order import Ground, Order, OrderState, Scope, ScopeKind
from orders.organisation import Department, Organisation, OrganisationCode, PersonId
from orders.ports import OrdersTransaction, Registry
from orders.scope import reach, unknown_names
from orders.states import OPEN_STATES
from orders.transition import add_draft

MAX_DAYS = 92  # about a school quarter; a longer one is prolonged by a new order, a mistyped year is refused


def propose(
    tx: OrdersTransaction,
    *,
    department: OrganisationCode,
    scope: Scope,
    ground: Ground,
    cause: str,
    note_kk: str = "",
    note_ru: str = "",
    first_day: date,
    last_day: date,
    shift: int | None,
    grades: tuple[int, ...],
    college_courses: tuple[int, ...] = (),
    by: PersonId,
    now: datetime,
    edition: Edition,
) -> Answer:
    """Draft the order as its first person and call for the second one.

    department: the proposer's own, of the district or of the region. shift: None for every shift. Both days included.
    The same proposal made twice is one draft. Raises `UnknownOrganisation` for an unknown department and
    `NotAnEmergency` for a weather day.
    """
    if ground is Ground.WEATHER:
        raise NotAnEmergency("propose an emergency, a restriction or a quarantine; weather days are the head's")
    proposer = _known(tx.registry, department)
    if not holds(tx.registry, by, Mandate(body=proposer.code, roles=DEPARTMENT_ROLES), local_day(now)):
        return Refused(refusal=Refusal.NOT_AUTHORISED)
    learners = Learners.of(grades, college_courses)
    draft = Order(
        id=new_order_id(),
        revision=1,
        state=OrderState.DRAFT,
        ground=ground,
        body=region_department(tx.registry, proposer.region).code,
        scope=replace(scope, names=tuple(dict.fromkeys(scope.names))),
        shift=shift,
        first_day=first_day,
        last_day=last_day,
        grades=learners.grades,
        college_courses=learners.courses,
        cause=cause.strip(),
        note_kk=note_kk.strip(),
        note_ru=note_ru.strip(),
        check_code=new_check_code(lambda code: tx.orders.by_check_code(code) is not None),
        prepared_by=by,
        prepared_at=now,
        updated_at=now,
    )
    return _refusal(tx.registry, proposer, draft, edition) or _propose_once(tx, draft)


def _known(registry: Registry, code: OrganisationCode) -> Department:
    department = registry.department(code)
    if department is None:
        raise UnknownOrganisation(f"no department is called {code}: import it first")
    return department


def _refusal(registry: Registry, proposer: Department, draft: Order, edition: Edition) -> Refused | None:
    if refused := _bad_scope(registry, proposer, draft.scope, edition) or _bad_dates(draft) or _bad_words(draft):
        return refused
    refused = bad_choice(registry, draft, edition)
    return replace(refused, order=None) if refused else None  # a draft that was never added is nobody's to see


def _bad_scope(registry: Registry, proposer: Department, scope: Scope, edition: Edition) -> Refused | None:
    if not scope.names:
        return Refused(refusal=Refusal.EMPTY_SCOPE)
    if unknown := unknown_names(registry, scope):
        return Refused(refusal=Refusal.UNKNOWN_SCOPE, detail=", ".join(unknown))
    found = reach(registry, scope, edition)
    if foreign := [each.code for each in (*found.bound, *found.left_out) if not _answers_for(proposer, each)]:
        return Refused(refusal=Refusal.NOT_AUTHORISED, detail=", ".join(foreign))
    if found.left_out and scope.kind in {ScopeKind.ORGANISATION, ScopeKind.ORGANISATIONS}:
        codes = ", ".join(organisation.code for organisation in found.left_out)
        return Refused(refusal=Refusal.EXCLUDED_PROGRAMME, detail=codes)
    return None if found.bound else Refused(refusal=Refusal.EMPTY_SCOPE)


def _answers_for(department: Department, organisation: Organisation) -> bool:
    return organisation.region == department.region and department.district in {"", organisation.district}


def _bad_dates(draft: Order) -> Refused | None:
    days = (draft.last_day - draft.first_day).days + 1
    if draft.first_day < local_day(draft.prepared_at) or not 1 <= days <= MAX_DAYS:
        return Refused(refusal=Refusal.BAD_DATES, detail=f"{draft.first_day}/{draft.last_day}")
    return None


def _bad_words(draft: Order) -> Refused | None:
    """Both languages say the same, or neither says anything (R-25)."""
    if not draft.cause:
        return Refused(refusal=Refusal.INCOMPLETE, detail="cause")
    if bool(draft.note_kk) != bool(draft.note_ru):
        return Refused(refusal=Refusal.INCOMPLETE, detail="note_ru" if draft.note_kk else "note_kk")
    return None


def _propose_once(tx: OrdersTransaction, draft: Order) -> Done:
    waiting = tx.orders.find(bodies=(draft.body,), states=tuple(OPEN_STATES))
    for other in waiting:
        if _says(other) == _says(draft):
            return Done(order=other, repeated=True)
    return Done(order=add_draft(tx, draft))


def _says(order: Order) -> tuple[object, ...]:
    span = (order.first_day, order.last_day, order.shift)
    words = (order.ground, order.cause, order.note_kk, order.note_ru)
    return order.scope.kind, frozenset(order.scope.names), span, of_order(order), words
