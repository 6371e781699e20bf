"""The law as rows of figures, written down from the acts and not from the files of the product."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of this folder."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def label(row: dict[str, str]) -> str:
    """Name a case by its row: `L14-14-families-1-06:44:59-no`."""
    return "-".join(value for value in row.values() if value)
