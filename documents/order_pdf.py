"""The order on A4: one page per language, then the acknowledgement list. The same order gives the same bytes."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, Spacer, Table

from documents.acknowledgement_list import AcknowledgementList
from documents.order_sheet import Sheet, Signature
from documents.pdf_layout import (
    ALL,
    FLUSH,
    GREY,
    PALE,
    TOP_ALIGNED,
    Command,
    PageShape,
    Part,
    build,
    paragraph,
    style,
)
from documents.printable import PrintableOrder
from documents.qr import QrCode
from documents.typeface import BOLD, register

# The left margin is for the binding.
SHAPE = PageShape(size=A4, left=25 * mm, right=15 * mm, top=15 * mm, bottom=17 * mm)
WIDTH = SHAPE.width
CODE_SIZE = 27 * mm
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)  # the largest at which the sheet fits one page
SPREAD = 11.0  # for a sheet no size squeezes onto one page


def order_pdf(printable: PrintableOrder) -> bytes:
    """Return the order as a PDF with embedded type."""
    register()
    address = printable.verify_url
    parts = [
        Part(footer=sheet.footer, content=_sheet(sheet, _fitting_size(sheet, address), address))
        for sheet in printable.sheets
    ]
    if printable.acknowledgements:
        content = _acknowledgements(printable.acknowledgements)
        parts.append(Part(footer=printable.sheets[-1].footer, content=content))
    return build(parts, shape=SHAPE, title=f"{printable.sheets[0].title}. {printable.sheets[0].code}").content


def _fitting_size(sheet: Sheet, verify_url: str) -> float:
    def fits(size: float) -> bool:
        return build([Part(footer="", content=_sheet(sheet, size, verify_url))], shape=SHAPE, title="").pages == 1

    return next(filter(fits, SIZES), SPREAD)


def _sheet(sheet: Sheet, size: float, verify_url: str) -> list[Flowable]:
    *items, last = _items(sheet, size)
    return [
        *_letterhead(sheet, size),
        *_marks(sheet, size),
        *_heading(sheet, size),
        *_preamble(sheet, size),
        *items,
        # A signature never stands alone on a page: whoever signs must see what for.
        KeepTogether([last, *_facts(sheet, size), *_signing(sheet, size, verify_url)]),
    ]


def _letterhead(sheet: Sheet, size: float) -> list[Flowable]:
    rule = HRFlowable(width="100%", thickness=1.2, color=colors.black, spaceBefore=size * 0.5, spaceAfter=1.5)
    thin = HRFlowable(width="100%", thickness=0.4, color=colors.black, spaceBefore=0, spaceAfter=size * 0.7)
    authority = [paragraph(sheet.authority, style(size * 0.9, alignment=TA_CENTER))] if sheet.authority else []
    issuer = paragraph(sheet.issuer, style(size * 1.08, face=BOLD, alignment=TA_CENTER, spaceBefore=2))
    return [*authority, issuer, rule, thin]


def _marks(sheet: Sheet, size: float) -> list[Flowable]:
    like = style(size, face=BOLD, alignment=TA_CENTER)
    box: list[Command] = [("BOX", *ALL, 1.2, colors.black), ("TOPPADDING", *ALL, 4), ("BOTTOMPADDING", *ALL, 6)]
    return [Table([[paragraph(mark, like)]], [WIDTH], style=box, spaceAfter=size * 0.6) for mark in sheet.marks]


def _heading(sheet: Sheet, size: float) -> list[Flowable]:
    title = paragraph(sheet.title, style(size * 1.35, face=BOLD, alignment=TA_CENTER, spaceAfter=size * 0.6))
    line = Table(
        [
            [
                paragraph(sheet.day, style(size)),
                paragraph(sheet.town, style(size, alignment=TA_CENTER)),
                paragraph(sheet.number, style(size, alignment=TA_RIGHT)),
            ]
        ],
        [WIDTH * 0.42, WIDTH * 0.28, WIDTH * 0.3],
        style=[*FLUSH, TOP_ALIGNED],
    )
    subject = paragraph(sheet.subject, style(size, face=BOLD, rightIndent=WIDTH * 0.3, spaceBefore=size * 0.5))
    return [title, line, subject, Spacer(0, size * 0.7)]


def _preamble(sheet: Sheet, size: float) -> list[Flowable]:
    words = f"{escape(sheet.preamble)} <b>{escape(sheet.command)}</b>"
    return [paragraph(sheet.legal_basis, _clause(size)), Paragraph(words, _clause(size))]


def _items(sheet: Sheet, size: float) -> list[Flowable]:
    return [paragraph(f"{number}. {item}", _clause(size)) for number, item in enumerate(sheet.items, start=1)]


def _clause(size: float) -> ParagraphStyle:
    return style(size, alignment=TA_JUSTIFY, firstLineIndent=10 * mm, spaceAfter=size * 0.35)


def _facts(sheet: Sheet, size: float) -> list[Flowable]:
    if not sheet.facts:
        return []
    small = size * 0.82
    title = paragraph(sheet.facts_title, style(small, face=BOLD, spaceBefore=size * 0.3, spaceAfter=2))
    rows = [
        [paragraph(fact.label, style(small, textColor=GREY)), paragraph(fact.value, style(small))]
        for fact in sheet.facts
    ]
    grid: list[Command] = [
        ("LINEABOVE", *ALL, 0.3, GREY),
        ("LINEBELOW", (0, -1), (-1, -1), 0.3, GREY),
        TOP_ALIGNED,
        ("LEFTPADDING", *ALL, 0),
        ("TOPPADDING", *ALL, 1.5),
        ("BOTTOMPADDING", *ALL, 2.5),
    ]
    return [title, Table(rows, [WIDTH * 0.27, WIDTH * 0.73], style=grid)]


def _signing(sheet: Sheet, size: float, verify_url: str) -> list[Flowable]:
    """Return the signatures with the QR code beside them."""
    rest = WIDTH - CODE_SIZE
    block = Table(
        [[_signatures(sheet.signatures, rest, size), QrCode(verify_url, CODE_SIZE)]],
        [rest, CODE_SIZE],
        style=[*FLUSH, ("VALIGN", (0, 0), (0, 0), "MIDDLE"), ("VALIGN", (1, 0), (1, 0), "TOP")],
    )
    proof = f"<b>{escape(sheet.code)}</b>. {escape(sheet.verify)}"
    return [Spacer(0, size), block, Paragraph(proof, style(size * 0.8, alignment=TA_RIGHT, spaceBefore=2))]


def _signatures(signatures: Sequence[Signature], width: float, size: float) -> Table:
    rows: list[list[Flowable | str]] = []
    for signature in signatures:
        rows.append([paragraph(signature.role, style(size)), "", paragraph(signature.name, style(size, face=BOLD))])
        rows.append(["", paragraph(signature.note, style(size * 0.78, textColor=GREY)), ""])
    ruled: list[Command] = [("LINEBELOW", (1, row), (1, row), 0.5, colors.black) for row in range(0, len(rows), 2)]
    spanned: list[Command] = [("SPAN", (1, row), (2, row)) for row in range(1, len(rows), 2)]
    gap: list[Command] = [("LEFTPADDING", (2, 0), (2, -1), 3 * mm), ("RIGHTPADDING", (0, 0), (0, -1), 3 * mm)]
    apart: list[Command] = [("BOTTOMPADDING", (0, row), (-1, row), size * 0.9) for row in range(1, len(rows) - 1, 2)]
    look = [*FLUSH, *ruled, *spanned, *gap, *apart, ("VALIGN", *ALL, "BOTTOM")]
    return Table(rows, [width * 0.42, width * 0.16, width * 0.42], style=look)


def _acknowledgements(listed: AcknowledgementList) -> list[Flowable]:
    titles: list[Flowable] = []
    for title in listed.titles:
        titles.append(paragraph(title.title, style(13, face=BOLD, alignment=TA_CENTER, spaceBefore=4)))
        titles.append(paragraph(title.order, style(9.5, alignment=TA_CENTER)))
    heading = [paragraph(words, style(9, face=BOLD)) for words in ("№", *listed.heading)]
    rows = [
        [paragraph(words, style(8.5)) for words in (str(number), line.name, line.duty, line.mark)]
        for number, line in enumerate(listed.lines, start=1)
    ]
    grid: list[Command] = [
        ("GRID", *ALL, 0.4, GREY),
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("VALIGN", *ALL, "MIDDLE"),
        ("TOPPADDING", *ALL, 2),
        ("BOTTOMPADDING", *ALL, 4),
    ]
    widths = [9 * mm, 46 * mm, WIDTH - 88 * mm, 33 * mm]
    return [*titles, Spacer(0, 10), Table([heading, *rows], widths, style=grid, repeatRows=1)]
