"""What all sources say together about one place.

Who decides, in this order: the duty officer's fresh reading (the call to the forecaster on duty is the practice and
weighs first), the aerodrome's fresh report, any other fresh observation; only without them a forecast, and then the
coldest of the walking hours, because models miss the coldest nights. Officials go by the reading now *and* the next
hours, and so do we, without mixing the two: the observation is `reading`, the forecast hours are `outlook`.

What the deciding reading does not say at all may be lent by another fresh observation (`borrowing`); the lender stands
in `used` and a worry names it. Forecasts lend nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from weather import borrowing, freshness, outlook
from weather.plausibility import AGREE_WITHIN_C, SAME_HOUR, agree
from weather.reading import Concern, Failure, Kind, Reading, Reconciled, Worry

NEXT_HOURS = timedelta(hours=3)  # what officials ask the forecaster for
PRECEDENCE = ("officer", "metar")
DISAGREE_ABOVE_C = 8.0
DIFFER_ABOVE_MS = 4.0


def reconcile(
    place: str,
    readings: Sequence[Reading],
    failures: Sequence[Failure] = (),
    *,
    now: datetime,
    walking: tuple[datetime, datetime] | None = None,
) -> Reconciled:
    """Say what to hold against the table, what it rests on, and everything a head must be told.

    readings: examined ones (`plausibility.examine`); those of other places are ignored, as are their failures.
    walking: when children are on their way and the day's minimum falls, half-open; first shift: up to about 10:00.
    The next three hours when not given.
    """
    mine = [reading for reading in readings if reading.place == place]
    fresh = [reading for reading in mine if freshness.failure(reading, now) is None]
    troubles = [*(failure for failure in failures if failure.place == place), *_silent(mine, fresh, now)]
    span = walking or (now, now + NEXT_HOURS)
    hours = outlook.hours(fresh, *span)
    worries = (*_source_worries(troubles), *outlook.gaps(hours, *span))
    observations = _newest_per_source(fresh)
    chosen = _deciding(observations, hours)
    if chosen is None:
        worries = (Worry(concern=Concern.NO_DATA), *worries)
        return Reconciled(place=place, reading=None, outlook=hours, worries=worries, decidable=False)
    beside = _beside(chosen, observations, fresh)
    return _conclude(chosen, beside, hours, worries)


def _conclude(
    chosen: Reading, beside: Sequence[Reading], hours: tuple[Reading, ...], worries: tuple[Worry, ...]
) -> Reconciled:
    observations = [reading for reading in beside if reading.kind is Kind.OBSERVATION]
    completed = borrowing.complete(chosen, observations)
    apart = [worry for other in beside for worry in _differences(chosen, other)]
    return Reconciled(
        place=chosen.place,
        reading=completed.reading,
        used=(chosen, *completed.lenders),
        others=tuple(other for other in beside if other not in completed.lenders),
        outlook=hours,
        worries=(
            *_unknowns(completed.reading),
            *worries,
            *completed.worries,
            *apart,
            *(outlook.worsening(completed.reading, hours) if chosen.kind is Kind.OBSERVATION else ()),
        ),
        decidable=_decidable(chosen, observations, apart),
    )


def _silent(mine: Sequence[Reading], fresh: Sequence[Reading], now: datetime) -> Iterator[Failure]:
    """Yield why a source has nothing fresh to say; an old report beside a fresh one is no trouble."""
    heard = {reading.source for reading in fresh}
    last_words = {reading.source: reading for reading in sorted(mine, key=lambda each: each.valid_at)}
    for source, reading in last_words.items():
        if source not in heard and (failure := freshness.failure(reading, now)) is not None:
            yield failure


def _source_worries(troubles: Iterable[Failure]) -> tuple[Worry, ...]:
    """Return one worry per source and concern: a stale model has many hours and one story."""
    told = {(trouble.concern, trouble.source): trouble.detail for trouble in troubles}
    return tuple(Worry(concern=concern, source=source, detail=detail) for (concern, source), detail in told.items())


def _newest_per_source(readings: Iterable[Reading]) -> list[Reading]:
    """Return the newest observation of each source, those that decide first in front."""
    observations = [reading for reading in readings if reading.kind is Kind.OBSERVATION]
    newest = {reading.source: reading for reading in sorted(observations, key=lambda reading: reading.valid_at)}
    return sorted(newest.values(), key=lambda reading: (_rank(reading), -reading.valid_at.timestamp()))


def _rank(reading: Reading) -> int:
    family = reading.source.partition(":")[0]
    return PRECEDENCE.index(family) if family in PRECEDENCE else len(PRECEDENCE)


def _deciding(observations: Sequence[Reading], hours: Sequence[Reading]) -> Reading | None:
    """Return the reading that decides; one without a temperature only when nothing has one."""
    observed = next((reading for reading in observations if reading.temp_c is not None), None)
    return observed or outlook.coldest(hours) or next(iter(observations), None)


def _beside(chosen: Reading, observations: Sequence[Reading], fresh: Iterable[Reading]) -> list[Reading]:
    """Return the other observations and, of each other model, the instant nearest to the deciding reading."""
    nearest: dict[str, Reading] = {}
    for reading in fresh:
        if reading.kind is Kind.FORECAST and reading.source != chosen.source:
            rival = nearest.setdefault(reading.source, reading)
            nearest[reading.source] = min(rival, reading, key=lambda one: abs(one.valid_at - chosen.valid_at))
    return [*(reading for reading in observations if reading is not chosen), *nearest.values()]


def _unknowns(reading: Reading) -> Iterator[Worry]:
    if reading.kind is not Kind.OBSERVATION:
        yield Worry(concern=Concern.NO_OBSERVATION, source=reading.source)
    if reading.temp_c is None:
        yield Worry(concern=Concern.TEMP_UNKNOWN, source=reading.source)
    if reading.wind_ms is None:
        yield Worry(concern=Concern.WIND_UNKNOWN, source=reading.source)


def _differences(chosen: Reading, other: Reading) -> Iterator[Worry]:
    """Say how far a reading of the same hour is from the deciding one, when it is too far."""
    if abs(chosen.valid_at - other.valid_at) > SAME_HOUR:
        return
    if chosen.temp_c is not None and other.temp_c is not None:
        apart = abs(chosen.temp_c - other.temp_c)
        if apart > AGREE_WITHIN_C:
            concern = Concern.SOURCES_DISAGREE if apart > DISAGREE_ABOVE_C else Concern.SOURCES_DIFFER
            detail = f"{other.temp_c:+.1f} C, {chosen.source} says {chosen.temp_c:+.1f}"
            yield Worry(concern=concern, source=other.source, detail=detail)
    if chosen.wind_ms is None or other.wind_ms is None:
        return
    if abs(chosen.wind_ms - other.wind_ms) > DIFFER_ABOVE_MS:
        detail = f"{other.wind_ms:.1f} m/s, {chosen.source} says {chosen.wind_ms:.1f}"
        yield Worry(concern=Concern.SOURCES_DIFFER, source=other.source, detail=detail)


def _decidable(chosen: Reading, observations: Iterable[Reading], apart: Iterable[Worry]) -> bool:
    """Return whether a draft may be proposed: nobody contradicts the reading, or a second observation confirms it."""
    contradicted = any(worry.concern is Concern.SOURCES_DISAGREE for worry in apart)
    return not contradicted or any(agree(chosen, other) for other in observations)
