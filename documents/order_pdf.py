"""The order on A4: one page per language, then the acknowledgement list. The same order gives the same bytes."""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from documents.acknowledgement_list import AcknowledgementList
from documents.order_sheet import Sheet, Signature
from documents.printable import PrintableOrder
from documents.qr import QrCode
from documents.typeface import BOLD, REGULAR, register

LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 15 * mm, 15 * mm, 17 * mm  # the left margin is for the binding
WIDTH = A4[0] - LEFT - RIGHT
CODE_SIZE = 27 * mm
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)  # the largest at which the sheet fits one page
SPREAD = 11.0  # for a sheet no size squeezes onto one page
FLUSH = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
]
GREY = colors.Color(0.45, 0.45, 0.45)


def order_pdf(printable: PrintableOrder) -> bytes:
    """Return the order as a PDF with embedded type."""
    register()
    sheets = [(sheet, _fitting_size(sheet, printable.verify_url)) for sheet in printable.sheets]
    parts = [(sheet.footer, _sheet(sheet, size, printable.verify_url)) for sheet, size in sheets]
    if printable.acknowledgements:
        parts.append((printable.sheets[-1].footer, _acknowledgements(printable.acknowledgements)))
    return _build(parts, title=f"{printable.sheets[0].title} {printable.sheets[0].code}")[0]


def _fitting_size(sheet: Sheet, verify_url: str) -> float:
    def fits(size: float) -> bool:
        return _build([("", _sheet(sheet, size, verify_url))], title="")[1] == 1

    return next(filter(fits, SIZES), SPREAD)


def _build(parts: Sequence[tuple[str, Sequence[Flowable]]], *, title: str) -> tuple[bytes, int]:
    """Lay out parts (footer, content), each beginning a page; return the file and the number of pages."""
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=LEFT,
        rightMargin=RIGHT,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=title,
        author="Boran",
        invariant=1,
    )
    frame = Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates([_page(str(number), frame, footer) for number, (footer, _) in enumerate(parts)])
    story: list[Flowable] = []
    for number, (_, content) in enumerate(parts):
        story += [NextPageTemplate(str(number)), *([PageBreak()] if number else []), *content]
    document.build(story)
    return buffer.getvalue(), document.page


def _page(name: str, frame: Frame, footer: str) -> PageTemplate:
    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(GREY)
        canvas.drawString(LEFT, 9 * mm, footer)
        canvas.drawRightString(A4[0] - RIGHT, 9 * mm, str(document.page))

    return PageTemplate(id=name, frames=[frame], onPage=draw)


def _style(size: float, *, face: str = REGULAR, **changes: object) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=face, fontSize=size, leading=size * 1.25, **changes)


def _paragraph(words: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(words).replace("\n", "<br/>"), style)


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
    authority = [_paragraph(sheet.authority, _style(size * 0.9, alignment=TA_CENTER))] if sheet.authority else []
    issuer = _paragraph(sheet.issuer, _style(size * 1.08, face=BOLD, alignment=TA_CENTER, spaceBefore=2))
    return [*authority, issuer, rule, thin]


def _marks(sheet: Sheet, size: float) -> list[Flowable]:
    style = _style(size, face=BOLD, alignment=TA_CENTER)
    frame = [("BOX", (0, 0), (-1, -1), 1.2, colors.black), ("TOPPADDING", (0, 0), (-1, -1), 4), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)]
    return [Table([[_paragraph(mark, style)]], [WIDTH], style=frame, spaceAfter=size * 0.6) for mark in sheet.marks]


def _heading(sheet: Sheet, size: float) -> list[Flowable]:
    title = _paragraph(sheet.title, _style(size * 1.35, face=BOLD, alignment=TA_CENTER, spaceAfter=size * 0.6))
    line = Table(
        [
            [
                _paragraph(sheet.day, _style(size)),
                _paragraph(sheet.place, _style(size, alignment=TA_CENTER)),
                _paragraph(sheet.number, _style(size, alignment=TA_RIGHT)),
            ]
        ],
        [WIDTH * 0.42, WIDTH * 0.28, WIDTH * 0.3],
        style=[*FLUSH, ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )
    subject = _paragraph(sheet.subject, _style(size, face=BOLD, rightIndent=WIDTH * 0.3, spaceBefore=size * 0.5))
    return [title, line, subject, Spacer(0, size * 0.7)]


def _preamble(sheet: Sheet, size: float) -> list[Flowable]:
    words = f"{escape(sheet.preamble)} <b>{escape(sheet.command)}</b>"
    return [_paragraph(sheet.legal_basis, _clause(size)), Paragraph(words, _clause(size))]


def _items(sheet: Sheet, size: float) -> list[Flowable]:
    return [_paragraph(f"{number}. {item}", _clause(size)) for number, item in enumerate(sheet.items, start=1)]


def _clause(size: float) -> ParagraphStyle:
    return _style(size, alignment=TA_JUSTIFY, firstLineIndent=10 * mm, spaceAfter=size * 0.35)


def _facts(sheet: Sheet, size: float) -> list[Flowable]:
    if not sheet.facts:
        return []
    small = size * 0.82
    title = _paragraph(sheet.facts_title, _style(small, face=BOLD, spaceBefore=size * 0.3, spaceAfter=2))
    rows = [
        [_paragraph(fact.label, _style(small, textColor=GREY)), _paragraph(fact.value, _style(small))]
        for fact in sheet.facts
    ]
    grid = [
        ("LINEABOVE", (0, 0), (-1, -1), 0.3, GREY),
        ("LINEBELOW", (0, -1), (-1, -1), 0.3, GREY),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
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
    return [Spacer(0, size), block, Paragraph(proof, _style(size * 0.8, alignment=TA_RIGHT, spaceBefore=2))]


def _signatures(signatures: Sequence[Signature], width: float, size: float) -> Table:
    rows: list[list[Flowable | str]] = []
    for signature in signatures:
        rows.append([_paragraph(signature.role, _style(size)), "", _paragraph(signature.name, _style(size, face=BOLD))])
        rows.append(["", _paragraph(signature.note, _style(size * 0.78, textColor=GREY)), ""])
    ruled = [("LINEBELOW", (1, row), (1, row), 0.5, colors.black) for row in range(0, len(rows), 2)]
    spanned = [("SPAN", (1, row), (2, row)) for row in range(1, len(rows), 2)]
    gap = [("LEFTPADDING", (2, 0), (2, -1), 3 * mm), ("RIGHTPADDING", (0, 0), (0, -1), 3 * mm)]
    apart = [("BOTTOMPADDING", (0, row), (-1, row), size * 0.9) for row in range(1, len(rows) - 1, 2)]
    style = [*FLUSH, *ruled, *spanned, *gap, *apart, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")]
    return Table(rows, [width * 0.42, width * 0.16, width * 0.42], style=style)


def _acknowledgements(listed: AcknowledgementList) -> list[Flowable]:
    titles: list[Flowable] = []
    for title in listed.titles:
        titles.append(_paragraph(title.title, _style(13, face=BOLD, alignment=TA_CENTER, spaceBefore=4)))
        titles.append(_paragraph(title.order, _style(9.5, alignment=TA_CENTER)))
    heading = [_paragraph(words, _style(9, face=BOLD)) for words in ("№", *listed.heading)]
    rows = [
        [_paragraph(words, _style(8.5)) for words in (str(number), line.name, line.duty, line.mark)]
        for number, line in enumerate(listed.lines, start=1)
    ]
    grid = [
        ("GRID", (0, 0), (-1, -1), 0.4, GREY),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.93, 0.93, 0.93)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    widths = [9 * mm, 46 * mm, WIDTH - 88 * mm, 33 * mm]
    return [*titles, Spacer(0, 10), Table([heading, *rows], widths, style=grid, repeatRows=1)]
