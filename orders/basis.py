"""Holding the weather against the table that binds an organisation: whom to propose, and when to ask the head.

The reading decides what is proposed. A question (a draft with nobody in it) goes to the head when the table sends
nobody home but it is not plain that nobody should stay:

* nothing is known of the weather, or of what a row needs (a missing wind is not calm);
* a row fails by one condition, narrowly: within 1 °C (aerodromes report whole degrees), within 2 m/s, or by the wind
  alone in the frost or the phenomenon it names;
* a row holds in the forecast of the coming hours only, or it shortens lessons;
* the reading falls into a declared gap of the published text;
* the sources disagree too much to decide automatically, and by at least one of them the table is not silent.

A plainly mild day asks nothing, whatever its sources lack.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from orders.learners import NOBODY, Learners
from orders.order import Basis, NearRow
from orders.organisation import Organisation, OrganisationKind
from thresholds import verdict as said
from thresholds.conditions import Conditions
from thresholds.evaluate import AT_HOME, evaluate
from thresholds.outcome import Outcome
from thresholds.table import Gap, Row, Table
from thresholds.verdict import Condition, State, Verdict
from weather.reading import Reading, Reconciled

CLOSE_TEMP_C = 1.0
CLOSE_WIND_MS = 2.0
# What a near row misses besides the conditions of `thresholds.verdict.Condition`.
ONLY_FORECAST = "forecast"
DISAGREEMENT = "agreement of sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the table says about one shift of one organisation.

    proposed: who should study at home. asks: nobody is proposed, but a person must look.
    """

    basis: Basis
    proposed: Learners
    outcome: Outcome
    asks: bool

    @property
    def matters(self) -> bool:
        return self.asks or bool(self.proposed)


def assess(
    organisation: Organisation, *, shift: int, taught: Learners, reconciled: Reconciled, table: Table
) -> Assessment:
    """Hold what is known against the table. Only learners the organisation really has in this shift are proposed.

    Tables speak of school grades and college courses, never of universities: nothing is proposed or asked there.
    """

    def held(readings: Iterable[Reading]) -> list[Verdict]:
        return [
            evaluate(table, Conditions.from_reading(reading, settlement=organisation.settlement, shift=shift))
            for reading in readings
        ]

    subject = taught if organisation.kind is OrganisationKind.COLLEGE else Learners.of(taught.grades)
    if reconciled.reading is None:
        basis = _basis(table, reconciled)
        return Assessment(basis=basis, proposed=NOBODY, outcome=Outcome.DISTANCE, asks=bool(subject))
    verdicts = held((reconciled.reading, *reconciled.outlook))
    if not reconciled.decidable:
        return _undecided(table, reconciled, subject, [*verdicts, *held((*reconciled.used, *reconciled.others))])
    return _decided(table, reconciled, subject, verdicts)


def _decided(table: Table, reconciled: Reconciled, subject: Learners, verdicts: list[Verdict]) -> Assessment:
    """Propose what the first verdict says; the others are those of the coming hours."""
    now, *coming = verdicts
    proposed = Learners.of(now.grades, now.college_courses).among(subject)
    near = [
        *_close(table, now, subject, proposed),
        *(row for verdict in coming for row in _sending(verdict, subject, proposed, missing=ONLY_FORECAST)),
    ]
    basis = _basis(table, reconciled, verdict=now, proposed=proposed, near=near, gaps=now.ambiguous)
    asks = not proposed and _is_open(basis, [now], subject)
    return Assessment(basis=basis, proposed=proposed, outcome=now.outcome or Outcome.DISTANCE, asks=asks)


def _undecided(table: Table, reconciled: Reconciled, subject: Learners, verdicts: list[Verdict]) -> Assessment:
    """Propose nothing; keep what each source would send home as rows that miss the agreement of sources."""
    near = [
        row
        for verdict in verdicts
        for row in (
            *_sending(verdict, subject, NOBODY, missing=DISAGREEMENT),
            *_close(table, verdict, subject, NOBODY),
        )
    ]
    gaps = tuple(gap for verdict in verdicts for gap in verdict.ambiguous)
    basis = _basis(table, reconciled, near=near, gaps=gaps)
    asks = _is_open(basis, verdicts, subject)
    return Assessment(basis=basis, proposed=NOBODY, outcome=Outcome.DISTANCE, asks=asks)


def _is_open(basis: Basis, verdicts: Iterable[Verdict], subject: Learners) -> bool:
    shortens = any(verdict.outcome is Outcome.SHORTENED for verdict in verdicts)
    return bool(subject) and (shortens or bool(basis.near or basis.ambiguous))


def _sending(verdict: Verdict, subject: Learners, proposed: Learners, *, missing: str) -> Iterator[NearRow]:
    for row in verdict.rows:
        if row.outcome in AT_HOME:
            yield from _near(row, subject, proposed, missing=missing)


def _close(table: Table, verdict: Verdict, subject: Learners, proposed: Learners) -> Iterator[NearRow]:
    rows = {row.id: row for row in table.rows}
    for near in verdict.near:
        if near.adds and _is_close(near, rows[near.row]):
            yield from _near(near, subject, proposed, missing=near.missing)


def _is_close(near: said.NearRow, row: Row) -> bool:
    if near.failed.state is State.UNKNOWN:
        return True
    shortfall = inf if near.failed.shortfall is None else near.failed.shortfall
    match near.failed.condition:
        case Condition.TEMPERATURE:
            return shortfall <= CLOSE_TEMP_C
        case Condition.WIND | Condition.GUST:
            return shortfall <= CLOSE_WIND_MS or row.temp is not None or bool(row.phenomena)
        case _:
            return False


def _near(
    row: said.FiredRow | said.NearRow, subject: Learners, proposed: Learners, *, missing: str
) -> Iterator[NearRow]:
    """Yield the row when it would send home somebody of this organisation who is not proposed already."""
    learners = Learners.of(row.grades, row.courses).among(subject)
    if learners.beyond(proposed):
        yield NearRow(row=row.row, missing=missing, grades=learners.grades, courses=learners.courses)


def _basis(
    table: Table,
    reconciled: Reconciled,
    *,
    verdict: Verdict | None = None,
    proposed: Learners = NOBODY,
    near: Iterable[NearRow] = (),
    gaps: Iterable[Gap] = (),
) -> Basis:
    fired = verdict.rows if verdict else ()
    first = {row.row: row for row in reversed(list(near))}
    return Basis(
        table=table.id,
        edition=table.edition,
        reading=reconciled.reading,
        rows=tuple(row.row for row in fired),
        raw=tuple(row.raw for row in fired),
        near=tuple(reversed(first.values())),
        ambiguous=tuple(dict.fromkeys(f"{gap.kind}:{gap.id}" for gap in gaps)),
        worries=reconciled.worries,
        proposed_grades=proposed.grades,
        proposed_courses=proposed.courses,
    )
