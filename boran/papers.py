"""The papers of a morning, gathered from the database: the printable order and the department's list."""

from collections.abc import Sequence
from datetime import date, datetime

from boran.wiring import Services
from dispatch.ports import Transaction
from documents.department_list import DepartmentList, department_list
from documents.order_file import gather
from documents.printable import PrintableOrder, printable
from locales.catalogue import LOCALES, Locale
from orders.inbox import InboxLine, inbox
from orders.order import Order
from orders.organisation import OrganisationCode
from orders.regulation import edition_on


def printable_order(parts: Services, tx: Transaction, order: Order) -> PrintableOrder:
    """Return an order as it is printed, in both languages."""
    edition = edition_on(parts.editions, order.first_day)
    return printable(gather(tx, order, edition=edition, tables=parts.tables, public_url=parts.settings.public_url))


def inbox_lines(parts: Services, tx: Transaction, department: OrganisationCode, day: date) -> tuple[InboxLine, ...]:
    """Return what a department has before it. Raises `UnknownOrganisation`."""
    return inbox(tx, department=department, day=day, edition=edition_on(parts.editions, day))


def department_lists(
    tx: Transaction,
    lines: Sequence[InboxLine],
    department: OrganisationCode,
    *,
    day: date,
    now: datetime,
    locales: Sequence[Locale] = LOCALES,
) -> list[DepartmentList]:
    """Return the department's list of the day in each language."""
    office = tx.registry.department(department)
    assert office is not None  # `inbox_lines` has refused an unknown department
    districts = {one.district: one for one in tx.registry.departments() if one.district}
    return [
        department_list(lines, locale, department=office, districts=districts, day=day, now=now) for locale in locales
    ]
