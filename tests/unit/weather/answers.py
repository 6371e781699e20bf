"""Places, readings and provider answers for the weather tests. Figures are recorded ones; see tests/data/weather."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from weather.fetching import Answer
from weather.place import Place
from weather.reading import Evidence, Kind, Reading

DATA = Path(__file__).parents[2] / "data" / "weather"
ALMATY = Place(
    code="almaty",
    name_kk="Алматы",
    name_ru="Алматы",
    latitude=43.2389,
    longitude=76.8897,
    elevation_m=757,
    metar_station="UAAA",
)
KOSTANAY = Place(
    code="kostanay",
    name_kk="Қостанай",
    name_ru="Костанай",
    latitude=53.2144,
    longitude=63.6246,
    elevation_m=170,
    metar_station="UAUU",
)
LISAKOVSK = Place(code="lisakovsk", name_kk="Лисаков", name_ru="Лисаковск", latitude=52.5367, longitude=62.4936)

NOW = datetime(2026, 1, 16, 0, 40, tzinfo=UTC)  # 05:40 in Kazakhstan


def raw_metars(name: str) -> list[str]:
    """Return the raw reports of an ADDS cache file (five lines of preamble, then CSV)."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [row["raw_text"] for row in csv.DictReader(lines[5:])]


def almaty_hours(first: int, count: int) -> tuple[list[float], list[float]]:
    """Return temperatures and winds (m/s) of `count` recorded hours of the cold snap of January 2023."""
    with (DATA / "almaty_hourly_cold_snap_20230113_20230116.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))[first : first + count]
    return [float(row["temp"]) for row in rows], [round(float(row["wind_speed"]) / 3.6, 2) for row in rows]


def forecast_item(place: Place, *, now: datetime = NOW, location_id: int | None = None) -> dict[str, Any]:
    """Return one item as Open-Meteo shapes it: three hours back, a day ahead, recorded temperatures and winds."""
    start = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    temperatures, winds = almaty_hours(0, 27)
    times = [int((start + timedelta(hours=hour)).timestamp()) for hour in range(27)]
    units = {
        "time": "unixtime",
        "temperature_2m": "°C",
        "wind_speed_10m": "m/s",
        "wind_gusts_10m": "m/s",
        "weather_code": "wmo code",
    }
    item: dict[str, Any] = {
        "latitude": round(place.latitude + 0.04, 2),
        "longitude": round(place.longitude - 0.03, 2),
        "generationtime_ms": 0.1,
        "utc_offset_seconds": 0,
        "timezone": "GMT",
        "timezone_abbreviation": "GMT",
        "elevation": 757.0,
        "current_units": units | {"interval": "seconds"},
        "current": {
            "time": int(now.timestamp()) // 900 * 900,
            "interval": 900,
            "temperature_2m": temperatures[3],
            "wind_speed_10m": winds[3],
            "wind_gusts_10m": round(winds[3] * 2, 2),
            "weather_code": 3,
        },
        "hourly_units": units | {"visibility": "m", "snowfall": "cm"},
        "hourly": {
            "time": times,
            "temperature_2m": temperatures,
            "wind_speed_10m": winds,
            "wind_gusts_10m": [round(wind * 2, 2) for wind in winds],
            "weather_code": [3] * 27,
            "visibility": [24140.0] * 27,
            "snowfall": [0.0] * 27,
        },
    }
    return item if location_id is None else item | {"location_id": location_id}


def answer(body: object, *, status: int = 200) -> Answer:
    """Return an answer with this body; anything but text becomes JSON."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Answer(url="http://127.0.0.1/", status=status, body=text)


def metar_answer(raws: Sequence[str]) -> Answer:
    """Return an aviationweather.gov answer with these raw reports, decoded values left wrong on purpose."""
    return answer([{"icaoId": raw.split()[0], "rawOb": raw, "temp": 99, "wspd": 99, "visib": "6+"} for raw in raws])


def observation(source: str = "metar:UAUU", **values: Any) -> Reading:
    """Return an observation of Kostanay ten minutes old, with what the test changes."""
    stated: dict[str, Any] = {
        "place": KOSTANAY.code,
        "source": source,
        "kind": Kind.OBSERVATION,
        "valid_at": NOW - timedelta(minutes=10),
        "fetched_at": NOW,
        "temp_c": -26.0,
        "wind_ms": 6.0,
        "gust_ms": 6.0,
        "evidence": Evidence(body="recorded"),
    }
    return Reading(**(stated | values))


def forecast(hours_ahead: float = 0, source: str = "open-meteo", **values: Any) -> Reading:
    """Return a model's hour for Kostanay, counted from the full hour after NOW."""
    at = NOW.replace(minute=0) + timedelta(hours=1 + hours_ahead)
    return observation(source, **({"kind": Kind.FORECAST, "valid_at": at} | values))
