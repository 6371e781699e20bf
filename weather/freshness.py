"""How old a reading may be, per source, as data with a reason each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from weather.reading import Concern, Failure, Kind, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """oldest: since the instant it is valid at (observations) or was fetched (forecasts). ahead: how far in the future.

    The reason is for people who read the table.
    """

    oldest: timedelta
    ahead: timedelta
    reason: str


LIMITS = {
    "metar": Limit(
        oldest=timedelta(minutes=90),
        ahead=timedelta(minutes=10),
        reason="sent every 30 or 60 minutes, and caches repeat a stale one; handed in a few minutes before its time",
    ),
    "officer": Limit(
        oldest=timedelta(minutes=90),
        ahead=timedelta(minutes=10),
        reason="after two hours a forecast is better than an old reading; clocks differ by a few minutes",
    ),
    "open-meteo": Limit(
        oldest=timedelta(hours=2),
        ahead=timedelta(hours=30),
        reason="asked every half hour; two hours without an answer mean that the feed is down",
    ),
}
OTHER_LIMITS = {
    Kind.OBSERVATION: LIMITS["metar"],
    Kind.FORECAST: LIMITS["open-meteo"],
    Kind.WARNING: Limit(
        oldest=timedelta(hours=6), ahead=timedelta(days=3), reason="issued for the next one to three days"
    ),
}
# A model's "current" value is made for a step of 15 minutes or an hour; an older one is a repeated answer.
CURRENT_MODEL = Limit(
    oldest=timedelta(minutes=75),
    ahead=timedelta(minutes=20),
    reason="an answer repeated by a cache says an old instant",
)


def limit_for(reading: Reading) -> Limit:
    """Return the limit of the reading's source (`metar:UAUU` is `metar`), or else of its kind."""
    return LIMITS.get(reading.source.partition(":")[0], OTHER_LIMITS[reading.kind])


def failure(reading: Reading, now: datetime) -> Failure | None:
    """Return why this reading may not be used now: too old (stale) or from the future (refused). None when fresh."""
    since = reading.valid_at if reading.kind is Kind.OBSERVATION else reading.fetched_at
    return _out_of_time(reading, limit_for(reading), since=since, now=now)


def repeated_answer(current: Reading) -> Failure | None:
    """Return why a model's "current" value is not from the time it was fetched (last week's answer), or None."""
    return _out_of_time(current, CURRENT_MODEL, since=current.valid_at, now=current.fetched_at)


def _out_of_time(reading: Reading, limit: Limit, *, since: datetime, now: datetime) -> Failure | None:
    """Hold one reading against one limit."""
    if now - since > limit.oldest:
        concern, detail = Concern.SOURCE_STALE, f"{_minutes(now - since)} old, at most {_minutes(limit.oldest)} allowed"
    elif reading.valid_at - now > limit.ahead:
        concern, detail = Concern.SOURCE_REFUSED, f"valid {_minutes(reading.valid_at - now)} in the future"
    else:
        return None
    return Failure(
        place=reading.place,
        source=reading.source,
        concern=concern,
        detail=f"{detail} (valid at {reading.valid_at:%Y-%m-%dT%H:%MZ})",
        evidence=reading.evidence,
    )


def _minutes(span: timedelta) -> str:
    return f"{span // timedelta(minutes=1)} min"
