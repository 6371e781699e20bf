"""What every PDF of ours shares: paragraphs, tables, pages with a footer, and bytes that depend on the content only."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph

from documents.typeface import REGULAR

Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]  # of a reportlab table style
GREY = colors.Color(0.4, 0.4, 0.4)
PALE = colors.Color(0.93, 0.93, 0.93)
ALL = ((0, 0), (-1, -1))
TOP_ALIGNED: Command = ("VALIGN", *ALL, "TOP")
FLUSH: tuple[Command, ...] = (
    ("LEFTPADDING", *ALL, 0),
    ("RIGHTPADDING", *ALL, 0),
    ("TOPPADDING", *ALL, 0),
    ("BOTTOMPADDING", *ALL, 1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """A sheet of paper, sizes in points."""

    size: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float

    @property
    def width(self) -> float:
        """Return the width of the text."""
        return self.size[0] - self.left - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Content that begins a page, and the footer of its pages."""

    footer: str
    content: Sequence[Flowable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    content: bytes
    pages: int


def style(size: float, *, face: str = REGULAR, **changes: Any) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=face, fontSize=size, leading=size * 1.25, **changes)


def paragraph(words: str, like: ParagraphStyle) -> Paragraph:
    """Return plain words as a paragraph: nothing in them is markup."""
    return Paragraph(escape(words), like)


def build(parts: Sequence[Part], *, shape: PageShape, title: str) -> Pdf:
    """Lay out the parts one after the other. The same parts always give the same bytes."""
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=shape.size, title=title, author="Boran", invariant=1)
    height = shape.size[1] - shape.top - shape.bottom
    frame = Frame(shape.left, shape.bottom, shape.width, height, 0, 0, 0, 0)
    document.addPageTemplates([_page(str(number), frame, shape, part.footer) for number, part in enumerate(parts)])
    story: list[Flowable] = []
    for number, part in enumerate(parts):
        story += [NextPageTemplate(str(number)), *([PageBreak()] if number else []), *part.content]
    document.build(story)
    return Pdf(content=buffer.getvalue(), pages=document.page)


def _page(name: str, frame: Frame, shape: PageShape, footer: str) -> PageTemplate:
    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(GREY)
        canvas.drawString(shape.left, 9 * mm, footer)
        canvas.drawRightString(shape.size[0] - shape.right, 9 * mm, str(document.page))

    return PageTemplate(id=name, frames=[frame], onPage=draw)
