"""The list on which the staff says that it knows the order: one for both languages, apart from the order itself."""

from dataclasses import dataclass
from datetime import datetime

from documents.order_file import OrderFile, StaffLine
from documents.order_sheet import day_of
from locales import phrases
from locales.catalogue import LOCALES, Locale, text
from orders.windows import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTitle:
    title: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementLine:
    """`mark` says when the person acknowledged in the bot; empty, it is the place to sign."""

    name: str
    duty: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementList:
    """titles: per language. heading: of the three columns (person, duty, mark)."""

    titles: tuple[ListTitle, ...]
    heading: tuple[str, str, str]
    lines: tuple[AcknowledgementLine, ...]


def acknowledgement_list(file: OrderFile) -> AcknowledgementList | None:
    """Return the list, or None when there is nothing to know yet or the registry names nobody who must know it."""
    if not (file.order.approval and file.staff):
        return None
    return AcknowledgementList(
        titles=tuple(_title(file, locale) for locale in LOCALES),
        heading=(_both("paper-list-person"), _both("paper-list-duty"), _both("paper-list-mark")),
        lines=tuple(_line(one) for one in file.staff),
    )


def _title(file: OrderFile, locale: Locale) -> ListTitle:
    order = file.order
    day = phrases.day(locale, day_of(order))
    return ListTitle(
        title=text(locale, "paper-list-title"),
        order=text(locale, "paper-list-order", day=day, code=order.check_code, revision=order.revision),
    )


def _both(key: str) -> str:
    return " / ".join(text(locale, key) for locale in LOCALES)


def _line(staff: StaffLine) -> AcknowledgementLine:
    duties = " / ".join(", ".join(_duties(staff, locale)) for locale in LOCALES)
    return AcknowledgementLine(name=staff.name, duty=duties, mark=_mark(staff.acknowledged_at))


def _duties(staff: StaffLine, locale: Locale) -> list[str]:
    duties = [text(locale, "paper-duty", role=role.value) for role in staff.roles]
    if staff.classes:
        duties.append(text(locale, "paper-duty-homeroom", classes=", ".join(staff.classes)))
    if staff.organisation:
        duties.append(text(locale, "paper-duty-head", organisation=staff.organisation.name(locale)))
    return duties


def _mark(instant: datetime | None) -> str:
    return f"{instant.astimezone(ZONE):%d.%m.%Y, %H:%M}" if instant else ""
