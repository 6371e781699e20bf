"""The department's list of a morning: district × shift × grades, schools named, readings, on time or late. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import assert_never

from dispatch import weather_words
from dispatch import wording as said
from locales import phrases
from locales.catalogue import Locale, text
from orders.inbox import InboxLine
from orders.order import Order, OrderState
from orders.organisation import Department
from orders.windows import ZONE


class Standing(StrEnum):
    """Where one shift of one organisation stands, in the order in which the list shows them."""

    ON_TIME = "on_time"  # in force, and brought to the department's notice inside its window (п. 15)
    LATE = "late"  # in force, and brought too late: recorded, never hidden
    DEPARTMENT = "department"  # in force by a department's order: nothing was due
    WAITING = "waiting"
    EXPIRED = "expired"
    OPEN = "open"  # the head decided that school is open
    REVOKED = "revoked"
    USUAL = "usual"  # nobody drafted anything


NAMES_PER_LINE = 12
AT_HOME = (Standing.ON_TIME, Standing.LATE, Standing.DEPARTMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One organisation, in words. Empty cells have nothing to say. origin: who measured, and when."""

    school: str
    reading: str
    origin: str
    received: str
    standing: str
    code: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGroup:
    """The organisations of one district and shift where the same grades stay at home, or the same is undecided.

    Where nobody drafted anything there is nothing to say of each: `rows` is empty and `usual` names them, some a line.
    """

    title: str
    rows: tuple[ListRow, ...] = ()
    usual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDistrict:
    name: str
    groups: tuple[ListGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentList:
    """The list in one language. headings: of the five columns of a row. empty: said when there is no district."""

    locale: Locale
    department: str
    title: str
    as_of: str
    headings: tuple[str, str, str, str, str]
    totals: tuple[Total, ...]
    districts: tuple[ListDistrict, ...]
    empty: str
    footer: str


def standing(line: InboxLine) -> Standing:
    """Return where a line of the inbox stands."""
    if line.order is None:
        return Standing.USUAL
    match line.order.state:
        case OrderState.APPROVED | OrderState.RELEASED | OrderState.COMPLETED:
            return _in_force(line.order)
        case OrderState.DRAFT | OrderState.RETURNED:
            return Standing.WAITING
        case OrderState.EXPIRED:
            return Standing.EXPIRED
        case OrderState.REJECTED:
            return Standing.OPEN
        case OrderState.REVOKED | OrderState.AMENDED:
            return Standing.REVOKED
        case _:
            assert_never(line.order.state)


def department_list(
    lines: Sequence[InboxLine],
    locale: Locale,
    *,
    department: Department,
    districts: Mapping[str, Department],
    day: date,
    now: datetime,
) -> DepartmentList:
    """Return the list. districts: the departments by the code of their district, for its name."""
    name = department.name(locale)
    columns = ("school", "reading", "received", "standing", "code")
    school, reading, received, standing_heading, code = (text(locale, f"paper-inbox-{one}") for one in columns)
    return DepartmentList(
        locale=locale,
        department=name,
        title=text(locale, "paper-inbox-title"),
        as_of=_as_of(locale, day, now),
        headings=(school, reading, received, standing_heading, code),
        totals=tuple(_totals(lines, locale)),
        districts=tuple(_districts(lines, locale, districts)),
        empty=text(locale, "paper-inbox-empty"),
        footer=text(locale, "paper-inbox-footer", department=name, day=phrases.day(locale, day)),
    )


def _as_of(locale: Locale, day: date, now: datetime) -> str:
    today = now.astimezone(ZONE).date()
    values = {"day": phrases.day(locale, day), "time": phrases.clock_time(now)}
    if today == day:
        return text(locale, "paper-inbox-as-of", **values)
    return text(locale, "paper-inbox-as-of-later", today=phrases.day(locale, today), **values)


def _in_force(order: Order) -> Standing:
    match order.on_time:
        case True:
            return Standing.ON_TIME
        case False:
            return Standing.LATE
        case None:
            return Standing.DEPARTMENT


def _totals(lines: Sequence[InboxLine], locale: Locale) -> Iterator[Total]:
    counts = Counter(map(standing, lines))
    yield Total(label=text(locale, "paper-inbox-total"), count=len(lines))
    yield Total(label=text(locale, "paper-inbox-at-home"), count=sum(counts[one] for one in AT_HOME))
    for one in Standing:
        if counts[one]:
            yield Total(label=text(locale, "paper-standing", standing=one.value), count=counts[one])


def _districts(
    lines: Iterable[InboxLine], locale: Locale, districts: Mapping[str, Department]
) -> Iterator[ListDistrict]:
    in_order = sorted(
        lines, key=lambda line: (line.district, _group_key(line), _natural(line.organisation.name(locale)))
    )
    for district, found in groupby(in_order, key=lambda line: line.district):
        department = districts.get(district)
        yield ListDistrict(
            name=department.name(locale) if department else district,
            groups=tuple(_group(list(group), locale) for _, group in groupby(found, key=_group_key)),
        )


def _group_key(line: InboxLine) -> tuple[int, int, int, tuple[int, ...], tuple[int, ...], str]:
    """Return the shift, then decisions before the rest, and the widest decision first."""
    found = standing(line)
    if found not in AT_HOME or line.order is None:
        return (line.shift, 1, list(Standing).index(found), (), (), "")
    learners = len(line.grades) + len(line.college_courses)
    return (line.shift, 0, -learners, line.grades, line.college_courses, line.order.outcome)


def _group(lines: Sequence[InboxLine], locale: Locale) -> ListGroup:
    first = lines[0]
    title = text(
        locale,
        "paper-inbox-group",
        shift=said.shift(locale, first.shift),
        learners=_learners(first, locale),
        count=len(lines),
    )
    if standing(first) is not Standing.USUAL:
        return ListGroup(title=title, rows=tuple(_row(line, locale) for line in lines))
    names = [line.organisation.name(locale) for line in lines]
    chunks = (names[start : start + NAMES_PER_LINE] for start in range(0, len(names), NAMES_PER_LINE))
    return ListGroup(title=title, usual=tuple("; ".join(chunk) for chunk in chunks))


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that puts school № 5 before school № 44."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def _learners(line: InboxLine, locale: Locale) -> str:
    found = standing(line)
    if found not in AT_HOME or line.order is None:
        return phrases.sentence(text(locale, "paper-standing", standing=found.value))
    who = said.grades(locale, line.grades, line.college_courses)
    return text(locale, "paper-inbox-learners", outcome=line.order.outcome.value, who=who)


def _row(line: InboxLine, locale: Locale) -> ListRow:
    found = standing(line)
    based = line.order is not None and line.order.basis is not None
    return ListRow(
        school=line.organisation.name(locale),
        reading=weather_words.figures(locale, line.reading) if based else "",
        origin=weather_words.origin(locale, line.reading) if line.reading else "",
        received=phrases.clock_time(line.reported_at) if line.reported_at else "",
        standing=_standing(line, found, locale),
        code=line.order.check_code if line.order and found in AT_HOME else "",
        late=found is Standing.LATE,
    )


def _standing(line: InboxLine, found: Standing, locale: Locale) -> str:
    """Return on time or late; of what is undecided, whom the draft would send home: the group says the rest."""
    if found in AT_HOME:
        return text(locale, "paper-standing", standing=found.value)
    who = said.grades(locale, line.grades, line.college_courses)
    return text(locale, "paper-inbox-proposed", who=who) if who else ""
