"""A reading typed by the duty officer: "-27 6", "минус 25, ветер 4 м/с", "аяз 27 жел 5 м/с", "-30 штиль", "-31 07:10".

Whatever could mean two things is asked back, never guessed: a number without a sign, km/h, a range, words we do not
know. What is not said is not known: "-27" leaves the wind unknown, and only "штиль" or "желсіз" makes it zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from weather import freshness, phenomena, plausibility
from weather.officer_hearing import Complaint, Heard, Problem, hear
from weather.officer_words import tokens
from weather.place import Place
from weather.plausibility import Quantity
from weather.reading import Concern, Evidence, Kind, Reading

__all__ = ["Complaint", "Misread", "Problem", "read"]

ZONE = ZoneInfo("Asia/Almaty")
MAX_CHARS = 300

_IMPOSSIBLE = {
    Quantity.TEMP_C: Problem.TEMP_IMPOSSIBLE,
    Quantity.WIND_MS: Problem.WIND_IMPOSSIBLE,
    Quantity.GUST_MS: Problem.WIND_IMPOSSIBLE,
    Quantity.VISIBILITY_M: Problem.VISIBILITY_IMPOSSIBLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """The message was not taken. Every complaint is listed, so that one new message can mend them all."""

    complaints: tuple[Complaint, ...]


def read(text: str, *, place: Place, officer: str, now: datetime) -> Reading | Misread:
    """Read one message about `place`. The reading is valid at the time it names (Asia/Almaty), or now.

    The officer's own words become the evidence; the source is `officer:<officer>`.
    """
    if not text.strip():
        return _misread(Problem.EMPTY)
    if len(text) > MAX_CHARS:
        return _misread(Problem.TOO_LONG)
    heard = hear(tokens(text, (place.name_kk, place.name_ru)))
    if heard.complaints:
        return Misread(complaints=tuple(heard.complaints))
    reading = _reading(heard, text, place=place, officer=officer, now=now)
    complaints = (*_impossible(reading), *_out_of_time(reading, now))
    return Misread(complaints=complaints) if complaints else reading


def _misread(problem: Problem) -> Misread:
    return Misread(complaints=(Complaint(problem=problem),))


def _reading(heard: Heard, text: str, *, place: Place, officer: str, now: datetime) -> Reading:
    wind_ms = heard.numbers.get("wind_ms")
    visibility_m = _whole(heard.numbers.get("visibility_m"))
    named = phenomena.from_numbers(wind_ms=wind_ms, visibility_m=visibility_m)
    return Reading(
        place=place.code,
        source=f"officer:{officer}",
        kind=Kind.OBSERVATION,
        valid_at=now if heard.clock is None else _nearest(heard.clock, now),
        fetched_at=now,
        temp_c=heard.temp_c,
        wind_ms=wind_ms,
        gust_ms=heard.numbers.get("gust_ms"),
        visibility_m=visibility_m,
        phenomena=named | heard.phenomena,
        nmu_degree=_whole(heard.numbers.get("nmu_degree")),
        nmu_days=_whole(heard.numbers.get("nmu_days")),
        evidence=Evidence(body=text),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _nearest(clock: time, now: datetime) -> datetime:
    """Return the instant with this local time that is nearest to now: 23:55 typed at 00:05 was yesterday."""
    local = now.astimezone(ZONE)
    days = (local.date() + timedelta(days=offset) for offset in (-1, 0, 1))
    instants = (datetime.combine(day, clock, tzinfo=ZONE) for day in days)
    return min(instants, key=lambda instant: abs(instant - now)).astimezone(UTC)


def _impossible(reading: Reading) -> Iterator[Complaint]:
    for quantity in plausibility.impossible(reading):
        yield Complaint(problem=_IMPOSSIBLE[quantity], words=f"{getattr(reading, quantity.value):g}")


def _out_of_time(reading: Reading, now: datetime) -> Iterator[Complaint]:
    failure = freshness.failure(reading, now)
    if failure is not None:
        late = failure.concern is Concern.SOURCE_STALE
        problem = Problem.TIME_TOO_OLD if late else Problem.TIME_IN_FUTURE
        yield Complaint(problem=problem, words=f"{reading.valid_at.astimezone(ZONE):%H:%M}")
