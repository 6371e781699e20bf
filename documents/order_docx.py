"""The order as a Word file, for a school that adds its number or files its papers there."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from documents import qr
from documents.acknowledgement_list import AcknowledgementList
from documents.order_sheet import Sheet
from documents.printable import PrintableOrder
from documents.typeface import OFFICE
from locales.catalogue import LOCALES

WIDTH = Mm(210 - 25 - 15)
CODE_SIZE = Mm(27)
BODY = Pt(11.5)
SMALL = Pt(9)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY


def order_docx(printable: PrintableOrder) -> bytes:
    """Return the order as a .docx file: one page per language, then the acknowledgement list."""
    document = _document(printable)
    for sheet in printable.sheets:
        _sheet(document, sheet, printable.verify_url)
    if printable.acknowledgements:
        _acknowledgements(document, printable.acknowledgements)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _document(printable: PrintableOrder) -> WordDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(15), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = OFFICE, BODY
    normal.element.rPr.rFonts.set(qn("w:cs"), OFFICE)
    normal.paragraph_format.space_after = Pt(3)
    first = printable.sheets[0]
    document.core_properties.title = f"{first.title}. {first.code}"
    document.core_properties.author = "Boran"
    return document


def _sheet(document: WordDocument, sheet: Sheet, verify_url: str) -> None:
    letterhead = _line(document, sheet.authority, align=CENTRE)
    letterhead.paragraph_format.page_break_before = sheet.locale != LOCALES[0]
    _line(document, sheet.issuer, align=CENTRE, bold=True)
    for mark in sheet.marks:
        _line(document, mark, align=CENTRE, bold=True)
    _line(document, sheet.title, align=CENTRE, bold=True, size=Pt(16))
    _dated(document, sheet)
    _line(document, sheet.subject, bold=True).paragraph_format.right_indent = Mm(55)
    _clause(document, sheet.legal_basis)
    _clause(document, f"{sheet.preamble} ").add_run(sheet.command).bold = True
    for number, item in enumerate(sheet.items, start=1):
        _clause(document, f"{number}. {item}")
    _facts(document, sheet)
    _signatures(document, sheet, verify_url)
    _line(document, f"{sheet.code}. {sheet.verify}", align=WD_ALIGN_PARAGRAPH.RIGHT, size=SMALL)


def _line(
    document: WordDocument,
    words: str,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    bold: bool = False,
    size: Pt = BODY,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, size
    return paragraph


def _clause(document: WordDocument, words: str) -> Paragraph:
    paragraph = _line(document, words, align=JUSTIFIED)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    return paragraph


def _dated(document: WordDocument, sheet: Sheet) -> None:
    """Put day, town and number on one line, at its left, middle and right."""
    stops = _line(document, f"{sheet.day}\t{sheet.town}\t{sheet.number}").paragraph_format.tab_stops
    stops.add_tab_stop(WIDTH // 2, WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _facts(document: WordDocument, sheet: Sheet) -> None:
    if not sheet.facts:
        return
    _line(document, sheet.facts_title, bold=True, size=SMALL)
    rows = [(fact.label, fact.value) for fact in sheet.facts]
    _table(document, rows, widths=(Mm(45), WIDTH - Mm(45)))


def _signatures(document: WordDocument, sheet: Sheet, verify_url: str) -> None:
    """Put the signatures and the QR code side by side, in a table without lines."""
    _line(document, "", size=SMALL)  # Word joins tables that touch
    table = _grid(document, rows=1, widths=(WIDTH - CODE_SIZE, CODE_SIZE), style="Normal Table")
    left, right = table.cell(0, 0), table.cell(0, 1)
    for signature in sheet.signatures:
        words = left.add_paragraph(f"{signature.role}  ____________  ")
        words.add_run(signature.name).bold = True
        words.add_run(f"\n{signature.note}").font.size = SMALL
    right.paragraphs[0].add_run().add_picture(BytesIO(qr.png(verify_url)), width=CODE_SIZE)


def _acknowledgements(document: WordDocument, listed: AcknowledgementList) -> None:
    for number, title in enumerate(listed.titles):
        _line(document, title.title, align=CENTRE, bold=True).paragraph_format.page_break_before = number == 0
        _line(document, title.order, align=CENTRE, size=SMALL)
    lines = [(str(number), line.name, line.duty, line.mark) for number, line in enumerate(listed.lines, start=1)]
    _table(document, [("№", *listed.heading), *lines], widths=(Mm(10), Mm(48), WIDTH - Mm(93), Mm(35)))


def _table(document: WordDocument, rows: Sequence[Sequence[str]], *, widths: tuple[int, ...]) -> None:
    table = _grid(document, rows=len(rows), widths=widths, style="Table Grid")
    for row, words in enumerate(rows):
        for column, word in enumerate(words):
            cell = table.cell(row, column).paragraphs[0]
            cell.paragraph_format.space_after = Pt(0)
            cell.add_run(word).font.size = SMALL


def _grid(document: WordDocument, *, rows: int, widths: tuple[int, ...], style: str) -> Table:
    """Add an empty table. Word reads the widths of columns, other programs those of cells: both are set."""
    table: Table = document.add_table(rows=rows, cols=len(widths), style=style)
    table.autofit = False
    for column, width in enumerate(widths):
        table.columns[column].width = Emu(width)
        for row in range(rows):
            table.cell(row, column).width = Emu(width)
    return table
