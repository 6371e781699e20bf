"""How organisations, people and families get into the registry. Every method takes one value or many at once.

A value with a known key replaces the one that is there.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, Text, bindparam, delete, exists, insert

from dispatch.roster import Contact, Pupil, Site
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

    def enrol(self, *persons: Person) -> None:
        """Add persons; of one who is known only name and number change: the language they chose stays."""
        for chunk in chunks(persons):
            put(self._connection, people.persons, [values_of(person) for person in chunk], keep=("locale",))

    def appoint(self, *appointments: Appointment) -> None:
        """Write appointments; one with the same person, body, role and first day takes the place of the former."""
        self.dismiss(*appointments)
        if appointments:
            self._connection.execute(insert(people.appointments), [values_of(one) for one in appointments])

    def add_class(self, *classes: SchoolClass) -> None:
        self._put(people.classes, classes)

    def add_pupil(self, *pupils: Pupil) -> None:
        self._put(people.pupils, pupils)

    def add_guardian(self, person: PersonId, pupil: PupilId) -> None:
        self.add_guardians([(person, pupil)])

    def add_guardians(self, pairs: Sequence[tuple[PersonId, PupilId]]) -> None:
        self._insert(people.guardianships, ({"person": person, "pupil": pupil} for person, pupil in pairs))

    def clear_guardians(self, pupils: Sequence[PupilId]) -> None:
        """Take away all guardians of these pupils, to write them anew."""
        for chunk in chunks(pupils):
            self._connection.execute(delete(people.guardianships).where(people.guardianships.c.pupil.in_(chunk)))

    def add_contact(self, *contacts: Contact) -> None:
        """Add addresses; a known address that is blocked stays so. An address belongs to one person per lane."""
        table = people.contacts
        lane, address, person = (bindparam(name, type_=Text) for name in ("at_lane", "at_address", "of_person"))
        others = (table.c.lane == lane, table.c.address == address, table.c.person != person)
        former = (table.c.lane == lane, table.c.person == person, table.c.address != address)
        for chunk in chunks(contacts):
            taken = [{"at_lane": one.lane, "at_address": one.address, "of_person": one.person} for one in chunk]
            self._connection.execute(delete(table).where(*others), taken)
            self._connection.execute(delete(table).where(*former), taken)
            insert_new(self._connection, table, [values_of(contact) for contact in chunk])

    def put_site(self, *sites: Site) -> None:
        self._put(people.sites, sites)

    def add_day_off(self, *days: date, organisation: OrganisationCode = EVERYWHERE) -> None:
        """Add days off of one organisation, or of the whole country."""
        self._insert(people.days_off, ({"organisation": organisation, "day": day} for day in days))

    def put_invite(self, code: str, *, class_id: ClassId | None = None, person: PersonId | None = None) -> None:
        """Write the invitation of a class or of a member of staff, unless there is one already."""
        self._insert(people.invites, [{"code": code, "class_id": class_id, "person": person}])

    def dismiss(self, *appointments: Appointment) -> None:
        """Take appointments away: each is named by its person, body, role and first day."""
        table = people.appointments
        same = [
            table.c[name] == bindparam(f"of_{name}", type_=table.c[name].type) for name in ("person", "body", "role")
        ]
        since = table.c.since.is_not_distinct_from(bindparam("of_since", type_=table.c.since.type))
        terms = [
            {"of_person": one.person, "of_body": one.body, "of_role": one.role, "of_since": one.since}
            for one in appointments
        ]
        if terms:
            self._connection.execute(delete(table).where(*same, since), terms)

    def remove_pupils(self, pupils: Sequence[PupilId]) -> None:
        for chunk in chunks(pupils):
            self._connection.execute(delete(people.pupils).where(people.pupils.c.id.in_(chunk)))

    def forget(self, persons: Sequence[PersonId]) -> int:
        """Erase those of these persons who have no tie left to a pupil, a class or an office; return how many."""
        ties = (
            people.guardianships.c.person,
            people.followers.c.person,
            people.appointments.c.person,
            people.classes.c.homeroom_teacher,
        )
        untied = [~exists().where(tie == people.persons.c.id) for tie in ties]
        return sum(
            self._connection.execute(delete(people.persons).where(people.persons.c.id.in_(chunk), *untied)).rowcount
            for chunk in chunks(persons)
        )

    def _put(self, table: Table, values: Sequence[Any]) -> None:
        for chunk in chunks(values):
            put(self._connection, table, [values_of(value) for value in chunk])

    def _insert(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        for chunk in chunks(list(rows)):
            insert_new(self._connection, table, chunk)
