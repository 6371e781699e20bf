"""A synthetic roster of any size: people named by their role and number, addresses that belong to nobody.

The same schools, families and seed give the same rows. Shares are those of the country: seven of ten families speak
Kazakh, schools learn in two shifts, every fifth family has two children in one school.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from boran.roster.fields import Column, RecordKind
from boran.roster.values import ClassTitle
from locales.catalogue import Locale
from orders.organisation import OrganisationCode, Role

Record = tuple[RecordKind, dict[Column, str]]

GRADES_OF_SHIFT = {1: (0, 1, 4, 5, 8, 9, 10, 11), 2: (2, 3, 6, 7)}
LETTERS = "АӘБВГҒДЕЖЗИКҚЛМНҢОӨПРСТУҰҮ"
CLASS_SIZE = 25
SCHOOLS_OF_DISTRICT = 40
KAZAKH_SHARE = 0.7
SIBLINGS_EVERY = 5
FIRST_CHAT = 1_000_000_000_000  # far beyond the accounts that exist
PREFIX = "trial"

REGIME = {
    "kk": "Сабақтар қашықтан, әрқайсысы 30 минут; келген балаларға сабақ толық өтеді",
    "ru": "Уроки дистанционно, по 30 минут; для пришедших детей занятия проводятся полностью",
}
ROLE_NAMES: dict[Role, dict[Locale, str]] = {
    Role.HEAD: {"kk": "Директор", "ru": "Директор"},
    Role.DEPUTY: {"kk": "Директордың орынбасары", "ru": "Заместитель директора"},
    Role.RESPONSIBLE: {"kk": "Жауапты", "ru": "Ответственный"},
    Role.DUTY_TEACHER: {"kk": "Кезекші мұғалім", "ru": "Дежурный учитель"},
    Role.HOMEROOM_TEACHER: {"kk": "Сынып жетекшісі", "ru": "Классный руководитель"},
    Role.OFFICER: {"kk": "Кезекші", "ru": "Дежурный"},
    Role.DEPARTMENT_HEAD: {"kk": "Басшы", "ru": "Руководитель"},
}
SCHOOL_ROLES = (Role.HEAD, Role.DEPUTY, Role.RESPONSIBLE, Role.DUTY_TEACHER)
DEPARTMENT_ROLES = (Role.DEPARTMENT_HEAD, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    number: int
    locale: Locale
    classes: tuple[tuple[ClassTitle, int], ...]  # with the shift
    families: range

    @property
    def code(self) -> OrganisationCode:
        return OrganisationCode(f"{PREFIX}-{self.number}")

    @property
    def district(self) -> str:
        return district_code((self.number - 1) // SCHOOLS_OF_DISTRICT + 1)


@dataclass(slots=True)
class _Addresses:
    """Counts up chats and numbers, so that nobody shares one."""

    used: int = field(default=0)

    def next(self) -> dict[Column, str]:
        self.used += 1
        return {Column.TELEGRAM_CHAT_ID: str(FIRST_CHAT + self.used), Column.PHONE: f"+7700{self.used:07d}"}


def district_code(number: int) -> str:
    return f"{PREFIX}-d{number}"


def generate(*, schools: int, families: int, seed: int) -> Iterator[Record]:
    """Yield the records of so many schools and families, all of one kind together."""
    random = Random(seed)  # noqa: S311 - a roster for trials, not a secret
    all_schools = [_school(number, schools, families, random) for number in range(1, schools + 1)]
    addresses = _Addresses()
    yield (
        RecordKind.PLACE,
        {
            Column.CODE: "kostanay",
            Column.NAME_KK: "Қостанай",
            Column.NAME_RU: "Костанай",
            Column.LATITUDE: "53.2144",
            Column.LONGITUDE: "63.6246",
            Column.METAR_STATION: "UAUU",
        },
    )
    yield from _departments(all_schools)
    yield from (_organisation(school) for school in all_schools)
    yield from (_class(school, title, shift) for school in all_schools for title, shift in school.classes)
    yield from _staff(all_schools, addresses)
    for school in all_schools:
        yield from _families(school, addresses, random)


def _school(number: int, schools: int, families: int, random: Random) -> School:
    own = range(families * (number - 1) // schools + 1, families * number // schools + 1)
    pupils = len(own) + len(own) // SIBLINGS_EVERY
    grades = sum(len(grades) for grades in GRADES_OF_SHIFT.values())
    parallel = min(max(1, -(-pupils // (grades * CLASS_SIZE))), len(LETTERS))
    classes = tuple(
        (ClassTitle(number=grade, letter=letter), shift)
        for shift, grades_of_shift in GRADES_OF_SHIFT.items()
        for grade in grades_of_shift
        for letter in LETTERS[:parallel]
    )
    return School(number=number, locale=_locale(random), classes=classes, families=own)


def _locale(random: Random) -> Locale:
    return "kk" if random.random() < KAZAKH_SHARE else "ru"


def _departments(schools: list[School]) -> Iterator[Record]:
    yield (
        RecordKind.DEPARTMENT,
        {
            Column.CODE: PREFIX,
            Column.LEVEL: "region",
            Column.NAME_KK: "Сынақ өңірінің білім басқармасы",
            Column.NAME_RU: "Управление образования пробного региона",
            Column.REGION: PREFIX,
        },
    )
    for number, code in enumerate(_districts(schools), start=1):
        yield (
            RecordKind.DEPARTMENT,
            {
                Column.CODE: code,
                Column.LEVEL: "district",
                Column.NAME_KK: f"№ {number} сынақ ауданының білім бөлімі",
                Column.NAME_RU: f"Отдел образования пробного района № {number}",
                Column.REGION: PREFIX,
                Column.DISTRICT: code,
            },
        )


def _districts(schools: list[School]) -> list[str]:
    return list(dict.fromkeys(school.district for school in schools))


def _organisation(school: School) -> Record:
    return RecordKind.ORGANISATION, {
        Column.CODE: school.code,
        Column.KIND: "school",
        Column.PROGRAMMES: "general",
        Column.NAME_KK: f"№ {school.number} мектеп",
        Column.NAME_RU: f"Школа № {school.number}",
        Column.DEPARTMENT: school.district,
        Column.REGION: PREFIX,
        Column.DISTRICT: school.district,
        Column.SETTLEMENT: "urban" if school.number % 3 else "rural",
        Column.PLACE: "kostanay",
        Column.TABLE: "kostanay-oblast",
        Column.DAYS_PER_WEEK: "5",
        Column.SHIFTS: "1,2",
        Column.REGIME_KK: REGIME["kk"],
        Column.REGIME_RU: REGIME["ru"],
    }


def _class(school: School, title: ClassTitle, shift: int) -> Record:
    return RecordKind.CLASS, {
        Column.ORGANISATION: school.code,
        Column.CLASS: f"{title.number}{title.letter}",
        Column.SHIFT: str(shift),
    }


def _staff(schools: list[School], addresses: _Addresses) -> Iterator[Record]:
    for body in (PREFIX, *_districts(schools)):
        for role in DEPARTMENT_ROLES:
            yield _member(body, role, "ru", addresses)
    for school in schools:
        for role in SCHOOL_ROLES:
            yield _member(school.code, role, school.locale, addresses)
        for title, _shift in school.classes:
            yield _member(school.code, Role.HOMEROOM_TEACHER, school.locale, addresses, f"{title.number}{title.letter}")


def _member(body: str, role: Role, locale: Locale, addresses: _Addresses, school_class: str = "") -> Record:
    place = f"{school_class}, {body}" if school_class else body
    return RecordKind.STAFF, {
        Column.ORGANISATION: body,
        Column.ROLE: role,
        Column.CLASS: school_class,
        Column.NAME: f"{ROLE_NAMES[role][locale]}, {place}",
        Column.LOCALE: locale,
        **addresses.next(),
    }


def _families(school: School, addresses: _Addresses, random: Random) -> Iterator[Record]:
    for number in school.families:
        locale = _locale(random)
        family, pupil = ("Отбасы", "Оқушы") if locale == "kk" else ("Семья", "Учащийся")
        reached = addresses.next()
        for child in range(1, 3 if number % SIBLINGS_EVERY == 0 else 2):
            title, _shift = school.classes[(number * 7 + child * 5) % len(school.classes)]
            yield (
                RecordKind.FAMILY,
                {
                    Column.ORGANISATION: school.code,
                    Column.CLASS: f"{title.number}{title.letter}",
                    Column.PUPIL: f"{pupil} {number:06d}-{child}",
                    Column.GUARDIAN: f"{family} {number:06d}",
                    Column.LOCALE: locale,
                    **reached,
                },
            )
