"""Values for the storage suite, each with a default for everything."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from channels.base import Button, ChannelKind
from dispatch.delivery import Delivery, DeliveryId, LaneName, Purpose, Text, TextId
from dispatch.roster import Contact, Pupil
from orders.order import Basis, Ground, NearRow, Order, OrderId, OrderState, Parts, Scope, ScopeKind, Signature
from orders.organisation import (
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
    SchoolClass,
)
from storage import SqlStorage
from storage.transaction import SqlTransaction
from thresholds.table import Settlement
from weather.reading import Concern, Evidence, Flag, Kind, Phenomenon, Reading, Worry

NOW = datetime(2026, 1, 16, 1, 0, tzinfo=UTC)
DAY = date(2026, 1, 16)
SCHOOL = OrganisationCode("kst-1")
LANE = LaneName("telegram-families")
ORDER = OrderId("a" * 32)


class _TakenBackError(Exception):
    """Ends a transaction without keeping it."""


@contextmanager
def taken_back(storage: SqlStorage) -> Iterator[SqlTransaction]:
    """Open a transaction that fails when its block ends."""
    with suppress(_TakenBackError), storage.transaction() as tx:
        yield tx
        raise _TakenBackError


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def order(**changed: Any) -> Order:
    values: dict[str, Any] = {
        "id": ORDER,
        "revision": 1,
        "state": OrderState.DRAFT,
        "ground": Ground.WEATHER,
        "body": SCHOOL,
        "scope": Scope(kind=ScopeKind.ORGANISATION, names=(SCHOOL,)),
        "shift": 1,
        "first_day": DAY,
        "last_day": DAY,
        "grades": (0, 1, 2, 3, 4),
        "check_code": "KST1",
        "prepared_at": NOW,
        "updated_at": NOW,
    }
    return Order(**{**values, **changed})


def full_order() -> Order:
    """Return an order in which nothing is left to its default."""
    return order(
        college_courses=(1, 2),
        parts=Parts(regime_kk="Сабақ қашықтан", regime_ru="Уроки дистанционно", responsible=(PersonId("p1"),)),
        basis=Basis(
            table="kostanay-oblast",
            edition="2024-12",
            reading=reading(),
            rows=("r1",),
            raw=("-25 °C и ниже при ветре 5 м/с и более",),
            near=(NearRow(row="r2", missing="wind", grades=(5, 6)),),
            ambiguous=("gap",),
            worries=(Worry(concern=Concern.WIND_UNKNOWN, source="metar:UAUU", detail="no wind group"),),
            proposed_grades=(0, 1),
        ),
        cause="heating_failure",
        note_kk="Жылу апаты",
        note_ru="Авария на теплотрассе",
        number="12-ө",
        prepared_by=PersonId("p1"),
        edited_by=PersonId("p2"),
        change_reason="метель",
        approval=Signature(person=PersonId("p2"), at=NOW, revision=1, reason="метель"),
        late=True,
        reported_at=NOW,
        on_time=False,
        amends=OrderId("c" * 32),
    )


def reading(**changed: Any) -> Reading:
    values: dict[str, Any] = {
        "place": "kostanay",
        "source": "metar:UAUU",
        "kind": Kind.OBSERVATION,
        "valid_at": NOW,
        "fetched_at": NOW + minutes(3),
        "temp_c": -27.5,
        "wind_ms": None,
        "visibility_m": 1500,
        "phenomena": frozenset({Phenomenon.BLIZZARD, Phenomenon.LOW_VISIBILITY}),
        "flags": (Flag.STEP_LARGE,),
        "evidence": Evidence(url="https://example.test/metar", status=200, body="METAR UAUU …\x00"),
    }
    return Reading(**{**values, **changed})


def text(**changed: Any) -> Text:
    values: dict[str, Any] = {
        "id": TextId("t1"),
        "order": ORDER,
        "revision": 1,
        "purpose": Purpose.FAMILY_NOTICE,
        "locale": "kk",
        "body": "Бүгін сабақ қашықтан өтеді",
        "buttons": ((Button(label="Таныстым", data="aq"),), (Button(label="Сайт", url="https://example.test"),)),
    }
    return Text(**{**values, **changed})


def delivery(number: int = 1, **changed: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": DeliveryId(f"{number:032x}"),
        "order": ORDER,
        "revision": 1,
        "purpose": Purpose.FAMILY_NOTICE,
        "organisation": SCHOOL,
        "person": PersonId(f"guardian-{number}"),
        "channel": ChannelKind.TELEGRAM,
        "lane": LANE,
        "address": str(1000 + number),
        "locale": "kk",
        "text": TextId("t1"),
        "not_before": NOW,
        "not_after": NOW + minutes(60),
        "table_row": "r1",
        "paragraph": "п. 14",
        "next_attempt_at": NOW,
        "updated_at": NOW,
    }
    return Delivery(**{**values, **changed})


def department(code: str = "kst-dept", **changed: Any) -> Department:
    values: dict[str, Any] = {
        "code": OrganisationCode(code),
        "level": DepartmentLevel.DISTRICT,
        "name_kk": "Қостанай қаласының білім бөлімі",
        "name_ru": "Отдел образования города Костаная",
        "region": "kostanay",
        "district": "kostanay-city",
    }
    return Department(**{**values, **changed})


def organisation(code: str = SCHOOL, **changed: Any) -> Organisation:
    values: dict[str, Any] = {
        "code": OrganisationCode(code),
        "kind": OrganisationKind.SCHOOL,
        "programmes": frozenset({Programme.GENERAL, Programme.TECHNICAL}),
        "name_kk": "№ 1 мектеп",
        "name_ru": "Школа № 1",
        "department": OrganisationCode("kst-dept"),
        "region": "kostanay",
        "district": "kostanay-city",
        "settlement": Settlement.URBAN,
        "place": "kostanay",
        "table": "kostanay-oblast",
        "days_per_week": 5,
        "shifts": (1, 2),
        "regime_kk": "Қашықтан",
        "regime_ru": "Дистанционно",
    }
    return Organisation(**{**values, **changed})


def person(id_: str, **changed: Any) -> Person:
    return Person(**{"id": PersonId(id_), "name": f"Отбасы {id_}", "locale": "kk", **changed})


def school_class(id_: str = "kst-1-4А", **changed: Any) -> SchoolClass:
    values: dict[str, Any] = {
        "id": ClassId(id_),
        "organisation": SCHOOL,
        "grade": 4,
        "letter": "А",
        "shift": 1,
        "homeroom_teacher": None,
    }
    return SchoolClass(**{**values, **changed})


def pupil(id_: str, class_id: str = "kst-1-4А", **changed: Any) -> Pupil:
    return Pupil(**{"id": PupilId(id_), "name": f"Оқушы {id_}", "class_id": ClassId(class_id), **changed})


def contact(person_id: str, address: str, **changed: Any) -> Contact:
    values: dict[str, Any] = {
        "person": PersonId(person_id),
        "channel": ChannelKind.TELEGRAM,
        "lane": LANE,
        "address": address,
    }
    return Contact(**{**values, **changed})


def a_class_with_families(tx: SqlTransaction) -> None:
    """Write class 4А with two pupils (one has two guardians, one guardian has both pupils) and class 5А with none."""
    writer = tx.registry_writer
    writer.add_department(department())
    writer.add_organisation(organisation())
    writer.add_class(school_class(), school_class("kst-1-5А", grade=5))
    writer.add_person(person("mother", phone="+77010000001"), person("father", locale="ru"), person("neighbour"))
    writer.add_pupil(pupil("elder"), pupil("younger"))
    writer.add_guardians(
        [
            (PersonId(who), PupilId(child))
            for who, child in (("mother", "elder"), ("mother", "younger"), ("father", "elder"))
        ]
    )
