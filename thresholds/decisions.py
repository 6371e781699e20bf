"""The border of the back-test: a file of real, dated decisions, as the press reported them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from thresholds.errors import DecisionsError
from thresholds.strict_yaml import read_yaml
from weather.reading import Phenomenon

# What reports name besides the phenomena of `weather.reading`: no table has a word for them.
_OTHER_WORDS = frozenset({"frost", "wind", "snow_drifts", "rain"})
_RENAMED = {"dust_storm": Phenomenon.DUST}
_NORMAL = "normal"

Range = tuple[float, float]


class Unnamed(StrEnum):
    """Whom a decision concerned when it does not name a band of grades."""

    EVERYBODY = "everybody"
    NOBODY = "nobody"
    NOT_REPORTED = "not reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Grades from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"grades {self.first}-{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. Ranges are (lowest, highest) as reported, None = not reported. `shift`: `1`, `2`, `1+2`, `all`."""

    id: int
    day: date | None
    region: str
    place: str
    shift: str
    outcome: str
    temp_c: Range | None
    wind_ms: Range | None
    gust_ms: Range | None
    phenomena: frozenset[Phenomenon]
    decided: Band | Unnamed
    is_forecast: bool
    source: str


def load_decisions(path: Path) -> tuple[Decision, ...]:
    """Read a decisions file. Raises DecisionsError that names the file and the entry."""
    try:
        parts = _DecisionsFile.model_validate(read_yaml(path)).decisions
    except OSError as error:
        raise DecisionsError(f"{path.name}: {error.strerror}; check the path") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise DecisionsError(f"{path.name}: not readable as YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "file"
        raise DecisionsError(f"{path.name}: {where}: {first['msg']}; correct the entry") from error
    return tuple(part.decision() for part in parts)


def _rising(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) == 2 and value[0] > value[1]:  # noqa: PLR2004 - lowest and highest
        raise ValueError(f"{value} runs backwards: write the lower figure first")
    return value


def _known_phenomena(value: object) -> object:
    if not isinstance(value, list | tuple):
        return value
    return [_RENAMED.get(word, word) for word in value if word not in _OTHER_WORDS]


_FileRange = Annotated[Range | None, BeforeValidator(_rising)]


class _BandPart(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    first: int = Field(alias="from", ge=0, le=12)
    last: int = Field(alias="to", ge=0, le=12)


class _DecisionPart(BaseModel):
    """Other keys (notes, scale) are the collector's own and are not needed here."""

    id: int
    date: date | None
    region: str
    place: str
    shift: int | str | None
    outcome: str
    temp_c: _FileRange
    wind_ms: _FileRange
    gust_ms: _FileRange = None
    phenomena: Annotated[frozenset[Phenomenon], BeforeValidator(_known_phenomena)]
    classes: _BandPart | Literal["whole_shift", "all"] | None
    weather_is_forecast: bool = False
    source: str

    def decision(self) -> Decision:
        return Decision(
            id=self.id,
            day=self.date,
            region=self.region,
            place=self.place,
            shift=str(self.shift or ""),
            outcome=self.outcome,
            temp_c=self.temp_c,
            wind_ms=self.wind_ms,
            gust_ms=self.gust_ms,
            phenomena=self.phenomena,
            decided=self._decided(),
            is_forecast=self.weather_is_forecast,
            source=self.source,
        )

    def _decided(self) -> Band | Unnamed:
        if self.outcome == _NORMAL:
            return Unnamed.NOBODY
        if isinstance(self.classes, _BandPart):
            return Band(first=self.classes.first, last=self.classes.last)
        return Unnamed.EVERYBODY if self.classes else Unnamed.NOT_REPORTED


class _DecisionsFile(BaseModel):
    decisions: list[_DecisionPart]
