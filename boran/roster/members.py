"""Rows about staff and families: who holds which role, who answers for which pupil."""

from datetime import date, timedelta

from boran.roster.cells import Cells
from boran.roster.draft import Draft
from boran.roster.fields import ROLES, Column, lookup, normalised
from boran.roster.institutions import class_title, of_organisation
from boran.roster.rows import Problem
from boran.roster.values import fingerprint, listed, parse_class, parse_date
from dispatch.lanes import LANES
from dispatch.roster import Pupil
from orders.organisation import Appointment, ClassId, Organisation, OrganisationCode, PersonId, PupilId, Role

OF_DEPARTMENTS = frozenset({Role.OFFICER, Role.DEPARTMENT_HEAD})

_ROLES = lookup(ROLES)
_FAMILIES = LANES.families[0].name
_STAFF = LANES.staff[0].name


def staff(draft: Draft, cells: Cells) -> None:
    """Read a member of staff: one or several roles at one body, from `since` up to and including `until`."""
    body = cells.text(Column.ORGANISATION)
    roles = cells.choices(Column.ROLE, _ROLES)
    _suits(draft, cells, body, roles)
    since = cells.parsed(Column.SINCE, parse_date, Problem.BAD_DATE, None)
    last = cells.parsed(Column.UNTIL, parse_date, Problem.BAD_DATE, None)
    classes = _homeroom_classes(draft, cells, roles)
    person = draft.people.add(
        cells, name=cells.text(Column.NAME), lane=_STAFF, fallback=(body, cells.text(Column.NAME))
    )
    if cells.sound:
        for role in roles:
            draft.appointments[_appointment(person, OrganisationCode(body), role, since, last)] = None
        for class_id in classes:
            _lead(draft, cells, class_id, person)


def family(draft: Draft, cells: Cells) -> None:
    """Read one guardian of one pupil. A pupil with two guardians, and a guardian with two pupils, has two rows."""
    school = of_organisation(draft, cells)
    class_id = _known_class(draft, cells, school)
    excused_until = cells.parsed(Column.EXCUSED_UNTIL, parse_date, Problem.BAD_DATE, None)
    name, code = cells.text(Column.PUPIL), cells.text(Column.ORGANISATION)
    pupil = PupilId(fingerprint("pupil", code, cells.text(Column.PUPIL_ID) or normalised(name)))
    guardian = draft.people.add(cells, name=cells.text(Column.GUARDIAN) or name, lane=_FAMILIES, fallback=(pupil,))
    if not cells.sound:
        return
    first = draft.pupils.setdefault(pupil, Pupil(id=pupil, name=name, class_id=class_id, excused_until=excused_until))
    if first.class_id != class_id:
        cells.error(Problem.SAME_PUPIL, name=name, number=draft.pupil_rows[pupil])
    draft.pupil_rows.setdefault(pupil, cells.row.number)
    draft.guardianships[guardian, pupil] = None


def _known_class(draft: Draft, cells: Cells, school: Organisation | None) -> ClassId:
    title = class_title(cells, school)
    class_id = title.id_in(OrganisationCode(cells.text(Column.ORGANISATION)))
    if school is not None and cells.sound and draft.school_class(class_id) is None:
        cells.error(Problem.UNKNOWN_REFERENCE, column=Column.CLASS, value=cells.text(Column.CLASS))
    return class_id


def _suits(draft: Draft, cells: Cells, body: str, roles: list[Role]) -> None:
    """Write down an error for an unknown body, or a role that nobody can hold there."""
    of_department = draft.department(body) is not None
    if not of_department and draft.organisation(body) is None:
        cells.error(Problem.UNKNOWN_REFERENCE, column=Column.ORGANISATION, value=body)
        return
    for role in roles:
        if (role in OF_DEPARTMENTS) is not of_department:
            cells.error(Problem.WRONG_ROLE, value=cells.text(Column.ROLE), body=body)


def _homeroom_classes(draft: Draft, cells: Cells, roles: list[Role]) -> list[ClassId]:
    if Role.HOMEROOM_TEACHER not in roles:
        return []
    written = listed(cells.text(Column.CLASS))
    if not written:
        cells.error(Problem.CLASS_NEEDED)
    classes = [_class_in(cells, one) for one in written]
    for one, class_id in zip(written, classes, strict=True):
        if cells.sound and draft.school_class(class_id) is None:
            cells.error(Problem.UNKNOWN_REFERENCE, column=Column.CLASS, value=one)
    return classes


def _class_in(cells: Cells, written: str) -> ClassId:
    try:
        return parse_class(written).id_in(OrganisationCode(cells.text(Column.ORGANISATION)))
    except ValueError:
        cells.error(Problem.BAD_CLASS, column=Column.CLASS, value=written)
        return ClassId("")


def _lead(draft: Draft, cells: Cells, class_id: ClassId, teacher: PersonId) -> None:
    if draft.homeroom.setdefault(class_id, teacher) != teacher:
        cells.error(Problem.TWO_TEACHERS, value=class_id)


def _appointment(
    person: PersonId, body: OrganisationCode, role: Role, since: date | None, last: date | None
) -> Appointment:
    until = last + timedelta(days=1) if last else None
    return Appointment(person=person, body=body, role=role, since=since, until=until)
