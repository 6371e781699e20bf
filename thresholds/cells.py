"""The plane of temperature and wind cut at every figure a table names, so that checks are exact, not sampled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from thresholds.interval import Interval
from thresholds.table import Limit, Table, WindKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A figure, or the open stretch between two figures: every limit of the table treats all of it alike.

    sample: one member, which therefore stands for all.
    """

    interval: Interval
    sample: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """The pieces of each quantity, in rising order. A quantity the table does not use is one piece."""

    temps: tuple[Piece, ...]
    means: tuple[Piece, ...]
    gusts: tuple[Piece, ...]


def axes_of(table: Table) -> Axes:
    """Cut each quantity at every figure that a row or a gap of the table names."""
    regions = [region for gap in table.gaps for region in gap.where]
    winds = [row.wind for row in table.rows if row.wind]
    return Axes(
        temps=pieces(_figures([row.temp for row in table.rows if row.temp], [region.temp for region in regions])),
        means=pieces(
            _figures([wind for wind in winds if wind.kind is not WindKind.GUST], [region.wind for region in regions]),
            start=0,
        ),
        gusts=pieces(
            _figures([wind for wind in winds if wind.kind is WindKind.GUST], [region.gust for region in regions]),
            start=0,
        ),
    )


def pieces(figures: Iterable[float], *, start: float | None = None) -> tuple[Piece, ...]:
    """Cut the line, or the half-line from `start` on, at each figure."""
    inner = sorted(figure for figure in set(figures) if start is None or figure >= start)
    if not inner:
        return (Piece(interval=Interval(low=start, low_in=start is not None), sample=start or 0),)
    return tuple(_cut(inner, start))


def hull(parts: Iterable[Piece]) -> Interval:
    """Return the smallest interval that holds all the pieces; there must be at least one."""
    ordered = sorted(parts, key=lambda piece: piece.sample)
    lowest, highest = ordered[0].interval, ordered[-1].interval
    return Interval(low=lowest.low, low_in=lowest.low_in, high=highest.high, high_in=highest.high_in)


def _cut(figures: list[float], start: float | None) -> Iterator[Piece]:
    first, last = figures[0], figures[-1]
    if start is None or start < first:
        before = Interval(low=start, low_in=start is not None, high=first)
        yield Piece(interval=before, sample=first - 1 if start is None else start)
    for low, high in pairwise(figures):
        yield _point(low)
        yield Piece(interval=Interval(low=low, high=high), sample=(low + high) / 2)
    yield _point(last)
    yield Piece(interval=Interval(low=last), sample=last + 1)


def _point(figure: float) -> Piece:
    return Piece(interval=Interval(low=figure, low_in=True, high=figure, high_in=True), sample=figure)


def _figures(limits: Iterable[Limit], others: Iterable[Interval | None]) -> set[float]:
    intervals = [part for limit in limits for part in (limit.published.certain, limit.published.possible, limit.read)]
    return {figure for interval in [*intervals, *others] if interval for figure in interval.bounds}
