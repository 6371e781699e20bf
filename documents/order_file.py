"""Everything one order's paper rests on, taken from the registry in one transaction and frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.ports import Transaction
from documents.errors import NotPrintable
from orders.edition import Edition, SigningRule
from orders.order import Order, OrderState, ScopeKind
from orders.organisation import (
    Department,
    DepartmentLevel,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    Person,
    PersonId,
    Role,
    SchoolClass,
)
from thresholds.table import Table
from weather.place import Place

SIGNING_ROLES = (Role.DEPARTMENT_HEAD, Role.HEAD, Role.DEPUTY, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who prepared or signed. `role` is None when the registry no longer knows an appointment for that day."""

    name: str
    role: Role | None
    level: DepartmentLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """One line of the acknowledgement list: a person, every duty, and when they said that they know the order.

    classes: titles of the classes the person leads among those the order names.
    """

    name: str
    roles: tuple[Role, ...]
    classes: tuple[str, ...] = ()
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """An order with the names behind its codes.

    issuer: the organisation or department that issues it; authority: the department that must know (п. 15).
    scope: whom a department's order binds: organisations, or the departments in charge of them.
    people: names of everybody the order itself mentions. verify_url: where anybody can check the code.
    """

    order: Order
    edition: Edition
    issuer: Organisation | Department
    verify_url: str
    authority: Department | None = None
    place: Place | None = None
    scope: tuple[Organisation | Department, ...] = ()
    classes: tuple[str, ...] = ()
    people: Mapping[PersonId, str]
    signed_by: Signatory | None = None
    prepared_by: Signatory | None = None
    staff: tuple[StaffLine, ...] = ()
    table: Table | None = None
    replaced: Order | None = None
    replaced_by: Order | None = None

    @property
    def rule(self) -> SigningRule:
        """The paragraph that lets this issuer give this order."""
        named = (self.issuer, *self.scope)
        kinds = [one.kind for one in named if isinstance(one, Organisation)] or [OrganisationKind.SCHOOL]
        return next(
            rule for rule in self.edition.signing if kinds[0] in rule.kinds and self.order.ground in rule.grounds
        )

    def names(self, people: Iterable[PersonId]) -> str:
        return ", ".join(self.people[person] for person in people)


def gather(
    tx: Transaction, order: Order, *, edition: Edition, tables: Mapping[str, Table], public_url: str
) -> OrderFile:
    """Return the file of one order. Raises `NotPrintable` when its issuer or one of its people is unknown."""
    registry = tx.registry
    issuer = registry.organisation(order.body) or registry.department(order.body)
    if issuer is None:
        raise NotPrintable(f"order {order.id}: the registry knows neither organisation nor department `{order.body}`")
    school = issuer if isinstance(issuer, Organisation) else None
    classes = _classes(tx, order, school)
    return OrderFile(
        order=order,
        edition=edition,
        issuer=issuer,
        verify_url=f"{public_url.rstrip('/')}/v/{order.check_code}",
        authority=registry.department(school.department) if school else None,
        place=next((place for place in registry.places() if school and place.code == school.place), None),
        scope=() if school else _scope(tx, order),
        classes=tuple(school_class.title for school_class in classes),
        people={person: _person(tx, person).name for person in _mentioned(order)},
        signed_by=_signatory(tx, order.approval.person, order) if order.approval else None,
        prepared_by=_signatory(tx, order.prepared_by, order) if order.prepared_by else None,
        staff=_staff(tx, order, classes),
        table=tables.get(order.basis.table) if order.basis else None,
        replaced=tx.orders.get(order.amends) if order.amends else None,
        replaced_by=_successor(tx, order) if order.state is OrderState.AMENDED else None,
    )


def _person(tx: Transaction, person: PersonId) -> Person:
    if (found := tx.registry.person(person)) is None:
        raise NotPrintable(f"the registry does not know the person `{person}`: import the roster again")
    return found


def _mentioned(order: Order) -> tuple[PersonId, ...]:
    people = (*order.parts.responsible, *order.parts.duty_teachers)
    reading = order.basis.reading if order.basis else None
    kind, _, person = reading.source.partition(":") if reading else ("", "", "")
    return (*people, PersonId(person)) if kind == "officer" else people


def _signatory(tx: Transaction, person: PersonId, order: Order) -> Signatory:
    held = [found for found in tx.registry.appointments(person=person) if found.holds_on(order.first_day)]
    signing = sorted(
        (found for found in held if found.role in SIGNING_ROLES),
        key=lambda found: (found.body != order.body, SIGNING_ROLES.index(found.role)),
    )
    department = tx.registry.department(signing[0].body) if signing else None
    return Signatory(
        name=_person(tx, person).name,
        role=signing[0].role if signing else None,
        level=department.level if department else None,
    )


def _classes(tx: Transaction, order: Order, school: Organisation | None) -> list[SchoolClass]:
    """Return the classes and groups a school's own order sends home, youngest first."""
    found = tx.registry.classes(school.code) if school else ()
    named = [one for one in found if _named(one, order)]
    return sorted(named, key=lambda one: (one.grade is None, one.grade or one.course or 0, one.letter))


def _named(school_class: SchoolClass, order: Order) -> bool:
    if order.shift is not None and school_class.shift != order.shift:
        return False
    return school_class.grade in order.grades or school_class.course in order.college_courses


def _scope(tx: Transaction, order: Order) -> tuple[Organisation | Department, ...]:
    names = order.scope.names
    match order.scope.kind:
        case ScopeKind.ORGANISATION | ScopeKind.ORGANISATIONS:
            found = [tx.registry.organisation(code) for code in map(OrganisationCode, names)]
            return tuple(organisation for organisation in found if organisation)
        case ScopeKind.DISTRICT:
            return tuple(one for one in tx.registry.departments() if one.district in names)
        case ScopeKind.REGION:
            level = DepartmentLevel.REGION
            return tuple(one for one in tx.registry.departments() if one.region in names and one.level is level)


def _staff(tx: Transaction, order: Order, classes: Iterable[SchoolClass]) -> tuple[StaffLine, ...]:
    """Return everybody who must know the order: its own people first, then homeroom teachers by class."""
    roles: dict[PersonId, list[Role]] = {}
    led: dict[PersonId, list[str]] = {}
    for person in order.parts.responsible:
        roles.setdefault(person, []).append(Role.RESPONSIBLE)
    for person in order.parts.duty_teachers:
        roles.setdefault(person, []).append(Role.DUTY_TEACHER)
    for school_class in classes:
        if (teacher := school_class.homeroom_teacher) is not None:
            roles.setdefault(teacher, [])
            led.setdefault(teacher, []).append(school_class.title)
    said = {one.person: one.at for one in tx.acknowledgements.of_order(order.id) if one.revision == order.revision}
    return tuple(
        StaffLine(
            name=_person(tx, person).name,
            roles=tuple(held),
            classes=tuple(led.get(person, ())),
            acknowledged_at=said.get(person),
        )
        for person, held in roles.items()
    )


def _successor(tx: Transaction, order: Order) -> Order | None:
    candidates = tx.orders.find(day=order.first_day, bodies=(order.body,))
    return next((one for one in candidates if one.amends == order.id), None)
