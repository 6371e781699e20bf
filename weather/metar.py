"""METAR: the raw group an aerodrome sends every half hour, read without trusting anybody's decoding.

Decoders turn m/s into whole knots and back, and 10, 12, 15 and 30 m/s come out below themselves; so the raw group is
the only input. What follows TEMPO, BECMG, NOSIG or RMK is a trend or a remark and never "now".
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from weather import freshness, phenomena
from weather.errors import BrokenReport
from weather.place import Place
from weather.reading import Concern, Evidence, Failure, Kind, Reading

TEN_KM_OR_MORE = 10_000

_END_OF_NOW = re.compile(r"\b(?:TEMPO|BECMG|NOSIG|RMK)\b.*", re.DOTALL)
_STATION = re.compile(r"[A-Z][A-Z0-9]{3}")
_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})Z")
_WIND = re.compile(r"(?:\d{3}|VRB|///)(?:P?(\d{2,3})|//)(?:G(?:P?(\d{2,3})|//))?(MPS|KT|KMH)")
_VISIBILITY = re.compile(r"P?(\d{4})(?:NDV|[NS]?[EW]?)")
_TEMPERATURES = re.compile(r"(M?\d{2}|//)/(M?\d{2}|//)?")
_WEATHER = re.compile(
    r"(?:[+-]|VC)?(?:MI|PR|BC|DR|BL|SH|TS|FZ)?"
    r"(?:DZ|RA|SN|SG|IC|PL|GR|GS|UP|BR|FG|FU|VA|DU|SA|HZ|PY|PO|SQ|FC|SS|DS){0,3}"
)


class WindUnit(StrEnum):
    """The suffix of a wind group. Kazakhstan sends MPS, some of its neighbours KT in the same half hour."""

    MPS = "MPS"
    KT = "KT"
    KMH = "KMH"


MS_PER_UNIT = {WindUnit.MPS: 1.0, WindUnit.KT: 1852 / 3600, WindUnit.KMH: 1 / 3.6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """Mean wind and gust in the unit of the report. `gust` is None when no gust group was sent: not zero."""

    speed: int
    unit: WindUnit
    gust: int | None = None

    @property
    def speed_ms(self) -> float:
        return round(self.speed * MS_PER_UNIT[self.unit], 2)

    @property
    def gust_ms(self) -> float | None:
        return None if self.gust is None else round(self.gust * MS_PER_UNIT[self.unit], 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report as it was sent, without its trend and remarks.

    day, hour, minute: UTC; a METAR names no month. temp_c, dew_point_c: whole degrees, `M00` is 0.
    visibility_m: prevailing; 10 000 for `9999` and `CAVOK`. weather: present-weather codes in order, `VC..` included.
    """

    station: str
    day: int
    hour: int
    minute: int
    automatic: bool = False
    corrected: bool = False
    missing: bool = False
    wind: Wind | None = None
    visibility_m: int | None = None
    temp_c: int | None = None
    dew_point_c: int | None = None
    weather: tuple[str, ...] = ()


def parse_report(raw: str) -> Report:
    """Read one raw report, with or without a leading METAR or SPECI. Raises `BrokenReport`."""
    now_part = _END_OF_NOW.sub("", raw.strip().rstrip("=$ "))
    words = [word for word in now_part.split() if word not in {"METAR", "SPECI"}]
    corrected = "COR" in words
    match [word for word in words if word != "COR"]:
        case [station, time, *groups] if _STATION.fullmatch(station) and (when := _TIME.fullmatch(time)):
            day, hour, minute = (int(part) for part in when.groups())
        case _:
            raise BrokenReport(f"Not a METAR, expected a station and a time like 180730Z: {raw[:80]!r}")
    temp_c, dew_point_c = _temperatures(groups)
    return Report(
        station=station,
        day=day,
        hour=hour,
        minute=minute,
        automatic="AUTO" in groups,
        corrected=corrected,
        missing="NIL" in groups,
        wind=_wind(groups),
        visibility_m=_visibility(groups),
        temp_c=temp_c,
        dew_point_c=dew_point_c,
        weather=tuple(group for group in groups if group not in {"VC", "+", "-"} and _WEATHER.fullmatch(group)),
    )


def to_reading(report: Report, place: Place, *, received_at: datetime, evidence: Evidence) -> Reading | Failure:
    """Make the report a reading of `place`, its day and time resolved against the receipt.

    A gust that was not sent stays None here; `plausibility.examine` says so with a flag.
    Fails when the report is empty (NIL), from another station, impossible in time, from the future or stale.
    """
    valid_at = resolve_time(report, received_at)
    if report.station != place.metar_station:
        concern, detail = Concern.SOURCE_REFUSED, f"report of {report.station}, expected {place.metar_station}"
    elif report.missing:
        concern, detail = Concern.SOURCE_FAILED, "the station sent an empty report (NIL)"
    elif valid_at is None:
        stamp = f"{report.day:02}{report.hour:02}{report.minute:02}Z"
        concern, detail = Concern.SOURCE_REFUSED, f"no such day or time: {stamp}"
    else:
        reading = _reading(report, place, valid_at=valid_at, received_at=received_at, evidence=evidence)
        return freshness.failure(reading, received_at) or reading
    return Failure(
        place=place.code, source=f"metar:{report.station}", concern=concern, detail=detail, evidence=evidence
    )


def resolve_time(report: Report, received_at: datetime) -> datetime | None:
    """Return the latest instant with this day and time that is at most a day ahead of the receipt; None if none is.

    A later day of the month than tomorrow's was last month's: such a report is old, not from the future.
    """
    latest = received_at.astimezone(UTC) + timedelta(days=1)
    this_month = latest.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    instants = (_instant(report, month) for month in (this_month, last_month, last_month - timedelta(days=1)))
    return max((instant for instant in instants if instant is not None and instant <= latest), default=None)


def _reading(report: Report, place: Place, *, valid_at: datetime, received_at: datetime, evidence: Evidence) -> Reading:
    wind_ms = report.wind.speed_ms if report.wind else None
    gust_ms = report.wind.gust_ms if report.wind else None
    return Reading(
        place=place.code,
        source=f"metar:{report.station}",
        kind=Kind.OBSERVATION,
        valid_at=valid_at,
        fetched_at=received_at,
        temp_c=None if report.temp_c is None else float(report.temp_c),
        dew_point_c=None if report.dew_point_c is None else float(report.dew_point_c),
        wind_ms=wind_ms,
        gust_ms=gust_ms,
        visibility_m=report.visibility_m,
        phenomena=phenomena.from_metar(
            report.weather, wind_ms=wind_ms, gust_ms=gust_ms, visibility_m=report.visibility_m
        ),
        evidence=evidence,
    )


def _instant(report: Report, month: datetime) -> datetime | None:
    try:
        return datetime(month.year, month.month, report.day, report.hour, report.minute, tzinfo=UTC)
    except ValueError:
        return None


def _wind(groups: list[str]) -> Wind | None:
    for group in groups:
        if (found := _WIND.fullmatch(group)) is None:
            continue
        speed, gust, unit = found.groups()
        if speed is None:
            return None
        return Wind(speed=int(speed), unit=WindUnit(unit), gust=None if gust is None else int(gust))
    return None


def _visibility(groups: list[str]) -> int | None:
    for group in groups:
        if group in {"CAVOK", "9999"}:
            return TEN_KM_OR_MORE
        if found := _VISIBILITY.fullmatch(group):
            return int(found[1])
    return None


def _temperatures(groups: list[str]) -> tuple[int | None, int | None]:
    for group in groups:
        if found := _TEMPERATURES.fullmatch(group):
            return _degrees(found[1]), _degrees(found[2])
    return None, None


def _degrees(text: str | None) -> int | None:
    if text is None or text == "//":
        return None
    return -int(text[1:]) if text.startswith("M") else int(text)
