"""The METAR service of aviationweather.gov: `/aviationweather/api/data/metar?ids=…&format=json&hours=…`.

A report is there five minutes after its time. An answer with no report is 204 without a body.
"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.weather.metar import decoded, written
from sandbox.weather.script import Place, RawReport, WeatherScript

Json = dict[str, Any]

_UNDER_WAY = timedelta(minutes=5)
_DEFAULT_HOURS = 1.5
_LONGEST_HOURS = 15 * 24


class QueryError(Exception):
    """400, with the reason."""


def read_query(ids: str, hours: str) -> tuple[set[str], timedelta]:
    """Read the stations and the age asked for. Raises QueryError."""
    codes = {code.strip().upper() for code in ids.replace(" ", ",").split(",") if code.strip()}
    if not codes:
        raise QueryError("Must specify ids or bbox")
    try:
        length = float(hours) if hours else _DEFAULT_HOURS
    except ValueError as error:
        raise QueryError("Invalid hours") from error
    if not 0 < length <= _LONGEST_HOURS:
        raise QueryError("Invalid hours")
    return codes, timedelta(hours=length)


def reports(script: WeatherScript, codes: set[str], length: timedelta, now: datetime) -> list[Json]:
    """Return the reports of these stations that have come in as the service gives them, newest first."""
    rows = []
    for place in script.stations(codes):
        recent = [report for report in _all_reports(place) if now - length <= report.at <= now - _UNDER_WAY]
        recent.sort(key=lambda report: report.at, reverse=True)
        rows += [_row(place, report, newest=report is recent[0]) for report in recent]
    return rows


def _row(place: Place, report: RawReport, *, newest: bool) -> Json:
    seen = asdict(decoded(report.raw))
    hour = (report.at + timedelta(minutes=30)).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return {
        "metar_id": int(report.at.timestamp()),
        "icaoId": place.station.upper(),
        "receiptTime": (report.at + _UNDER_WAY).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "obsTime": int(report.at.timestamp()),
        "reportTime": hour.strftime("%Y-%m-%d %H:%M:%S"),
        **{name: seen[name] for name in ("temp", "dewp", "wdir", "wspd", "wgst", "visib", "altim")},
        "slp": None,
        "qcField": 0,
        "wxString": seen["weather"],
        "metarType": "METAR",
        "rawOb": report.raw,
        "mostRecent": int(newest),
        "lat": place.latitude,
        "lon": place.longitude,
        "elev": place.elevation_m,
        "name": place.name,
        "clouds": seen["clouds"],
    }


def _all_reports(place: Place) -> tuple[RawReport, ...]:
    if place.reports:
        return place.reports
    station = place.station.upper()
    return tuple(RawReport(at=sample.at, raw=written(station, sample)) for sample in place.samples)
