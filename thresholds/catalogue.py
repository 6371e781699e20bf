"""Finding and loading table files, and telling which tables bind a place on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from thresholds.check import findings_of
from thresholds.errors import Finding, TableError
from thresholds.file_format import TableFile
from thresholds.strict_yaml import read_yaml
from thresholds.table import Layer, Status, Table

DATA = Path(__file__).parent / "data"


def load_table(path: Path) -> Table:
    """Load and check one table file. Raises TableError that names the file, the rows and what to do."""
    table = _parse(path)
    findings = findings_of(table)
    if table.id != path.stem:
        remedy = f"name the file {table.id}.yaml or correct the id"
        findings = (*findings, Finding(problem=f"the file holds the table '{table.id}'", remedy=remedy))
    if findings:
        raise TableError(path, findings)
    return table


def load_all(directory: Path = DATA) -> dict[str, Table]:
    """Load every table of a directory, by id. Raises TableError for the first that is not fit for use."""
    return {path.stem: load_table(path) for path in table_files(directory)}


def table_files(directory: Path = DATA) -> tuple[Path, ...]:
    """Return the table files of a directory in the order of their names."""
    return tuple(sorted(directory.glob("*.yaml")))


def tables_for(tables: Mapping[str, Table], *, region: str, place: str, day: date) -> tuple[Table, ...]:
    """Return the tables that bind `place` of `region` on `day`: the base table first, then supplements.

    A base table of the place replaces the region's; of several the one with the latest known beginning counts.
    Empty when no table is known to bind.
    """
    binding = [
        table
        for table in tables.values()
        if table.scope.region == region and table.scope.place in {"", place} and in_force(table, day)
    ]
    bases = [table for table in binding if table.scope.layer is Layer.BASE]
    supplements = [table for table in binding if table.scope.layer is Layer.SUPPLEMENT]
    return (*_narrowest_and_latest(bases), *supplements)


def in_force(table: Table, day: date) -> bool:
    """Tell whether the table may bind on `day`; a historic one only between two known dates."""
    if table.status is Status.HISTORIC and (table.validity.start is None or table.validity.end is None):
        return False
    return table.validity.holds_on(day)


def _narrowest_and_latest(bases: Iterable[Table]) -> tuple[Table, ...]:
    ordered = sorted(bases, key=lambda table: (bool(table.scope.place), table.validity.start or date.min))
    return tuple(ordered[-1:])


def _parse(path: Path) -> Table:
    try:
        return TableFile.model_validate(read_yaml(path)).table()
    except OSError as error:
        raise TableError(path, (_unreadable(error.strerror or "cannot be opened", "check the path"),)) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        text = " ".join(str(error).split())
        raise TableError(path, (_unreadable(f"not readable as YAML: {text}", "correct the line"),)) from error
    except ValidationError as error:
        raise TableError(path, tuple(_shape_findings(error))) from error


def _unreadable(problem: str, remedy: str) -> Finding:
    return Finding(problem=problem, remedy=remedy)


def _shape_findings(error: ValidationError) -> Iterable[Finding]:
    for each in error.errors(include_url=False):
        where = ".".join(map(str, each["loc"])) or "file"
        given = f" (given: {each['input']!r})" if isinstance(each["input"], str | int | float) else ""
        message = each["msg"].removeprefix("Value error, ")
        yield Finding(problem=f"{where}: {message}{given}", remedy="see docs/recipes/table.md for the format")
