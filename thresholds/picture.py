"""A table drawn as a grid of temperature and wind around a reading. Pure; drawing it on a screen is another's job."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from thresholds.cells import Piece, axes_of, hull
from thresholds.conditions import Conditions
from thresholds.evaluate import evaluate
from thresholds.interval import Interval
from thresholds.table import READING_KINDS, Table, WindKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """Whom the table sends home there. `is_open`: a declared gap lies there. `is_here`: the reading does."""

    grades: tuple[int, ...]
    courses: tuple[int, ...]
    is_open: bool
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One stretch of temperature. `is_here`: the reading's temperature lies in it, whatever the wind."""

    temp: Interval
    is_here: bool
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The grid, warmest line first. `winds`: one stretch per column, m/s; `wind_kind` tells what they measure."""

    wind_kind: WindKind
    winds: tuple[Interval, ...]
    lines: tuple[Line, ...]


_Mark = tuple[tuple[int, ...], tuple[int, ...], bool]  # grades, courses, whether a gap leaves them open


def picture_of(table: Table, conditions: Conditions) -> Picture:
    """Draw what the table says at every temperature and wind, everything else being as in `conditions`."""
    kind = _wind_kind(table)
    axes = axes_of(table)
    temps, winds = axes.temps[::-1], axes.gusts if kind is WindKind.GUST else axes.means
    grid = [[_mark(table, _moved(conditions, kind, temp, wind)) for wind in winds] for temp in temps]
    lines = _joined(temps, grid)
    columns = _joined(winds, list(zip(*(marks for _, marks in lines), strict=True)))
    return Picture(
        wind_kind=kind,
        winds=tuple(wind for wind, _ in columns),
        lines=tuple(
            _line(temp, [(wind, marks[index]) for wind, marks in columns], conditions, kind)
            for index, (temp, _) in enumerate(lines)
        ),
    )


def _line(temp: Interval, marks: Sequence[tuple[Interval, _Mark]], conditions: Conditions, kind: WindKind) -> Line:
    is_here = _lies(conditions.temp_c, temp)
    here_wind = conditions.gust_ms if kind is WindKind.GUST else conditions.wind_ms
    squares = (
        Square(grades=grades, courses=courses, is_open=is_open, is_here=is_here and _lies(here_wind, wind))
        for wind, (grades, courses, is_open) in marks
    )
    return Line(temp=temp, is_here=is_here, squares=tuple(squares))


def _wind_kind(table: Table) -> WindKind:
    kinds = {row.wind.kind for row in table.rows if row.wind}
    return WindKind.GUST if kinds == {WindKind.GUST} else WindKind.MEAN


def _moved(conditions: Conditions, kind: WindKind, temp: Piece, wind: Piece) -> Conditions:
    """Return the conditions at this temperature and in steady wind of this speed."""
    mean = wind.sample if kind is WindKind.MEAN else conditions.wind_ms
    return replace(conditions, temp_c=temp.sample, wind_ms=mean, gust_ms=wind.sample)


def _mark(table: Table, conditions: Conditions) -> _Mark:
    verdict = evaluate(table, conditions)
    return verdict.grades, verdict.college_courses, any(gap.kind in READING_KINDS for gap in verdict.ambiguous)


def _lies(value: float | None, interval: Interval) -> bool:
    return value is not None and value in interval


def _joined(parts: Sequence[Piece], marks: Sequence[Sequence[_Mark]]) -> list[tuple[Interval, Sequence[_Mark]]]:
    """Join neighbouring pieces whose marks are the same all along."""
    groups = groupby(zip(parts, marks, strict=True), key=itemgetter(1))
    return [(hull(piece for piece, _ in group), key) for key, group in groups]
