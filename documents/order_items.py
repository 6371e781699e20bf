"""The numbered paragraphs of an order. A school's order carries the four required parts of № 349 п. 16."""

from collections.abc import Iterator

from documents import wording
from documents.order_file import OrderFile
from locales import phrases
from locales.catalogue import Locale, text
from orders.order import Order
from orders.organisation import Department, Organisation, OrganisationKind


def items(file: OrderFile, locale: Locale) -> tuple[str, ...]:
    """Return the paragraphs in their order, without numbers."""
    if isinstance(file.issuer, Organisation):
        return tuple(_of_school(file, file.issuer, locale))
    return tuple(_of_department(file, locale))


def _of_school(file: OrderFile, school: Organisation, locale: Locale) -> Iterator[str]:
    yield _who_stays_home(file, locale)
    yield from _parts(file, locale)
    yield text(locale, "paper-item-came-anyway")  # п. 18
    if school.kind is OrganisationKind.BOARDING_SCHOOL:
        yield text(locale, "paper-item-boarding")  # п. 16, last sentence
    yield _tell_families(file, school, locale)
    yield text(locale, "paper-item-publish", authority=file.authority.name(locale) if file.authority else "–")
    yield from _replaces(file, locale)
    yield text(locale, "paper-item-control")


def _of_department(file: OrderFile, locale: Locale) -> Iterator[str]:
    order = file.order
    yield _who_stays_home(file, locale)
    yield _scope(file, locale)
    if order.cause:
        yield text(locale, "paper-item-cause", cause=_cause(order, locale))
    yield from _parts(file, locale)
    yield text(locale, "paper-item-heads")  # п. 23
    yield text(locale, "paper-item-publish-department")
    yield from _replaces(file, locale)
    yield text(locale, "paper-item-control")


def _who_stays_home(file: OrderFile, locale: Locale) -> str:
    """Return п. 16 part 1: classes, groups, shift; the classes by name where the registry knows them."""
    order = file.order
    if not (order.grades or order.college_courses):
        return text(locale, "paper-item-nobody-yet")
    told = text(
        locale,
        "paper-item-outcome",
        outcome=order.outcome.value,
        dates=wording.dates(locale, order),
        shift=text(locale, "paper-shift", shift=order.shift or "all"),
        who=wording.who(locale, order.grades, order.college_courses),
    )
    if not file.classes:
        return told
    return f"{told} {text(locale, 'paper-classes', classes=', '.join(file.classes))}"


def _parts(file: OrderFile, locale: Locale) -> Iterator[str]:
    """Yield п. 16 parts 2-4, as far as the order has them: a department's order need not (п. 22)."""
    parts = file.order.parts
    if regime := parts.regime_kk if locale == "kk" else parts.regime_ru:
        yield text(locale, "paper-item-regime", regime=wording.sentence(regime))
    if parts.responsible:
        yield text(locale, "paper-item-responsible", people=file.names(parts.responsible))
    if parts.duty_teachers:
        yield text(locale, "paper-item-duty-teachers", people=file.names(parts.duty_teachers))


def _tell_families(file: OrderFile, school: Organisation, locale: Locale) -> str:
    order = file.order
    if order.late:
        return text(locale, "paper-item-tell-families-late")
    shifts = school.shifts if order.shift is None else (order.shift,)
    windows = [file.edition.family_window(shift, order.first_day) for shift in shifts]
    hours = [f"{phrases.clock_time(window.opens)}–{phrases.clock_time(window.closes)}" for window in windows]
    day = phrases.day(locale, order.first_day)
    return text(locale, "paper-item-tell-families", day=day, hours=", ".join(dict.fromkeys(hours)))


def _scope(file: OrderFile, locale: Locale) -> str:
    names = "; ".join(one.name(locale) for one in file.scope)
    if any(isinstance(one, Department) for one in file.scope):
        return text(locale, "paper-item-scope-departments", departments=names)
    return text(locale, "paper-item-scope", organisations=names)


def _cause(order: Order, locale: Locale) -> str:
    note = order.note_kk if locale == "kk" else order.note_ru
    return ". ".join(wording.sentence(words) for words in (text(locale, f"cause-{order.cause}"), note) if words)


def _replaces(file: OrderFile, locale: Locale) -> Iterator[str]:
    if file.replaced:
        yield text(locale, "paper-item-replaces", code=file.replaced.check_code)
