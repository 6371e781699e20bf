"""What an order rests on: the reading, its source and hour, the table's row, and why the decision differs from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch import weather_words
from documents import wording
from documents.order_file import OrderFile
from locales import phrases
from locales.catalogue import Locale, text
from orders.order import Basis, Order
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
        yield "row", _joined(f"«{raw}»" for raw in basis.raw)
    yield from _decision(file, basis, locale)


def _decision(file: OrderFile, basis: Basis, locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield what the table proposed and why the head decided otherwise; nothing when they agree."""
    order = file.order
    if order.grades == basis.proposed_grades:
        return
    if basis.near:
        yield "near", _joined(_near(near.row, near.grades, file.table, locale) for near in basis.near)
    yield "proposed", _proposed(basis.proposed_grades, locale)
    if order.change_reason:
        yield "reason", wording.sentence(order.change_reason)


def _source(file: OrderFile, reading: Reading, locale: Locale) -> str:
    """Return who says so; an officer by name, because the order rests on that person's word."""
    said = weather_words.origin(locale, reading)
    return f"{said} ({file.officer})" if file.officer else said


def _table(basis: Basis, table: Table | None, locale: Locale) -> str:
    named = text(locale, "paper-table", table=basis.table, edition=basis.edition)
    if table is None or not table.act.number or table.act.dated is None:
        return f"{named}; {text(locale, 'paper-table-act-unknown')}"
    day = phrases.day(locale, table.act.dated)
    return f"{named}; {text(locale, 'paper-table-act', number=table.act.number, day=day)}"


def _near(row: str, grades: tuple[int, ...], table: Table | None, locale: Locale) -> str:
    raw = next((one.raw for one in table.rows if one.id == row), row) if table else row
    return text(locale, "paper-near", raw=f"«{raw}»", grades=phrases.runs(grades))


def _proposed(grades: tuple[int, ...], locale: Locale) -> str:
    if not grades:
        return text(locale, "paper-proposed-nobody")
    return text(locale, "paper-proposed", grades=phrases.runs(grades))


def _reported(order: Order, locale: Locale) -> str:
    assert order.reported_at is not None
    key = "paper-reported-late" if order.on_time is False else "paper-reported"
    return wording.moment(locale, key, order.reported_at)


def _joined(words: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(words))
