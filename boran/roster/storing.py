"""Writes a checked roster into the register, all of it in the transaction it is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any

from boran.roster.roster import Known, Roster
from dispatch.roster import Pupil
from orders.organisation import Appointment, ClassId, OrganisationCode, PersonId, PupilId, Role
from storage.registry_writer import SqlRegistryWriter
from storage.transaction import SqlTransaction

Progress = Callable[[int], None]
CHUNK = 5_000
_CODE_BYTES = 9  # 12 signs in a link, far too many to guess


def known(tx: SqlTransaction, *, tables: frozenset[str]) -> Known:
    """Return what the rows of a file may refer to. tables: ids of the threshold tables at hand."""
    organisations = tx.registry.organisations()
    return Known(
        tables=tables,
        places=frozenset(place.code for place in tx.registry.places()),
        departments={department.code: department for department in tx.registry.departments()},
        organisations={organisation.code: organisation for organisation in organisations},
        classes={one.id: one for organisation in organisations for one in tx.registry.classes(organisation.code)},
        held=frozenset((appointment.body, appointment.role) for appointment in tx.registry.appointments()),
    )


class Absent(StrEnum):
    """What happens to pupils and appointments that the register has and the file no longer names."""

    KEEP = "keep"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What the organisations of the file have in the register beyond the file."""

    appointments: tuple[Appointment, ...]
    pupils: tuple[PupilId, ...]


def size(roster: Roster) -> int:
    """Return how many values `store` writes, and so how many steps it reports to `progress`."""
    return sum(len(getattr(roster, name)) for name in _WRITTEN)


def store(
    tx: SqlTransaction, roster: Roster, *, absent: Absent = Absent.KEEP, progress: Progress = lambda _written: None
) -> Leftovers:
    """Write the roster; return what it left over, kept or removed as `absent` says.

    Writing the same roster again changes nothing: the language a person chose in the bot, an address the provider said
    is blocked and printed invitations stay. Names, numbers, classes, guardians and roles become those of the file.
    """
    left = leftovers(tx, roster)
    for name, write in _WRITTEN.items():
        values = getattr(roster, name)
        for start in range(0, len(values), CHUNK):
            chunk = values[start : start + CHUNK]
            write(tx.registry_writer, chunk)
            progress(len(chunk))
    _invite(tx, roster)
    if absent is Absent.REMOVE:
        _remove(tx, left)
    return left


def leftovers(tx: SqlTransaction, roster: Roster) -> Leftovers:
    """Return what the register has and the file no longer names, where the file lists staff or families at all."""
    named = {_term(appointment) for appointment in roster.appointments}
    bodies = dict.fromkeys(appointment.body for appointment in roster.appointments)
    held = (appointment for body in bodies for appointment in tx.registry.appointments(body=body))
    pupils = {pupil.id for pupil in roster.pupils}
    learning = tx.roster.pupils(_classes_with_families(tx, roster))
    return Leftovers(
        appointments=tuple(appointment for appointment in held if _term(appointment) not in named),
        pupils=tuple(pupil.id for pupil in learning if pupil.id not in pupils),
    )


def _term(appointment: Appointment) -> tuple[PersonId, OrganisationCode, Role, date | None]:
    return (appointment.person, appointment.body, appointment.role, appointment.since)


def _classes_with_families(tx: SqlTransaction, roster: Roster) -> list[ClassId]:
    """Return all classes of the organisations that the file lists pupils of."""
    named = {one.id: one.organisation for one in roster.classes}
    for class_id in {pupil.class_id for pupil in roster.pupils} - named.keys():
        if (school_class := tx.registry.school_class(class_id)) is not None:
            named[class_id] = school_class.organisation
    organisations = dict.fromkeys(named[pupil.class_id] for pupil in roster.pupils)
    return [one.id for organisation in organisations for one in tx.registry.classes(organisation)]


def _add_days_off(writer: SqlRegistryWriter, days: Sequence[tuple[OrganisationCode, date]]) -> None:
    for organisation, day in days:
        writer.add_day_off(day, organisation=organisation)


def _add_pupils(writer: SqlRegistryWriter, pupils: Sequence[Pupil]) -> None:
    writer.add_pupil(*pupils)
    writer.clear_guardians([pupil.id for pupil in pupils])


# In this order: what later values point to is written first.
_WRITTEN: Mapping[str, Callable[[SqlRegistryWriter, Any], None]] = {
    "places": lambda writer, values: writer.add_place(*values),
    "departments": lambda writer, values: writer.add_department(*values),
    "organisations": lambda writer, values: writer.add_organisation(*values),
    "persons": lambda writer, values: writer.enrol(*values),
    "appointments": lambda writer, values: writer.appoint(*values),
    "classes": lambda writer, values: writer.add_class(*values),
    "pupils": _add_pupils,
    "guardianships": lambda writer, values: writer.add_guardians(values),
    "contacts": lambda writer, values: writer.add_contact(*values),
    "sites": lambda writer, values: writer.put_site(*values),
    "days_off": _add_days_off,
}


def _invite(tx: SqlTransaction, roster: Roster) -> None:
    """Give each class and each member of staff a link of their own; those who have one keep it."""
    for school_class in roster.classes:
        tx.registry_writer.put_invite(token_urlsafe(_CODE_BYTES), class_id=school_class.id)
    for person in dict.fromkeys(appointment.person for appointment in roster.appointments):
        tx.registry_writer.put_invite(token_urlsafe(_CODE_BYTES), person=person)


def _remove(tx: SqlTransaction, left: Leftovers) -> None:
    guardians = [member.person for pupil in left.pupils for member in tx.roster.families_of_pupil(pupil)]
    tx.registry_writer.dismiss(*left.appointments)
    tx.registry_writer.remove_pupils(left.pupils)
    tx.registry_writer.forget([*guardians, *(appointment.person for appointment in left.appointments)])
