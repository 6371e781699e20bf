"""The cast and its schools as rows of a roster, so that the demo comes in through the door every school uses."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import assert_never

from boran.demo.cast import LETTER, Cast, Member
from boran.demo.scenario import Body, District, Reach, Scenario, School
from boran.roster.fields import Column, RecordKind
from boran.roster.rows import Row

Record = tuple[RecordKind, dict[Column, str]]
REGIME = {
    "kk": "Мектеп бекітілген кесте бойынша жұмыс істейді; педагогтер сабақты қашықтан өткізеді.",
    "ru": "Школа работает по утверждённому расписанию; педагоги проводят уроки дистанционно.",
}


def secret_of(school: str) -> str:
    """Return the signing secret of a synthetic school's site."""
    return "whsec_" + b64encode(sha256(school.encode()).digest()).decode()


def rows(scenario: Scenario, cast: Cast, *, sites: str) -> list[Row]:
    """Return every row. sites: the address under which each school's site takes hooks, with `{school}` in it."""
    records = [
        *_bodies(scenario),
        *_schools(scenario, sites),
        *(record for each in cast.members for record in _person(each)),
    ]
    return [
        Row(kind=kind, number=number, cells={column: value for column, value in cells.items() if value})
        for number, (kind, cells) in enumerate(records, start=2)
    ]


def _bodies(scenario: Scenario) -> Iterator[Record]:
    yield RecordKind.DEPARTMENT, _department(scenario.region_department, "region", scenario.region)
    for district in scenario.districts:
        yield RecordKind.PLACE, _place(district)
        cells = _department(district, "district", scenario.region)
        yield RecordKind.DEPARTMENT, cells | {Column.DISTRICT: district.code}


def _department(body: Body, level: str, region: str) -> dict[Column, str]:
    return {
        Column.CODE: body.code,
        Column.LEVEL: level,
        Column.NAME_KK: body.name_kk,
        Column.NAME_RU: body.name_ru,
        Column.REGION: region,
    }


def _place(district: District) -> dict[Column, str]:
    place = district.place
    return {
        Column.CODE: place.code,
        Column.NAME_KK: place.name_kk,
        Column.NAME_RU: place.name_ru,
        Column.LATITUDE: str(place.latitude),
        Column.LONGITUDE: str(place.longitude),
        Column.ELEVATION_M: "" if place.elevation_m is None else str(place.elevation_m),
        Column.METAR_STATION: place.metar_station or "",
    }


def _schools(scenario: Scenario, sites: str) -> Iterator[Record]:
    for school in scenario.schools:
        yield RecordKind.ORGANISATION, _organisation(scenario, school)
        yield (
            RecordKind.SITE,
            {
                Column.ORGANISATION: school.code,
                Column.URL: sites.format(school=school.code),
                Column.SECRET: secret_of(school.code),
            },
        )
        for shift, grades in scenario.grades.items():
            for grade in grades:
                cells = {Column.CLASS: f"{grade}{LETTER}", Column.SHIFT: str(shift)}
                yield RecordKind.CLASS, cells | {Column.ORGANISATION: school.code}


def _organisation(scenario: Scenario, school: School) -> dict[Column, str]:
    district = scenario.district(school.district)
    number = school.code.rpartition("-")[2]
    return {
        Column.CODE: school.code,
        Column.KIND: "school",
        Column.PROGRAMMES: "general",
        Column.NAME_KK: f"№ {number} шартты мектеп ({district.place.name_kk})",
        Column.NAME_RU: f"Условная школа № {number} ({district.place.name_ru})",
        Column.DEPARTMENT: district.code,
        Column.REGION: scenario.region,
        Column.DISTRICT: district.code,
        Column.SETTLEMENT: school.settlement,
        Column.PLACE: district.place.code,
        Column.TABLE: scenario.table,
        Column.DAYS_PER_WEEK: "5",
        Column.SHIFTS: ",".join(map(str, scenario.grades)),
        Column.REGIME_KK: REGIME["kk"],
        Column.REGIME_RU: REGIME["ru"],
    }


def _person(member: Member) -> Iterator[Record]:
    cells = {
        Column.ORGANISATION: member.body,
        Column.LOCALE: member.locale,
        Column.PHONE: member.phone,
        **_reached_at(member),
    }
    if member.school_class:
        cells[Column.CLASS] = f"{member.school_class[1]}{LETTER}"
    if member.role == "family":
        pupil = {"kk": "оқушы", "ru": "ученик"}[member.locale]
        yield RecordKind.FAMILY, cells | {Column.PUPIL: f"{member.name}, {pupil}", Column.GUARDIAN: member.name}
    else:
        yield RecordKind.STAFF, cells | {Column.ROLE: member.role, Column.NAME: member.name}


def _reached_at(member: Member) -> dict[Column, str]:
    match member.reach:
        case Reach.TELEGRAM:
            return {Column.TELEGRAM_CHAT_ID: str(member.chat)}
        case Reach.WHATSAPP:
            return {Column.WHATSAPP: member.phone}
        case Reach.SMS:
            return {Column.SMS: member.phone}
        case Reach.WHATSAPP_AND_SMS:
            return {Column.WHATSAPP: member.phone, Column.SMS: member.phone}
        case Reach.NOTHING:
            return {}
        case _:
            assert_never(member.reach)
