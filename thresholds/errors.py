"""What can be wrong with a table, a decisions file or a reading; every message says what to do."""

from dataclasses import dataclass
from pathlib import Path


class ThresholdsError(Exception):
    """Base of everything this package raises."""


class NotationError(ThresholdsError, ValueError):
    """A limit such as `<= -25` or `2..4` that cannot be read."""


class ImpossibleConditionsError(ThresholdsError):
    """Conditions no thermometer or anemometer can report (not a number, a negative wind)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong with a table: the rows it concerns, what is wrong there and what to do about it."""

    rows: tuple[str, ...] = ()
    problem: str
    remedy: str

    def __str__(self) -> str:
        rows = f" [{', '.join(self.rows)}]" if self.rows else ""
        return f"{self.problem}{rows}; {self.remedy}"


class TableError(ThresholdsError):
    """A table file that cannot be used."""

    def __init__(self, path: Path, findings: tuple[Finding, ...]) -> None:
        self.path = path
        self.findings = findings
        super().__init__(f"{path.name}: " + " | ".join(map(str, findings)))


class DecisionsError(ThresholdsError):
    """A decisions file that cannot be read."""
