"""Whom an order binds: organisations and those of their classes whose day changes. It fails closed (R-07)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dispatch.delivery import Purpose
from dispatch.errors import Finding, ReleaseRefused
from dispatch.ports import Transaction
from dispatch.roster import FamilyMember
from orders.edition import Edition
from orders.learners import classes_at_home
from orders.order import Order
from orders.organisation import ClassId, Organisation, OrganisationCode, PersonId, PupilId, SchoolClass
from orders.ports import OrdersTransaction
from orders.scope import reach, unknown_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One organisation the order binds, and its classes that stay at home, youngest first; never none."""

    organisation: Organisation
    classes: tuple[SchoolClass, ...]

    @property
    def class_ids(self) -> tuple[ClassId, ...]:
        return tuple(one.id for one in self.classes)

    @property
    def homeroom_teachers(self) -> tuple[PersonId, ...]:
        """Each teacher once, in the order of classes."""
        return tuple(dict.fromkeys(one.homeroom_teacher for one in self.classes if one.homeroom_teacher))

    def classes_of(self, teacher: PersonId) -> tuple[SchoolClass, ...]:
        return tuple(one for one in self.classes if one.homeroom_teacher == teacher)


def bound(tx: OrdersTransaction, order: Order, *, edition: Edition) -> tuple[Bound, ...]:
    """Return whom the order binds. Raises `ReleaseRefused` for a name nobody knows, and when nobody remains."""
    if unknown := unknown_names(tx.registry, order.scope):
        raise ReleaseRefused(Finding.UNKNOWN_SCOPE, f"no organisation answers to {', '.join(unknown)}")
    found = _with_classes(tx, order, dict.fromkeys(reach(tx.registry, order.scope, edition).bound))
    if not found:
        raise ReleaseRefused(Finding.EMPTY_AUDIENCE, "no class of its organisations is named")
    return found


def released_to(tx: Transaction, order: Order) -> tuple[Bound, ...]:
    """Return whom the release reached out to: every bound organisation has a site row, sent or suppressed.

    Empty before the release. It needs no edition: what was planned stands, whatever the rule says today.
    """
    organisations = (tx.registry.organisation(code) for code in _released_codes(tx, order))
    return _with_classes(tx, order, [one for one in organisations if one is not None])


def concerns(tx: Transaction, order: Order, person: PersonId) -> bool:
    """Say whether a released order is for this person to read: at home with a class, or at work where it binds."""
    codes = _released_codes(tx, order)
    followed = (tx.registry.school_class(class_id) for class_id in tx.roster.followed(person))
    if classes_at_home(order, [one for one in followed if one is not None and one.organisation in codes]):
        return True
    named = {*order.parts.responsible, *order.parts.duty_teachers}
    return person in named or any(
        held.body in codes and held.holds_on(order.first_day) for held in tx.registry.appointments(person=person)
    )


def concerned_pupils(
    tx: OrdersTransaction, order: Order, members: Iterable[FamilyMember], codes: AbstractSet[OrganisationCode]
) -> frozenset[PupilId]:
    """Return the children whom the order concerns: of its grades, at one of these organisations.

    members: with one class for each of their pupils, as `Unsettled.kin` gives them.
    """
    pupils = dict(pair for member in members for pair in zip(member.pupils, member.classes, strict=True))
    found = (tx.registry.school_class(class_id) for class_id in set(pupils.values()))
    home = classes_at_home(order, [one for one in found if one is not None and one.organisation in codes])
    at_home = {one.id for one in home}
    return frozenset(pupil for pupil, class_id in pupils.items() if class_id in at_home)


def _released_codes(tx: Transaction, order: Order) -> tuple[OrganisationCode, ...]:
    sites = tx.ledger.of_order(order.id, purposes=(Purpose.SITE_NOTICE,))
    return tuple(dict.fromkeys(one.organisation for one in sites if one.revision == order.revision))


def _with_classes(tx: OrdersTransaction, order: Order, organisations: Iterable[Organisation]) -> tuple[Bound, ...]:
    pairs = ((one, classes_at_home(order, tx.registry.classes(one.code))) for one in organisations)
    return tuple(
        Bound(organisation=organisation, classes=tuple(sorted(classes, key=_youngest_first)))
        for organisation, classes in pairs
        if classes
    )


def _youngest_first(school_class: SchoolClass) -> tuple[int, str]:
    age = school_class.grade if school_class.grade is not None else school_class.course
    return age or 0, school_class.letter
