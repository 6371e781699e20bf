"""Answers with status 200 that are not true: what feeds have really been seen to do."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.faults.book import Lie

Json = dict[str, Any]

_KELVIN = 273.15
_A_WEEK = timedelta(days=7)
_NOT_VALUES = frozenset({"time", "interval", "metar_id", "icaoId", "obsTime", "reportTime", "receiptTime", "rawOb"})


def false_forecast(body: Any, lie: Lie | None) -> Any:
    """Return a forecast with every value gone, in kelvin under the name of °C, or with the times of last week."""
    if isinstance(body, list):
        return [false_forecast(one, lie) for one in body]
    change = {Lie.NULLS: _emptied, Lie.KELVIN: _in_kelvin, Lie.STALE: _a_week_old}.get(lie) if lie else None
    if change is None:
        return body
    return body | {section: change(body[section]) for section in ("current", "hourly") if section in body}


def false_reports(rows: list[Json], lie: Lie | None) -> list[Json]:
    """METARs without decoded values, or reported on this day of last week."""
    match lie:
        case Lie.NULLS:
            return [_emptied(row) for row in rows]
        case Lie.STALE:
            return [_reported_a_week_ago(row) for row in rows]
        case _:
            return rows


def _emptied(section: Json) -> Json:
    return {
        name: value if name in _NOT_VALUES else [None] * len(value) if isinstance(value, list) else None
        for name, value in section.items()
    }


def _in_kelvin(section: Json) -> Json:
    return {name: _kelvin(value) if "temperature" in name else value for name, value in section.items()}


def _kelvin(value: Any) -> Any:
    if isinstance(value, list):
        return [_kelvin(one) for one in value]
    return None if value is None else round(value + _KELVIN, 2)


def _a_week_old(section: Json) -> Json:
    return section | {"time": _earlier(section["time"])}


def _earlier(time: Any) -> Any:
    if isinstance(time, list):
        return [_earlier(one) for one in time]
    if isinstance(time, int):
        return time - int(_A_WEEK.total_seconds())
    return (datetime.fromisoformat(time) - _A_WEEK).strftime("%Y-%m-%dT%H:%M")


def _reported_a_week_ago(row: Json) -> Json:
    at = datetime.fromtimestamp(row["obsTime"], UTC) - _A_WEEK
    raw = re.sub(r"\b\d{6}Z\b", at.strftime("%d%H%MZ"), row["rawOb"], count=1)
    stamp = at.strftime("%Y-%m-%d %H:%M:%S")
    return row | {"obsTime": int(at.timestamp()), "reportTime": stamp, "receiptTime": stamp, "rawOb": raw}
