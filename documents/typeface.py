"""The typeface of the paper: PT Serif, which has every Kazakh letter, bundled so that every machine prints the same."""

from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "PTSerif"
BOLD = "PTSerif-Bold"
OFFICE = "Times New Roman"  # what every office computer has; it covers the same letters
DIRECTORY = Path(__file__).parent / "fonts"


@cache
def register() -> None:
    """Make the typeface known to reportlab. Only the glyphs that are used end up in a file."""
    registerFont(TTFont(REGULAR, DIRECTORY / "PTSerif-Regular.ttf"))
    registerFont(TTFont(BOLD, DIRECTORY / "PTSerif-Bold.ttf"))
    addMapping(REGULAR, 0, 0, REGULAR)
    addMapping(REGULAR, 1, 0, BOLD)
