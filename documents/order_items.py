"""The numbered paragraphs of an order. A school's order carries the four required parts of № 349 п. 16."""

from collections.abc import Iterable, Iterator

from dispatch import wording as said
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
    yield _tell_families(file, locale)
    yield text(locale, "paper-item-publish", authority=_names(file.about.places, locale))
    yield from _replaces(file, locale)
    yield text(locale, "paper-item-control")


def _of_department(file: OrderFile, locale: Locale) -> Iterator[str]:
    order = file.order
    yield _who_stays_home(file, locale)
    yield _scope(file, locale)
    if order.cause:
        yield text(locale, "paper-item-cause", cause=_cause(order, locale))
    yield from _parts(file, locale)
    yield _tell_families(file, locale) if file.about.window else text(locale, "paper-item-heads")  # п. 23
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
    if regime := said.regime(locale, file.order):
        yield text(locale, "paper-item-regime", regime=wording.sentence(regime))
    if parts.responsible:
        yield text(locale, "paper-item-responsible", people=file.about.names(parts.responsible))
    if parts.duty_teachers:
        yield text(locale, "paper-item-duty-teachers", people=file.about.names(parts.duty_teachers))


def _tell_families(file: OrderFile, locale: Locale) -> str:
    if (window := file.about.window) is None:
        return text(locale, "paper-item-tell-families-late")
    day = phrases.day(locale, file.order.first_day)
    hours = f"{phrases.clock_time(window.opens)}–{phrases.clock_time(window.closes)}"
    return text(locale, "paper-item-tell-families", day=day, hours=hours)


def _scope(file: OrderFile, locale: Locale) -> str:
    if any(isinstance(one, Department) for one in file.bound):
        return text(locale, "paper-item-scope-departments", departments=_names(file.bound, locale))
    return text(locale, "paper-item-scope", organisations=_names(file.bound, locale))


def _names(named: Iterable[Organisation | Department], locale: Locale) -> str:
    """Return every name: unlike a message, an order counts nobody away."""
    return "; ".join(one.name(locale) for one in named)


def _cause(order: Order, locale: Locale) -> str:
    words = (text(locale, f"cause-{order.cause}"), said.note_of(locale, order))
    return ". ".join(wording.sentence(one) for one in words if one)


def _replaces(file: OrderFile, locale: Locale) -> Iterator[str]:
    if file.replaced:
        yield text(locale, "paper-item-replaces", code=file.replaced.check_code)
