"""One order ready for any layout: its sheets, its acknowledgement list, and the address that proves it."""

from dataclasses import dataclass

from dispatch.wording import verify_url
from documents.acknowledgement_list import AcknowledgementList, acknowledgement_list
from documents.order_file import OrderFile
from documents.order_sheet import Sheet, sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintableOrder:
    """sheets: one per language. acknowledgements: for the school's own file, never for the public."""

    sheets: tuple[Sheet, ...]
    acknowledgements: AcknowledgementList | None
    verify_url: str


def printable(file: OrderFile) -> PrintableOrder:
    """Return the order's paper. Raises `orders.errors.NotCitable` when it would cite an act that is not in force."""
    found = PrintableOrder(
        sheets=sheets(file), acknowledgements=acknowledgement_list(file), verify_url=verify_url(file.about)
    )
    for sheet in found.sheets:
        file.edition.check_citations("\n".join((sheet.legal_basis, *sheet.items, *sheet.marks)))
    return found
