"""What the published rows literally say, computed without the engine: the tests' independent witness."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
PUBLISHED: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "published.yaml").read_text(encoding="utf-8"))
DECISIONS = HERE / "decisions.yaml"


@dataclass(frozen=True)
class Says:
    """Whether a printed row surely covers some weather, and whether it may be taken to."""

    surely: bool
    perhaps: bool

    def __and__(self, other: "Says") -> "Says":
        return Says(self.surely and other.surely, self.perhaps and other.perhaps)


YES, NO, OPEN = Says(True, True), Says(False, False), Says(False, True)


def rows_of(table: str) -> list[dict[str, Any]]:
    """Return the printed rows and, where the page adds a second set by arithmetic, those too."""
    published = PUBLISHED[table]
    rows = list(published["rows"])
    if colder := published.get("colder"):
        for row in published["rows"]:
            op, figure = row["t"]
            rows.append({**row, "id": f"{row['id']}-calm", "t": [op, figure + colder["by"]], "wind": colder["wind"]})
    return rows


def row_says(row: dict[str, Any], *, temp: float, wind: float) -> Says:
    return temp_says(row, temp) & wind_says(row["wind"], wind)


def temp_says(row: dict[str, Any], temp: float) -> Says:
    match row["t"]:
        case None:
            return YES
        case ["band", low, high]:
            below = any("и ниже" in raw for raw in row.get("raw", []))
            return YES if low <= temp <= high else OPEN if below and temp < low else NO
        case ["<", figure]:
            return YES if temp < figure else NO
        case ["<=", figure]:
            return YES if temp <= figure else NO
        case [">=", figure]:
            return YES if temp >= figure else NO
        case ["unspecified", figure]:
            return YES if temp < figure else OPEN if temp == figure else NO
    raise AssertionError(row["t"])


def wind_says(printed: list[Any] | None, wind: float) -> Says:
    if printed is None:
        return YES
    low, low_in, high, high_in, _ = printed
    return (
        _edge(wind - low, low_in) & _edge(high - wind, high_in)
        if low is not None and high is not None
        else (_edge(wind - low, low_in) if low is not None else _edge(high - wind, high_in))
    )


def _edge(inside: float, included: bool | None) -> Says:
    if inside == 0:
        return {True: YES, False: NO, None: OPEN}[included]
    return YES if inside > 0 else NO


def temps_of(table: str) -> list[float]:
    """Return every printed temperature, and 0.1 to either side of it."""
    figures = {figure for row in rows_of(table) if row["t"] for figure in row["t"][1:]}
    return sorted({round(figure + step, 1) for figure in figures for step in (-0.1, 0, 0.1)} | {-45.0, 0.0})


def winds_of(table: str) -> list[float]:
    """Return every printed wind, and 0.1 to either side of it."""
    figures = {figure for row in rows_of(table) if row["wind"] for figure in (row["wind"][0], row["wind"][2])} - {None}
    return sorted({round(figure + step, 1) for figure in figures for step in (-0.1, 0, 0.1)} | {0.0})


def weather_of(table: str) -> Iterator[tuple[float, float]]:
    return ((temp, wind) for temp in temps_of(table) for wind in winds_of(table))
