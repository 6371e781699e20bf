"""The walking hours: what the forecasts say about the hours in which children are on their way.

The day's minimum falls near or just after sunrise, often after the decision, so the coldest hour counts and not the
present one. Each hour stays a reading of its own: the lowest temperature and the strongest wind of different hours
are never put together.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from weather.reading import Concern, Kind, Reading, Worry

HOURLY = timedelta(hours=1)
# Aerodromes report whole degrees and whole m/s: a difference below this is rounding or a model's ordinary error.
WORSE_FROM_C = 1.0
WORSE_FROM_MS = 2.0


def hours(readings: Iterable[Reading], from_: datetime, to: datetime) -> tuple[Reading, ...]:
    """Return the forecast instants in `from_ <= valid < to` that have a temperature, oldest first."""
    found = [
        reading
        for reading in readings
        if reading.kind is Kind.FORECAST and reading.temp_c is not None and from_ <= reading.valid_at < to
    ]
    return tuple(sorted(found, key=lambda reading: (reading.valid_at, reading.source)))


def coldest(readings: Iterable[Reading]) -> Reading | None:
    """Return the coldest reading, the earliest of equals; None when none has a temperature."""
    known = [(reading.temp_c, reading.valid_at, reading) for reading in readings if reading.temp_c is not None]
    return min(known, key=lambda entry: entry[:2])[2] if known else None


def gaps(outlook: Sequence[Reading], from_: datetime, to: datetime) -> Iterator[Worry]:
    """Say which part of the walking hours no forecast speaks of."""
    if not outlook:
        yield Worry(concern=Concern.NO_FORECAST, detail=f"nothing for {_span(from_, to)}")
        return
    instants = [from_, *(reading.valid_at for reading in outlook), to]
    for earlier, later in pairwise(instants):
        if later - earlier > HOURLY:
            yield Worry(concern=Concern.NO_FORECAST, detail=f"nothing for {_span(earlier, later)}")


def worsening(reading: Reading, outlook: Sequence[Reading]) -> Iterator[Worry]:
    """Say what the walking hours bring that the observation does not have yet, one worry per source."""
    for source in dict.fromkeys(hour.source for hour in outlook):
        mine = [hour for hour in outlook if hour.source == source]
        if details := [*_colder(reading, mine), *_windier(reading, mine), *_rougher(reading, mine)]:
            yield Worry(concern=Concern.FORECAST_WORSE, source=source, detail="; ".join(details))


def _colder(reading: Reading, outlook: Sequence[Reading]) -> Iterator[str]:
    hour = coldest(outlook)
    if hour is None or hour.temp_c is None or reading.temp_c is None:
        return
    if reading.temp_c - hour.temp_c >= WORSE_FROM_C:
        yield f"{hour.temp_c:+.1f} C at {hour.valid_at:%H:%MZ}, now {reading.temp_c:+.1f}"


def _windier(reading: Reading, outlook: Sequence[Reading]) -> Iterator[str]:
    winds = [(hour.wind_ms, hour.valid_at) for hour in outlook if hour.wind_ms is not None]
    if not winds or reading.wind_ms is None:
        return
    wind_ms, at = max(winds, key=lambda wind: wind[0])
    if wind_ms - reading.wind_ms >= WORSE_FROM_MS:
        yield f"{wind_ms:.1f} m/s at {at:%H:%MZ}, now {reading.wind_ms:.1f}"


def _rougher(reading: Reading, outlook: Sequence[Reading]) -> Iterator[str]:
    for hour in outlook:
        if coming := sorted(hour.phenomena - reading.phenomena):
            yield f"{', '.join(coming)} at {hour.valid_at:%H:%MZ}"
            return


def _span(from_: datetime, to: datetime) -> str:
    return f"{from_:%H:%MZ}-{to:%H:%MZ}"
