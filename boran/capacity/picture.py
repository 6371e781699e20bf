"""The share of families told over the window, one line per layout, as an SVG that needs nothing else."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import escape

from boran.capacity.morning import STEP
from boran.capacity.outcome import Outcome
from boran.capacity.region import window

WIDTH, HEIGHT, LEFT, TOP, PLOT_W, PLOT_H = 900, 470, 60, 40, 580, 370
# Okabe and Ito's colours, told apart by everybody; lines of one colour differ in their dashes.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("", "6 4", "2 3")
TICK = timedelta(minutes=15)


def picture(outcomes: Sequence[Outcome]) -> str:
    """Return the SVG. A light ground of its own keeps it readable on a dark page."""
    first = outcomes[0]
    title = f"Families told, {first.schools:,} schools, {first.families:,} families".replace(",", " ")
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="system-ui, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="600" fill="#1a1a1a">{escape(title)}</text>',
        *_grid(),
        *(_line(number, outcome) for number, outcome in enumerate(outcomes)),
        *(_name(number, outcome) for number, outcome in enumerate(outcomes)),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _grid() -> Iterator[str]:
    span = window()
    for percent in range(0, 101, 20):
        y = TOP + PLOT_H * (1 - percent / 100)
        yield f'<path d="M{LEFT} {y:.1f}h{PLOT_W}" stroke="#d9d9d9"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{percent} %</text>'
    for number in range(int((span.closes - span.opens) / TICK) + 1):
        at = span.opens + number * TICK
        x = LEFT + PLOT_W * (at - span.opens) / (span.closes - span.opens)
        yield f'<path d="M{x:.1f} {TOP + PLOT_H}v5" stroke="#444"/>'
        yield f'<text x="{x:.1f}" y="{TOP + PLOT_H + 20}" text-anchor="middle" fill="#444">{at:%H:%M}</text>'


def _line(number: int, outcome: Outcome) -> str:
    steps = len(outcome.curve)
    every = max(1, int(timedelta(minutes=1) / STEP / 2))
    shown = [*range(0, steps, every), steps - 1]
    points = " ".join(
        f"{LEFT + PLOT_W * (step + 1) / steps:.1f},{TOP + PLOT_H * (1 - outcome.curve[step]):.1f}" for step in shown
    )
    start = f"{LEFT},{TOP + PLOT_H}"
    return f'<polyline points="{start} {points}" fill="none" stroke-width="2" {_stroke(number)}/>'


def _name(number: int, outcome: Outcome) -> str:
    x, y = LEFT + PLOT_W + 18, TOP + 14 + number * 22
    label = f"{outcome.layout}  {outcome.told[-1]:.0%}"
    return (
        f'<path d="M{x} {y - 4}h22" stroke-width="2" {_stroke(number)}/>'
        f'<text x="{x + 30}" y="{y}" fill="#1a1a1a">{escape(label)}</text>'
    )


def _stroke(number: int) -> str:
    dash = DASHES[number // len(COLOURS) % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{COLOURS[number % len(COLOURS)]}"{dashed}'
