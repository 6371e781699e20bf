"""Who is written to, with every contact they have: families, staff, heads, departments, web sites."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from channels.base import ChannelKind
from dispatch.audience import Bound
from dispatch.delivery import Delivery, DeliveryState, Purpose
from dispatch.lanes import Lanes
from dispatch.plan import Recipient
from dispatch.ports import Transaction
from dispatch.roster import Contact, FamilyMember
from locales.catalogue import Locale
from orders.appointments import holders
from orders.authority import DEPARTMENT_ROLES, HEAD_ROLES, Mandate, local_day, mandate
from orders.edition import Edition
from orders.order import Order
from orders.organisation import OrganisationCode, PersonId
from orders.parts import standing_parts

SITE_LOCALE: Locale = "kk"  # a site's payload holds both languages; the ledger wants one
# Who may have been told: whatever has left for the provider, whether or not it answered.
PERHAPS_TOLD = frozenset(
    {
        DeliveryState.CLAIMED,
        DeliveryState.ACCEPTED,
        DeliveryState.DELIVERED,
        DeliveryState.READ,
        DeliveryState.UNKNOWN,
    }
)


def families(tx: Transaction, bound: Bound) -> list[Recipient]:
    """Return everyone who follows these classes, each once, those of the youngest classes first."""
    turn = {class_id: number for number, class_id in enumerate(bound.class_ids)}

    def youngest(member: FamilyMember) -> int:
        return min((turn[class_id] for class_id in member.classes if class_id in turn), default=len(turn))

    members = sorted(tx.roster.families(bound.class_ids), key=youngest)
    return [
        Recipient(
            person=member.person,
            organisation=bound.organisation.code,
            locale=member.locale,
            contacts=member.contacts,
        )
        for member in members
    ]


def staff(tx: Transaction, persons: Iterable[PersonId], organisation: OrganisationCode) -> list[Recipient]:
    """Return each person once, in the given order; somebody without any contact is there, too."""
    wanted = tuple(dict.fromkeys(persons))
    known = {member.person: member for member in tx.roster.staff(wanted)}
    return [
        Recipient(
            person=person,
            organisation=organisation,
            locale=known[person].locale if person in known else "kk",
            contacts=known[person].contacts if person in known else (),
        )
        for person in wanted
    ]


def site(tx: Transaction, organisation: OrganisationCode, lanes: Lanes) -> Recipient:
    """Return the web site of an organisation as a recipient; without an address it has no contact."""
    person = PersonId(f"site:{organisation}")
    contacts = tuple(
        Contact(person=person, channel=ChannelKind.WEBHOOK, lane=lanes.sites[0].name, address=found.url)
        for found in tx.roster.sites((organisation,))
    )
    return Recipient(person=person, organisation=organisation, locale=SITE_LOCALE, contacts=contacts)


def staff_of(tx: Transaction, order: Order, bound: Bound) -> tuple[PersonId, ...]:
    """Return who is given the order at a bound organisation: homeroom teachers, responsible persons, duty teachers."""
    parts = order.parts
    if order.body != bound.organisation.code:
        parts = standing_parts(tx.registry, bound.organisation, order.first_day)
    return tuple(dict.fromkeys((*bound.homeroom_teachers, *parts.responsible, *parts.duty_teachers)))


def controllers(tx: Transaction, order: Order, bound: Bound) -> tuple[PersonId, ...]:
    """Return who controls that everybody is acquainted (п. 16 part 3): the responsible persons, else the head."""
    if order.body == bound.organisation.code and order.parts.responsible:
        return order.parts.responsible
    parts = standing_parts(tx.registry, bound.organisation, order.first_day)
    return parts.responsible or heads(tx, bound.organisation.code, order.first_day)


def heads(tx: Transaction, organisation: OrganisationCode, day: date) -> tuple[PersonId, ...]:
    """Return the heads of the day, or else their deputies."""
    return _of_first_role(tx, Mandate(body=organisation, roles=HEAD_ROLES), day)


def first_signers(tx: Transaction, order: Order, *, now: datetime, edition: Edition) -> tuple[PersonId, ...]:
    """Return who is asked first: holders of the first role that anybody holds today, the head before the deputy."""
    return _of_first_role(tx, mandate(tx.registry, order, edition), local_day(now))


def department_staff(tx: Transaction, order: Order, *, now: datetime) -> tuple[PersonId, ...]:
    """Return the officers and the head of the department a school reports to (п. 15); nobody for a department."""
    organisation = tx.registry.organisation(order.body)
    if organisation is None:
        return ()
    return holders(tx.registry, organisation.department, DEPARTMENT_ROLES, local_day(now))


def perhaps_told(deliveries: Iterable[Delivery], purposes: Sequence[Purpose], lanes: Lanes) -> list[Recipient]:
    """Return everybody to whom one of these may have gone, each once, with every address it may have gone to."""
    routes = {lane.name: lane.serves for lane in lanes.every}
    told: dict[PersonId, Recipient] = {}
    for row in deliveries:
        if row.purpose in purposes and may_have_left(row):
            route = routes.get(row.lane, row.lane)
            at = Contact(person=row.person, channel=row.channel, lane=route, address=row.address)
            known = told.get(row.person)
            told[row.person] = Recipient(
                person=row.person,
                organisation=row.organisation,
                locale=row.locale,
                contacts=(*known.contacts, at) if known else (at,),
            )
    return list(told.values())


def may_have_left(row: Delivery) -> bool:
    return row.state in PERHAPS_TOLD or _was_tried(row)


def _of_first_role(tx: Transaction, asked: Mandate, day: date) -> tuple[PersonId, ...]:
    by_role = (holders(tx.registry, asked.body, (role,), day) for role in asked.roles)
    return next((found for found in by_role if found), ())


def _was_tried(row: Delivery) -> bool:
    return row.state is DeliveryState.DEFERRED and row.attempts > 0
