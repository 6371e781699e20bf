"""Open-Meteo's forecast: https://open-meteo.com/en/docs (models, data CC BY 4.0, free tier non-commercial).

Every number of it is a model's, "current" too. Units are asked for and asserted when they come back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from weather import fetching, freshness, phenomena, raw_json
from weather.errors import BrokenJson
from weather.fetching import Answer
from weather.place import Place
from weather.reading import Concern, Evidence, Failure, Kind, Reading

SOURCE = "open-meteo"
PATH = "/v1/forecast"
PLACES_PER_CALL = 50  # keeps the address well under the length that servers take
PAST_HOURS, FORECAST_HOURS = 3, 24
CELL_WITHIN_DEGREES = 0.5  # the answer names the grid cell's centre; the coarsest global model has 0.25 degree cells

_CURRENT_UNITS = {
    "time": "unixtime",
    "temperature_2m": "°C",
    "wind_speed_10m": "m/s",
    "wind_gusts_10m": "m/s",
    "weather_code": "wmo code",
}
_HOURLY_UNITS = _CURRENT_UNITS | {"visibility": "m", "snowfall": "cm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeteo:
    """The feed. `base_url` is a setting (a customer's or a self-hosted server has its own), `api_key` may be empty."""

    client: httpx.AsyncClient
    base_url: str
    user_agent: str
    timeout_s: float = 10.0
    api_key: str = field(default="", repr=False)
    source: str = SOURCE

    async def fetch(self, places: Sequence[Place], *, now: datetime) -> Sequence[Reading | Failure]:
        """Return for each place the model's "now" and every hour from three hours ago to a day ahead."""
        found: list[Reading | Failure] = []
        for batch in batches(places):
            found += await self._fetch_batch(batch, now)
        return found

    async def _fetch_batch(self, places: Sequence[Place], now: datetime) -> Sequence[Reading | Failure]:
        params = parameters(places) | ({"apikey": self.api_key} if self.api_key else {})
        answer = await fetching.get(
            self.client,
            self.base_url.rstrip("/") + PATH,
            params=params,
            user_agent=self.user_agent,
            timeout_s=self.timeout_s,
        )
        if isinstance(answer, Answer):
            return parse(answer, places, fetched_at=now)
        return fetching.failures(places, SOURCE, answer)


def batches(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    """Split places into calls. Elevation is given for all places of a call or for none, so these are kept apart."""
    surveyed = [place for place in places if place.elevation_m is not None]
    others = [place for place in places if place.elevation_m is None]
    for group in (surveyed, others):
        for start in range(0, len(group), PLACES_PER_CALL):
            yield group[start : start + PLACES_PER_CALL]


def parameters(places: Sequence[Place]) -> dict[str, str]:
    """Return the query of one call: m/s, unix time, GMT, coordinates with at most four decimals."""
    params = {
        "latitude": ",".join(str(round(place.latitude, 4)) for place in places),
        "longitude": ",".join(str(round(place.longitude, 4)) for place in places),
        "wind_speed_unit": "ms",
        "timeformat": "unixtime",
        "timezone": "GMT",
        "current": ",".join(name for name in _CURRENT_UNITS if name != "time"),
        "hourly": ",".join(name for name in _HOURLY_UNITS if name != "time"),
        "past_hours": str(PAST_HOURS),
        "forecast_hours": str(FORECAST_HOURS),
    }
    elevations = [str(place.elevation_m) for place in places if place.elevation_m is not None]
    return params | ({"elevation": ",".join(elevations)} if elevations else {})


def parse(answer: Answer, places: Sequence[Place], *, fetched_at: datetime) -> list[Reading | Failure]:
    """Read the answer for these places, in the order they were asked for; a broken item fails its own place only."""
    try:
        items = raw_json.items(answer.body)
    except BrokenJson as error:
        return [_refused(place, str(error), answer.evidence(answer.body)) for place in places]
    if len(items) != len(places):
        detail = _reason(items[0][0] if items else None) or f"{len(items)} answers for {len(places)} places"
        return [_refused(place, detail, answer.evidence(answer.body)) for place in places]
    found: list[Reading | Failure] = []
    for index, (place, (value, raw)) in enumerate(zip(places, items, strict=True)):
        found += _parse_item(value, place, index=index, fetched_at=fetched_at, evidence=answer.evidence(raw))
    return found


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False, frozen=True)


class _Instant(_Strict):
    """The model at one instant; visibility and snowfall are hourly only."""

    time: int
    temperature_2m: float | None
    wind_speed_10m: float | None
    wind_gusts_10m: float | None
    weather_code: int | None
    visibility: float | None = None
    snowfall: float | None = None


class _Item(_Strict):
    latitude: float
    longitude: float
    location_id: int | None = None
    current_units: dict[str, str]
    current: _Instant
    hourly_units: dict[str, str]
    hourly: list[_Instant]

    @field_validator("hourly", mode="before")
    @classmethod
    def _columns_to_rows(cls, columns: Any) -> Any:
        """Turn the parallel arrays of the answer into one record per hour."""
        names = list(_HOURLY_UNITS)
        if not isinstance(columns, dict) or not all(isinstance(columns.get(name), list) for name in names):
            raise ValueError(f"expected the columns {', '.join(names)}")
        rows = zip(*(columns[name] for name in names), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]


def _parse_item(
    value: Any, place: Place, *, index: int, fetched_at: datetime, evidence: Evidence
) -> list[Reading | Failure]:
    try:
        item = _Item.model_validate(value)
    except ValidationError as error:
        return [_refused(place, _reason(value) or _first_error(error), evidence)]
    if (complaint := _complaint(item, place, index)) is not None:
        return [_refused(place, complaint, evidence)]
    current, *hours = (
        _reading(instant, place, fetched_at=fetched_at, evidence=evidence) for instant in (item.current, *item.hourly)
    )
    if (repeated := freshness.repeated_answer(current)) is not None:
        return [repeated]
    return [current, *(hour for hour in hours if hour.temp_c is not None)]


def _complaint(item: _Item, place: Place, index: int) -> str | None:
    """Return why this item cannot be what was asked for, or None."""
    if (unit := _wrong_unit(item)) is not None:
        return unit
    if item.location_id not in {None, index}:
        return f"answer {index} says that it is number {item.location_id}"
    if max(abs(item.latitude - place.latitude), abs(item.longitude - place.longitude)) > CELL_WITHIN_DEGREES:
        return f"answer is for {item.latitude}, {item.longitude}, not for {place.latitude}, {place.longitude}"
    if item.current.temperature_2m is None or all(hour.temperature_2m is None for hour in item.hourly):
        return "temperature_2m is null"
    return None


def _wrong_unit(item: _Item) -> str | None:
    for part, units, expected in (
        ("current", item.current_units, _CURRENT_UNITS),
        ("hourly", item.hourly_units, _HOURLY_UNITS),
    ):
        for name, unit in expected.items():
            if units.get(name) != unit:
                return f"{part} {name} came in {units.get(name)!r}, asked for {unit!r}"
    return None


def _reading(instant: _Instant, place: Place, *, fetched_at: datetime, evidence: Evidence) -> Reading:
    visibility_m = None if instant.visibility is None else int(instant.visibility)
    return Reading(
        place=place.code,
        source=SOURCE,
        kind=Kind.FORECAST,
        valid_at=datetime.fromtimestamp(instant.time, tz=UTC),
        fetched_at=fetched_at,
        temp_c=_plain_zero(instant.temperature_2m),
        wind_ms=instant.wind_speed_10m,
        gust_ms=instant.wind_gusts_10m,
        visibility_m=visibility_m,
        phenomena=phenomena.from_model(
            instant.weather_code,
            temp_c=instant.temperature_2m,
            wind_ms=instant.wind_speed_10m,
            gust_ms=instant.wind_gusts_10m,
            visibility_m=visibility_m,
            snowfall_cm=instant.snowfall,
        ),
        evidence=evidence,
    )


def _plain_zero(value: float | None) -> float | None:
    """Turn the `-0` that answers contain into 0."""
    return None if value is None else value + 0.0


def _reason(value: Any) -> str:
    """Return the service's own words when it answered with an error body (`{"error": true, "reason": …}`)."""
    return f"service says: {value.get('reason')}" if isinstance(value, dict) and value.get("error") else ""


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _refused(place: Place, detail: str, evidence: Evidence) -> Failure:
    return Failure(place=place.code, source=SOURCE, concern=Concern.SOURCE_REFUSED, detail=detail, evidence=evidence)
