"""Finding and loading table files."""

from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError

from thresholds.check import findings_of
from thresholds.errors import Finding, TableError
from thresholds.file_format import TableFile
from thresholds.strict_yaml import read_yaml
from thresholds.table import Table

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
