"""Rows about places, departments, organisations, their classes, sites and days off."""

from datetime import date, timedelta
from typing import Literal

from boran.roster.cells import Cells
from boran.roster.draft import Draft, reference
from boran.roster.fields import KINDS, LEVELS, PROGRAMMES, SETTLEMENTS, Column, lookup
from boran.roster.rows import Problem
from boran.roster.values import (
    ClassTitle,
    parse_class,
    parse_code,
    parse_date,
    parse_latitude,
    parse_longitude,
    parse_secret,
    parse_shift,
    parse_shifts,
    parse_url,
)
from dispatch.roster import Site
from orders.organisation import (
    Department,
    DepartmentLevel,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    Programme,
    SchoolClass,
)
from thresholds.table import Settlement
from weather.place import Place

DAYS_OFF_MAX = 366
GRADES = range(13)
COURSES = range(1, 7)

_WEEKS: dict[str, Literal[5, 6]] = {"5": 5, "6": 6}
_NOWHERE = OrganisationCode("")
_ONE_SHIFT: tuple[int, ...] = (1,)
_NO_CLASS = ClassTitle(number=0, letter="")
_KINDS = lookup(KINDS)
_LEVELS = lookup(LEVELS)
_PROGRAMMES = lookup(PROGRAMMES)
_SETTLEMENTS = lookup(SETTLEMENTS)


def place(draft: Draft, cells: Cells) -> None:
    code = cells.parsed(Column.CODE, parse_code, Problem.BAD_CODE, _NOWHERE)
    draft.once(cells, f"place {code}")
    latitude = cells.parsed(Column.LATITUDE, parse_latitude, Problem.BAD_NUMBER, 0.0)
    longitude = cells.parsed(Column.LONGITUDE, parse_longitude, Problem.BAD_NUMBER, 0.0)
    elevation = cells.parsed(Column.ELEVATION_M, int, Problem.BAD_NUMBER, None)
    if cells.sound:
        draft.places[code] = Place(
            code=code,
            name_kk=cells.text(Column.NAME_KK),
            name_ru=cells.text(Column.NAME_RU),
            latitude=latitude,
            longitude=longitude,
            elevation_m=elevation,
            metar_station=cells.text(Column.METAR_STATION) or None,
        )


def department(draft: Draft, cells: Cells) -> None:
    code = cells.parsed(Column.CODE, parse_code, Problem.BAD_CODE, _NOWHERE)
    draft.once(cells, code)
    level = cells.choice(Column.LEVEL, _LEVELS, DepartmentLevel.DISTRICT)
    if level is DepartmentLevel.DISTRICT and not cells.text(Column.DISTRICT):
        cells.error(Problem.MISSING, column=Column.DISTRICT)
    if cells.sound:
        draft.departments[code] = Department(
            code=code,
            level=level,
            name_kk=cells.text(Column.NAME_KK),
            name_ru=cells.text(Column.NAME_RU),
            region=cells.text(Column.REGION),
            district=cells.text(Column.DISTRICT) if level is DepartmentLevel.DISTRICT else "",
        )


def organisation(draft: Draft, cells: Cells) -> None:
    code = cells.parsed(Column.CODE, parse_code, Problem.BAD_CODE, _NOWHERE)
    draft.once(cells, code)
    kind = cells.choice(Column.KIND, _KINDS, OrganisationKind.SCHOOL)
    shifts = cells.parsed(Column.SHIFTS, parse_shifts, Problem.BAD_CHOICE, _ONE_SHIFT)
    programmes = cells.choices(Column.PROGRAMMES, _PROGRAMMES) or [Programme.GENERAL]
    _belongs(draft, cells)
    reference(cells, Column.PLACE, draft.places, draft.known.places)
    reference(cells, Column.TABLE, draft.known.tables)
    settlement = cells.choice(Column.SETTLEMENT, _SETTLEMENTS, Settlement.URBAN)
    days_per_week = cells.choice(Column.DAYS_PER_WEEK, _WEEKS, 5)
    if cells.sound:
        draft.organisations[code] = Organisation(
            code=code,
            kind=kind,
            programmes=frozenset(programmes),
            name_kk=cells.text(Column.NAME_KK),
            name_ru=cells.text(Column.NAME_RU),
            department=OrganisationCode(cells.text(Column.DEPARTMENT)),
            region=cells.text(Column.REGION),
            district=cells.text(Column.DISTRICT),
            settlement=settlement,
            place=cells.text(Column.PLACE),
            table=cells.text(Column.TABLE),
            days_per_week=days_per_week,
            shifts=shifts,
            regime_kk=cells.text(Column.REGIME_KK),
            regime_ru=cells.text(Column.REGIME_RU),
        )


def _belongs(draft: Draft, cells: Cells) -> None:
    """Write down an error when the department is unknown, or would not see the organisation among its own."""
    code = cells.text(Column.DEPARTMENT)
    office = draft.department(code)
    if code and office is None:
        cells.error(Problem.UNKNOWN_REFERENCE, column=Column.DEPARTMENT, value=code)
    for column, own in ((Column.REGION, office and office.region), (Column.DISTRICT, office and office.district)):
        if own and cells.text(column) and cells.text(column) != own:
            cells.error(Problem.OTHER_DISTRICT, column=column, value=cells.text(column), other=own)


def school_class(draft: Draft, cells: Cells) -> None:
    school = of_organisation(draft, cells)
    title = class_title(cells, school)
    shift = cells.parsed(Column.SHIFT, parse_shift, Problem.BAD_CHOICE, 1)
    if school is None or not cells.sound:
        return
    if shift not in school.shifts:
        cells.error(Problem.WRONG_SHIFT, value=shift)
        return
    class_id = title.id_in(school.code)
    draft.once(cells, class_id)
    known = draft.known.classes.get(class_id)
    learns_by_course = school.kind in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}
    draft.classes[class_id] = SchoolClass(
        id=class_id,
        organisation=school.code,
        grade=None if learns_by_course else title.number,
        course=title.number if learns_by_course else None,
        letter=title.letter,
        shift=shift,
        homeroom_teacher=known.homeroom_teacher if known else None,
    )


def site(draft: Draft, cells: Cells) -> None:
    school = of_organisation(draft, cells)
    url = cells.parsed(Column.URL, parse_url, Problem.BAD_URL, "")
    if cells.text(Column.SECRET):
        try:
            parse_secret(cells.text(Column.SECRET))
        except ValueError:
            cells.error(Problem.BAD_SECRET)  # the value itself is a secret and is not repeated
    if school is not None and cells.sound:
        draft.once(cells, f"site {school.code}")
        draft.sites[school.code] = Site(organisation=school.code, url=url, secret=cells.text(Column.SECRET))


def day_off(draft: Draft, cells: Cells) -> None:
    """Read one day, or all days up to and including the one in `until`; without an organisation for the country."""
    school = of_organisation(draft, cells)
    first = cells.parsed(Column.DAY, parse_date, Problem.BAD_DATE, date.min)
    last = cells.parsed(Column.UNTIL, parse_date, Problem.BAD_DATE, first)
    if cells.sound and not 0 <= (last - first).days < DAYS_OFF_MAX:
        cells.error(Problem.BAD_DAYS)
    if cells.sound:
        code = school.code if school else _NOWHERE
        for number in range((last - first).days + 1):
            draft.days_off[code, first + timedelta(days=number)] = None


def of_organisation(draft: Draft, cells: Cells) -> Organisation | None:
    """Return the organisation a row names; write down an error when nobody knows it."""
    code = cells.text(Column.ORGANISATION)
    school = draft.organisation(code)
    if code and school is None:
        cells.error(Problem.UNKNOWN_REFERENCE, column=Column.ORGANISATION, value=code)
    return school


def class_title(cells: Cells, school: Organisation | None) -> ClassTitle:
    """Return the class a row names; write down an error when there can be none such."""
    title = cells.parsed(Column.CLASS, parse_class, Problem.BAD_CLASS, _NO_CLASS)
    if school is not None and cells.sound:
        by_course = school.kind in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}
        if title.number not in (COURSES if by_course else GRADES):
            cells.error(Problem.BAD_CLASS, column=Column.CLASS, value=cells.text(Column.CLASS))
    return title
