"""The words of a roster file: records, columns and choices, in English, Russian and Kazakh."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from locales.catalogue import Locale
from orders.organisation import DepartmentLevel, OrganisationKind, Programme, Role
from thresholds.table import Settlement

T = TypeVar("T")


class RecordKind(StrEnum):
    """What a row is about. In a workbook each kind may have a sheet of its own."""

    PLACE = "place"
    DEPARTMENT = "department"
    ORGANISATION = "organisation"
    STAFF = "staff"
    CLASS = "class"
    FAMILY = "family"
    SITE = "site"
    DAY_OFF = "day_off"


class Column(StrEnum):
    RECORD = "record"
    CODE = "code"
    NAME = "name"
    NAME_KK = "name_kk"
    NAME_RU = "name_ru"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    ELEVATION_M = "elevation_m"
    METAR_STATION = "metar_station"
    LEVEL = "level"
    KIND = "kind"
    PROGRAMMES = "programmes"
    DEPARTMENT = "department"
    REGION = "region"
    DISTRICT = "district"
    SETTLEMENT = "settlement"
    PLACE = "place"
    TABLE = "table"
    DAYS_PER_WEEK = "days_per_week"
    SHIFTS = "shifts"
    REGIME_KK = "regime_kk"
    REGIME_RU = "regime_ru"
    ORGANISATION = "organisation"
    ROLE = "role"
    CLASS = "class"
    SHIFT = "shift"
    PUPIL = "pupil"
    PUPIL_ID = "pupil_id"
    GUARDIAN = "guardian"
    PERSON_ID = "person_id"
    PHONE = "phone"
    LOCALE = "locale"
    TELEGRAM_CHAT_ID = "telegram_chat_id"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    SINCE = "since"
    UNTIL = "until"
    EXCUSED_UNTIL = "excused_until"
    URL = "url"
    SECRET = "secret"  # noqa: S105 - the name of a column
    DAY = "day"


REQUIRED: Mapping[RecordKind, tuple[Column, ...]] = {
    RecordKind.PLACE: (Column.CODE, Column.NAME_KK, Column.NAME_RU, Column.LATITUDE, Column.LONGITUDE),
    RecordKind.DEPARTMENT: (Column.CODE, Column.LEVEL, Column.NAME_KK, Column.NAME_RU, Column.REGION),
    RecordKind.ORGANISATION: (
        Column.CODE,
        Column.KIND,
        Column.NAME_KK,
        Column.NAME_RU,
        Column.DEPARTMENT,
        Column.REGION,
        Column.DISTRICT,
        Column.SETTLEMENT,
        Column.PLACE,
        Column.TABLE,
        Column.DAYS_PER_WEEK,
        Column.SHIFTS,
        Column.REGIME_KK,
        Column.REGIME_RU,
    ),
    RecordKind.STAFF: (Column.ORGANISATION, Column.ROLE, Column.NAME, Column.LOCALE),
    RecordKind.CLASS: (Column.ORGANISATION, Column.CLASS, Column.SHIFT),
    RecordKind.FAMILY: (Column.ORGANISATION, Column.CLASS, Column.PUPIL, Column.LOCALE),
    RecordKind.SITE: (Column.ORGANISATION, Column.URL, Column.SECRET),
    RecordKind.DAY_OFF: (Column.DAY,),
}


OPTIONAL: Mapping[RecordKind, tuple[Column, ...]] = {
    RecordKind.PLACE: (Column.ELEVATION_M, Column.METAR_STATION),
    RecordKind.DEPARTMENT: (Column.DISTRICT,),
    RecordKind.ORGANISATION: (Column.PROGRAMMES,),
    RecordKind.STAFF: (
        Column.CLASS,
        Column.PHONE,
        Column.TELEGRAM_CHAT_ID,
        Column.WHATSAPP,
        Column.SMS,
        Column.SINCE,
        Column.UNTIL,
        Column.PERSON_ID,
    ),
    RecordKind.CLASS: (),
    RecordKind.FAMILY: (
        Column.GUARDIAN,
        Column.PHONE,
        Column.TELEGRAM_CHAT_ID,
        Column.WHATSAPP,
        Column.SMS,
        Column.EXCUSED_UNTIL,
        Column.PUPIL_ID,
        Column.PERSON_ID,
    ),
    RecordKind.SITE: (),
    RecordKind.DAY_OFF: (Column.ORGANISATION, Column.UNTIL),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a column or a record may be called; the first word of a language is the one we say."""

    kk: tuple[str, ...]
    ru: tuple[str, ...]


OTHER_HEADINGS: Mapping[Column, Words] = {
    Column.RECORD: Words(("жазба",), ("запись",)),
    Column.CODE: Words(("код",), ("код",)),
    Column.NAME: Words(("аты-жөні", "тегі, аты"), ("ФИО", "имя")),
    Column.NAME_KK: Words(("қазақша атауы",), ("название на казахском",)),
    Column.NAME_RU: Words(("орысша атауы",), ("название на русском",)),
    Column.LATITUDE: Words(("ендік",), ("широта",)),
    Column.LONGITUDE: Words(("бойлық",), ("долгота",)),
    Column.ELEVATION_M: Words(("биіктігі, м",), ("высота, м",)),
    Column.METAR_STATION: Words(("METAR станциясы",), ("станция METAR",)),
    Column.LEVEL: Words(("деңгейі",), ("уровень",)),
    Column.KIND: Words(("түрі",), ("вид",)),
    Column.PROGRAMMES: Words(("бағдарламалар",), ("программы",)),
    Column.DEPARTMENT: Words(("басқарма", "бөлім"), ("управление", "отдел")),
    Column.REGION: Words(("облыс",), ("область", "регион")),
    Column.DISTRICT: Words(("аудан",), ("район",)),
    Column.SETTLEMENT: Words(("елді мекен",), ("населённый пункт",)),
    Column.PLACE: Words(("орын",), ("место",)),
    Column.TABLE: Words(("кесте",), ("таблица",)),
    Column.DAYS_PER_WEEK: Words(("аптасына күн",), ("дней в неделю",)),
    Column.SHIFTS: Words(("ауысымдар",), ("смены",)),
    Column.REGIME_KK: Words(("қазақша режим",), ("режим на казахском",)),
    Column.REGIME_RU: Words(("орысша режим",), ("режим на русском",)),
    Column.ORGANISATION: Words(("ұйым", "мектеп"), ("организация", "школа")),
    Column.ROLE: Words(("лауазымы", "рөлі"), ("должность", "роль")),
    Column.CLASS: Words(("сынып", "топ"), ("класс", "группа")),
    Column.SHIFT: Words(("ауысым",), ("смена",)),
    Column.PUPIL: Words(("білім алушы", "оқушы"), ("учащийся", "ученик", "ФИО ученика")),
    Column.PUPIL_ID: Words(("оқушы нөмірі",), ("номер учащегося",)),
    Column.GUARDIAN: Words(("заңды өкіл", "ата-ана"), ("законный представитель", "родитель")),
    Column.PERSON_ID: Words(("адам нөмірі",), ("номер человека",)),
    Column.PHONE: Words(("телефон", "телефон нөмірі"), ("телефон", "номер телефона")),
    Column.LOCALE: Words(("тілі", "тіл"), ("язык",)),
    Column.TELEGRAM_CHAT_ID: Words(("Telegram",), ("Telegram", "Телеграм")),
    Column.WHATSAPP: Words(("WhatsApp", "уатсап"), ("WhatsApp", "ватсап")),
    Column.SMS: Words(("SMS",), ("SMS", "СМС")),
    Column.SINCE: Words(("бастап",), ("с даты",)),
    Column.UNTIL: Words(("дейін",), ("по дату",)),
    Column.EXCUSED_UNTIL: Words(("босатылған мерзімі",), ("освобождён до",)),
    Column.URL: Words(("мекенжай",), ("адрес",)),
    Column.SECRET: Words(("құпия",), ("секрет",)),
    Column.DAY: Words(("күні", "күн"), ("дата", "день")),
}

OTHER_RECORDS: Mapping[RecordKind, Words] = {
    RecordKind.PLACE: Words(("орын", "орындар"), ("место", "места", "places")),
    RecordKind.DEPARTMENT: Words(("басқарма", "басқармалар"), ("управление", "управления", "departments")),
    RecordKind.ORGANISATION: Words(
        ("ұйым", "ұйымдар", "мектептер"), ("организация", "организации", "школы", "organisations")
    ),
    RecordKind.STAFF: Words(("қызметкер", "қызметкерлер"), ("сотрудник", "сотрудники", "персонал")),
    RecordKind.CLASS: Words(("сынып", "сыныптар"), ("класс", "классы", "classes")),
    RecordKind.FAMILY: Words(("отбасы", "отбасылар"), ("семья", "семьи", "families")),
    RecordKind.SITE: Words(("сайт", "сайттар"), ("сайт", "сайты", "sites")),
    RecordKind.DAY_OFF: Words(("демалыс", "демалыс күндері"), ("выходной", "выходные", "каникулы", "days_off")),
}

LEVELS: Mapping[DepartmentLevel, tuple[str, ...]] = {
    DepartmentLevel.REGION: ("область", "областной", "облыс", "облыстық"),
    DepartmentLevel.DISTRICT: ("район", "районный", "городской", "аудан", "аудандық", "қалалық"),
}

KINDS: Mapping[OrganisationKind, tuple[str, ...]] = {
    OrganisationKind.SCHOOL: ("школа", "мектеп"),
    OrganisationKind.BOARDING_SCHOOL: ("школа-интернат", "интернат", "мектеп-интернат"),
    OrganisationKind.COLLEGE: ("колледж",),
    OrganisationKind.UNIVERSITY: ("вуз", "университет", "жоо"),
    OrganisationKind.KINDERGARTEN: ("детский сад", "балабақша"),
}

PROGRAMMES: Mapping[Programme, tuple[str, ...]] = {
    Programme.GENERAL: ("общее", "общеобразовательная", "жалпы", "жалпы білім"),
    Programme.TECHNICAL: ("техническая", "техникалық"),
    Programme.MEDICAL: ("медицинская", "медициналық"),
    Programme.PHARMACEUTICAL: ("фармацевтическая", "фармацевтикалық"),
    Programme.PEDAGOGICAL: ("педагогическая", "педагогикалық"),
}

SETTLEMENTS: Mapping[Settlement, tuple[str, ...]] = {
    Settlement.URBAN: ("город", "городской", "қала", "қалалық"),
    Settlement.RURAL: ("село", "сельский", "ауыл", "ауылдық"),
}

ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.HEAD: ("директор", "руководитель", "басшы"),
    Role.DEPUTY: ("заместитель", "заместитель директора", "орынбасар", "директордың орынбасары"),
    Role.HOMEROOM_TEACHER: ("классный руководитель", "куратор", "сынып жетекшісі"),
    Role.RESPONSIBLE: ("ответственный", "жауапты"),
    Role.DUTY_TEACHER: ("дежурный учитель", "кезекші мұғалім"),
    Role.OFFICER: ("дежурный", "кезекші"),
    Role.DEPARTMENT_HEAD: ("руководитель управления", "руководитель отдела", "басқарма басшысы", "бөлім басшысы"),
}

LOCALE_WORDS: Mapping[Locale, tuple[str, ...]] = {
    "kk": ("каз", "казахский", "қаз", "қазақ", "қазақша"),
    "ru": ("рус", "русский", "орыс", "орысша"),
}


def normalised(words: str) -> str:
    """Return words as they are compared: small letters, single spaces, `_` for a space, no `ё`."""
    return " ".join(words.replace("_", " ").split()).casefold().replace("ё", "е")


def lookup(choices: Mapping[T, tuple[str, ...]]) -> dict[str, T]:
    """Return every accepted word, normalised, with what it stands for. A choice's own name is one of its words."""
    return {normalised(word): choice for choice, others in choices.items() for word in (str(choice), *others)}


HEADINGS = lookup({column: (*words.kk, *words.ru) for column, words in OTHER_HEADINGS.items()})
RECORDS = lookup({kind: (*words.kk, *words.ru) for kind, words in OTHER_RECORDS.items()})
