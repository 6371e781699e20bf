"""The department's list on A4 lying, one part per language."""

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from documents.department_list import DepartmentList, ListDistrict, ListRow, Total
from documents.pdf_layout import ALL, GREY, PALE, TOP_ALIGNED, Command, PageShape, Part, build, paragraph, style
from documents.typeface import BOLD, register

SHAPE = PageShape(size=landscape(A4), left=15 * mm, right=15 * mm, top=14 * mm, bottom=15 * mm)
COLUMNS = (72 * mm, 106 * mm, 22 * mm, 43 * mm, SHAPE.width - 243 * mm)
NORMAL, SMALL, HEADING = style(9.5), style(8.5, textColor=GREY), style(9.5, face=BOLD)


def department_list_pdf(lists: Sequence[DepartmentList]) -> bytes:
    """Return the lists (the same one in several languages) as one PDF."""
    register()
    parts = [Part(footer=listed.footer, content=_content(listed)) for listed in lists]
    return build(parts, shape=SHAPE, title=lists[0].title).content


def _content(listed: DepartmentList) -> list[Flowable]:
    head = [
        paragraph(listed.department, NORMAL),
        paragraph(listed.title, style(14, face=BOLD, spaceBefore=2, spaceAfter=3)),
        paragraph(listed.as_of, style(9.5, spaceAfter=6)),
        _totals(listed.totals),
        Spacer(0, 6),
    ]
    if not listed.districts:
        return [*head, paragraph(listed.empty, NORMAL)]
    return [*head, _table(listed)]


def _totals(totals: Sequence[Total]) -> Table:
    numbers = [paragraph(str(total.count), style(15, face=BOLD)) for total in totals]
    labels = [paragraph(total.label, SMALL) for total in totals]
    width = SHAPE.width / max(len(totals), 1)
    look: list[Command] = [
        TOP_ALIGNED,
        ("LINEBEFORE", *ALL, 0.6, GREY),
        ("TOPPADDING", *ALL, 0),
        ("BOTTOMPADDING", *ALL, 3),
    ]
    return Table([numbers, labels], [width] * len(totals), style=look)


def _table(listed: DepartmentList) -> Table:
    rows: list[list[Paragraph | str]] = [[paragraph(heading, HEADING) for heading in listed.headings]]
    look: list[Command] = [
        TOP_ALIGNED,
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, GREY),
        ("TOPPADDING", *ALL, 1.5),
        ("BOTTOMPADDING", *ALL, 3),
    ]
    for district in listed.districts:
        _add_district(rows, look, district)
    return Table(rows, COLUMNS, style=look, repeatRows=1)


def _add_district(rows: list[list[Paragraph | str]], look: list[Command], district: ListDistrict) -> None:
    _add_band(rows, look, paragraph(district.name, style(10.5, face=BOLD)))
    look.append(("BACKGROUND", (0, len(rows) - 1), (-1, len(rows) - 1), PALE))
    for group in district.groups:
        _add_band(rows, look, paragraph(group.title, HEADING))
        for row in group.rows:
            rows.append(_cells(row))
            look.append(("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.3, GREY))
        for names in group.usual:
            rows.append([paragraph(names, NORMAL), "", "", "", ""])
            look.append(("SPAN", (0, len(rows) - 1), (-1, len(rows) - 1)))


def _cells(row: ListRow) -> list[Paragraph | str]:
    reading = f"{row.reading} ({row.origin})" if row.origin else row.reading
    return [
        paragraph(row.school, NORMAL),
        paragraph(reading, NORMAL),
        paragraph(row.received, NORMAL),
        paragraph(row.standing, HEADING if row.late else NORMAL),
        paragraph(row.code, NORMAL),
    ]


def _add_band(rows: list[list[Paragraph | str]], look: list[Command], title: Paragraph) -> None:
    """Add a line across all columns that never ends a page."""
    rows.append([title, "", "", "", ""])
    number = len(rows) - 1
    look += [("SPAN", (0, number), (-1, number)), ("NOSPLIT", (0, number), (-1, number + 1))]
