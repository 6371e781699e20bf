"""METARs from aviationweather.gov (NOAA AWC, public domain, no key): https://aviationweather.gov/data/api/.

One call for all stations; at most one call a minute and 100 a minute from one address. Only `rawOb` is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from weather import fetching, metar, raw_json
from weather.errors import BrokenJson, BrokenReport
from weather.fetching import Answer
from weather.place import Place
from weather.reading import Concern, Evidence, Failure, Reading

SOURCE = "metar"
PATH = "/api/data/metar"
PAST_HOURS = 2  # one hourly report is always in it, even when the newest is late


@dataclass(frozen=True, slots=True, kw_only=True)
class AviationWeather:
    """The feed. `base_url` is a setting; the service wants an own User-Agent."""

    client: httpx.AsyncClient
    base_url: str
    user_agent: str
    timeout_s: float = 10.0
    source: str = SOURCE

    async def fetch(self, places: Sequence[Place], *, now: datetime) -> Sequence[Reading | Failure]:
        """Return the fresh reports of each place that has an aerodrome, or why there is none."""
        served = [place for place in places if place.metar_station is not None]
        if not served:
            return []
        answer = await fetching.get(
            self.client,
            self.base_url.rstrip("/") + PATH,
            params=parameters(served),
            user_agent=self.user_agent,
            timeout_s=self.timeout_s,
        )
        if isinstance(answer, Answer):
            return parse(answer, served, received_at=now)
        return fetching.failures(served, SOURCE, answer)


def parameters(places: Sequence[Place]) -> dict[str, str]:
    """Return the query of the one call for all stations."""
    stations = dict.fromkeys(place.metar_station for place in places if place.metar_station is not None)
    return {"ids": ",".join(stations), "format": "json", "hours": str(PAST_HOURS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """One raw report and the item of the answer it stood in."""

    raw: str
    evidence: Evidence


def parse(answer: Answer, places: Sequence[Place], *, received_at: datetime) -> list[Reading | Failure]:
    """Read the answer; an empty one (204 or `[]`) means that no station reported.

    Earlier reports that are still fresh come along: the newest is held against them (`plausibility.examine`).
    A correction takes the place of the report it corrects.
    """
    try:
        sent = _sent(answer)
    except BrokenJson as error:
        evidence = answer.evidence(answer.body)
        return [_failure(place, Concern.SOURCE_REFUSED, str(error), evidence) for place in places]
    return [found for place in places for found in _of_station(place, sent, answer, received_at=received_at)]


def _sent(answer: Answer) -> list[_Sent]:
    """Return every report in the answer, corrections first. Raises `BrokenJson`."""
    if not answer.body.strip():
        return []
    sent = []
    for value, item in raw_json.items(answer.body):
        raw = value.get("rawOb") if isinstance(value, dict) else None
        if not isinstance(raw, str):
            raise BrokenJson(f"The answer has an item without a raw report: {item[:80]!r}")
        sent.append(_Sent(raw=raw, evidence=answer.evidence(item)))
    return sorted(sent, key=lambda report: "COR" not in report.raw.split())


def _of_station(
    place: Place, sent: Sequence[_Sent], answer: Answer, *, received_at: datetime
) -> Sequence[Reading | Failure]:
    """Return every usable report of the place's aerodrome, or the first reason why there is none."""
    results = [
        _read(report, place, received_at=received_at) for report in sent if place.metar_station in report.raw.split()
    ]
    readings: dict[datetime, Reading] = {}
    for result in results:
        if isinstance(result, Reading):
            readings.setdefault(result.valid_at, result)
    if readings:
        return list(readings.values())
    silent = f"no report from {place.metar_station} in the last {PAST_HOURS} hours"
    return results[:1] or [_failure(place, Concern.SOURCE_FAILED, silent, answer.evidence(answer.body))]


def _read(report: _Sent, place: Place, *, received_at: datetime) -> Reading | Failure:
    try:
        parsed = metar.parse_report(report.raw)
    except BrokenReport as error:
        return _failure(place, Concern.SOURCE_REFUSED, str(error), report.evidence)
    return metar.to_reading(parsed, place, received_at=received_at, evidence=report.evidence)


def _failure(place: Place, concern: Concern, detail: str, evidence: Evidence) -> Failure:
    return Failure(
        place=place.code,
        source=f"{SOURCE}:{place.metar_station}",
        concern=concern,
        detail=detail,
        evidence=evidence,
    )
