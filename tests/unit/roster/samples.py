"""A small, sound roster file, and ways to spoil it."""

from boran.roster import Column, Finding, Known, Problem, RecordKind, Rejected, Roster, RosterFile, Row, check
from boran.roster.generating import Record
from boran.roster.rows import REMARKS
from boran.roster.wording import said
from locales.catalogue import LOCALES

TABLES = Known(tables=frozenset({"kostanay-oblast"}))
SECRET = "whsec_" + "A" * 32

PLACE: Record = (
    RecordKind.PLACE,
    {
        Column.CODE: "kostanay",
        Column.NAME_KK: "Қостанай",
        Column.NAME_RU: "Костанай",
        Column.LATITUDE: "53,21441",
        Column.LONGITUDE: "63.6246",
        Column.METAR_STATION: "UAUU",
    },
)
DEPARTMENT: Record = (
    RecordKind.DEPARTMENT,
    {
        Column.CODE: "kst-city",
        Column.LEVEL: "қалалық",
        Column.NAME_KK: "Қостанай қаласының білім бөлімі",
        Column.NAME_RU: "Отдел образования города Костаная",
        Column.REGION: "kostanay",
        Column.DISTRICT: "kostanay-city",
    },
)
SCHOOL: Record = (
    RecordKind.ORGANISATION,
    {
        Column.CODE: "kst-1",
        Column.KIND: "Школа",
        Column.NAME_KK: "№ 1 мектеп",
        Column.NAME_RU: "Школа № 1",
        Column.DEPARTMENT: "kst-city",
        Column.REGION: "kostanay",
        Column.DISTRICT: "kostanay-city",
        Column.SETTLEMENT: "город",
        Column.PLACE: "kostanay",
        Column.TABLE: "kostanay-oblast",
        Column.DAYS_PER_WEEK: "5",
        Column.SHIFTS: "1, 2",
        Column.REGIME_KK: "Қашықтан",
        Column.REGIME_RU: "Дистанционно",
    },
)
CLASS: Record = (
    RecordKind.CLASS,
    {Column.ORGANISATION: "kst-1", Column.CLASS: "4А", Column.SHIFT: "1"},
)
OTHER_CLASS: Record = (
    RecordKind.CLASS,
    {Column.ORGANISATION: "kst-1", Column.CLASS: "5Ә", Column.SHIFT: "2"},
)
HEAD: Record = (
    RecordKind.STAFF,
    {
        Column.ORGANISATION: "kst-1",
        Column.ROLE: "директор, ответственный; дежурный учитель",
        Column.NAME: "Директор школы № 1",
        Column.LOCALE: "ru",
        Column.PHONE: "8 701 000 00 01",
        Column.TELEGRAM_CHAT_ID: "501",
    },
)
TEACHER: Record = (
    RecordKind.STAFF,
    {
        Column.ORGANISATION: "kst-1",
        Column.ROLE: "сынып жетекшісі",
        Column.NAME: "4А сынып жетекшісі",
        Column.LOCALE: "қаз",
        Column.CLASS: "4A; 5 «Ә»",  # the first letter is Latin
        Column.PHONE: "+77010000002",
    },
)
FAMILY: Record = (
    RecordKind.FAMILY,
    {
        Column.ORGANISATION: "kst-1",
        Column.CLASS: "4 «А»",
        Column.PUPIL: "Оқушы 1",
        Column.GUARDIAN: "Отбасы 1",
        Column.LOCALE: "kk",
        Column.PHONE: "+7 (701) 000-00-03",
        Column.TELEGRAM_CHAT_ID: "601",
    },
)
SITE: Record = (
    RecordKind.SITE,
    {Column.ORGANISATION: "kst-1", Column.URL: "https://school.example/boran", Column.SECRET: SECRET},
)
DAY_OFF: Record = (RecordKind.DAY_OFF, {Column.DAY: "21.03.2026", Column.UNTIL: "2026-03-23"})

SOUND = (PLACE, DEPARTMENT, SCHOOL, CLASS, OTHER_CLASS, HEAD, TEACHER, FAMILY, SITE, DAY_OFF)


def changed(record: Record, **cells: str) -> Record:
    """Return a record with other cells; an empty one is taken away."""
    kind, before = record
    after = {**before, **{Column(name): value for name, value in cells.items()}}
    return kind, {column: value for column, value in after.items() if value}


def file_of(*records: Record) -> RosterFile:
    """Return a file with these records from row 2 on."""
    return RosterFile(
        rows=tuple(Row(kind=kind, number=number, cells=cells) for number, (kind, cells) in enumerate(records, start=2))
    )


def sound(*records: Record, known: Known = TABLES) -> Roster:
    """Check records that must be fit for use. Every remark can be said in both languages."""
    checked = check(file_of(*records), known=known)
    assert isinstance(checked, Roster), checked
    assert all(said(remark, locale) for remark in checked.remarks for locale in LOCALES)
    return checked


def errors(*records: Record, known: Known = TABLES) -> tuple[Finding, ...]:
    """Check records that must not be fit for use. Every finding can be said in both languages."""
    checked = check(file_of(*records), known=known)
    assert isinstance(checked, Rejected), checked
    assert all(said(finding, locale) for finding in checked.findings for locale in LOCALES)
    return checked.findings


def problems(*records: Record, known: Known = TABLES) -> list[tuple[int, Problem]]:
    """Return the errors only, with their rows."""
    found = errors(*records, known=known)
    return [(finding.number, finding.problem) for finding in found if finding.problem not in REMARKS]


def with_instead(record: Record, **cells: str) -> list[Record]:
    """Return the sound records with one of them changed."""
    return [changed(one, **cells) if one is record else one for one in SOUND]
