"""How a reading, its source and its doubts are said to a person. The same on cards, in messages and on paper."""

import re
from collections.abc import Iterator
from datetime import datetime

from locales.catalogue import Locale, text
from locales.phrases import clock_time, figure
from weather.reading import Flag, Reading, Worry

FAR_M = 10_000  # METAR and Open-Meteo say "10 km or more" with this figure
MINUTES_PER_HOUR = 60
_LIMITS = {"<=": "most", "<": "below", ">=": "least", ">": "above"}
_UNITS = {"°C": "degrees", "m/s": "speed"}
_PRINTED = re.compile(r"(<=|<|>=|>) (-?\d+(?:\.\d+)?) (°C|m/s)")


def figures(locale: Locale, reading: Reading | None) -> str:
    """Return what was measured: `−27,4 °C, ветер 6 м/с, порывы 9 м/с, метель`. Unknown is said, never left out."""
    if reading is None:
        return text(locale, "weather-none")
    return ", ".join(_figures(locale, reading))


def origin(locale: Locale, reading: Reading) -> str:
    """Return who says so and for which instant: `METAR аэродрома UAUU, наблюдение, на 06:00`."""
    kind = text(locale, f"weather-kind-{reading.kind}")
    at = text(locale, "weather-at", time=clock_time(reading.valid_at))
    return ", ".join((source(locale, reading.source), kind, at))


def age(locale: Locale, reading: Reading, *, now: datetime) -> str:
    """Return `12 минут назад`; empty for a forecast of a later hour."""
    minutes = int(reading.age(now).total_seconds() // 60)
    if minutes < 0:
        return ""
    if minutes < MINUTES_PER_HOUR:
        return text(locale, "weather-age-minutes", minutes=minutes)
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    return text(locale, "weather-age-hours", hours=hours, minutes=rest)


def source(locale: Locale, name: str) -> str:
    """Return a source as people call it. An officer's person id is not shown."""
    family, _, detail = name.partition(":")
    match family:
        case "":
            return text(locale, "weather-source-none")
        case "metar":
            return text(locale, "weather-source-metar", station=detail)
        case "officer":
            return text(locale, "weather-source-officer")
        case _:
            return text(locale, "weather-source-other", source=name)


def worry(locale: Locale, found: Worry) -> str:
    """Return one concern as a sentence without a full stop."""
    return text(locale, f"weather-concern-{found.concern}", source=source(locale, found.source))


def flags(locale: Locale, reading: Reading) -> tuple[str, ...]:
    """Return what was accepted although it looks odd. A report without gusts is not: most have none."""
    odd = (flag for flag in reading.flags if flag is not Flag.GUST_NOT_REPORTED)
    return tuple(text(locale, f"weather-flag-{flag}") for flag in odd)


def row(locale: Locale, raw: str) -> str:
    """Return a table row's published text; figures the page printed are said in words: `−27 °C и ниже`."""

    def said(found: re.Match[str]) -> str:
        sign, value, unit = found.groups()
        return text(locale, f"weather-limit-{_LIMITS[sign]}-{_UNITS[unit]}", value=figure(float(value)))

    return _PRINTED.sub(said, raw)


def _figures(locale: Locale, reading: Reading) -> Iterator[str]:
    yield _temperature(locale, reading.temp_c)
    yield _wind(locale, reading.wind_ms)
    if reading.gust_ms is not None and Flag.GUST_NOT_REPORTED not in reading.flags:
        yield text(locale, "weather-gust", value=figure(reading.gust_ms))
    if reading.visibility_m is not None and reading.visibility_m < FAR_M:
        yield text(locale, "weather-visibility", metres=str(reading.visibility_m))
    yield from (text(locale, f"weather-phenomenon-{one}") for one in sorted(reading.phenomena))
    if reading.nmu_degree is not None:
        yield _nmu(locale, reading.nmu_degree, reading.nmu_days)


def _temperature(locale: Locale, temp_c: float | None) -> str:
    if temp_c is None:
        return text(locale, "weather-temperature-unknown")
    return text(locale, "weather-temperature", value=figure(temp_c))


def _wind(locale: Locale, wind_ms: float | None) -> str:
    if wind_ms is None:
        return text(locale, "weather-wind-unknown")
    return text(locale, "weather-wind", value=figure(wind_ms))


def _nmu(locale: Locale, degree: int, days: int | None) -> str:
    if days is None:
        return text(locale, "weather-nmu", degree=str(degree))
    return text(locale, "weather-nmu-days", degree=str(degree), days=str(days))
