"""A small region on a real database: one school, its people, their families, and drafts made by the real use-cases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.roster import Contact, Pupil
from locales.catalogue import Locale
from orders.drafting import DraftOutcome, draft_weather_day
from orders.edition import Edition
from orders.order import Order, OrderId
from orders.organisation import (
    Appointment,
    ClassId,
    Department,
    DepartmentLevel,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    Person,
    PersonId,
    Programme,
    PupilId,
    Role,
    SchoolClass,
)
from orders.regulation import edition_on, load_editions
from storage import SqlStorage
from storage.transaction import SqlTransaction
from thresholds.catalogue import load_all
from thresholds.table import Settlement
from weather.place import Place
from weather.reading import Evidence, Kind, Reading
from weather.reconcile import reconcile

DAY = date(2026, 1, 16)
EDITIONS = load_editions()
TABLE = load_all()["kostanay-oblast"]
FAMILIES, STAFF = LaneName("telegram-families"), LaneName("telegram-staff")

REGION, CITY, DISTRICT = OrganisationCode("kst"), OrganisationCode("kst-kostanay"), OrganisationCode("kst-fyodorov")
SCHOOL, RURAL = OrganisationCode("kst-1"), OrganisationCode("kst-10")

# Telegram ids of those who have a phone in the tests; `person_of` names them in the roster.
HEAD, DEPUTY, TEACHER, OTHER_TEACHER, RURAL_HEAD = 101, 102, 111, 112, 121
CITY_OFFICER, DISTRICT_OFFICER, REGION_OFFICER, REGION_HEAD = 131, 132, 141, 142
MOTHER, FATHER, STRANGER = 201, 202, 999
PHONES = {MOTHER: "+77010000201", FATHER: "+77010000202", HEAD: "+77010000101", DEPUTY: "+77010000102"}


def person_of(telegram_id: int) -> PersonId:
    return PersonId(f"p{telegram_id}")


def at(clock: str, day: date = DAY) -> datetime:
    """Return the instant of a wall-clock time in Kazakhstan (+05:00)."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


def edition() -> Edition:
    return edition_on(EDITIONS, DAY)


def furnish(storage: SqlStorage) -> None:
    """Write the region: two districts, a city school and a village school with two shifts each, staff and families."""
    with storage.transaction() as tx:
        _departments(tx)
        _people(tx)
        _school(tx, SCHOOL, CITY, "kostanay")
        _school(tx, RURAL, DISTRICT, "fyodorovka")
        _families(tx)


def _departments(tx: SqlTransaction) -> None:
    tx.registry_writer.add_place(
        Place(code="kostanay", name_kk="Қостанай", name_ru="Костанай", latitude=53.2144, longitude=63.6246),
        Place(code="fyodorovka", name_kk="Федоровка", name_ru="Фёдоровка", latitude=53.6333, longitude=62.7),
    )
    named = {
        REGION: (DepartmentLevel.REGION, "Қостанай облысының білім басқармасы", "Управление образования области", ""),
        CITY: (DepartmentLevel.DISTRICT, "Қостанай қаласының білім бөлімі", "Отдел образования города", "kostanay"),
        DISTRICT: (DepartmentLevel.DISTRICT, "Федоров ауданының білім бөлімі", "Отдел Федоровского района", "fyodorov"),
    }
    for code, (level, name_kk, name_ru, district) in named.items():
        tx.registry_writer.add_department(
            Department(code=code, level=level, name_kk=name_kk, name_ru=name_ru, region="kst", district=district)
        )


def _school(tx: SqlTransaction, code: OrganisationCode, department: OrganisationCode, place: str) -> None:
    number = code.removeprefix("kst-")
    tx.registry_writer.add_organisation(
        Organisation(
            code=code,
            kind=OrganisationKind.SCHOOL,
            programmes=frozenset({Programme.GENERAL}),
            name_kk=f"№ {number} мектеп",
            name_ru=f"Школа № {number}",
            department=department,
            region="kst",
            district=department.removeprefix("kst-"),
            settlement=Settlement.URBAN if department == CITY else Settlement.RURAL,
            place=place,
            table=TABLE.id,
            days_per_week=5,
            shifts=(1, 2),
            regime_kk="Сабақтар платформада, педагогтер жұмыс орнында",
            regime_ru="Уроки на платформе, педагоги на рабочих местах",
        )
    )
    for grade, shift in ((0, 1), (1, 1), (4, 1), (5, 1), (9, 1), (11, 1), (2, 2), (7, 2)):
        teacher = {4: TEACHER, 9: OTHER_TEACHER}.get(grade) if code == SCHOOL else None
        tx.registry_writer.add_class(
            SchoolClass(
                id=class_of(code, grade),
                organisation=code,
                grade=grade,
                letter="А",
                shift=shift,
                homeroom_teacher=person_of(teacher) if teacher else None,
            )
        )


def class_of(code: OrganisationCode, grade: int) -> ClassId:
    return ClassId(f"{code}-{grade}a")


def _people(tx: SqlTransaction) -> None:
    posts: tuple[tuple[int, OrganisationCode, tuple[Role, ...], Locale, str], ...] = (
        (HEAD, SCHOOL, (Role.HEAD, Role.RESPONSIBLE), "ru", "Директор школы № 1"),
        (DEPUTY, SCHOOL, (Role.DEPUTY, Role.DUTY_TEACHER), "kk", "№ 1 мектеп директорының орынбасары"),
        (TEACHER, SCHOOL, (Role.HOMEROOM_TEACHER,), "kk", "4А сынып жетекшісі"),
        (OTHER_TEACHER, SCHOOL, (Role.HOMEROOM_TEACHER,), "ru", "Классный руководитель 9А"),
        (RURAL_HEAD, RURAL, (Role.HEAD, Role.RESPONSIBLE, Role.DUTY_TEACHER), "kk", "№ 10 мектеп директоры"),
        (CITY_OFFICER, CITY, (Role.OFFICER,), "ru", "Дежурный отдела города"),
        (DISTRICT_OFFICER, DISTRICT, (Role.OFFICER,), "kk", "Аудан бөлімінің кезекшісі"),
        (REGION_OFFICER, REGION, (Role.OFFICER,), "ru", "Дежурный управления"),
        (REGION_HEAD, REGION, (Role.DEPARTMENT_HEAD,), "kk", "Басқарма басшысы"),
    )
    for number, body, roles, locale, name in posts:
        _person(tx, number, locale, name)
        tx.registry_writer.appoint(*(Appointment(person=person_of(number), body=body, role=role) for role in roles))
        if number != DEPUTY:  # the deputy is invited by a link in one of the tests
            tx.roster.put_contact(_contact(number, STAFF))
    tx.registry_writer.put_invite("invite-deputy", person=person_of(DEPUTY))


def _families(tx: SqlTransaction) -> None:
    _person(tx, MOTHER, "kk", "4А оқушысының анасы")
    _person(tx, FATHER, "ru", "Отец ученика 9А")
    for guardian, grade in ((MOTHER, 4), (FATHER, 9)):
        pupil = PupilId(f"pupil-{grade}")
        tx.registry_writer.add_pupil(Pupil(id=pupil, name=f"{grade}А оқушысы", class_id=class_of(SCHOOL, grade)))
        tx.registry_writer.add_guardian(person_of(guardian), pupil)
    tx.registry_writer.add_pupil(Pupil(id=PupilId("p-lone"), name="Жалғыз оқушы", class_id=class_of(SCHOOL, 4)))
    for grade in (4, 9):
        tx.registry_writer.put_invite(f"class-{grade}a", class_id=class_of(SCHOOL, grade))


def _person(tx: SqlTransaction, number: int, locale: Locale, name: str) -> None:
    person = Person(id=person_of(number), name=name, locale=locale, phone=PHONES.get(number, ""))
    tx.registry_writer.add_person(person)


def _contact(number: int, lane: LaneName) -> Contact:
    return Contact(person=person_of(number), channel=ChannelKind.TELEGRAM, lane=lane, address=str(number))


@dataclass(slots=True)
class StoppedClock:
    """Shows the time a test has set; whoever sleeps is moved to the end of it at once."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    async def sleep(self, span: timedelta) -> None:
        self.instant += span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What is measured at a place. The defaults send grades 0-4 home by the table of Kostanay region."""

    temp_c: float = -26.0
    wind_ms: float | None = 5.0
    place: str = "kostanay"

    def reading(self, now: datetime) -> Reading:
        return Reading(
            place=self.place,
            source="metar:UAUU",
            kind=Kind.OBSERVATION,
            valid_at=now,
            fetched_at=now,
            temp_c=self.temp_c,
            wind_ms=self.wind_ms,
            evidence=Evidence(body="METAR UAUU"),
        )


def draft(storage: SqlStorage, now: datetime, sky: Sky | None = None, code: OrganisationCode = SCHOOL) -> Order:
    """Draft the first shift of a school from one observation."""
    reading = (sky or Sky()).reading(now)
    with storage.transaction() as tx:
        organisation = tx.registry.organisation(code)
        assert organisation is not None
        drafted = draft_weather_day(
            tx,
            organisation=organisation,
            shift=1,
            day=DAY,
            reconciled=reconcile(reading.place, (reading,), (), now=now),
            table=TABLE,
            now=now,
            edition=edition(),
        )
    assert drafted.outcome in {DraftOutcome.CREATED, DraftOutcome.UPDATED}, drafted
    assert drafted.order is not None
    return drafted.order


def stored(storage: SqlStorage, order_id: OrderId) -> Order:
    with storage.transaction() as tx:
        order = tx.orders.get(order_id)
    assert order is not None
    return order
