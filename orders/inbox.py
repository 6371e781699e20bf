"""The department's inbox: each shift of each organisation, with its order or with lessons as usual (п. 15)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from orders.calendar import is_school_day
from orders.edition import Edition
from orders.errors import UnknownOrganisation
from orders.order import Order, OrderState
from orders.organisation import Organisation, OrganisationCode
from orders.ports import OrdersTransaction, Registry
from orders.scope import covers
from orders.states import HELD_STATES
from weather.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One shift of one organisation.

    order: what holds there, its own order or a department's; where nothing holds, its newest draft, even one that
    expired or was rejected. None, and `state` None: nobody drafted anything, lessons as usual.
    reported_at / on_time: when the department got the order and whether п. 15 was met; None when nothing was due.
    """

    organisation: Organisation
    district: str
    shift: int
    order: Order | None = None

    @property
    def state(self) -> OrderState | None:
        return self.order.state if self.order else None

    @property
    def grades(self) -> tuple[int, ...]:
        return self.order.grades if self.order else ()

    @property
    def college_courses(self) -> tuple[int, ...]:
        return self.order.college_courses if self.order else ()

    @property
    def reading(self) -> Reading | None:
        return self.order.basis.reading if self.order and self.order.basis else None

    @property
    def reported_at(self) -> datetime | None:
        return self.order.reported_at if self.order else None

    @property
    def on_time(self) -> bool | None:
        return self.order.on_time if self.order else None


def inbox(tx: OrdersTransaction, *, department: OrganisationCode, day: date, edition: Edition) -> tuple[InboxLine, ...]:
    """Return a line for each shift of each organisation that teaches on `day`, by district and code.

    A district's department sees its district, a region's the whole region. Organisations that the rule gives no
    distance learning to are left out. Raises `UnknownOrganisation`.
    """
    office = tx.registry.department(department)
    if office is None:
        raise UnknownOrganisation(f"no department is called {department}: import it first")
    organisations = [
        organisation
        for organisation in tx.registry.organisations(region=office.region, district=office.district)
        if edition.exclusion(organisation) is None
        and is_school_day(organisation, day, tx.registry.days_off(organisation.code))
    ]
    own = _by_body(tx.orders.find(day=day, bodies=[organisation.code for organisation in organisations]))
    above = tx.orders.find(day=day, bodies=_departments(tx.registry, office.region), states=tuple(HELD_STATES))
    return tuple(
        InboxLine(
            organisation=organisation,
            district=organisation.district,
            shift=shift,
            order=_foremost([*own[organisation.code], *_covering(above, organisation)], shift),
        )
        for organisation in sorted(organisations, key=lambda organisation: (organisation.district, organisation.code))
        for shift in organisation.shifts
    )


def _departments(registry: Registry, region: str) -> tuple[OrganisationCode, ...]:
    return tuple(department.code for department in registry.departments() if department.region == region)


def _by_body(orders: Iterable[Order]) -> Mapping[OrganisationCode, list[Order]]:
    sorted_out: dict[OrganisationCode, list[Order]] = defaultdict(list)
    for order in orders:
        sorted_out[order.body].append(order)
    return sorted_out


def _covering(orders: Iterable[Order], organisation: Organisation) -> Iterable[Order]:
    return (order for order in orders if covers(order.scope, organisation))


def _foremost(orders: Iterable[Order], shift: int) -> Order | None:
    """Return what holds, and of several (or of none that holds) the newest."""
    concerning = [order for order in orders if order.shift in {None, shift}]
    return max(concerning, key=lambda order: (order.state in HELD_STATES, order.prepared_at), default=None)
