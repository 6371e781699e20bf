"""Everything a text says besides the order itself, taken from the registry once, so that rendering is pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.errors import Finding, ReleaseRefused
from orders.edition import Edition
from orders.order import Ground, Order, Scope, ScopeKind
from orders.organisation import Department, DepartmentLevel, Organisation, OrganisationKind, PersonId
from orders.ports import OrdersTransaction, Registry
from orders.scope import reach
from orders.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """An order with the names behind its codes.

    issuer: the school, or the department for its scope. organisations: all it binds, never none.
    places: what names the place, never empty: the school's department, or the territory (or the list of organisations)
        of a department's order.
    window: when families may be told (п. 14); None when nothing binds them (п. 22) or the order is late (п. 11).
    citation_*: the paragraph it rests on, as an order cites it.
    """

    order: Order
    issuer: Organisation | Department
    organisations: tuple[Organisation, ...]
    places: tuple[Organisation | Department, ...]
    window: Window | None
    citation_kk: str
    citation_ru: str
    people: Mapping[PersonId, str]
    public_url: str = ""

    @property
    def kinds(self) -> frozenset[OrganisationKind]:
        return frozenset(organisation.kind for organisation in self.organisations)

    def names(self, people: Sequence[PersonId]) -> str:
        return ", ".join(self.people[person] for person in people)


def gather(tx: OrdersTransaction, order: Order, *, edition: Edition, public_url: str = "") -> Particulars:
    """Return what the texts of this order need. Raises `ReleaseRefused` for an unknown issuer, place or window."""
    issuer = tx.registry.organisation(order.body) or tx.registry.department(order.body)
    organisations = reach(tx.registry, order.scope, edition).bound
    if issuer is None or not organisations:
        raise ReleaseRefused(Finding.UNKNOWN_SCOPE, f"`{order.body}` or the organisations of its order are unknown")
    rule = edition.signing_rule(organisations[0].kind, order.ground)
    paragraph = str(rule.paragraph)
    return Particulars(
        order=order,
        issuer=issuer,
        organisations=organisations,
        places=_places(tx, order, issuer, organisations),
        window=family_window(order, edition),
        citation_kk=edition.citation("kk", paragraph, act=rule.act),
        citation_ru=edition.citation("ru", paragraph, act=rule.act),
        people={person: _name(tx, person) for person in _mentioned(order)},
        public_url=public_url,
    )


def family_window(order: Order, edition: Edition) -> Window | None:
    """Return when families may be told of a weather day (п. 14); None when no window binds the order.

    A department's order goes out at once (п. 22), and so does one approved late, for safety (п. 11).
    """
    if order.ground is not Ground.WEATHER or order.late:
        return None
    if order.shift is None:
        raise ReleaseRefused(Finding.NO_WINDOW, "a weather order names one shift: its window depends on it")
    return edition.family_window(order.shift, order.first_day)


def _places(
    tx: OrdersTransaction, order: Order, issuer: Organisation | Department, organisations: tuple[Organisation, ...]
) -> tuple[Organisation | Department, ...]:
    if isinstance(issuer, Department):
        return _in_charge(tx.registry, order.scope) or organisations
    department = tx.registry.department(issuer.department)
    if department is None:
        raise ReleaseRefused(Finding.UNKNOWN_SCOPE, f"nobody knows the department `{issuer.department}`")
    return (department,)


def _in_charge(registry: Registry, scope: Scope) -> tuple[Department, ...]:
    """Return the departments in charge of a district or region: they give the territory its name."""
    match scope.kind:
        case ScopeKind.DISTRICT:
            return tuple(one for one in registry.departments() if one.district and one.district in scope.names)
        case ScopeKind.REGION:
            regional = (one for one in registry.departments() if one.level is DepartmentLevel.REGION)
            return tuple(one for one in regional if one.region in scope.names)
        case ScopeKind.ORGANISATION | ScopeKind.ORGANISATIONS:
            return ()


def _mentioned(order: Order) -> set[PersonId]:
    people = {*order.parts.responsible, *order.parts.duty_teachers}
    if order.approval:
        people.add(order.approval.person)
    if order.prepared_by:
        people.add(order.prepared_by)
    return people


def _name(tx: OrdersTransaction, person: PersonId) -> str:
    found = tx.registry.person(person)
    return found.name if found else str(person)
