"""Where a table is open, contradicts itself or has a hole, cell by cell. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from typing import NamedTuple

from thresholds.cells import Axes, Piece, axes_of
from thresholds.interval import Interval
from thresholds.table import Limit, Region, Row, Settlement, Table, WindKind, WindLimit
from weather.reading import Phenomenon


class FlawKind(StrEnum):
    OPEN = "open"  # the print leaves open who goes home
    REREAD = "reread"  # the product reads something the print does not say
    HOLE = "hole"  # worse weather sends fewer home
    SPLIT = "split"  # a grade stays although lower and higher ones go
    OVERLAP = "overlap"  # two rows for the same pupils disagree


class Pupils(NamedTuple):
    """One grade, or one college course."""

    is_course: bool
    number: int


class Cell(NamedTuple):
    temp: Piece
    mean: Piece
    gust: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Rows that name the same phenomena, as they apply in one kind of settlement (None: in either)."""

    rows: tuple[Row, ...]
    phenomena: frozenset[Phenomenon]
    settlement: Settlement | None
    axes: Axes

    def cells(self) -> Iterator[Cell]:
        return map(Cell._make, product(self.axes.temps, self.axes.means, self.axes.gusts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One flaw in one cell of a plane. `pupils`: whom it concerns; `rows`: ids of the rows that make it."""

    kind: FlawKind
    rows: tuple[str, ...]
    pupils: frozenset[Pupils]
    cell: Cell
    plane: Plane

    def lies_in(self, region: Region) -> bool:
        """Tell whether `region` covers the flaw's cell."""
        bounds = zip((region.temp, region.wind, region.gust), self.cell, strict=True)
        return (
            all(interval is None or piece.sample in interval for interval, piece in bounds)
            and region.phenomena <= self.plane.phenomena
            and region.settlement in {None, self.plane.settlement}
        )


Way = Callable[[Limit], Interval]  # how to take a printed limit


def flaws_of(table: Table) -> Iterator[Flaw]:
    """Find every flaw of the table, declared or not."""
    for plane in _planes(table):
        yield from _open_or_reread(plane)
        yield from _holes(plane)
        yield from _splits(plane)
        yield from _overlaps(plane)


def _planes(table: Table) -> Iterator[Plane]:
    axes = axes_of(table)
    settlements: tuple[Settlement | None, ...] = tuple(Settlement) if table.has_settlements else (None,)
    for settlement, phenomena in product(settlements, {row.phenomena for row in table.rows}):
        rows = [row for row in table.rows if row.phenomena == phenomena and row.settlement in {None, settlement}]
        yield Plane(rows=tuple(rows), phenomena=phenomena, settlement=settlement, axes=axes)


def _certain(limit: Limit) -> Interval:
    return limit.published.certain


def _possible(limit: Limit) -> Interval:
    return limit.published.possible


def _read(limit: Limit) -> Interval:
    return limit.read


def _pupils(row: Row) -> frozenset[Pupils]:
    if row.outcome is None:
        return frozenset()
    grades = (Pupils(is_course=False, number=grade) for grade in row.grades)
    courses = (Pupils(is_course=True, number=course) for course in row.courses)
    return frozenset((*grades, *courses))


def _wind_holds(wind: WindLimit | None, cell: Cell, way: Way) -> bool:
    if wind is None:
        return True
    piece = cell.gust if wind.kind is WindKind.GUST else cell.mean
    return piece.sample in way(wind)


def _holds(row: Row, cell: Cell, way: Way = _read) -> bool:
    return (row.temp is None or cell.temp.sample in way(row.temp)) and _wind_holds(row.wind, cell, way)


def _home(rows: Sequence[Row], cell: Cell, way: Way = _read) -> frozenset[Pupils]:
    return frozenset().union(*(_pupils(row) for row in rows if _holds(row, cell, way)))


def _flaw(kind: FlawKind, plane: Plane, cell: Cell, rows: Sequence[Row], pupils: frozenset[Pupils]) -> Flaw:
    names = {row.id for row in rows}
    return Flaw(
        kind=kind, rows=tuple(row.id for row in plane.rows if row.id in names), pupils=pupils, cell=cell, plane=plane
    )


def _open_or_reread(plane: Plane) -> Iterator[Flaw]:
    for cell in plane.cells():
        certain, possible, read = (_home(plane.rows, cell, way) for way in (_certain, _possible, _read))
        if certain != possible:
            rows = [row for row in plane.rows if _holds(row, cell, _certain) != _holds(row, cell, _possible)]
            yield _flaw(FlawKind.OPEN, plane, cell, rows, possible - certain)
        elif read != certain:
            rows = [row for row in plane.rows if _holds(row, cell, _certain) != _holds(row, cell, _read)]
            yield _flaw(FlawKind.REREAD, plane, cell, rows, read ^ certain)


def _holes(plane: Plane) -> Iterator[Flaw]:
    """Walk into the wind along every line; on the frost rows also into the cold."""
    temps, means, gusts = plane.axes.temps, plane.axes.means, plane.axes.gusts
    for temp, gust in product(temps, gusts):
        yield from _holes_along(plane, plane.rows, [Cell(temp, mean, gust) for mean in means])
    for temp, mean in product(temps, means):
        yield from _holes_along(plane, plane.rows, [Cell(temp, mean, gust) for gust in gusts])
    if plane.phenomena:
        return
    frost_rows = [row for row in plane.rows if _is_frost(row)]
    for mean, gust in product(means, gusts):
        yield from _holes_along(plane, frost_rows, [Cell(temp, mean, gust) for temp in reversed(temps)])


def _is_frost(row: Row) -> bool:
    """Tell whether more cold can only bring the row nearer: not so for heat, or ice above a temperature."""
    return row.temp is None or (row.temp.read.high is not None and row.temp.read.high <= 0)


def _holes_along(plane: Plane, rows: Sequence[Row], line: Sequence[Cell]) -> Iterator[Flaw]:
    """Find the cells of the line, which leads into worse weather, that keep somebody at school who was already home."""
    last: dict[Pupils, Row] = {}
    for index, cell in enumerate(line):
        holding = [row for row in rows if _holds(row, cell)]
        missing = last.keys() - _home(rows, cell)
        if missing:
            milder = [last[pupils] for pupils in missing]
            yield _flaw(
                FlawKind.HOLE, plane, cell, [*milder, *holding, *_next_rows(rows, line[index:])], frozenset(missing)
            )
        last |= {pupils: row for row in holding for pupils in _pupils(row)}


def _next_rows(rows: Sequence[Row], line: Sequence[Cell]) -> Sequence[Row]:
    """Return the rows that hold in the first cell of the line where any does."""
    found = ([row for row in rows if _holds(row, cell)] for cell in line)
    return next((holding for holding in found if holding), [])


def _splits(plane: Plane) -> Iterator[Flaw]:
    for cell in plane.cells():
        grades = {pupils.number for pupils in _home(plane.rows, cell) if not pupils.is_course}
        between = set(range(min(grades, default=0), max(grades, default=0))) - grades
        if between:
            rows = [row for row in plane.rows if _holds(row, cell)]
            pupils = frozenset(Pupils(is_course=False, number=grade) for grade in between)
            yield _flaw(FlawKind.SPLIT, plane, cell, rows, pupils)


def _overlaps(plane: Plane) -> Iterator[Flaw]:
    """Find where two rows for the same pupils, each with its own stretch of wind, both claim a wind and disagree."""
    for one, other in combinations(plane.rows, 2):
        if _pupils(one) != _pupils(other) or not _halves_overlap(one.wind, other.wind):
            continue
        for cell in plane.cells():
            both_winds = _wind_holds(one.wind, cell, _read) and _wind_holds(other.wind, cell, _read)
            if both_winds and _holds(one, cell) != _holds(other, cell):
                yield _flaw(FlawKind.OVERLAP, plane, cell, [one, other], _pupils(one))


def _halves_overlap(one: WindLimit | None, other: WindLimit | None) -> bool:
    """Tell whether the winds meet although neither contains the other."""
    if one is None or other is None or one.kind is not other.kind:
        return False
    shared = one.read.intersection(other.read)
    return not shared.is_empty and shared not in {one.read, other.read}
