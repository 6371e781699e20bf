"""The script of the weather: what it was, is and will be, at places and aerodromes.

Between two samples a place either keeps the earlier one (`step`, the default: a sample holds until the next) or runs
straight from one to the other (`linear`, numbers only; codes and phenomena still step). Before the first sample nothing
is known; after the last one, the last one holds.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

_REACH_KM = 25.0
_EARTH_KM = 111.195  # one degree of a great circle


class Between(StrEnum):
    """What holds between two samples."""

    STEP = "step"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The weather at one instant. What is None is not known and comes out as null or slashes.

    weather_code: WMO code 4677 as Open-Meteo uses it. phenomena: METAR groups such as `+SN`, `BLSN`, `FZFG`; without
    them the METAR is built from `weather_code`.
    """

    at: datetime
    temp_c: float | None = None
    dew_point_c: float | None = None
    wind_ms: float | None = None
    gust_ms: float | None = None
    wind_from_deg: float | None = None
    visibility_m: float | None = None
    pressure_hpa: float | None = None
    precipitation_mm: float | None = None
    snowfall_cm: float | None = None
    snow_depth_m: float | None = None
    weather_code: int | None = None
    phenomena: tuple[str, ...] = ()


_STEPPING = frozenset({"at", "weather_code", "phenomena", "wind_from_deg"})
_NUMBERS = tuple(field.name for field in fields(Sample) if field.name not in _STEPPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point that forecasts are asked for, an aerodrome that reports, or both.

    latitude, longitude: where forecasts find it (within 25 km); None for an aerodrome that only reports.
    station: ICAO code; its samples become METARs, one per sample. `reports`: raw METARs to serve instead.
    """

    name: str
    latitude: float | None = None
    longitude: float | None = None
    elevation_m: float = 0.0
    station: str = ""
    samples: tuple[Sample, ...] = ()
    reports: tuple["RawReport", ...] = ()
    between: Between = Between.STEP

    def at(self, instant: datetime) -> Sample | None:
        """Return the weather at an instant, or None before the first sample."""
        index = bisect_right(self.samples, instant, key=lambda sample: sample.at)
        if index == 0:
            return None
        earlier = self.samples[index - 1]
        if self.between is Between.STEP or index == len(self.samples):
            return replace(earlier, at=instant)
        return _mixed(earlier, self.samples[index], instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawReport:
    """A METAR as it was reported, and when."""

    at: datetime
    raw: str


class WeatherScript:
    """All places, by name."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def add(self, *places: Place) -> None:
        """Add places; one with the same name is replaced."""
        for place in places:
            ordered = tuple(sorted(place.samples, key=lambda sample: sample.at))
            self._places[place.name] = replace(place, samples=ordered)

    def clear(self) -> None:
        """Forget all places."""
        self._places.clear()

    def places(self) -> list[Place]:
        """All places."""
        return list(self._places.values())

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """Return the place nearest to a point, if there is one within 25 km."""
        distances = [
            (_distance_km(latitude, longitude, place.latitude, place.longitude), place)
            for place in self._places.values()
            if place.latitude is not None and place.longitude is not None
        ]
        within = [found for found in distances if found[0] <= _REACH_KM]
        return min(within, key=lambda found: found[0])[1] if within else None

    def stations(self, codes: set[str]) -> list[Place]:
        """Return the aerodromes with these ICAO codes."""
        return [place for place in self._places.values() if place.station and place.station.upper() in codes]


def _mixed(earlier: Sample, later: Sample, instant: datetime) -> Sample:
    share = (instant - earlier.at) / (later.at - earlier.at)
    numbers: dict[str, float | None] = {}
    for name in _NUMBERS:
        low, high = getattr(earlier, name), getattr(later, name)
        numbers[name] = low if low is None or high is None else low + (high - low) * share
    return Sample(
        at=instant,
        weather_code=earlier.weather_code,
        phenomena=earlier.phenomena,
        wind_from_deg=earlier.wind_from_deg,
        **numbers,
    )


def _distance_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    east = (to_longitude - longitude) * math.cos(math.radians((latitude + to_latitude) / 2))
    return math.hypot(to_latitude - latitude, east) * _EARTH_KM
