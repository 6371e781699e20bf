"""Holding a reading against a table. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from thresholds.conditions import Conditions
from thresholds.interval import Interval
from thresholds.outcome import Outcome
from thresholds.table import Limit, Row, Table, WindKind, WindLimit
from thresholds.verdict import Check, Condition, FiredRow, NearRow, State, Verdict
from weather.reading import Phenomenon

# Which outcome the day is called by when rows with different ones fire: the first of these.
PRECEDENCE = (Outcome.CANCELLED, Outcome.DISTANCE, Outcome.EARLY_RELEASE, Outcome.SHORTENED)
# With a shortened day pupils are at school; with the others they are at home, from the start or before the end.
AT_HOME = frozenset({Outcome.CANCELLED, Outcome.DISTANCE, Outcome.EARLY_RELEASE})


def evaluate(table: Table, conditions: Conditions) -> Verdict:
    """Say whom the table sends home in these conditions, which rows fired and why, and which missed by one condition.

    Rows are alternatives: the widest set of grades wins.
    """
    assessed = [(row, checks) for row in table.rows if (checks := _assess(row, conditions)) is not None]
    fired = [(row, checks) for row, checks in assessed if all(check.state is State.HOLDS for check in checks)]
    rows = [row for row, _ in fired]
    home = [row for row in rows if row.outcome in AT_HOME]
    grades = _union(row.grades for row in home)
    courses = _union(row.courses for row in home)
    return Verdict(
        table=table.id,
        edition=table.edition,
        conditions=conditions,
        grades=grades,
        college_courses=courses,
        outcome=_outcome(rows),
        lesson_minutes=min((row.lesson_minutes for row in rows if row.lesson_minutes), default=None),
        rows=tuple(_fired(row, checks) for row, checks in fired),
        near=tuple(_near(assessed, frozenset(grades), frozenset(courses))),
        ambiguous=tuple(gap for gap in table.gaps if any(conditions.lies_in(region) for region in gap.where)),
    )


def _union(numbers: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({number for each in numbers for number in each}))


def _outcome(rows: Iterable[Row]) -> Outcome | None:
    outcomes = {row.outcome for row in rows if row.sends_somebody_home}
    return next((outcome for outcome in PRECEDENCE if outcome in outcomes), None)


def _fired(row: Row, checks: tuple[Check, ...]) -> FiredRow:
    return FiredRow(row=row.id, raw=row.raw, grades=row.grades, courses=row.courses, outcome=row.outcome, checks=checks)


def _near(
    assessed: Sequence[tuple[Row, tuple[Check, ...]]], grades: frozenset[int], courses: frozenset[int]
) -> Iterator[NearRow]:
    for row, checks in assessed:
        failed = [check for check in checks if check.state is not State.HOLDS]
        if len(failed) == 1:
            yield NearRow(
                row=row.id,
                raw=row.raw,
                grades=row.grades,
                courses=row.courses,
                failed=failed[0],
                adds=row.sends_somebody_home and not (grades >= set(row.grades) and courses >= set(row.courses)),
            )


def _assess(row: Row, conditions: Conditions) -> tuple[Check, ...] | None:
    """Check every condition of the row; None when it is a row for another settlement or shift."""
    if row.settlement and conditions.settlement not in {None, row.settlement}:
        return None
    if row.shifts and conditions.shift is not None and conditions.shift not in row.shifts:
        return None
    return tuple(_checks(row, conditions))


def _checks(row: Row, conditions: Conditions) -> Iterator[Check]:
    if row.temp:
        yield _within(Condition.TEMPERATURE, row.temp, conditions.temp_c, unit="°C")
    if row.wind:
        yield _wind(row.wind, conditions)
    for phenomenon in sorted(row.phenomena):
        yield _phenomenon(phenomenon, conditions)
    yield from _nmu(row, conditions)
    if row.settlement:
        yield _stated(Condition.SETTLEMENT, row.settlement.value, conditions.settlement)
    if row.shifts:
        yield _stated(Condition.SHIFT, ", ".join(map(str, row.shifts)), conditions.shift)
    if row.safety_clause:
        yield _danger(row.safety_clause, confirmed=conditions.danger_confirmed)


def _within(condition: Condition, limit: Limit, value: float | None, *, unit: str, note: str = "") -> Check:
    state, found = State.UNKNOWN, ""
    if value is not None:
        state, found = State.HOLDS if value in limit.read else State.FAILS, f"{value:g} {unit}"
    return Check(
        condition=condition,
        state=state,
        name=condition.value,
        needed=f"'{limit.published.notation}'",
        found=found,
        note="; ".join(part for part in (note, _reading_note(limit)) if part),
        shortfall=_distance(limit.read, value) if state is State.FAILS and value is not None else None,
    )


def _reading_note(limit: Limit) -> str:
    return "" if limit.read == limit.published.certain else f"read as '{limit.read}'"


def _distance(interval: Interval, value: float) -> float:
    return min(abs(value - bound) for bound in interval.bounds)


def _wind(limit: WindLimit, conditions: Conditions) -> Check:
    """Mean wind against mean and unspecified limits, gust against gust limits."""
    if limit.kind is WindKind.GUST:
        return _gust(limit, conditions)
    only_gust = conditions.wind_ms is None and conditions.gust_ms is not None
    note = f"only a gust of {conditions.gust_ms:g} m/s is reported" if only_gust else ""
    return _within(Condition.WIND, limit, conditions.wind_ms, unit="m/s", note=note)


def _gust(limit: WindLimit, conditions: Conditions) -> Check:
    """Take the mean wind as the gust's lower bound: it can prove a gust strong enough, or too strong, never calm."""
    mean, gust = conditions.wind_ms, conditions.gust_ms
    if gust is not None:
        return _within(Condition.GUST, limit, max(gust, mean or 0), unit="m/s")
    if mean is None:
        return _within(Condition.GUST, limit, None, unit="m/s")
    note = f"no gust reported; it is at least the mean wind of {mean:g} m/s"
    proves = (mean in limit.read and limit.read.high is None) or limit.read.lies_below(mean)
    return _within(Condition.GUST, limit, mean if proves else None, unit="m/s", note=note)


def _phenomenon(phenomenon: Phenomenon, conditions: Conditions) -> Check:
    seen = phenomenon in conditions.named_phenomena
    note = ""
    if phenomenon is Phenomenon.LOW_VISIBILITY and not seen and conditions.visibility_m is not None:
        note = f"visibility is {conditions.visibility_m} m, but the table gives no metres"
    return Check(
        condition=Condition.PHENOMENON,
        state=State.HOLDS if seen else State.FAILS,
        name=phenomenon.value,
        needed="",
        found="reported" if seen else "not reported",
        note=note,
    )


def _nmu(row: Row, conditions: Conditions) -> Iterator[Check]:
    if row.nmu is None:
        return
    degree = Interval(low=row.nmu.degree, low_in=True, high=row.nmu.degree, high_in=True)
    yield _counted(Condition.NMU_DEGREE, degree, conditions.nmu_degree)
    if row.nmu.from_day > 1:
        yield _counted(Condition.NMU_DAYS, Interval(low=row.nmu.from_day, low_in=True), conditions.nmu_days)


def _counted(condition: Condition, needed: Interval, value: int | None) -> Check:
    state = State.UNKNOWN if value is None else State.HOLDS if value in needed else State.FAILS
    found = "" if value is None else str(value)
    return Check(condition=condition, state=state, name=condition.value, needed=f"'{needed}'", found=found)


def _stated(condition: Condition, needed: str, value: object) -> Check:
    """Check a circumstance that is either as needed or not known: other values are another row's business."""
    state = State.UNKNOWN if value is None else State.HOLDS
    return Check(condition=condition, state=state, name=condition.value, needed=needed, found=str(value or ""))


def _danger(clause: str, *, confirmed: bool | None) -> Check:
    states = {None: State.UNKNOWN, True: State.HOLDS, False: State.FAILS}
    found = {None: "", True: "confirmed", False: "denied"}
    return Check(
        condition=Condition.DANGER,
        state=states[confirmed],
        name="danger to life and health",
        needed="a person's word" if confirmed is None else "",
        found=found[confirmed],
        note=clause,
    )
