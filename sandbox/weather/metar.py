"""METARs: written as an aerodrome of Kazakhstan writes them, decoded as aviationweather.gov decodes them."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.weather.script import Sample

_KNOTS_PER_MS = 1.943844
_METRES_PER_MILE = 1609.344
_BY_CODE = {
    45: "FG",
    48: "FZFG",
    51: "-DZ",
    53: "DZ",
    55: "+DZ",
    56: "-FZDZ",
    57: "FZDZ",
    61: "-RA",
    63: "RA",
    65: "+RA",
    66: "-FZRA",
    67: "FZRA",
    71: "-SN",
    73: "SN",
    75: "+SN",
    77: "SG",
    80: "-SHRA",
    81: "SHRA",
    82: "+SHRA",
    85: "-SHSN",
    86: "+SHSN",
    95: "TSRA",
}
_TREND = re.compile(r"\s(?:TEMPO|BECMG|NOSIG|RMK)\b.*$", re.DOTALL)
_WIND = re.compile(r"\s(?P<dir>\d{3}|VRB)(?P<mean>\d{2,3})(?:G(?P<gust>\d{2,3}))?(?P<unit>MPS|KT|KMH)\b")
_TEMPERATURES = re.compile(r"\s(?P<temp>M?\d{2})/(?P<dew>M?\d{2}|//)?(?=\s|$)")
_PRESSURE = re.compile(r"\sQ(\d{4})\b")
_VISIBILITY = re.compile(r"\s(\d{4})(?:NDV)?(?=\s)")
_WEATHER = re.compile(
    r"(?<=\s)((?:[-+]|VC)?(?:MI|BC|PR|DR|BL|SH|TS|FZ)?"
    r"(?:DZ|RA|SN|SG|IC|PL|GR|GS|UP|BR|FG|FU|VA|DU|SA|HZ|PO|SQ|FC|SS|DS|TS)+)(?=\s|$)"
)
_CLOUD = re.compile(r"\s(FEW|SCT|BKN|OVC|VV)(\d{3})")
_KNOTS_PER = {"MPS": _KNOTS_PER_MS, "KT": 1.0, "KMH": 1 / 1.852}


def written(station: str, sample: Sample) -> str:
    """Write the report of one sample. Whole metres per second and whole degrees, as METAR has it."""
    groups = [station, sample.at.astimezone(UTC).strftime("%d%H%MZ"), _wind_group(sample), _visibility_group(sample)]
    weather = sample.phenomena or tuple(filter(None, [_BY_CODE.get(sample.weather_code or 0)]))
    groups += [*weather, "OVC010" if weather else "NSC"]
    groups.append(f"{_degrees(sample.temp_c)}/{_degrees(sample.dew_point_c)}")
    groups.append("Q////" if sample.pressure_hpa is None else f"Q{math.floor(sample.pressure_hpa):04d}")
    return " ".join(groups)


def _wind_group(sample: Sample) -> str:
    if sample.wind_ms is None:
        return "/////MPS"
    mean = _whole(sample.wind_ms)
    if mean == 0:
        return "00000MPS"
    direction = "VRB" if sample.wind_from_deg is None else f"{round(sample.wind_from_deg / 10) % 36 * 10 or 360:03d}"
    gust = "" if sample.gust_ms is None or _whole(sample.gust_ms) <= mean else f"G{_whole(sample.gust_ms):02d}"
    return f"{direction}{mean:02d}{gust}MPS"


def _visibility_group(sample: Sample) -> str:
    metres = sample.visibility_m
    if metres is None:
        return "////"
    if metres >= 10_000:
        return "9999"
    step = 50 if metres < 800 else 100 if metres < 5_000 else 1_000
    return f"{math.floor(metres / step) * step:04d}"


def _degrees(celsius: float | None) -> str:
    if celsius is None:
        return "//"
    rounded = _whole(celsius)
    return f"M{-rounded:02d}" if rounded < 0 or celsius < 0 else f"{rounded:02d}"


def _whole(value: float) -> int:
    return math.floor(value + 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What the service says beside the raw report: knots and statute miles, whole numbers."""

    temp: int | None
    dewp: int | None
    wdir: int | str | None
    wspd: int | None
    wgst: int | None
    visib: float | str | None
    altim: int | None
    weather: str | None
    clouds: list[dict[str, int | str | None]]


def decoded(raw: str) -> Decoded:
    """Decode what was observed; a trend forecast behind it is left out."""
    now = _TREND.sub("", raw)
    wind, temperatures = _WIND.search(now), _TEMPERATURES.search(now)
    pressure = _PRESSURE.search(now)
    weather = " ".join(match.group(1) for match in _WEATHER.finditer(now))
    return Decoded(
        temp=_signed(temperatures["temp"]) if temperatures else None,
        dewp=_signed(temperatures["dew"]) if temperatures else None,
        wdir=None if wind is None else "VRB" if wind["dir"] == "VRB" else int(wind["dir"]),
        wspd=None if wind is None else _knots(wind["mean"], wind["unit"]),
        wgst=None if wind is None else _knots(wind["gust"], wind["unit"]),
        visib=_miles(now),
        altim=int(pressure[1]) if pressure else None,
        weather=weather or None,
        clouds=[{"cover": cover, "base": int(base) * 100} for cover, base in _CLOUD.findall(now)],
    )


def _signed(text: str | None) -> int | None:
    if not text or text == "//":
        return None
    return -int(text[1:]) if text.startswith("M") else int(text)


def _knots(text: str | None, unit: str) -> int | None:
    return None if text is None else round(int(text) * _KNOTS_PER[unit])


def _miles(report: str) -> float | str | None:
    if " CAVOK" in report:
        return "6+"
    visibility = _VISIBILITY.search(report)
    if visibility is None:
        return None
    metres = int(visibility[1])
    return "6+" if metres == 9999 else round(metres / _METRES_PER_MILE, 2)


def reported_at(raw: str, near: datetime) -> datetime:
    """Return the full instant of a report's `ddhhmmZ`, taken in the month that brings it closest to `near`.

    Raises ValueError when the report has no such group.
    """
    group = re.search(r"\b(\d{2})(\d{2})(\d{2})Z\b", raw)
    if group is None:
        raise ValueError(f"no ddhhmmZ group in {raw!r}")
    day, hour, minute = map(int, group.groups())
    near = near.astimezone(UTC)
    candidates = [instant for month in (-1, 0, 1) if (instant := _in_month(near, month, day, hour, minute)) is not None]
    if not candidates:
        raise ValueError(f"day {day} does not exist around {near:%Y-%m}")
    return min(candidates, key=lambda instant: abs(instant - near))


def _in_month(near: datetime, months: int, day: int, hour: int, minute: int) -> datetime | None:
    year, month = divmod(near.year * 12 + near.month - 1 + months, 12)
    try:
        return datetime(year, month + 1, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
