"""Organisations and the people in them, as the use-cases read them."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, Select, select

from orders.organisation import (
    Appointment,
    ClassId,
    Department,
    Organisation,
    OrganisationCode,
    Person,
    PersonId,
    Role,
    SchoolClass,
)
from storage.rows import fetch, fetch_one, select_values
from storage.schema import people
from weather.place import Place

EVERYWHERE = OrganisationCode("")
T = TypeVar("T")


class SqlRegistry:
    """Implements `orders.ports.Registry`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def organisation(self, code: OrganisationCode) -> Organisation | None:
        return self._one(Organisation, _organisations().where(people.organisations.c.code == code))

    def organisations(self, *, region: str = "", district: str = "") -> Sequence[Organisation]:
        query = _organisations().order_by(people.organisations.c.code)
        if region:
            query = query.where(people.organisations.c.region == region)
        if district:
            query = query.where(people.organisations.c.district == district)
        return fetch(self._connection, Organisation, query)

    def department(self, code: OrganisationCode) -> Department | None:
        return self._one(Department, _departments().where(people.departments.c.code == code))

    def departments(self) -> Sequence[Department]:
        return fetch(self._connection, Department, _departments().order_by(people.departments.c.code))

    def person(self, person: PersonId) -> Person | None:
        return self._one(Person, select_values(people.persons, Person).where(people.persons.c.id == person))

    def appointments(
        self, *, body: OrganisationCode | None = None, person: PersonId | None = None, role: Role | None = None
    ) -> Sequence[Appointment]:
        table = people.appointments
        wanted = {table.c.body: body, table.c.person: person, table.c.role: role}
        query = select_values(table, Appointment).order_by(table.c.number)
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        return fetch(self._connection, Appointment, query)

    def classes(self, organisation: OrganisationCode) -> Sequence[SchoolClass]:
        table = people.classes
        query = _classes().where(table.c.organisation == organisation)
        return fetch(self._connection, SchoolClass, query.order_by(table.c.grade, table.c.course, table.c.letter))

    def school_class(self, class_id: ClassId) -> SchoolClass | None:
        return self._one(SchoolClass, _classes().where(people.classes.c.id == class_id))

    def places(self) -> Sequence[Place]:
        return fetch(self._connection, Place, select_values(people.places, Place).order_by(people.places.c.code))

    def days_off(self, organisation: OrganisationCode) -> Sequence[date]:
        table = people.days_off
        query = select(table.c.day).where(table.c.organisation.in_((organisation, EVERYWHERE)))
        return self._connection.execute(query.distinct().order_by(table.c.day)).scalars().all()

    def _one(self, kind: type[T], query: Select[T]) -> T | None:
        return fetch_one(self._connection, kind, query)


def _organisations() -> Select[Organisation]:
    return select_values(people.organisations, Organisation)


def _departments() -> Select[Department]:
    return select_values(people.departments, Department)


def _classes() -> Select[SchoolClass]:
    return select_values(people.classes, SchoolClass)
