"""One school, its department and its families, and orders about them: real values with a default for everything."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from channels.base import ChannelKind
from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName, Purpose, TextId
from dispatch.lanes import LANES
from dispatch.roster import Contact, Pupil, Site
from locales.catalogue import Locale
from orders.order import Basis, Ground, Order, OrderId, OrderState, Parts, Scope, ScopeKind, Signature
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
from orders.ports import Event, EventKind
from orders.regulation import edition_on, load_editions
from orders.windows import ZONE
from storage import SqlStorage
from storage.transaction import SqlTransaction
from thresholds.table import Settlement
from weather.reading import Evidence, Kind, Reading

DAY = date(2026, 1, 16)  # a Friday
EDITION = edition_on(load_editions(), DAY)
EDITIONS = load_editions()

SCHOOL = OrganisationCode("kst-1")
OTHER_SCHOOL = OrganisationCode("kst-2")
REGION = OrganisationCode("kst")
DISTRICT = OrganisationCode("kst-kostanay")
HEAD, DEPUTY = PersonId("head"), PersonId("deputy")
RESPONSIBLE, DUTY = PersonId("responsible"), PersonId("duty")
OFFICER, DEPARTMENT_HEAD = PersonId("officer"), PersonId("department-head")
FIRST, SECOND = PersonId("region-officer"), PersonId("region-head")
FAMILIES, STAFF, SITES = LANES.families[0], LANES.staff[0], LANES.sites[0]
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"


def at(clock: str, *, day: date = DAY) -> datetime:
    """Return a wall-clock time in Kazakhstan as the instant it is, in UTC."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE).astimezone(UTC)


def reading(**changed: Any) -> Reading:
    values: dict[str, Any] = {
        "place": "kostanay",
        "source": "metar:UAUU",
        "kind": Kind.OBSERVATION,
        "valid_at": at("05:30"),
        "fetched_at": at("05:35"),
        "temp_c": -27.4,
        "wind_ms": 6.0,
        "evidence": Evidence(body="METAR UAUU"),
    }
    return Reading(**{**values, **changed})


def basis(**changed: Any) -> Basis:
    values: dict[str, Any] = {
        "table": "kostanay-oblast",
        "edition": "2024-12",
        "reading": reading(),
        "rows": ("r-25-wind-5",),
        "raw": ("−25 °C и ниже при ветре 5 м/с и более: 0–4 классы",),
        "proposed_grades": (0, 1, 2, 3, 4),
    }
    return Basis(**{**values, **changed})


def order(**changed: Any) -> Order:
    """Return the weather draft of the school: grades 0-4, first shift."""
    values: dict[str, Any] = {
        "id": OrderId("a" * 32),
        "revision": 1,
        "state": OrderState.DRAFT,
        "ground": Ground.WEATHER,
        "body": SCHOOL,
        "scope": Scope(kind=ScopeKind.ORGANISATION, names=(SCHOOL,)),
        "shift": 1,
        "first_day": DAY,
        "last_day": DAY,
        "grades": (0, 1, 2, 3, 4),
        "parts": Parts(
            regime_kk="Мектеп 08:00–18:00 жұмыс істейді",
            regime_ru="Школа работает с 08:00 до 18:00",
            responsible=(RESPONSIBLE,),
            duty_teachers=(DUTY,),
        ),
        "basis": basis(),
        "check_code": "KST7Q2MD",
        "prepared_at": at("05:40"),
        "updated_at": at("05:40"),
    }
    return Order(**{**values, **changed})


def signed(draft: Order, *, by: PersonId = HEAD, when: str = "06:10", **changed: Any) -> Order:
    """Return the order as it stands after its approval."""
    signature = Signature(person=by, at=at(when), revision=draft.revision, reason=changed.pop("reason", ""))
    return replace(draft, state=OrderState.APPROVED, approval=signature, updated_at=at(when), **changed)


def emergency(**changed: Any) -> Order:
    """Return the department's draft for its district: heating failure, three days, every grade and shift."""
    values: dict[str, Any] = {
        "id": OrderId("e" * 32),
        "ground": Ground.EMERGENCY,
        "body": REGION,
        "scope": Scope(kind=ScopeKind.DISTRICT, names=("kostanay-city",)),
        "shift": None,
        "last_day": DAY + timedelta(days=2),
        "grades": tuple(range(12)),
        "parts": Parts(),
        "basis": None,
        "cause": "heating_failure",
        "note_kk": "Жөндеу жүріп жатыр.",
        "note_ru": "Идёт ремонт.",
        "check_code": "KSTEMERG",
        "prepared_by": FIRST,
        "prepared_at": at("07:37"),
        "updated_at": at("07:37"),
    }
    return order(**{**values, **changed})


def delivery(**changed: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": DeliveryId("d" * 32),
        "order": OrderId("a" * 32),
        "revision": 1,
        "purpose": Purpose.FAMILY_NOTICE,
        "organisation": SCHOOL,
        "person": PersonId("guardian-0А-0"),
        "channel": ChannelKind.TELEGRAM,
        "lane": FAMILIES.name,
        "address": "501",
        "locale": "kk",
        "text": TextId("t" * 32),
        "not_before": at("06:45"),
        "not_after": at("08:00"),
        "state": DeliveryState.CLAIMED,
        "next_attempt_at": at("06:45"),
        "updated_at": at("06:45"),
    }
    return Delivery(**{**values, **changed})


def school(code: OrganisationCode = SCHOOL, **changed: Any) -> Organisation:
    number = code.removeprefix("kst-")
    values: dict[str, Any] = {
        "code": code,
        "kind": OrganisationKind.SCHOOL,
        "programmes": frozenset({Programme.GENERAL}),
        "name_kk": f"№ {number} мектеп",
        "name_ru": f"Школа № {number}",
        "department": DISTRICT,
        "region": "kostanay",
        "district": "kostanay-city",
        "settlement": Settlement.URBAN,
        "place": "kostanay",
        "table": "kostanay-oblast",
        "days_per_week": 5,
        "shifts": (1, 2),
        "regime_kk": "Мектеп 08:00–18:00 жұмыс істейді",
        "regime_ru": "Школа работает с 08:00 до 18:00",
    }
    return Organisation(**{**values, **changed})


def departments() -> tuple[Department, Department]:
    return (
        Department(
            code=REGION,
            level=DepartmentLevel.REGION,
            name_kk="Қостанай облысы әкімдігінің білім басқармасы",
            name_ru="Управление образования акимата Костанайской области",
            region="kostanay",
        ),
        Department(
            code=DISTRICT,
            level=DepartmentLevel.DISTRICT,
            name_kk="Қостанай қаласының білім бөлімі",
            name_ru="Отдел образования города Костаная",
            region="kostanay",
            district="kostanay-city",
        ),
    )


def class_id(title: str, code: OrganisationCode = SCHOOL) -> ClassId:
    return ClassId(f"{code}-{title}")


def teacher(title: str, code: OrganisationCode = SCHOOL) -> PersonId:
    return PersonId(f"teacher-{code}-{title}")


def guardian(title: str, number: int, code: OrganisationCode = SCHOOL) -> PersonId:
    return PersonId(f"guardian-{code}-{title}-{number}")


def pupil(title: str, number: int, code: OrganisationCode = SCHOOL) -> PupilId:
    return PupilId(f"p-{code}-{title}-{number}")


class World:
    """Fills a database. Telegram ids are handed out one by one; `chats` says whose is which."""

    def __init__(self, storage: SqlStorage) -> None:
        self.storage = storage
        self.chats: dict[PersonId, str] = {}

    def furnish(self, *, classes: Iterable[str] = ("0А", "4А", "5А"), families: int = 2) -> "World":
        """Fill in departments, one school with these classes in the first shift and 2А in the second."""
        with self.storage.transaction() as tx:
            tx.registry_writer.add_department(*departments())
            self._staff(tx)
            self.add_school(tx, SCHOOL, classes=classes, families=families)
            self._second_shift(tx, families)
            tx.registry_writer.put_site(Site(organisation=SCHOOL, url="https://kst-1.example/hook", secret=SECRET))
        return self

    def add_school(self, tx: SqlTransaction, code: OrganisationCode, *, classes: Iterable[str], families: int) -> None:
        tx.registry_writer.add_organisation(school(code))
        for title in classes:
            self.add_class(tx, code, title, shift=1, families=families)

    def add_class(self, tx: SqlTransaction, code: OrganisationCode, title: str, *, shift: int, families: int) -> None:
        """Add a class with its teacher, and per family one pupil and one guardian."""
        led_by, one = teacher(title, code), class_id(title, code)
        self.person(tx, led_by, f"Классный руководитель {title}", lane=STAFF.name)
        tx.registry_writer.appoint(Appointment(person=led_by, body=code, role=Role.HOMEROOM_TEACHER))
        tx.registry_writer.add_class(
            SchoolClass(
                id=one, organisation=code, grade=int(title[:-1]), letter=title[-1], shift=shift, homeroom_teacher=led_by
            )
        )
        tx.registry_writer.put_invite(f"join-{code}-{title}", class_id=one)
        for number in range(families):
            child, adult = pupil(title, number, code), guardian(title, number, code)
            tx.registry_writer.add_pupil(Pupil(id=child, name=f"Ученик {title}-{number}", class_id=one))
            locale: Locale = "kk" if number % 2 == 0 else "ru"
            self.person(tx, adult, f"Родитель {title}-{number}", lane=FAMILIES.name, locale=locale)
            tx.registry_writer.add_guardian(adult, child)

    def person(
        self,
        tx: SqlTransaction,
        who: PersonId,
        name: str,
        *,
        lane: LaneName | None,
        locale: str = "ru",
        phone: str = "",
    ) -> None:
        """Add a person, with a Telegram chat on the lane when one is named."""
        tx.registry_writer.add_person(Person(id=who, name=name, locale=locale, phone=phone))  # type: ignore[arg-type]  # a literal
        if lane is not None:
            self.chats[who] = str(500 + len(self.chats))
            tx.roster.put_contact(Contact(person=who, channel=ChannelKind.TELEGRAM, lane=lane, address=self.chats[who]))

    def _staff(self, tx: SqlTransaction) -> None:
        roles = (
            (HEAD, "Директор школы № 1", SCHOOL, Role.HEAD),
            (DEPUTY, "Заместитель директора школы № 1", SCHOOL, Role.DEPUTY),
            (RESPONSIBLE, "Завуч школы № 1", SCHOOL, Role.RESPONSIBLE),
            (DUTY, "Дежурный учитель школы № 1", SCHOOL, Role.DUTY_TEACHER),
            (OFFICER, "Дежурный специалист отдела", DISTRICT, Role.OFFICER),
            (DEPARTMENT_HEAD, "Руководитель отдела", DISTRICT, Role.DEPARTMENT_HEAD),
            (FIRST, "Дежурный специалист управления", REGION, Role.OFFICER),
            (SECOND, "Руководитель управления", REGION, Role.DEPARTMENT_HEAD),
        )
        for who, name, body, role in roles:
            self.person(tx, who, name, lane=STAFF.name, locale="kk" if who == DEPUTY else "ru")
            tx.registry_writer.appoint(Appointment(person=who, body=body, role=role))

    def _second_shift(self, tx: SqlTransaction, families: int) -> None:
        self.add_class(tx, SCHOOL, "2А", shift=2, families=families)

    def put(self, one: Order, kind: EventKind, *, now: datetime, step: int = 0) -> Order:
        """Keep the order and write the event, as the use-case that made it true does."""
        with self.storage.transaction() as tx:
            if tx.orders.get(one.id) is None:
                tx.orders.add(one)
            else:
                tx.orders.save(one)
            tx.outbox.put(Event(kind=kind, order=one.id, revision=one.revision, at=now, step=step))
        return one
