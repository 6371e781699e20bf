"""The departments a person works for today, and the places and schools that belong to them."""

from collections.abc import Sequence

from bot.context import Turn
from orders.authority import DEPARTMENT_ROLES
from orders.organisation import Department, Organisation, PersonId
from weather.place import Place


def departments_of(turn: Turn, person: PersonId) -> tuple[Department, ...]:
    """Return the departments whose duty officer or head this person is today."""
    codes = {
        appointment.body
        for appointment in turn.tx.registry.appointments(person=person)
        if appointment.role in DEPARTMENT_ROLES and appointment.holds_on(turn.today)
    }
    return tuple(found for code in sorted(codes) if (found := turn.tx.registry.department(code)) is not None)


def organisations_of(turn: Turn, department: Department) -> Sequence[Organisation]:
    """Return what lies in the department's region or district."""
    return turn.tx.registry.organisations(region=department.region, district=department.district)


def places_of(turn: Turn, departments: Sequence[Department]) -> tuple[Place, ...]:
    """Return the places whose weather these departments answer for, by name."""
    codes = {organisation.place for department in departments for organisation in organisations_of(turn, department)}
    found = (place for place in turn.tx.registry.places() if place.code in codes)
    return tuple(sorted(found, key=lambda place: place.name_ru))
