"""A small region of two districts, its people, and the weather of one morning: every default a test of orders needs."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from orders.answers import Answer, Done, Refused
from orders.drafting import Drafted, draft_weather_day
from orders.edition import Edition
from orders.order import Order, OrderId, Parts
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
    Role,
    SchoolClass,
)
from orders.regulation import edition_on, load_editions
from tests.memory.orders import MemoryRegistry, MemoryStorage
from thresholds.catalogue import load_all
from thresholds.table import Settlement, Table
from weather.reading import Concern, Evidence, Kind, Reading, Reconciled, Worry

DAY = date(2026, 1, 16)  # a Friday
REGION, RUDNY, KOSTANAY = (OrganisationCode(code) for code in ("kst", "kst-rudny", "kst-city"))
SCHOOL, NEIGHBOUR, COLLEGE, MEDICAL, UNIVERSITY, KINDERGARTEN = (
    OrganisationCode(code) for code in ("kst-3", "kst-12", "kst-c1", "kst-med", "kst-u1", "kst-k1")
)
HEAD, DEPUTY, FORMER_DEPUTY, TEACHER, RESPONSIBLE, DUTY, NEIGHBOUR_HEAD, RECTOR = (
    PersonId(name)
    for name in ("head", "deputy", "former-deputy", "teacher", "responsible", "duty", "neighbour-head", "rector")
)
OFFICER, DISTRICT_HEAD, CITY_OFFICER, REGION_OFFICER, REGION_HEAD = (
    PersonId(name) for name in ("officer", "district-head", "city-officer", "region-officer", "region-head")
)
PARTS = Parts(
    regime_kk="08:30-дан 13:00-ге дейін",
    regime_ru="с 08:30 до 13:00",
    responsible=(RESPONSIBLE,),
    duty_teachers=(DUTY,),
)


@cache
def edition() -> Edition:
    return edition_on(load_editions(), DAY)


@cache
def table(name: str = "kostanay-oblast") -> Table:
    return load_all()[name]


def at(clock: str, day: date = DAY) -> datetime:
    """Return the instant of a wall-clock time in Kazakhstan, in UTC as everywhere."""
    return datetime.fromisoformat(f"{day}T{clock}+05:00").astimezone(UTC)


def organisation(**changed: Any) -> Organisation:
    values: dict[str, Any] = {
        "code": SCHOOL,
        "kind": OrganisationKind.SCHOOL,
        "programmes": frozenset({Programme.GENERAL}),
        "name_kk": "№ 3 мектеп",
        "name_ru": "Школа № 3",
        "department": RUDNY,
        "region": "kostanay",
        "district": "rudny",
        "settlement": Settlement.URBAN,
        "place": "rudny",
        "table": "kostanay-oblast",
        "days_per_week": 5,
        "shifts": (1, 2),
        "regime_kk": PARTS.regime_kk,
        "regime_ru": PARTS.regime_ru,
    }
    return Organisation(**{**values, **changed})


ORGANISATIONS = (
    organisation(),
    organisation(code=NEIGHBOUR, department=KOSTANAY, district="kostanay", days_per_week=6, shifts=(1,)),
    organisation(code=COLLEGE, kind=OrganisationKind.COLLEGE, programmes=frozenset({Programme.TECHNICAL}), shifts=(1,)),
    organisation(
        code=MEDICAL,
        kind=OrganisationKind.COLLEGE,
        programmes=frozenset({Programme.TECHNICAL, Programme.MEDICAL}),
        shifts=(1,),
    ),
    organisation(code=UNIVERSITY, kind=OrganisationKind.UNIVERSITY, department=REGION, shifts=(1,)),
    organisation(code=KINDERGARTEN, kind=OrganisationKind.KINDERGARTEN, shifts=(1,)),
)
DEPARTMENTS = (
    Department(code=REGION, level=DepartmentLevel.REGION, name_kk="Облыс", name_ru="Область", region="kostanay"),
    Department(
        code=RUDNY,
        level=DepartmentLevel.DISTRICT,
        name_kk="Рудный",
        name_ru="Рудный",
        region="kostanay",
        district="rudny",
    ),
    Department(
        code=KOSTANAY,
        level=DepartmentLevel.DISTRICT,
        name_kk="Қостанай",
        name_ru="Костанай",
        region="kostanay",
        district="kostanay",
    ),
)


def appointment(person: PersonId, body: OrganisationCode, role: Role, **changed: Any) -> Appointment:
    return Appointment(**{"person": person, "body": body, "role": role, **changed})


APPOINTMENTS = (
    appointment(HEAD, SCHOOL, Role.HEAD),
    appointment(DEPUTY, SCHOOL, Role.DEPUTY, since=DAY, until=DAY + timedelta(days=1)),
    appointment(FORMER_DEPUTY, SCHOOL, Role.DEPUTY, until=DAY),
    appointment(TEACHER, SCHOOL, Role.HOMEROOM_TEACHER),
    appointment(RESPONSIBLE, SCHOOL, Role.RESPONSIBLE),
    appointment(DUTY, SCHOOL, Role.DUTY_TEACHER),
    appointment(NEIGHBOUR_HEAD, NEIGHBOUR, Role.HEAD),
    appointment(RESPONSIBLE, NEIGHBOUR, Role.RESPONSIBLE),
    appointment(DUTY, NEIGHBOUR, Role.DUTY_TEACHER),
    appointment(HEAD, COLLEGE, Role.HEAD),
    appointment(RESPONSIBLE, COLLEGE, Role.RESPONSIBLE),
    appointment(DUTY, COLLEGE, Role.DUTY_TEACHER),
    appointment(RECTOR, UNIVERSITY, Role.HEAD),
    appointment(OFFICER, RUDNY, Role.OFFICER),
    appointment(DISTRICT_HEAD, RUDNY, Role.DEPARTMENT_HEAD),
    appointment(CITY_OFFICER, KOSTANAY, Role.OFFICER),
    appointment(REGION_OFFICER, REGION, Role.OFFICER),
    appointment(REGION_HEAD, REGION, Role.DEPARTMENT_HEAD),
)
PEOPLE = tuple(
    Person(id=person, name=person, locale="ru") for person in dict.fromkeys(held.person for held in APPOINTMENTS)
)


def school_class(body: OrganisationCode, grade: int | None, shift: int = 1, course: int | None = None) -> SchoolClass:
    return SchoolClass(
        id=ClassId(f"{body}/{shift}/{grade if course is None else f'c{course}'}"),
        organisation=body,
        grade=grade,
        course=course,
        letter="А",
        shift=shift,
        homeroom_teacher=TEACHER,
    )


CLASSES = (
    *(school_class(SCHOOL, grade) for grade in (0, 1, 2, 3, 4, 8, 9, 11)),
    *(school_class(SCHOOL, grade, shift=2) for grade in (5, 6, 7)),
    *(school_class(NEIGHBOUR, grade) for grade in range(1, 12)),
    *(school_class(COLLEGE, None, course=course) for course in (1, 2, 3)),
    *(school_class(UNIVERSITY, None, course=course) for course in (1, 2)),
    *(school_class(KINDERGARTEN, None) for _ in range(1)),
)


def registry(**changed: Any) -> MemoryRegistry:
    values: dict[str, Any] = {
        "known_organisations": ORGANISATIONS,
        "known_departments": DEPARTMENTS,
        "people": PEOPLE,
        "known_appointments": APPOINTMENTS,
        "known_classes": CLASSES,
    }
    return MemoryRegistry(**{**values, **changed})


def reading(temp_c: float | None = -25.4, wind_ms: float | None = 6.0, **changed: Any) -> Reading:
    values: dict[str, Any] = {
        "place": "rudny",
        "source": "metar:UAUU",
        "kind": Kind.OBSERVATION,
        "valid_at": at("05:30"),
        "fetched_at": at("05:35"),
        "temp_c": temp_c,
        "wind_ms": wind_ms,
        "evidence": Evidence(body="raw"),
    }
    return Reading(**{**values, **changed})


def reconciled(found: Reading | None, **changed: Any) -> Reconciled:
    values: dict[str, Any] = {"place": "rudny", "reading": found, "used": (found,) if found else ()}
    return Reconciled(**{**values, **changed})


NO_DATA = reconciled(None, worries=(Worry(concern=Concern.NO_DATA),), decidable=False)


class World:
    """The region with empty books, and the acts of its people in as few words as a test needs."""

    def __init__(self, **changed: Any) -> None:
        self.storage = MemoryStorage(registry(**changed))

    @property
    def events(self) -> list[tuple[str, int, int]]:
        """Return (kind, revision, step) of what the outbox holds."""
        return [(event.kind.value, event.revision, event.step) for event in self.storage.records.events.values()]

    @property
    def actions(self) -> list[str]:
        return [entry.action for entry in self.storage.records.journal]

    def order(self, order_id: OrderId) -> Order:
        return self.storage.records.orders[order_id]

    def draft(
        self,
        weather: Reconciled | None = None,
        *,
        body: OrganisationCode = SCHOOL,
        shift: int = 1,
        day: date = DAY,
        clock: str = "05:40",
        table_name: str = "kostanay-oblast",
        **changed: Any,
    ) -> Drafted:
        found = self.storage.registry.organisation(body)
        assert found is not None
        with self.storage.transaction() as tx:
            return draft_weather_day(
                tx,
                organisation=found,
                shift=shift,
                day=day,
                reconciled=weather or reconciled(reading()),
                table=table(table_name),
                now=at(clock, day),
                edition=edition(),
                **changed,
            )

    def drafted(self, weather: Reconciled | None = None, **changed: Any) -> Order:
        """Draft and return the order, which must be there."""
        order = self.draft(weather, **changed).order
        assert order is not None
        return order

    def act(
        self, use_case: Any, order: Order, *, by: PersonId = HEAD, clock: str = "06:10", day: date = DAY, **said: Any
    ) -> Answer:
        """Let a person do something to the order they saw."""
        with self.storage.transaction() as tx:
            answer = use_case(
                tx,
                **{"order_id": order.id, "revision": order.revision, "by": by, "now": at(clock, day), **said},
                edition=edition(),
            )
        assert isinstance(answer, Done | Refused)
        return answer

    def done(self, use_case: Any, order: Order, **said: Any) -> Order:
        """Let a person do something that must succeed."""
        answer = self.act(use_case, order, **said)
        assert isinstance(answer, Done), answer
        return answer.order

    def refused(self, use_case: Any, order: Order, **said: Any) -> tuple[str, str]:
        """Let a person try something that must be refused; return why and the detail."""
        answer = self.act(use_case, order, **said)
        assert isinstance(answer, Refused), answer
        return answer.refusal.value, answer.detail
