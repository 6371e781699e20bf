"""What has been gathered from the rows checked so far, together with what the register knows."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date

from boran.roster.cells import Cells
from boran.roster.fields import Column
from boran.roster.people import People
from boran.roster.roster import Known
from boran.roster.rows import Problem, Row
from dispatch.roster import Pupil, Site
from orders.organisation import (
    Appointment,
    ClassId,
    Department,
    Organisation,
    OrganisationCode,
    PersonId,
    PupilId,
    SchoolClass,
)
from weather.place import Place


@dataclass(slots=True, kw_only=True)
class Draft:
    known: Known
    places: dict[str, Place] = field(default_factory=dict)
    departments: dict[OrganisationCode, Department] = field(default_factory=dict)
    organisations: dict[OrganisationCode, Organisation] = field(default_factory=dict)
    classes: dict[ClassId, SchoolClass] = field(default_factory=dict)
    homeroom: dict[ClassId, PersonId] = field(default_factory=dict)
    people: People = field(default_factory=People)
    appointments: dict[Appointment, None] = field(default_factory=dict)
    pupils: dict[PupilId, Pupil] = field(default_factory=dict)
    pupil_rows: dict[PupilId, int] = field(default_factory=dict)
    guardianships: dict[tuple[PersonId, PupilId], None] = field(default_factory=dict)
    sites: dict[OrganisationCode, Site] = field(default_factory=dict)
    days_off: dict[tuple[OrganisationCode, date], None] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)

    def organisation(self, code: str) -> Organisation | None:
        named = OrganisationCode(code)
        return self.organisations.get(named) or self.known.organisations.get(named)

    def school_class(self, class_id: ClassId) -> SchoolClass | None:
        return self.classes.get(class_id) or self.known.classes.get(class_id)

    def department(self, code: str) -> Department | None:
        named = OrganisationCode(code)
        return self.departments.get(named) or self.known.departments.get(named)

    def once(self, cells: Cells, key: str) -> None:
        """Write down an error when a former row has the same key."""
        first = self.rows.setdefault(key, cells.row)
        if first is not cells.row:
            cells.error(Problem.TWICE, value=key, number=first.number)


def reference(cells: Cells, column: Column, *known: Container[str]) -> str:
    """Return the cell; write down an error when what it names is in none of `known`."""
    named = cells.text(column)
    if named and not any(named in some for some in known):
        cells.error(Problem.UNKNOWN_REFERENCE, column=column, value=named)
    return named
