"""What one reading may say at all: accept, accept with a flag, or refuse.

Ranges from Kazakhstan's extremes (-57.0 Atbasar, +51 Kyzylkum) and the dirt seen in real feeds. Between "accept" and
"refuse" a value is used and flagged. A range check cannot find km/h taken for m/s; units are asserted by the feeds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite

from weather.reading import Concern, Failure, Flag, Kind, Reading


class Quantity(StrEnum):
    TEMP_C = "temp_c"
    WIND_MS = "wind_ms"
    GUST_MS = "gust_ms"
    VISIBILITY_M = "visibility_m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Accepted inside `usual`, refused outside `possible`, flagged in between. Both ends belong to the inside."""

    usual: tuple[float, float]
    possible: tuple[float, float]
    flag: Flag


BOUNDS = {
    Quantity.TEMP_C: Bounds(usual=(-50, 46), possible=(-60, 52), flag=Flag.TEMP_UNUSUAL),
    Quantity.WIND_MS: Bounds(usual=(0, 30), possible=(0, 60), flag=Flag.WIND_UNUSUAL),
    Quantity.GUST_MS: Bounds(usual=(0, 45), possible=(0, 75), flag=Flag.GUST_UNUSUAL),
    Quantity.VISIBILITY_M: Bounds(usual=(1, 80_000), possible=(0, 80_000), flag=Flag.VISIBILITY_ZERO),
}
# The air cannot be colder than its dew point; one degree is rounding, two are a broken sensor or a misprint.
DEW_POINT_FLAGGED_ABOVE_C = 1.0
DEW_POINT_REFUSED_ABOVE_C = 2.0
# 99 % of winter steps stay within 3-5 °C an hour; the largest seen in three cities were 6, 8 and 11.
STEP_FLAGGED_ABOVE_C_PER_H = 5.0
STEP_REFUSED_ABOVE_C_PER_H = 12.0
# Two sources at the same place and hour tell the same story within this.
AGREE_WITHIN_C = 4.0
SAME_HOUR = timedelta(minutes=60)
TYPED = "officer:"
SUMMER_MONTHS, WINTER_MONTHS = frozenset({6, 7, 8}), frozenset({12, 1, 2})
SUMMER_FLAGGED_BELOW_C, WINTER_FLAGGED_ABOVE_C = 0.0, 20.0


def examine(
    reading: Reading, *, previous: Reading | None = None, witnesses: Sequence[Reading] = ()
) -> Reading | Failure:
    """Return the reading with its flags, or why it is refused.

    previous: the last observation of the same source; a jump of more than 12 °C in an hour is refused unless one of
    the witnesses (readings of other sources) says the same temperature in that hour. What an officer types anew is
    a correction, not a jump: flagged, never refused for that.
    A gust below the mean, or none, becomes the mean, flagged: the strongest gust is never weaker than the mean.
    """
    refusals = [*_impossible(reading), *_dew_point_refusal(reading), *_step_refusal(reading, previous, witnesses)]
    if refusals:
        return Failure(
            place=reading.place,
            source=reading.source,
            concern=Concern.SOURCE_REFUSED,
            detail="; ".join(refusals),
            evidence=reading.evidence,
        )
    settled = replace(reading, gust_ms=_gust(reading))
    flags = dict.fromkeys([*reading.flags, *_gust_flags(reading), *_flags(settled, previous)])
    return replace(settled, flags=tuple(flags))


def impossible(reading: Reading) -> tuple[Quantity, ...]:
    """Return the quantities whose value cannot be true anywhere in the country."""
    return tuple(quantity for quantity, value in _values(reading) if not _within(value, BOUNDS[quantity].possible))


def agree(one: Reading, other: Reading) -> bool:
    """Return whether two sources say the same temperature in the same hour."""
    return (
        one.source != other.source
        and one.temp_c is not None
        and other.temp_c is not None
        and abs(one.temp_c - other.temp_c) <= AGREE_WITHIN_C
        and abs(one.valid_at - other.valid_at) <= SAME_HOUR
    )


def _values(reading: Reading) -> Iterator[tuple[Quantity, float]]:
    for quantity in Quantity:
        value = getattr(reading, quantity.value)
        if value is not None:
            yield quantity, value


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return isfinite(value) and bounds[0] <= value <= bounds[1]


def _impossible(reading: Reading) -> Iterable[str]:
    for quantity in impossible(reading):
        low, high = BOUNDS[quantity].possible
        yield f"{quantity} {getattr(reading, quantity.value)} is not between {low:g} and {high:g}"


def _dew_point_excess(reading: Reading) -> float:
    if reading.temp_c is None or reading.dew_point_c is None:
        return 0.0
    return reading.dew_point_c - reading.temp_c


def _dew_point_refusal(reading: Reading) -> Iterable[str]:
    if _dew_point_excess(reading) > DEW_POINT_REFUSED_ABOVE_C:
        yield f"dew point {reading.dew_point_c} is above the temperature {reading.temp_c}: one of them is wrong"


def _step_c_per_h(reading: Reading, previous: Reading | None) -> float:
    """Return the change per hour; a change within less than an hour counts as one within the hour."""
    if previous is None or previous.temp_c is None or reading.temp_c is None:
        return 0.0
    if reading.kind is not Kind.OBSERVATION or previous.source != reading.source:
        return 0.0
    return abs(reading.temp_c - previous.temp_c) / max(abs(_hours(reading.valid_at, previous.valid_at)), 1.0)


def _hours(later: datetime, earlier: datetime) -> float:
    return (later - earlier) / timedelta(hours=1)


def _step_refusal(reading: Reading, previous: Reading | None, witnesses: Sequence[Reading]) -> Iterable[str]:
    step = _step_c_per_h(reading, previous)
    if reading.source.startswith(TYPED):
        return
    if step > STEP_REFUSED_ABOVE_C_PER_H and not any(agree(reading, witness) for witness in witnesses):
        yield f"temperature jumped by {step:.0f} degrees an hour to {reading.temp_c} and no other source agrees"


def _flags(reading: Reading, previous: Reading | None) -> Iterable[Flag]:
    yield from (BOUNDS[quantity].flag for quantity, value in _values(reading) if not _usual(quantity, value))
    if _dew_point_excess(reading) > DEW_POINT_FLAGGED_ABOVE_C:
        yield Flag.DEW_POINT_ABOVE_TEMP
    if _step_c_per_h(reading, previous) > STEP_FLAGGED_ABOVE_C_PER_H:
        yield Flag.STEP_LARGE
    if _out_of_season(reading):
        yield Flag.OUT_OF_SEASON


def _gust_flags(reading: Reading) -> Iterable[Flag]:
    if reading.wind_ms is None:
        return
    if reading.gust_ms is None:
        yield Flag.GUST_NOT_REPORTED
    elif reading.gust_ms < reading.wind_ms:
        yield Flag.GUST_BELOW_MEAN


def _usual(quantity: Quantity, value: float) -> bool:
    return _within(value, BOUNDS[quantity].usual)


def _out_of_season(reading: Reading) -> bool:
    if reading.temp_c is None:
        return False
    month = reading.valid_at.month
    frost_in_summer = month in SUMMER_MONTHS and reading.temp_c < SUMMER_FLAGGED_BELOW_C
    return frost_in_summer or (month in WINTER_MONTHS and reading.temp_c > WINTER_FLAGGED_ABOVE_C)


def _gust(reading: Reading) -> float | None:
    if reading.wind_ms is None:
        return reading.gust_ms
    return max(reading.wind_ms, reading.gust_ms or 0.0)
