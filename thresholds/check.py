"""What makes a table unfit for use: contradictions, holes and overlaps that it does not declare. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from thresholds.cells import hull
from thresholds.errors import Finding
from thresholds.flaws import Flaw, FlawKind, flaws_of
from thresholds.grades import who
from thresholds.table import FLAW_KINDS, READING_KINDS, Gap, GapKind, NotComputable, Row, Table

LOWEST_TEMP_C, HIGHEST_TEMP_C = -60, 52
HIGHEST_WIND_MS = 75

_REMEDIES = {
    FlawKind.OPEN: "the print leaves this open: declare a gap (open_inequality or open_band) with this region",
    FlawKind.REREAD: "`read` departs from the print here: declare a gap with this region that says why",
    FlawKind.HOLE: "correct the row or `read`, or declare a gap (hole or non_monotone) with this region",
    FlawKind.SPLIT: "add the missing grades to a row, or declare a gap (hole) with this region",
    FlawKind.OVERLAP: "decide with `read` which row holds, or declare a gap (overlap) with this region",
}
_PROBLEMS = {
    FlawKind.OPEN: "open: whether {who} go home",
    FlawKind.REREAD: "read otherwise than printed: {who}",
    FlawKind.HOLE: "hole: {who} stay at school although milder weather sends them home",
    FlawKind.SPLIT: "hole: {who} stay at school although lower and higher grades go home",
    FlawKind.OVERLAP: "overlap: two rows disagree about {who}",
}


def findings_of(table: Table) -> tuple[Finding, ...]:
    """Return everything wrong with the table; empty when it is fit for use."""
    names = tuple(_wrong_names(table))
    if names:
        return names
    flaws = tuple(flaws_of(table))
    return (
        *_contradictions(table.rows),
        *_implausible(table.rows),
        *_undeclared_words(table),
        *_undeclared_flaws(flaws, table.gaps),
        *_idle_gaps(flaws, table.gaps),
    )


def _wrong_names(table: Table) -> Iterator[Finding]:
    rows = {row.id for row in table.rows}
    for kind, ids in (("row", [row.id for row in table.rows]), ("gap", [gap.id for gap in table.gaps])):
        for name in (name for name, count in Counter(ids).items() if count > 1):
            yield Finding(
                problem=f"{kind} id '{name}' is given twice", remedy="give every row and every gap its own id"
            )
    users = {gap.id: gap.rows for gap in table.gaps} | {modifier.id: modifier.rows for modifier in table.modifiers}
    for user, named in users.items():
        for name in (name for name in named if name not in rows):
            yield Finding(
                problem=f"'{user}' names the row '{name}', which does not exist",
                remedy=f"use one of {', '.join(sorted(rows))}",
            )


def _contradictions(rows: Sequence[Row]) -> Iterator[Finding]:
    for one, other in combinations(rows, 2):
        if _conditions(one) != _conditions(other):
            continue
        shared = set(one.grades) & set(other.grades) or set(one.courses) & set(other.courses)
        if shared or not (one.sends_somebody_home and other.sends_somebody_home):
            yield Finding(
                rows=(one.id, other.id),
                problem="contradiction: two rows with the same conditions name the same pupils or none",
                remedy="keep one of them, or correct the condition that should differ",
            )


def _conditions(row: Row) -> tuple[object, ...]:
    limits = (row.temp.read if row.temp else None, (row.wind.read, row.wind.kind) if row.wind else None)
    return (*limits, row.phenomena, row.nmu, row.settlement, row.shifts, bool(row.safety_clause))


def _implausible(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        temps = row.temp.read.bounds if row.temp else ()
        winds = row.wind.read.bounds if row.wind else ()
        wrong = [f"{temp:g} °C" for temp in temps if not LOWEST_TEMP_C <= temp <= HIGHEST_TEMP_C]
        wrong += [f"{wind:g} m/s" for wind in winds if not 0 <= wind <= HIGHEST_WIND_MS]
        if wrong:
            yield Finding(
                rows=(row.id,),
                problem=f"no thermometer or anemometer here shows {', '.join(wrong)}",
                remedy="correct the figure; keep a misprint of the page in `raw`",
            )


def _undeclared_words(table: Table) -> Iterator[Finding]:
    stated = {name for gap in table.gaps if gap.kind is GapKind.NOT_STATED for name in gap.rows}
    for row in table.rows:
        if row.outcome is not None and not row.sends_somebody_home and row.id not in stated:
            yield Finding(
                rows=(row.id,),
                problem="the row names neither grades nor courses",
                remedy="add them, or `outcome: none`, or declare a gap (not_stated) for the row",
            )
    wordy = [modifier.id for modifier in table.modifiers if isinstance(modifier.effect, NotComputable)]
    if wordy and not any(gap.kind is GapKind.NOT_COMPUTABLE for gap in table.gaps):
        yield Finding(
            problem=f"the modifier '{wordy[0]}' cannot be computed",
            remedy="declare a gap (not_computable) that says for which weather",
        )


def _undeclared_flaws(flaws: Iterable[Flaw], gaps: Sequence[Gap]) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[Flaw]] = defaultdict(list)
    for flaw in flaws:
        if not any(_excuses(gap, flaw) for gap in gaps):
            groups[flaw.kind, flaw.rows, flaw.plane.settlement].append(flaw)
    for group in groups.values():
        first = group[0]
        pupils = {pupils for flaw in group for pupils in flaw.pupils}
        concerned = who(
            [each.number for each in pupils if not each.is_course], [each.number for each in pupils if each.is_course]
        )
        yield Finding(
            rows=first.rows,
            problem=f"{_PROBLEMS[first.kind].format(who=concerned)} at {_place(group)}",
            remedy=_REMEDIES[first.kind],
        )


def _excuses(gap: Gap, flaw: Flaw) -> bool:
    return (
        gap.kind in READING_KINDS
        and not set(gap.rows).isdisjoint(flaw.rows)
        and any(flaw.lies_in(region) for region in gap.where)
    )


def _idle_gaps(flaws: Sequence[Flaw], gaps: Sequence[Gap]) -> Iterator[Finding]:
    for gap in gaps:
        if gap.kind not in FLAW_KINDS:
            continue
        idle = [region for region in gap.where if not any(flaw.lies_in(region) for flaw in flaws)]
        if idle or not gap.where:
            yield Finding(
                rows=gap.rows,
                problem=f"the gap '{gap.id}' declares a {gap.kind.value} in a region where the rows leave none",
                remedy="correct `where` and `rows`, or use the kind remark",
            )


def _place(flaws: Sequence[Flaw]) -> str:
    """Describe the smallest box around the flaws' cells, leaving out what the box does not narrow."""
    axes = flaws[0].plane.axes
    quantities = zip(
        ("temperature {} °C", "wind {} m/s", "gust {} m/s"),
        zip(*(flaw.cell for flaw in flaws), strict=True),
        (axes.temps, axes.means, axes.gusts),
        strict=True,
    )
    boxes = [text.format(hull(parts)) for text, parts, axis in quantities if hull(parts) != hull(axis)]
    return ", ".join(boxes) or "any weather"
