"""Real decisions held against the tables: what the print explains, misses by one condition, or does not know. Pure.

Nothing is tuned. A band counts as the same when its upper grade is the same; class 0 and class 12 exist in some
schools only, so "1-9" matches "0-9" and "0-11" matches "0-12", and how often class 0 differs is reported. Where
a decision quotes a range, the table is asked at its mildest and at its worst end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from thresholds.assignments import Assignment, assignment_for
from thresholds.conditions import Conditions
from thresholds.decisions import Band, Decision, Range, Unnamed
from thresholds.evaluate import evaluate
from thresholds.table import Table
from thresholds.verdict import Condition, NearRow, State, Verdict

_TOP = 11  # the last grade that every full school has


class Kind(StrEnum):
    """How a decision stands to its table; the first of these that an end of the reported range earns."""

    EXPLAINED = "explained"
    MISSED_BY_ONE_CONDITION = "missed_by_one_condition"
    NARROWER = "narrower"
    WIDER = "wider"
    OFF_BAND = "off_band"  # a band of grades the table does not have
    UNKNOWN = "unknown"  # no date, table, figures or grades to compare


class End(StrEnum):
    """At which end of the reported range the answer was found."""

    BOTH = "both"
    MILDEST = "mildest"
    WORST = "worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One decision's standing.

    detail: for UNKNOWN what is missing, for MISSED_BY_ONE_CONDITION which condition.
    mildest / worst: what the table says at the ends; None when it could not be asked.
    preschool_differs: the same band but for class 0.
    """

    decision: Decision
    assignment: Assignment | None
    kind: Kind
    detail: str = ""
    end: End = End.BOTH
    mildest: Verdict | None = None
    worst: Verdict | None = None
    preschool_differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    results: tuple[Result, ...]

    def counts(self, region: str | None = None) -> dict[Kind, int]:
        """Count every kind, zeros included, in one region or in all."""
        found = Counter(each.kind for each in self.results if region in {None, each.decision.region})
        return {kind: found[kind] for kind in Kind}

    def details(self, kind: Kind) -> dict[str, int]:
        """Count what the results of one kind lack, most frequent first; empty for kinds without details."""
        return dict(Counter(each.detail for each in self.results if each.kind is kind and each.detail).most_common())

    @property
    def explained_at_one_end(self) -> int:
        return sum(each.kind is Kind.EXPLAINED and each.end is not End.BOTH for each in self.results)

    @property
    def preschool_differs(self) -> int:
        return sum(each.preschool_differs for each in self.results)

    @property
    def assumed(self) -> int:
        """Decisions compared with a table whose validity that day is assumed."""
        return sum(
            each.kind is not Kind.UNKNOWN and each.assignment is not None and each.assignment.assumed
            for each in self.results
        )

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions, most decisions first."""
        return tuple(region for region, _ in Counter(each.decision.region for each in self.results).most_common())


def backtest(decisions: Iterable[Decision], tables: Mapping[str, Table], assignments: Sequence[Assignment]) -> Report:
    """Hold every decision against the table that its region had that day."""
    return Report(results=tuple(_result(decision, tables, assignments) for decision in decisions))


def _result(decision: Decision, tables: Mapping[str, Table], assignments: Sequence[Assignment]) -> Result:
    if decision.day is None:
        return Result(decision=decision, assignment=None, kind=Kind.UNKNOWN, detail="no exact date")
    assignment = assignment_for(assignments, region=decision.region, place=decision.place, day=decision.day)
    if assignment is None:
        return Result(decision=decision, assignment=None, kind=Kind.UNKNOWN, detail="no table known")
    lacking = _lacking(decision)
    if lacking:
        return Result(decision=decision, assignment=assignment, kind=Kind.UNKNOWN, detail=lacking)
    return _compared(decision, assignment, tables[assignment.table])


def _lacking(decision: Decision) -> str:
    if decision.decided is Unnamed.NOT_REPORTED:
        return "no grades reported"
    if decision.temp_c is None and decision.wind_ms is None and decision.gust_ms is None:
        return "no figures reported"
    return ""


def _compared(decision: Decision, assignment: Assignment, table: Table) -> Result:
    mildest = evaluate(table, _conditions(decision, End.MILDEST))
    worst = evaluate(table, _conditions(decision, End.WORST))
    standings = {End.MILDEST: _standing(decision, table, mildest), End.WORST: _standing(decision, table, worst)}
    order = list(Kind)
    end = min(standings, key=lambda each: order.index(standings[each][0]))
    kind, detail = standings[end]
    verdict = mildest if end is End.MILDEST else worst
    return Result(
        decision=decision,
        assignment=assignment,
        kind=kind,
        detail=detail,
        end=End.BOTH if standings[End.MILDEST][0] is standings[End.WORST][0] else end,
        mildest=mildest,
        worst=worst,
        preschool_differs=kind is Kind.EXPLAINED and _preschool_differs(decision, verdict),
    )


def _conditions(decision: Decision, end: End) -> Conditions:
    """Return one end of what was reported; the worst is the coldest and the windiest."""
    windiest = end is End.WORST
    return Conditions(
        temp_c=_end(decision.temp_c, highest=not windiest),
        wind_ms=_end(decision.wind_ms, highest=windiest),
        gust_ms=_end(decision.gust_ms, highest=windiest),
        phenomena=decision.phenomena,
    )


def _end(reported: Range | None, *, highest: bool) -> float | None:
    return None if reported is None else reported[1 if highest else 0]


def _standing(decision: Decision, table: Table, verdict: Verdict) -> tuple[Kind, str]:
    tops = {_top(row.grades) for row in table.rows} - {0}
    decided, proposed = _decided_top(decision, max(tops)), _top(verdict.grades)
    if decided not in tops | {0} or _skips_the_youngest(decision):
        return Kind.OFF_BAND, ""
    if decided == proposed:
        return Kind.EXPLAINED, ""
    if decided < proposed:
        return Kind.NARROWER, ""
    near = [row for row in verdict.near if row.adds and _top(row.grades) == decided]
    if near:
        return Kind.MISSED_BY_ONE_CONDITION, _missing(near)
    return Kind.WIDER, ""


def _top(grades: Sequence[int]) -> int:
    return min(max(grades, default=0), _TOP)


def _decided_top(decision: Decision, table_top: int) -> int:
    match decision.decided:
        case Band(last=last):
            return min(last, _TOP)
        case Unnamed.EVERYBODY:
            return table_top
        case _:
            return 0


def _skips_the_youngest(decision: Decision) -> bool:
    return isinstance(decision.decided, Band) and decision.decided.first > 1


def _preschool_differs(decision: Decision, verdict: Verdict) -> bool:
    return isinstance(decision.decided, Band) and (decision.decided.first == 0) != (0 in verdict.grades)


def _missing(near: Sequence[NearRow]) -> str:
    """Name the one condition; one that was not reported goes before one that was and failed."""
    row = min(near, key=lambda each: each.failed.state is not State.UNKNOWN)
    shortfall = row.failed.shortfall
    if row.failed.condition is Condition.TEMPERATURE and shortfall is not None:
        return f"temperature, {_by(shortfall)}"
    return row.missing


def _by(degrees: float) -> str:
    if degrees <= 1:
        return "by at most 1 °C"
    return "by 1 to 3 °C" if degrees <= 3 else "by more than 3 °C"  # noqa: PLR2004 - steps of the report
