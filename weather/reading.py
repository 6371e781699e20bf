"""The values of weather: what one source said about one place at one instant, and what several say together."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What stands behind the numbers. A model's "current" value is a forecast, never an observation."""

    OBSERVATION = "observation"
    FORECAST = "forecast"
    WARNING = "warning"


class Phenomenon(StrEnum):
    """What tables and officers name besides numbers."""

    BLIZZARD = "blizzard"
    LOW_VISIBILITY = "low_visibility"
    ICE = "ice"
    STRONG_WIND = "strong_wind"
    NMU = "nmu"  # air pollution under adverse meteorological conditions (НМУ), degrees 1-3
    DUST = "dust"
    FOG = "fog"
    SMOKE = "smoke"


class Flag(StrEnum):
    """A value was accepted but a person should know. See research ranges in `weather/plausibility.py`."""

    TEMP_UNUSUAL = "temp_unusual"
    WIND_UNUSUAL = "wind_unusual"
    GUST_UNUSUAL = "gust_unusual"
    GUST_BELOW_MEAN = "gust_below_mean"
    GUST_NOT_REPORTED = "gust_not_reported"
    VISIBILITY_ZERO = "visibility_zero"
    DEW_POINT_ABOVE_TEMP = "dew_point_above_temp"
    OUT_OF_SEASON = "out_of_season"
    STEP_LARGE = "step_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the source really sent, kept with the decision.

    url: without keys (redacted); empty when a person typed the reading.
    status: HTTP status, or None when nothing was fetched.
    body: the raw body, or the officer's own words.
    """

    url: str = ""
    status: int | None = None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source, one place, one instant.

    Units are in the names; instants are aware UTC. `None` is "not known": a missing wind is never calm.
    place: code of the place (`weather.place.Place.code`).
    source: `metar:UAUU`, `open-meteo`, `officer:<person id>`.
    visibility_m: metres; 10 000 stands for "10 km or more".
    nmu_days: how many days in a row, this one included, the degree `nmu_degree` has held.
    """

    place: str
    source: str
    kind: Kind
    valid_at: datetime
    fetched_at: datetime
    temp_c: float | None = None
    dew_point_c: float | None = None
    wind_ms: float | None = None
    gust_ms: float | None = None
    visibility_m: int | None = None
    phenomena: frozenset[Phenomenon] = frozenset()
    nmu_degree: int | None = None
    nmu_days: int | None = None
    flags: tuple[Flag, ...] = ()
    evidence: Evidence

    def age(self, now: datetime) -> timedelta:
        """How old the reading is; negative for a forecast of a later hour."""
        return now - self.valid_at


class Concern(StrEnum):
    """Why a person must look twice. Every concern is printed on the draft; none is swallowed."""

    NO_DATA = "no_data"  # no usable reading at all
    NO_OBSERVATION = "no_observation"  # only models
    NO_FORECAST = "no_forecast"  # nothing says what the next hours bring
    WIND_UNKNOWN = "wind_unknown"
    TEMP_UNKNOWN = "temp_unknown"  # something is known, but no temperature
    VALUE_BORROWED = "value_borrowed"  # the deciding reading lacked it; another fresh observation, named, had it
    FORECAST_WORSE = "forecast_worse"  # the walking hours will be colder, windier or rougher than the reading
    SOURCES_DIFFER = "sources_differ"  # 4-8 C or more than 4 m/s apart
    SOURCES_DISAGREE = "sources_disagree"  # more than 8 C apart: no automatic decision
    SOURCE_FAILED = "source_failed"
    SOURCE_REFUSED = "source_refused"  # implausible, wrong units, not what it claims to be
    SOURCE_STALE = "source_stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """One concern with the source that raised it and a short, technical detail (English, for the journal)."""

    concern: Concern
    source: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A feed that brought no reading, and why. `concern` is SOURCE_FAILED, SOURCE_REFUSED or SOURCE_STALE."""

    place: str
    source: str
    concern: Concern
    detail: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What all sources say together about one place.

    reading: the values to hold against the table, or None when there is nothing to trust.
    used / others: what it was built from, and what was seen beside it.
    outlook: every forecast hour of the walking hours, oldest first: hold each of them against the table too.
    worries: everything a head must be told. `decidable` is False when no draft may be proposed automatically.
    """

    place: str
    reading: Reading | None
    used: tuple[Reading, ...] = ()
    others: tuple[Reading, ...] = ()
    outlook: tuple[Reading, ...] = ()
    worries: tuple[Worry, ...] = field(default_factory=tuple)
    decidable: bool = True
