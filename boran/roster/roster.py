"""A checked roster: values ready to be stored, and what the register already knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from boran.roster.rows import Finding
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
    Role,
    SchoolClass,
)
from weather.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows may refer to without bringing it along.

    tables: ids of threshold tables. held: the roles somebody holds, by organisation or department.
    """

    tables: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    departments: Mapping[OrganisationCode, Department] = field(default_factory=dict)
    organisations: Mapping[OrganisationCode, Organisation] = field(default_factory=dict)
    classes: Mapping[ClassId, SchoolClass] = field(default_factory=dict)
    held: frozenset[tuple[OrganisationCode, Role]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everything a file says. remarks: doubts that do not stand in the way.

    guardianships: for each pupil named in the file, all their guardians.
    """

    places: tuple[Place, ...] = ()
    departments: tuple[Department, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    persons: tuple[Person, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    classes: tuple[SchoolClass, ...] = ()
    pupils: tuple[Pupil, ...] = ()
    guardianships: tuple[tuple[PersonId, PupilId], ...] = ()
    contacts: tuple[Contact, ...] = ()
    sites: tuple[Site, ...] = ()
    days_off: tuple[tuple[OrganisationCode, date], ...] = ()
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The file has errors; nothing of it may be stored. findings: the errors and the remarks, in the file's order."""

    findings: tuple[Finding, ...]
