"""The QR code of the verification address: vector for PDF and HTML, a picture for Word."""

from io import BytesIO

import segno
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

QUIET_ZONE = 4  # modules of white around the code, as ISO/IEC 18004 asks for


class QrCode(Flowable):
    """A QR code as a flowable of `size` points, drawn as rectangles."""

    def __init__(self, content: str, size: float) -> None:
        super().__init__()
        self.width = self.height = size
        self._rows = [list(row) for row in _code(content).matrix_iter(border=QUIET_ZONE)]

    def draw(self) -> None:
        canvas: Canvas = self.canv
        module = self.width / len(self._rows)
        path = canvas.beginPath()
        for number, row in enumerate(self._rows, start=1):
            for start, length in _dark_runs(row):
                path.rect(start * module, self.height - number * module, length * module, module)
        canvas.setFillGray(0)
        canvas.drawPath(path, stroke=0, fill=1)


def png(content: str) -> bytes:
    """Return the code as a PNG picture."""
    buffer = BytesIO()
    _code(content).save(buffer, kind="png", scale=8, border=QUIET_ZONE)
    return buffer.getvalue()


def svg(content: str) -> str:
    """Return the code as SVG to stand inside an HTML page."""
    return str(_code(content).svg_inline(border=QUIET_ZONE, scale=3))


def _code(content: str) -> segno.QRCode:
    return segno.make_qr(content, error="m")


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    """Return (start, length) of every run of dark modules: whole bars, so that no hairlines show between them."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
