"""Checks a whole roster: every row by itself, all rows against each other and against the register."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from boran.roster.cells import Cells
from boran.roster.draft import Draft
from boran.roster.fields import RecordKind
from boran.roster.files import RosterFile
from boran.roster.institutions import day_off, department, organisation, place, school_class, site
from boran.roster.members import family, staff
from boran.roster.roster import Known, Rejected, Roster
from boran.roster.rows import REMARKS, Finding, Problem, Row, about
from orders.organisation import DepartmentLevel, Role, SchoolClass

# In this order: what later rows refer to is read first, wherever it stands in the file.
_CHECKS: Mapping[RecordKind, Callable[[Draft, Cells], None]] = {
    RecordKind.PLACE: place,
    RecordKind.DEPARTMENT: department,
    RecordKind.ORGANISATION: organisation,
    RecordKind.CLASS: school_class,
    RecordKind.STAFF: staff,
    RecordKind.FAMILY: family,
    RecordKind.SITE: site,
    RecordKind.DAY_OFF: day_off,
}

# Without them no order can be approved: who signs (п. 3), who controls and who stays on duty (п. 16).
_NEEDED = (
    (Role.HEAD, Problem.NO_SIGNER),
    (Role.RESPONSIBLE, Problem.NO_RESPONSIBLE),
    (Role.DUTY_TEACHER, Problem.NO_DUTY_TEACHER),
)


def check(file: RosterFile, *, known: Known) -> Roster | Rejected:
    """Return the roster, or everything that is wrong with the file. Pure: nothing is stored."""
    draft = Draft(known=known)
    findings = [*file.findings, *_checked(draft, file.rows), *_lacking(draft)]
    findings.sort(key=lambda finding: (finding.sheet, finding.number))
    if any(finding.problem not in REMARKS for finding in findings):
        return Rejected(findings=tuple(findings))
    return _roster(draft, tuple(findings))


def _checked(draft: Draft, rows: tuple[Row, ...]) -> Iterator[Finding]:
    for kind, judge in _CHECKS.items():
        for row in rows:
            if row.kind is kind:
                cells = Cells(row)
                judge(draft, cells)
                yield from cells.errors
                yield from cells.remarks


def _lacking(draft: Draft) -> Iterator[Finding]:
    """Say which organisations, departments and classes of the file lack a person the rule asks for."""
    held = {(appointment.body, appointment.role) for appointment in draft.appointments} | draft.known.held
    for code in draft.organisations:
        for role, problem in _NEEDED:
            if (code, role) not in held:
                yield about(draft.rows[code], problem, value=code)
    for code, authority in draft.departments.items():
        if authority.level is DepartmentLevel.REGION and (code, Role.DEPARTMENT_HEAD) not in held:
            yield about(draft.rows[code], Problem.NO_SIGNER, value=code)
    for class_id, one in draft.classes.items():
        if one.homeroom_teacher is None and class_id not in draft.homeroom:
            yield about(draft.rows[class_id], Problem.NO_HOMEROOM_TEACHER, value=one.title)


def _roster(draft: Draft, remarks: tuple[Finding, ...]) -> Roster:
    return Roster(
        places=tuple(draft.places.values()),
        departments=tuple(draft.departments.values()),
        organisations=tuple(draft.organisations.values()),
        persons=tuple(draft.people.persons.values()),
        appointments=tuple(draft.appointments),
        classes=tuple(_led_classes(draft)),
        pupils=tuple(draft.pupils.values()),
        guardianships=tuple(draft.guardianships),
        contacts=tuple(draft.people.contacts.values()),
        sites=tuple(draft.sites.values()),
        days_off=tuple(draft.days_off),
        remarks=remarks,
    )


def _led_classes(draft: Draft) -> Iterator[SchoolClass]:
    """Yield the classes of the file, and those of the register whose homeroom teacher the file names."""
    for class_id in dict.fromkeys((*draft.classes, *draft.homeroom)):
        one = draft.school_class(class_id)
        if one is not None:
            yield replace(one, homeroom_teacher=draft.homeroom.get(class_id, one.homeroom_teacher))
