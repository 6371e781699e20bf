"""Builders: one school's order of 16 January 2026 and one order of the region's department, with every default set."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dispatch.particulars import Particulars
from documents.order_file import OrderFile, Signatory, StaffLine
from orders.order import (
    Basis,
    Ground,
    NearRow,
    Order,
    OrderId,
    OrderState,
    Parts,
    Scope,
    ScopeKind,
    Signature,
)
from orders.organisation import (
    Department,
    DepartmentLevel,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    PersonId,
    Programme,
    Role,
)
from orders.regulation import edition_on, load_editions
from thresholds.table import Settlement
from weather.place import Place
from weather.reading import Evidence, Kind, Reading

DAY = date(2026, 1, 16)
EDITION = edition_on(load_editions(), DAY)
HEAD, DEPUTY, TEACHER, OFFICER = (PersonId(one) for one in ("head", "deputy", "teacher", "officer"))
NAMES = {
    HEAD: "Директор школы № 3",
    DEPUTY: "Завуч школы № 3",
    TEACHER: "Дежурный педагог школы № 3",
    OFFICER: "Дежурный отдела образования",
}


def at(clock: str) -> datetime:
    """Return an instant of that morning from the wall clock in Kazakhstan."""
    return datetime.fromisoformat(f"2026-01-16T{clock}:00+05:00").astimezone(UTC)


def department(level: DepartmentLevel = DepartmentLevel.DISTRICT) -> Department:
    if level is DepartmentLevel.REGION:
        return Department(
            code=OrganisationCode("kst"),
            level=level,
            name_kk="Қостанай облысы әкімдігінің білім басқармасы",
            name_ru="Управление образования акимата Костанайской области",
            region="kostanay",
        )
    return Department(
        code=OrganisationCode("kst-rudny"),
        level=level,
        name_kk="Рудный қаласының білім бөлімі",
        name_ru="Отдел образования города Рудного",
        region="kostanay",
        district="kst-rudny",
    )


def school(**changes: object) -> Organisation:
    values = {
        "code": OrganisationCode("kst-3"),
        "kind": OrganisationKind.SCHOOL,
        "programmes": frozenset({Programme.GENERAL}),
        "name_kk": "№ 3 жалпы білім беретін мектеп",
        "name_ru": "Общеобразовательная школа № 3",
        "department": OrganisationCode("kst-rudny"),
        "region": "kostanay",
        "district": "kst-rudny",
        "settlement": Settlement.URBAN,
        "place": "rudny",
        "table": "kostanay-oblast",
        "days_per_week": 5,
        "shifts": (1, 2),
        "regime_kk": "",
        "regime_ru": "",
    }
    return Organisation(**{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def reading(**changes: object) -> Reading:
    values = {
        "place": "rudny",
        "source": "officer:officer",
        "kind": Kind.OBSERVATION,
        "valid_at": at("05:50"),
        "fetched_at": at("05:55"),
        "temp_c": -25.4,
        "wind_ms": 6.0,
        "evidence": Evidence(body="-25,4; 6 м/с"),
    }
    return Reading(**{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def basis(**changes: object) -> Basis:
    values = {
        "table": "kostanay-oblast",
        "edition": "2024-11",
        "reading": reading(),
        "rows": ("frost-25",),
        "raw": ("−25 °C и ниже при ветре 5 м/с и более",),
        "near": (NearRow(row="frost-27", missing="temp", grades=tuple(range(10))),),
        "proposed_grades": (0, 1, 2, 3, 4),
    }
    return Basis(**{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def order(**changes: object) -> Order:
    values = {
        "id": OrderId("0" * 32),
        "revision": 1,
        "state": OrderState.APPROVED,
        "ground": Ground.WEATHER,
        "body": OrganisationCode("kst-3"),
        "scope": Scope(kind=ScopeKind.ORGANISATION, names=("kst-3",)),
        "shift": 1,
        "first_day": DAY,
        "last_day": DAY,
        "grades": (0, 1, 2, 3, 4),
        "parts": Parts(
            regime_kk="мектеп сағат 08:00-ден 19:00-ге дейін жұмыс істейді",
            regime_ru="школа открыта с 08:00 до 19:00.",
            responsible=(DEPUTY,),
            duty_teachers=(TEACHER,),
        ),
        "basis": basis(),
        "check_code": "7KQ2MXAP",
        "prepared_at": at("05:56"),
        "updated_at": at("06:14"),
        "approval": Signature(person=HEAD, at=at("06:14"), revision=1),
        "reported_at": at("06:14"),
        "on_time": True,
    }
    return Order(**{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def particulars(the_order: Order, **changes: object) -> Particulars:
    weather = the_order.ground is Ground.WEATHER
    paragraph = "15" if weather else "22"
    values = {
        "order": the_order,
        "issuer": school() if weather else department(DepartmentLevel.REGION),
        "organisations": (school(),),
        "places": (department(),),
        "window": EDITION.family_window(1, DAY) if weather and not the_order.late else None,
        "citation_kk": EDITION.citation("kk", paragraph),
        "citation_ru": EDITION.citation("ru", paragraph),
        "people": NAMES,
        "public_url": "https://boran.example.kz",
    }
    return Particulars(**{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def school_file(the_order: Order | None = None, **changes: object) -> OrderFile:
    values = {
        "about": particulars(the_order or order()),
        "issuer": school(),
        "edition": EDITION,
        "town": Place(code="rudny", name_kk="Рудный", name_ru="Рудный", latitude=52.97, longitude=63.12),
        "classes": ("0А", "1А", "1Ә", "2А", "3А", "4А"),
        "officer": NAMES[OFFICER],
        "signed_by": Signatory(name=NAMES[HEAD], role=Role.HEAD),
        "staff": (
            StaffLine(name=NAMES[DEPUTY], roles=(Role.RESPONSIBLE,), acknowledged_at=at("06:15")),
            StaffLine(name=NAMES[TEACHER], roles=(Role.DUTY_TEACHER,), classes=("4А",)),
        ),
    }
    return OrderFile(**{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def emergency_order(**changes: object) -> Order:
    values = {
        "ground": Ground.EMERGENCY,
        "body": OrganisationCode("kst"),
        "scope": Scope(kind=ScopeKind.DISTRICT, names=("kst-rudny",)),
        "shift": None,
        "last_day": date(2026, 1, 17),
        "grades": tuple(range(12)),
        "parts": Parts(),
        "basis": None,
        "cause": "heating_failure",
        "note_kk": "Жылу магистралінің ақауы.",
        "note_ru": "Повреждена тепломагистраль.",
        "prepared_by": OFFICER,
        "prepared_at": at("07:37"),
        "approval": Signature(person=HEAD, at=at("07:40"), revision=1),
        "reported_at": None,
        "on_time": None,
    }
    return replace(order(), **{**values, **changes})  # type: ignore[arg-type]  # a builder takes any field


def department_file(the_order: Order | None = None, **changes: object) -> OrderFile:
    head = Signatory(name="Руководитель управления", role=Role.DEPARTMENT_HEAD, level=DepartmentLevel.REGION)
    return OrderFile(
        about=particulars(the_order or emergency_order()),
        issuer=department(DepartmentLevel.REGION),
        edition=EDITION,
        signed_by=head,
        prepared_by=Signatory(name=NAMES[OFFICER], role=Role.OFFICER, level=DepartmentLevel.DISTRICT),
        staff=(StaffLine(name=NAMES[HEAD], organisation=school()),),
    )
