"""What is known when a table is asked: the reading and the circumstances of the school."""

from dataclasses import dataclass
from math import isfinite
from typing import Self

from thresholds.errors import ImpossibleConditionsError
from thresholds.table import Region, Settlement
from weather.reading import Phenomenon, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """None is "not known" throughout: a missing wind is not calm, an unnamed settlement is neither town nor village.

    nmu_days: days in a row, this one included, that `nmu_degree` has held.
    danger_confirmed: a named person's word on rows with a safety clause.
    Raises ImpossibleConditionsError for figures that are no numbers, or negative where they cannot be.
    """

    temp_c: float | None = None
    wind_ms: float | None = None
    gust_ms: float | None = None
    visibility_m: int | None = None
    phenomena: frozenset[Phenomenon] = frozenset()
    nmu_degree: int | None = None
    nmu_days: int | None = None
    settlement: Settlement | None = None
    shift: int | None = None
    danger_confirmed: bool | None = None

    def __post_init__(self) -> None:
        for name in ("temp_c", "wind_ms", "gust_ms"):
            value = getattr(self, name)
            if value is not None and not isfinite(value):
                raise ImpossibleConditionsError(f"{name} is {value}: give a number, or leave it out if it is not known")
        for name in ("wind_ms", "gust_ms", "visibility_m", "nmu_degree", "nmu_days"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ImpossibleConditionsError(f"{name} is {value}: it cannot be negative; leave it out if not known")

    @classmethod
    def from_reading(
        cls,
        reading: Reading,
        *,
        settlement: Settlement | None = None,
        shift: int | None = None,
        danger_confirmed: bool | None = None,
    ) -> Self:
        """Take the reading's figures as they are and add the circumstances of the school."""
        return cls(
            temp_c=reading.temp_c,
            wind_ms=reading.wind_ms,
            gust_ms=reading.gust_ms,
            visibility_m=reading.visibility_m,
            phenomena=reading.phenomena,
            nmu_degree=reading.nmu_degree,
            nmu_days=reading.nmu_days,
            settlement=settlement,
            shift=shift,
            danger_confirmed=danger_confirmed,
        )

    @property
    def named_phenomena(self) -> frozenset[Phenomenon]:
        """The phenomena reported; a degree of НМУ is a report of it."""
        return self.phenomena | {Phenomenon.NMU} if self.nmu_degree else self.phenomena

    def lies_in(self, region: Region) -> bool:
        """Tell whether the region surely holds this weather; an unknown figure lies in no bounded region."""
        bounds = ((region.temp, self.temp_c), (region.wind, self.wind_ms), (region.gust, self.gust_ms))
        return (
            all(interval is None or (value is not None and value in interval) for interval, value in bounds)
            and region.phenomena <= self.named_phenomena
            and region.settlement in {None, self.settlement}
        )
