"""A small registry: one region, one district, school № 3 with two shifts, and everybody an order names."""

from orders.organisation import (
    Appointment,
    ClassId,
    DepartmentLevel,
    OrganisationCode,
    Person,
    PersonId,
    Role,
    SchoolClass,
)
from storage.transaction import SqlTransaction
from tests.unit.documents.files import DEPUTY, HEAD, NAMES, OFFICER, TEACHER, department, school
from weather.place import Place

REGION_HEAD = PersonId("region-head")
HOMEROOM = PersonId("homeroom-4b")
SCHOOL = OrganisationCode("kst-3")

APPOINTMENTS = {
    HEAD: (SCHOOL, Role.HEAD),
    DEPUTY: (SCHOOL, Role.RESPONSIBLE),
    TEACHER: (SCHOOL, Role.DUTY_TEACHER),
    OFFICER: (OrganisationCode("kst-rudny"), Role.OFFICER),
    REGION_HEAD: (OrganisationCode("kst"), Role.DEPARTMENT_HEAD),
}


def populate(tx: SqlTransaction) -> None:
    """Write the registry into an empty database."""
    writer = tx.registry_writer
    names = {**NAMES, REGION_HEAD: "Руководитель управления", HOMEROOM: "Классный руководитель 4Б"}
    writer.add_place(Place(code="rudny", name_kk="Рудный", name_ru="Рудный", latitude=52.97, longitude=63.12))
    writer.add_department(department(DepartmentLevel.REGION), department())
    regime = {"regime_kk": "мектеп ашық", "regime_ru": "школа открыта"}
    writer.add_organisation(school(**regime))
    writer.add_person(*(Person(id=person, name=name, locale="ru") for person, name in names.items()))
    writer.appoint(*(Appointment(person=one, body=body, role=role) for one, (body, role) in APPOINTMENTS.items()))
    writer.add_class(*(_class(grade, "А", 1, TEACHER if grade == 4 else None) for grade in range(12)))
    writer.add_class(_class(4, "Б", 1, HOMEROOM), _class(2, "Б", 2, HOMEROOM))


def _class(grade: int, letter: str, shift: int, teacher: PersonId | None) -> SchoolClass:
    code = ClassId(f"kst-3-{grade}{letter}-{shift}")
    return SchoolClass(id=code, organisation=SCHOOL, grade=grade, letter=letter, shift=shift, homeroom_teacher=teacher)
