"""What an order rests on: the reading, its source and hour, the table's row, and why the decision differs from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch import weather_words
from dispatch import wording as said
from documents import wording
from documents.order_file import OrderFile
from locales import phrases
from locales.catalogue import Locale, text
from orders.order import Basis, NearRow, Order, OrderState
from thresholds.table import Table
from weather.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    label: str
    value: str


def facts(file: OrderFile, locale: Locale) -> Iterator[Fact]:
    """Yield the facts in the order in which a reader checks them."""
    if basis := file.order.basis:
        for key, value in _weather_facts(file, basis, locale):
            yield Fact(label=text(locale, f"paper-fact-{key}"), value=value)
    if file.order.reported_at:
        yield Fact(label=text(locale, "paper-fact-reported"), value=_reported(file.order, locale))


def _weather_facts(file: OrderFile, basis: Basis, locale: Locale) -> Iterator[tuple[str, str]]:
    yield "weather", weather_words.figures(locale, basis.reading)
    if basis.reading:
        yield "source", _source(file, basis.reading, locale)
    if basis.worries:
        yield "worries", _joined(weather_words.worry(locale, worry) for worry in basis.worries)
    yield "table", _table(basis, file.table, locale)
    if basis.raw:
        yield "row", _joined(f"«{weather_words.row(locale, raw)}»" for raw in basis.raw)
    yield from _decision(file, basis, locale)


def _decision(file: OrderFile, basis: Basis, locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield what the table proposed and why the head decided otherwise; nothing when they agree."""
    order = file.order
    if (order.grades, order.college_courses) == (basis.proposed_grades, basis.proposed_courses):
        return
    if basis.near:
        yield "near", _joined(_near(near, file.table, locale) for near in basis.near)
    yield "proposed", _proposed(basis, locale)
    if reason := _reason(order):
        yield "reason", wording.sentence(reason)


def _reason(order: Order) -> str:
    """Return why these learners; the reason of a return, a rejection, a revocation or a late act is another matter."""
    if order.approval and not order.late:
        return order.approval.reason
    about_grades = order.state not in {OrderState.RETURNED, OrderState.REJECTED, OrderState.REVOKED}
    return order.change_reason if about_grades else ""


def _source(file: OrderFile, reading: Reading, locale: Locale) -> str:
    """Return who says so; an officer by name, because the order rests on that person's word."""
    origin = weather_words.origin(locale, reading)
    return f"{origin} ({file.officer})" if file.officer else origin


def _table(basis: Basis, table: Table | None, locale: Locale) -> str:
    named = text(locale, "paper-table", table=basis.table, edition=basis.edition)
    if table is None or not table.act.number or table.act.dated is None:
        return f"{named}; {text(locale, 'paper-table-act-unknown')}"
    day = phrases.day(locale, table.act.dated)
    return f"{named}; {text(locale, 'paper-table-act', number=table.act.number, day=day)}"


def _near(near: NearRow, table: Table | None, locale: Locale) -> str:
    raw = next((row.raw for row in table.rows if row.id == near.row), near.row) if table else near.row
    return text(
        locale, "paper-near", raw=weather_words.row(locale, raw), who=said.grades(locale, near.grades, near.courses)
    )


def _proposed(basis: Basis, locale: Locale) -> str:
    who = said.grades(locale, basis.proposed_grades, basis.proposed_courses)
    return text(locale, "paper-proposed", who=who) if who else text(locale, "paper-proposed-nobody")


def _reported(order: Order, locale: Locale) -> str:
    assert order.reported_at is not None
    key = "paper-reported-late" if order.on_time is False else "paper-reported"
    return wording.moment(locale, key, order.reported_at)


def _joined(words: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(words))
