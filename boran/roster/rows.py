"""A row of a roster file, and what can be said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from boran.roster.fields import Column, RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record. number: as a spreadsheet counts, the heading is row 1. sheet: empty for CSV. cells: never empty."""

    kind: RecordKind
    sheet: str = ""
    number: int
    cells: Mapping[Column, str]


class Problem(StrEnum):
    """What is wrong or doubtful; `roster-<problem>` is its text, which says what to do."""

    # Errors: nothing is imported.
    NO_HEADING = "no-heading"
    NO_COLUMN = "no-column"
    UNKNOWN_SHEET = "unknown-sheet"
    UNKNOWN_RECORD = "unknown-record"
    MISSING = "missing"
    BAD_CODE = "bad-code"
    BAD_NUMBER = "bad-number"
    BAD_DATE = "bad-date"
    BAD_CHOICE = "bad-choice"
    BAD_CLASS = "bad-class"
    BAD_PHONE = "bad-phone"
    BAD_CHAT = "bad-chat"
    GROUP_CHAT = "group-chat"
    BAD_URL = "bad-url"
    BAD_SECRET = "bad-secret"  # noqa: S105 - not a secret
    BAD_DAYS = "bad-days"
    TWICE = "twice"
    UNKNOWN_REFERENCE = "unknown-reference"
    OTHER_DISTRICT = "other-district"
    WRONG_SHIFT = "wrong-shift"
    WRONG_ROLE = "wrong-role"
    CLASS_NEEDED = "class-needed"
    TWO_TEACHERS = "two-teachers"
    SAME_ADDRESS = "same-address"
    TWO_ADDRESSES = "two-addresses"
    SAME_PUPIL = "same-pupil"
    # Remarks: imported, but somebody should look.
    UNKNOWN_COLUMN = "unknown-column"
    UNKNOWN_RANGE = "unknown-range"
    FOREIGN_PHONE = "foreign-phone"
    LANDLINE_SMS = "landline-sms"
    OTHER_NAME = "other-name"
    NO_SIGNER = "no-signer"
    NO_RESPONSIBLE = "no-responsible"
    NO_DUTY_TEACHER = "no-duty-teacher"
    NO_HOMEROOM_TEACHER = "no-homeroom-teacher"


REMARKS = frozenset(
    {
        Problem.UNKNOWN_COLUMN,
        Problem.UNKNOWN_RANGE,
        Problem.FOREIGN_PHONE,
        Problem.LANDLINE_SMS,
        Problem.OTHER_NAME,
        Problem.NO_SIGNER,
        Problem.NO_RESPONSIBLE,
        Problem.NO_DUTY_TEACHER,
        Problem.NO_HOMEROOM_TEACHER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to say about a row (`number` 0: about the sheet or the file as a whole)."""

    problem: Problem
    sheet: str = ""
    number: int = 0
    values: Mapping[str, str | int] = field(default_factory=dict)


def about(row: Row, problem: Problem, **values: str | int) -> Finding:
    return Finding(problem=problem, sheet=row.sheet, number=row.number, values=values)


class UnreadableRoster(Exception):
    """The file cannot be read as a roster at all; `problem` is the key of a text that says what to do."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
