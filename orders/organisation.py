"""Organisations, departments, classes and the people in them: the field's own terms."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NewType

from locales.catalogue import Locale
from thresholds.table import Settlement

OrganisationCode = NewType("OrganisationCode", str)  # short public code, `kst-12`; also a department's code
PersonId = NewType("PersonId", str)
ClassId = NewType("ClassId", str)
PupilId = NewType("PupilId", str)


class OrganisationKind(StrEnum):
    """What the rule distinguishes (№ 349 п. 3, № 97 п. 2-3)."""

    SCHOOL = "school"
    BOARDING_SCHOOL = "boarding_school"
    COLLEGE = "college"
    UNIVERSITY = "university"
    KINDERGARTEN = "kindergarten"


class Programme(StrEnum):
    """Field of a programme; п. 3 excludes the last three from weather days."""

    GENERAL = "general"
    TECHNICAL = "technical"
    MEDICAL = "medical"
    PHARMACEUTICAL = "pharmaceutical"
    PEDAGOGICAL = "pedagogical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One school or college.

    place: code of the weather place; table: id of the threshold table that binds it.
    regime_*: the approved working regime for such days (п. 16 part 2, п. 17).
    """

    code: OrganisationCode
    kind: OrganisationKind
    programmes: frozenset[Programme]
    name_kk: str
    name_ru: str
    department: OrganisationCode
    region: str
    district: str
    settlement: Settlement
    place: str
    table: str
    days_per_week: Literal[5, 6]
    shifts: tuple[int, ...]
    regime_kk: str
    regime_ru: str

    def name(self, locale: Locale) -> str:
        return self.name_kk if locale == "kk" else self.name_ru


class DepartmentLevel(StrEnum):
    REGION = "region"  # oblast, Astana, Almaty, Shymkent: signs emergency orders (п. 22)
    DISTRICT = "district"  # district or city department: receives the schools' orders (п. 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """An education authority. `district` is empty for a region's department."""

    code: OrganisationCode
    level: DepartmentLevel
    name_kk: str
    name_ru: str
    region: str
    district: str = ""

    def name(self, locale: Locale) -> str:
        return self.name_kk if locale == "kk" else self.name_ru


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    name: str
    locale: Locale
    phone: str = ""  # E.164 or empty


class Role(StrEnum):
    HEAD = "head"
    DEPUTY = "deputy"  # the person who replaces the head (п. 15)
    HOMEROOM_TEACHER = "homeroom_teacher"
    RESPONSIBLE = "responsible"  # controls that all are acquainted with the order (п. 16 part 3)
    DUTY_TEACHER = "duty_teacher"  # receives pupils and sees them safely home (п. 16 part 4)
    OFFICER = "officer"  # duty officer of a department
    DEPARTMENT_HEAD = "department_head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A person holds a role at an organisation or department on the days `since <= day < until` (None = open)."""

    person: PersonId
    body: OrganisationCode
    role: Role
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolClass:
    """A class of a school (grade 0-12) or a group of a college (`course` set, grade None)."""

    id: ClassId
    organisation: OrganisationCode
    grade: int | None
    course: int | None = None
    letter: str
    shift: int
    homeroom_teacher: PersonId | None

    @property
    def title(self) -> str:
        return f"{self.grade if self.grade is not None else self.course}{self.letter}"
