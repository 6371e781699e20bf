"""Checking whom a person chose to send home: grades and courses that really learn there."""

from orders.answers import Refusal, Refused
from orders.edition import Edition
from orders.learners import Learners, of_order, taught
from orders.order import Ground, Order
from orders.ports import Registry
from orders.scope import reach
from thresholds.table import HIGHEST_GRADE, LOWEST_GRADE

_COURSES = range(1, 7)  # of colleges, and of universities in an emergency
_EVERYBODY = Learners.of(range(LOWEST_GRADE, HIGHEST_GRADE + 1), _COURSES)


def bad_choice(registry: Registry, order: Order, edition: Edition) -> Refused | None:
    """Refuse an order that sends nobody home, or grades and courses that do not exist.

    A weather day names the grades of one shift of one organisation exactly. An emergency may say "0-12" for a whole
    district where no school has a grade 12, but it must reach at least one class.
    """
    chosen = of_order(order)
    if not chosen:
        return Refused(refusal=Refusal.NO_GRADES, order=order)
    present = taught_in_scope(registry, order, edition)
    if unknown := chosen.beyond(present if order.ground is Ground.WEATHER else _EVERYBODY):
        return Refused(refusal=Refusal.BAD_GRADES, order=order, detail=str(unknown))
    if not chosen.among(present):
        return Refused(refusal=Refusal.NO_GRADES, order=order)
    return None


def taught_in_scope(registry: Registry, order: Order, edition: Edition) -> Learners:
    """Return the grades and courses that learn in the order's shift in the organisations it binds."""
    bound = reach(registry, order.scope, edition).bound
    return taught((each for organisation in bound for each in registry.classes(organisation.code)), order.shift)
