"""A report as a page of documentation shows it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_ELSEWHERE = frozenset({"machine", "results", "ratios", "notes", "settings"})


def markdown(report: Mapping[str, Any]) -> str:
    """Return the results, the figures and the ratios of a report as tables, and under them where it was measured."""
    figures = {name.replace("_", " "): value for name, value in report.items() if name not in _ELSEWHERE}
    figures |= report.get("settings", {}) | report.get("ratios", {})
    results: Sequence[Mapping[str, Any]] = report.get("results", ())
    tables = [_table(list(results[0]), (one.values() for one in results))] if results else []
    tables.append(_table(["figure", "value"], figures.items()))
    return "\n\n".join([*tables, where(report["machine"]), *(f"* {note}" for note in report.get("notes", ()))])


def where(machine: Mapping[str, Any]) -> str:
    said = "{cpu}, {cores} cores, {memory_mb} MB, {system}, Python {python}, load before {load_before}"
    return said.format(**machine)


def _table(headings: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = [[heading.replace("_", " ") for heading in headings], ["---"] * len(headings)]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in (*lines, *map(list, rows)))


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "/")
