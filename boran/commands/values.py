"""What people type on the command line, turned into values: days, grades, readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from thresholds.table import COURSES, HIGHEST_GRADE, LOWEST_GRADE
from weather.reading import Phenomenon

FIGURES = ("temp_c", "wind_ms", "gust_ms", "visibility_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedReading:
    """A reading as typed; what was not typed is not known."""

    words: str
    figures: Mapping[str, float]
    phenomena: frozenset[Phenomenon]


class Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day: write it like 2026-01-16", param, ctx)


class Runs(click.ParamType[tuple[int, ...]]):
    """Numbers and runs of numbers, `0-4,9`, between the lowest and the highest."""

    name = "0-4,9"

    def __init__(self, lowest: int, highest: int) -> None:
        self._allowed = range(lowest, highest + 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            found = {number for run in value.split(",") for number in _run(run)}
        except ValueError:
            self.fail(f"{value!r}: write numbers and runs of numbers, like 0-4 or 1-4,9", param, ctx)
        if not found or not found.issubset(self._allowed):
            self.fail(f"{value!r}: only {self._allowed.start} to {self._allowed[-1]} exist", param, ctx)
        return tuple(sorted(found))


def _run(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


class ReadingType(click.ParamType[TypedReading]):
    """`temp_c=-27,wind_ms=6,phenomenon=blizzard`."""

    name = "temp_c=-27,wind_ms=6"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> TypedReading:
        if isinstance(value, TypedReading):
            return value
        figures: dict[str, float] = {}
        phenomena: set[Phenomenon] = set()
        for pair in value.split(","):
            name, _, word = (part.strip() for part in pair.partition("="))
            try:
                if name == "phenomenon":
                    phenomena.add(Phenomenon(word))
                elif name in FIGURES and name not in figures:
                    figures[name] = float(word)
                else:
                    self.fail(f"{pair!r}: name each of {', '.join(FIGURES)} at most once, or phenomenon", param, ctx)
            except ValueError:
                self.fail(f"{pair!r}: write a number, or one of {', '.join(Phenomenon)}", param, ctx)
        return TypedReading(words=value, figures=figures, phenomena=frozenset(phenomena))


DAY = Day()
GRADES = Runs(LOWEST_GRADE, HIGHEST_GRADE)
COURSE_NUMBERS = Runs(COURSES[0], COURSES[-1])
READING = ReadingType()
