"""Rules about rules ("5° colder when calm"): they compute rows of their own, which everything else treats alike."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from thresholds.table import Colder, LessonMinutes, Limit, Modifier, NotComputable, Row


def apply_modifiers(rows: Sequence[Row], modifiers: Sequence[Modifier]) -> tuple[Row, ...]:
    """Return the printed rows followed by the rows the modifiers compute."""
    for modifier in modifiers:
        rows = _apply(rows, modifier)
    return tuple(rows)


def _apply(rows: Sequence[Row], modifier: Modifier) -> Sequence[Row]:
    match modifier.effect:
        case Colder() as colder:
            return [*rows, *(_colder(row, modifier, colder) for row in rows if row.id in modifier.rows)]
        case LessonMinutes(minutes=minutes):
            return [replace(row, lesson_minutes=minutes) if row.id in modifier.rows else row for row in rows]
        case NotComputable():
            return rows
        case _:
            assert_never(modifier.effect)


def _colder(row: Row, modifier: Modifier, colder: Colder) -> Row:
    """Return the row `row` becomes under the modifier: its temperature shifted, the wind as the modifier says."""
    return replace(
        row,
        id=f"{row.id}-{modifier.id}",
        raw=f"{row.raw}; {modifier.raw_when}: {modifier.raw_effect}",
        temp=_shifted(row.temp, colder.shift_c) if row.temp else None,
        wind=colder.wind,
        modifier=modifier.id,
    )


def _shifted(limit: Limit, by: float) -> Limit:
    return Limit(published=limit.published.shifted(by), raw=limit.raw, read=limit.read.shifted(by))
