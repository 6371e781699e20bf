"""Which table a decision of the past is held against: data, because validity is rarely published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from thresholds.strict_yaml import read_yaml

FILE = Path(__file__).parent / "assignments.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A table for a region, or one place of it (empty: any), on the days `start <= day < end` (None: open).

    assumed: the beginning or the end is not published but inferred; `why` says from what.
    """

    region: str
    place: str
    table: str
    start: date
    end: date | None
    assumed: bool
    why: str

    def covers(self, *, region: str, place: str, day: date) -> bool:
        return (
            self.region == region
            and self.place in {"", place}
            and self.start <= day
            and (self.end is None or day < self.end)
        )


class _AssignmentPart(BaseModel):
    model_config = ConfigDict(extra="forbid")

    region: str
    place: str = ""
    table: str
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")
    assumed: bool
    why: str


def load_assignments(path: Path = FILE) -> tuple[Assignment, ...]:
    """Read the assignments that ship with the tables."""
    parts = TypeAdapter(list[_AssignmentPart]).validate_python(read_yaml(path))
    return tuple(Assignment(**part.model_dump()) for part in parts)


def assignment_for(assignments: Sequence[Assignment], *, region: str, place: str, day: date) -> Assignment | None:
    """Return the assignment that covers the day; one for the very place goes before its region's."""
    covering = [each for each in assignments if each.covers(region=region, place=place, day=day)]
    return max(covering, key=lambda each: bool(each.place), default=None)
