"""Who may sign an order. Rights come from appointments that hold on the day of the act, never from a person's own word.

* A weather day of a school or college: its head, or the deputy whose appointment holds that day, which makes them the
  person who replaces the head (№ 349 п. 15). The deputy need not wait until the head has been silent.
* A weather day of a university, and every emergency, restriction or quarantine: the head or a duty officer of the
  education department of the region (№ 137 п. 3, № 349 п. 22). A district's officer may propose, never sign.
* Grounds other than weather need two persons (R-19): whoever prepared or last edited the order cannot sign it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from orders.appointments import holders
from orders.edition import Edition, Signer
from orders.errors import UnknownOrganisation
from orders.order import Ground, Order
from orders.organisation import Department, DepartmentLevel, OrganisationCode, PersonId, Role
from orders.ports import OrdersTransaction, Registry
from orders.windows import ZONE

# The first role is asked first.
HEAD_ROLES = (Role.HEAD, Role.DEPUTY)
DEPARTMENT_ROLES = (Role.DEPARTMENT_HEAD, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Holders of these roles at this body, an organisation or a department, may act in its name."""

    body: OrganisationCode
    roles: tuple[Role, ...]


def mandate(registry: Registry, order: Order, edition: Edition) -> Mandate:
    """Return in whose name the order is signed: the organisation's, or that of its region's department.

    Raises `UnknownOrganisation` when the order's body or the region's department is not in the registry.
    """
    organisation = registry.organisation(order.body)
    if organisation is None:
        return Mandate(body=_signing_department(registry, order.body).code, roles=DEPARTMENT_ROLES)
    match edition.signing_rule(organisation.kind, order.ground).signer:
        case Signer.HEAD:
            return Mandate(body=organisation.code, roles=HEAD_ROLES)
        case Signer.REGION_DEPARTMENT:
            return Mandate(body=region_department(registry, organisation.region).code, roles=DEPARTMENT_ROLES)


def may_sign(tx: OrdersTransaction, order: Order, *, person: PersonId, now: datetime, edition: Edition) -> bool:
    """Say whether an appointment lets the person sign. That a second person is another one is checked apart."""
    return holds(tx.registry, person, mandate(tx.registry, order, edition), local_day(now))


def signers(tx: OrdersTransaction, order: Order, *, now: datetime, edition: Edition) -> tuple[PersonId, ...]:
    """Return whoever could sign this order now, the head before the deputy."""
    barred = authors(order) if needs_two_persons(order) else frozenset()
    asked = mandate(tx.registry, order, edition)
    held = holders(tx.registry, asked.body, asked.roles, local_day(now))
    return tuple(person for person in held if person not in barred)


def needs_two_persons(order: Order) -> bool:
    return order.ground is not Ground.WEATHER


def authors(order: Order) -> frozenset[PersonId]:
    """Return the persons whose hand the present revision shows."""
    return frozenset(person for person in (order.prepared_by, order.edited_by) if person is not None)


def holds(registry: Registry, person: PersonId, mandate: Mandate, day: date) -> bool:
    """Say whether the person may act under this mandate on the day."""
    return person in holders(registry, mandate.body, mandate.roles, day)


def region_department(registry: Registry, region: str) -> Department:
    """Return the department that signs for the region. Raises `UnknownOrganisation` when the registry has none."""
    for department in registry.departments():
        if department.level is DepartmentLevel.REGION and department.region == region:
            return department
    raise UnknownOrganisation(f"region {region} has no education department in the registry: import it first")


def local_day(now: datetime) -> date:
    """Return the day in Kazakhstan."""
    return now.astimezone(ZONE).date()


def _signing_department(registry: Registry, code: OrganisationCode) -> Department:
    department = registry.department(code)
    if department is None or department.level is not DepartmentLevel.REGION:
        raise UnknownOrganisation(f"{code} is neither an organisation nor the education department of a region")
    return department
