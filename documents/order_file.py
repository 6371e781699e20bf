"""Everything one order's paper rests on, taken from the registry in one transaction and frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch import particulars
from dispatch.particulars import Particulars
from dispatch.ports import Transaction
from orders.authority import mandate
from orders.edition import Edition
from orders.learners import classes_at_home
from orders.order import Order, OrderState
from orders.organisation import Department, DepartmentLevel, Organisation, PersonId, Role, SchoolClass
from thresholds.table import Table
from weather.place import Place

SIGNING_ROLES = (Role.DEPARTMENT_HEAD, Role.HEAD, Role.DEPUTY, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who prepared or signed. `role` is None when the registry knows no appointment for that day any more."""

    name: str
    role: Role | None
    level: DepartmentLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """Somebody who must know the order, in what capacity, and when they said that they do.

    classes: titles of the classes the person leads among those the order names.
    organisation: whose head the person is, in the list of a department's order.
    """

    name: str
    roles: tuple[Role, ...] = ()
    classes: tuple[str, ...] = ()
    organisation: Organisation | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """An order's particulars and what only its paper says.

    issuer: who signs: the school, or the region's department (п. 22, and the weather orders of universities).
    town: where the school stands. classes: titles of the classes sent home. officer: name of the person whose reading
    the order rests on, or empty. replaced / replaced_by: the neighbours in a chain of amendments.
    """

    about: Particulars
    issuer: Organisation | Department
    edition: Edition
    town: Place | None = None
    classes: tuple[str, ...] = ()
    officer: str = ""
    signed_by: Signatory | None = None
    prepared_by: Signatory | None = None
    staff: tuple[StaffLine, ...] = ()
    table: Table | None = None
    replaced: Order | None = None
    replaced_by: Order | None = None

    @property
    def order(self) -> Order:
        return self.about.order

    @property
    def bound(self) -> tuple[Organisation | Department, ...]:
        """Whom a department's order binds: departments with all they are in charge of, or organisations by name."""
        return (self.about.issuer,) if isinstance(self.about.issuer, Organisation) else self.about.places


def gather(
    tx: Transaction, order: Order, *, edition: Edition, tables: Mapping[str, Table], public_url: str
) -> OrderFile:
    """Return the file of one order. Raises `dispatch.errors.ReleaseRefused` for an issuer or a scope nobody knows."""
    about = particulars.gather(tx, order, edition=edition, public_url=public_url)
    school = tx.registry.organisation(order.body)
    classes = classes_at_home(order, tx.registry.classes(school.code)) if school else ()
    in_order = sorted(classes, key=lambda one: (one.grade is None, one.grade or one.course or 0, one.letter))
    return OrderFile(
        about=about,
        issuer=_issuer(tx, order, edition) or about.issuer,
        edition=edition,
        town=next((place for place in tx.registry.places() if school and place.code == school.place), None),
        classes=tuple(school_class.title for school_class in in_order),
        officer=_officer(tx, order),
        signed_by=_signatory(tx, order.approval.person, order) if order.approval else None,
        prepared_by=_signatory(tx, order.prepared_by, order) if order.prepared_by else None,
        staff=_staff(tx, order, in_order) if school else _heads(tx, order, about.organisations),
        table=tables.get(order.basis.table) if order.basis else None,
        replaced=tx.orders.get(order.amends) if order.amends else None,
        replaced_by=_successor(tx, order) if order.state is OrderState.AMENDED else None,
    )


def _issuer(tx: Transaction, order: Order, edition: Edition) -> Department | None:
    """Return the department that signs, or None when the organisation signs for itself."""
    return tx.registry.department(mandate(tx.registry, order, edition).body)


def _name(tx: Transaction, person: PersonId) -> str:
    found = tx.registry.person(person)
    return found.name if found else str(person)


def _officer(tx: Transaction, order: Order) -> str:
    reading = order.basis.reading if order.basis else None
    family, _, person = reading.source.partition(":") if reading else ("", "", "")
    return _name(tx, PersonId(person)) if family == "officer" else ""


def _signatory(tx: Transaction, person: PersonId, order: Order) -> Signatory:
    """Return the person with the appointment they act by: one at the order's own body before any other."""
    held = [one for one in tx.registry.appointments(person=person) if one.holds_on(order.first_day)]
    signing = sorted(
        (one for one in held if one.role in SIGNING_ROLES),
        key=lambda one: (one.body != order.body, SIGNING_ROLES.index(one.role)),
    )
    department = tx.registry.department(signing[0].body) if signing else None
    return Signatory(
        name=_name(tx, person),
        role=signing[0].role if signing else None,
        level=department.level if department else None,
    )


def _staff(tx: Transaction, order: Order, classes: Iterable[SchoolClass]) -> tuple[StaffLine, ...]:
    """Return everybody at the school who must know: the order's own people first, then homeroom teachers by class."""
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
    said = _acknowledged(tx, order)
    return tuple(
        StaffLine(
            name=_name(tx, person),
            roles=tuple(held),
            classes=tuple(led.get(person, ())),
            acknowledged_at=said.get(person),
        )
        for person, held in roles.items()
    )


def _heads(tx: Transaction, order: Order, organisations: Iterable[Organisation]) -> tuple[StaffLine, ...]:
    """Return the heads of the organisations a department's order binds."""
    said = _acknowledged(tx, order)
    return tuple(
        StaffLine(name=_name(tx, held.person), organisation=organisation, acknowledged_at=said.get(held.person))
        for organisation in organisations
        for held in tx.registry.appointments(body=organisation.code, role=Role.HEAD)
        if held.holds_on(order.first_day)
    )


def _acknowledged(tx: Transaction, order: Order) -> dict[PersonId, datetime]:
    return {one.person: one.at for one in tx.acknowledgements.of_order(order.id) if one.revision == order.revision}


def _successor(tx: Transaction, order: Order) -> Order | None:
    candidates = tx.orders.find(day=order.first_day, bodies=(order.body,))
    return next((one for one in candidates if one.amends == order.id), None)
