"""Open-Meteo's forecast, `/open-meteo/v1/forecast`: columns as asked, in the units asked, from the script.

Served: `current` (a quarter of an hour, from the "model") and `hourly`, one or several coordinates. A point with no
scripted place within 25 km is answered with nulls, as a model answers for what it does not cover.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from multidict import MultiMapping

from sandbox.weather.script import Sample, WeatherScript
from sandbox.weather.units import CHOICES, VARIABLES, Units, converted, unit_of

Json = dict[str, Any]

_HOUR = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)
_GRID = 8  # cells per degree


class QueryError(Exception):
    """400, with the reason Open-Meteo would give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A forecast request, read and checked."""

    points: tuple[tuple[float, float], ...]
    current: tuple[str, ...]
    hourly: tuple[str, ...]
    units: Units
    zone: tzinfo
    zone_name: str
    unixtime: bool
    hours: tuple[datetime, datetime]
    now: datetime


def read_query(parameters: MultiMapping[str], now: datetime, home: tzinfo) -> Query:
    """Read a request. `home`: the zone behind `timezone=auto`. Raises QueryError."""
    zone, zone_name = _zone(parameters.get("timezone", "GMT"), home)
    timeformat = _choice(parameters, "timeformat", "Timeformat", frozenset({"iso8601", "unixtime"}), "iso8601")
    if parameters.get("daily") or parameters.get("minutely_15"):
        raise QueryError("This sandbox scripts `current` and `hourly` only")
    units = {name: _choice(parameters, name, kind, known, "") for name, (kind, known) in CHOICES.items()}
    return Query(
        points=_points(parameters),
        current=_variables(parameters, "current"),
        hourly=_variables(parameters, "hourly"),
        units=Units(
            temperature=units["temperature_unit"] or Units().temperature,
            wind=units["wind_speed_unit"] or Units().wind,
            precipitation=units["precipitation_unit"] or Units().precipitation,
        ),
        zone=zone,
        zone_name=zone_name,
        unixtime=timeformat == "unixtime",
        hours=_hours(parameters, now.astimezone(zone)),
        now=now,
    )


def answer(query: Query, script: WeatherScript) -> Json | list[Json]:
    """Return the forecast: one object, or a list when several points were asked for."""
    answers = [_answer_point(query, script, index) for index in range(len(query.points))]
    return answers[0] if len(answers) == 1 else answers


def _answer_point(query: Query, script: WeatherScript, index: int) -> Json:
    latitude, longitude = query.points[index]
    place = script.nearest(latitude, longitude)
    offset = query.now.astimezone(query.zone).utcoffset() or timedelta()
    body: Json = {
        "latitude": round(latitude * _GRID) / _GRID,
        "longitude": round(longitude * _GRID) / _GRID,
        "generationtime_ms": 0.05,
        "utc_offset_seconds": int(offset.total_seconds()),
        "timezone": query.zone_name,
        "timezone_abbreviation": _abbreviation(offset),
        "elevation": place.elevation_m if place else 0.0,
    }
    if index:
        body["location_id"] = index

    def at(instant: datetime) -> Sample | None:
        return place.at(instant) if place else None

    clock_unit = "unixtime" if query.unixtime else "iso8601"
    if query.current:
        quarter = _floor(query.now, _QUARTER)
        sample = at(quarter)
        body["current_units"] = {"time": clock_unit, "interval": "seconds"} | _units(query.current, query.units)
        body["current"] = {"time": _time(quarter, query), "interval": 900} | {
            name: converted(VARIABLES[name], sample, query.units) for name in query.current
        }
    if query.hourly:
        hours = _each_hour(*query.hours)
        samples = [at(hour) for hour in hours]
        body["hourly_units"] = {"time": clock_unit} | _units(query.hourly, query.units)
        body["hourly"] = {"time": [_time(hour, query) for hour in hours]} | {
            name: [converted(VARIABLES[name], sample, query.units) for sample in samples] for name in query.hourly
        }
    return body


def _units(names: Sequence[str], units: Units) -> dict[str, str]:
    return {name: unit_of(VARIABLES[name], units) for name in names}


def _time(instant: datetime, query: Query) -> int | str:
    if query.unixtime:
        return int(instant.timestamp())
    return instant.astimezone(query.zone).strftime("%Y-%m-%dT%H:%M")


def _each_hour(start: datetime, end: datetime) -> list[datetime]:
    return [start + _HOUR * index for index in range(int((end - start) / _HOUR))]


def _floor(instant: datetime, step: timedelta) -> datetime:
    epoch = datetime.fromtimestamp(0, UTC)
    return epoch + (instant - epoch) // step * step


def _abbreviation(offset: timedelta) -> str:
    hours = offset.total_seconds() / 3600
    return f"GMT{hours:+g}" if hours else "GMT"


def _zone(name: str, home: tzinfo) -> tuple[tzinfo, str]:
    if name == "auto":
        return home, str(home)
    try:
        return (UTC, "GMT") if name in {"GMT", "UTC"} else (ZoneInfo(name), name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise QueryError("Invalid timezone") from error


def _points(parameters: MultiMapping[str]) -> tuple[tuple[float, float], ...]:
    latitudes, longitudes = _numbers(parameters, "latitude"), _numbers(parameters, "longitude")
    if len(latitudes) != len(longitudes):
        raise QueryError("Parameter 'latitude' and 'longitude' must have the same number of elements")
    for latitude, longitude in zip(latitudes, longitudes, strict=True):
        if abs(latitude) > 90:
            raise QueryError(f"Latitude must be in range of -90 to 90°. Given: {latitude}.")
        if abs(longitude) > 180:
            raise QueryError(f"Longitude must be in range of -180 to 180°. Given: {longitude}.")
    return tuple(zip(latitudes, longitudes, strict=True))


def _numbers(parameters: MultiMapping[str], name: str) -> list[float]:
    texts = _listed(parameters, name)
    if not texts:
        raise QueryError(f"Value of type 'String' required for key '{name}'.")
    try:
        return [float(text) for text in texts]
    except ValueError as error:
        raise QueryError(f"Cannot convert '{','.join(texts)}' to Float for key '{name}'.") from error


def _variables(parameters: MultiMapping[str], section: str) -> tuple[str, ...]:
    names = _listed(parameters, section)
    for name in names:
        if name not in VARIABLES:
            raise QueryError(
                "Cannot initialize SurfaceAndPressureVariable<ForecastSurfaceVariable, ForecastPressureVariable> "
                f"from invalid String value {name} for key {section}"
            )
    return tuple(names)


def _listed(parameters: MultiMapping[str], name: str) -> list[str]:
    texts = ",".join(parameters.getall(name, [])).split(",")
    return [text.strip() for text in texts if text.strip()]


def _choice(parameters: MultiMapping[str], name: str, kind: str, known: frozenset[str], default: str) -> str:
    value = parameters.get(name) or default
    if value and value not in known:
        raise QueryError(f"Cannot initialize {kind} from invalid String value {value} for key {name}")
    return value


def _hours(parameters: MultiMapping[str], now: datetime) -> tuple[datetime, datetime]:
    """Return the hours asked for: whole days in the caller's zone, or so many around the present hour."""
    if "start_date" in parameters or "end_date" in parameters:
        first, last = _date(parameters, "start_date"), _date(parameters, "end_date")
        if last < first:
            raise QueryError("End-date must be larger or equals than start-date")
        return _midnight(first, now), _midnight(last + timedelta(days=1), now)
    this_hour = _floor(now, _HOUR)
    past_days, days = _count(parameters, "past_days", 0, 92), _count(parameters, "forecast_days", 7, 16)
    start = _midnight(now.date() - timedelta(days=past_days), now)
    end = _midnight(now.date() + timedelta(days=days), now)
    if "past_hours" in parameters or "forecast_hours" in parameters:
        start = this_hour - _HOUR * _count(parameters, "past_hours", 0, 24 * 92)
    if "forecast_hours" in parameters:
        end = this_hour + _HOUR * _count(parameters, "forecast_hours", 0, 24 * 16)
    return start, end


def _midnight(day: date, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo).astimezone(UTC)


def _date(parameters: MultiMapping[str], name: str) -> date:
    try:
        return date.fromisoformat(parameters.get(name, ""))
    except ValueError as error:
        raise QueryError(f"Invalid date format for key '{name}'. Make sure to use 'YYYY-MM-DD'") from error


def _count(parameters: MultiMapping[str], name: str, default: int, most: int) -> int:
    text = parameters.get(name)
    if text is None:
        return default
    if not text.isdigit() or int(text) > most:
        raise QueryError(f"{name.replace('_', ' ').capitalize()} is invalid. Allowed range 0 to {most}. Given {text}.")
    return int(text)
