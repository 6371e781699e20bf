"""What a table says about a reading, and why."""

from dataclasses import dataclass
from enum import StrEnum

from thresholds.conditions import Conditions
from thresholds.grades import who
from thresholds.outcome import Outcome
from thresholds.table import Gap


class Condition(StrEnum):
    """What a row can require. The values are what `near` calls them."""

    TEMPERATURE = "temperature"
    WIND = "wind"
    GUST = "gust"
    PHENOMENON = "phenomenon"
    NMU_DEGREE = "nmu degree"
    NMU_DAYS = "nmu days"
    DANGER = "danger"
    SETTLEMENT = "settlement"
    SHIFT = "shift"


class State(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition of one row held against the reading.

    needed / found: the limit as printed, and the value with its unit; empty where there is none.
    note: how the limit is read where that differs from print, or what the value was taken from.
    shortfall: by how much a figure misses its limit, in its unit; None unless it fails.
    """

    condition: Condition
    state: State
    name: str
    needed: str
    found: str = ""
    note: str = ""
    shortfall: float | None = None

    def __str__(self) -> str:
        if self.state is State.UNKNOWN:
            said = f"{self.name} not known, needs {self.needed}"
        elif self.needed in {"", self.found}:
            said = f"{self.name} {self.found}"
        else:
            said = f"{self.name} {self.found} {'meets' if self.state is State.HOLDS else 'does not meet'} {self.needed}"
        return f"{said} ({self.note})" if self.note else said


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredRow:
    """A row all of whose conditions hold. `raw`: its published text."""

    row: str
    raw: str
    grades: tuple[int, ...]
    courses: tuple[int, ...]
    outcome: Outcome | None
    checks: tuple[Check, ...]

    @property
    def why(self) -> str:
        conditions = "; ".join(map(str, self.checks))
        sends = who(self.grades, self.courses)
        return f"{conditions}: {'school as usual' if self.outcome is None else sends}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRow:
    """A row that fails by one condition only.

    grades / courses: whom it would send home. adds: it would send home somebody whom no fired row does.
    """

    row: str
    raw: str
    grades: tuple[int, ...]
    courses: tuple[int, ...]
    failed: Check
    adds: bool

    @property
    def missing(self) -> str:
        """Name the condition, `wind` or `wind unknown`."""
        name = self.failed.name if self.failed.condition is Condition.PHENOMENON else self.failed.condition.value
        return f"{name} unknown" if self.failed.state is State.UNKNOWN else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the table proposes. A person decides.

    grades: sorted, 0-12; college_courses: 1-4; both empty when nobody is sent home. outcome: None then, too.
    lesson_minutes: None where the table does not say.
    ambiguous: the declared gaps of the published text that the reading falls into.
    """

    table: str
    edition: str
    conditions: Conditions
    grades: tuple[int, ...]
    college_courses: tuple[int, ...]
    outcome: Outcome | None
    lesson_minutes: int | None
    rows: tuple[FiredRow, ...]
    near: tuple[NearRow, ...]
    ambiguous: tuple[Gap, ...]
