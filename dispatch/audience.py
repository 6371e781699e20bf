"""Whom an order binds: organisations and those of their classes whose day changes. It fails closed (R-07)."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.delivery import Purpose
from dispatch.errors import Finding, ReleaseRefused
from dispatch.ports import Transaction
from orders.edition import Edition
from orders.learners import classes_at_home
from orders.order import Order
from orders.organisation import ClassId, Organisation, PersonId, SchoolClass
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
    codes = dict.fromkeys(
        delivery.organisation
        for delivery in tx.ledger.of_order(order.id, purposes=(Purpose.SITE_NOTICE,))
        if delivery.revision == order.revision
    )
    organisations = (tx.registry.organisation(code) for code in codes)
    return _with_classes(tx, order, [one for one in organisations if one is not None])


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
