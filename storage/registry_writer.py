"""How organisations, people and families get into the registry. Every method takes one value or many at once.

A value with a known key replaces the one that is there.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert

from dispatch.roster import Pupil, Site
from orders.organisation import (
    Appointment,
    ClassId,
    Department,
    Organisation,
    OrganisationCode,
    Person,
    PersonId,
    PupilId,
    SchoolClass,
)
from storage.registry import EVERYWHERE
from storage.rows import chunks, insert_new, put, values_of
from storage.schema import people
from weather.place import Place


class SqlRegistryWriter:
    """The writing half of the registry, used by the roster import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_place(self, *places: Place) -> None:
        self._put(people.places, places)

    def add_department(self, *departments: Department) -> None:
        self._put(people.departments, departments)

    def add_organisation(self, *organisations: Organisation) -> None:
        self._put(people.organisations, organisations)

    def add_person(self, *persons: Person) -> None:
        self._put(people.persons, persons)

    def appoint(self, *appointments: Appointment) -> None:
        """Write appointments; one with the same person, body, role and first day takes the place of the former."""
        table = people.appointments
        same = (table.c[name].is_not_distinct_from(bindparam(f"same_{name}")) for name in _TERM)
        rows = [values_of(appointment) for appointment in appointments]
        if rows:
            self._connection.execute(
                delete(table).where(*same), [{f"same_{name}": row[name] for name in _TERM} for row in rows]
            )
            self._connection.execute(insert(table), rows)

    def add_class(self, *classes: SchoolClass) -> None:
        self._put(people.classes, classes)

    def add_pupil(self, *pupils: Pupil) -> None:
        self._put(people.pupils, pupils)

    def add_guardian(self, person: PersonId, pupil: PupilId) -> None:
        self.add_guardians([(person, pupil)])

    def add_guardians(self, pairs: Sequence[tuple[PersonId, PupilId]]) -> None:
        self._insert(people.guardianships, ({"person": person, "pupil": pupil} for person, pupil in pairs))

    def put_site(self, *sites: Site) -> None:
        self._put(people.sites, sites)

    def add_day_off(self, *days: date, organisation: OrganisationCode = EVERYWHERE) -> None:
        """Add days off of one organisation, or of the whole country."""
        self._insert(people.days_off, ({"organisation": organisation, "day": day} for day in days))

    def put_invite(self, code: str, *, class_id: ClassId | None = None, person: PersonId | None = None) -> None:
        """Write the invitation of a class or of a member of staff, unless there is one already."""
        self._insert(people.invites, [{"code": code, "class_id": class_id, "person": person}])

    def _put(self, table: Table, values: Sequence[Any]) -> None:
        for chunk in chunks(values):
            put(self._connection, table, [values_of(value) for value in chunk])

    def _insert(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        for chunk in chunks(list(rows)):
            insert_new(self._connection, table, chunk)


_TERM = ("person", "body", "role", "since")
