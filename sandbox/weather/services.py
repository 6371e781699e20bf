"""The weather services over HTTP, with their faults and lies."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.faults.book import Fault, FaultBook, FaultKind, Lie, Target
from sandbox.faults.wire import Exchange, serve
from sandbox.weather import aviation, open_meteo
from sandbox.weather.lies import false_forecast, false_reports
from sandbox.weather.script import WeatherScript
from sandbox.weather.units import Units

Answerer = Callable[[web.Request, Lie | None], web.Response]


class WeatherServices:
    """Open-Meteo and aviationweather.gov, answering from one script. Asking for weather is not journalled."""

    def __init__(self, script: WeatherScript, clock: Clock, home: tzinfo, faults: FaultBook) -> None:
        self._script = script
        self._clock = clock
        self._home = home
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        return [
            web.get("/open-meteo/v1/forecast", self._forecast),
            web.get("/aviationweather/api/data/metar", self._metar),
        ]

    async def _forecast(self, request: web.Request) -> web.StreamResponse:
        where = f"{request.query.get('latitude', '')},{request.query.get('longitude', '')}"
        target = Target(provider="open-meteo", accounts=("",), method="forecast", chat=where)
        return await self._serve(request, target, self._answer_forecast)

    async def _metar(self, request: web.Request) -> web.StreamResponse:
        where = request.query.get("ids", "")
        target = Target(provider="aviationweather", accounts=("",), method="metar", chat=where)
        return await self._serve(request, target, self._answer_metar)

    async def _serve(self, request: web.Request, target: Target, answerer: Answerer) -> web.StreamResponse:
        async def accept(fault: Fault | None) -> web.Response:
            return answerer(request, fault.lie if fault else None)

        exchange = Exchange(request=request, note=_not_journalled, deny=_denied, accept=accept)
        return await serve(exchange, self._faults.strike(target, self._clock.now()))

    def _answer_forecast(self, request: web.Request, lie: Lie | None) -> web.Response:
        try:
            query = open_meteo.read_query(request.query, self._clock.now(), self._home)
        except open_meteo.QueryError as error:
            return _json({"error": True, "reason": str(error)}, 400)
        if lie is Lie.KMH:
            query = replace(query, units=replace(query.units, wind=Units().wind))
        return _json(false_forecast(open_meteo.answer(query, self._script), lie))

    def _answer_metar(self, request: web.Request, lie: Lie | None) -> web.Response:
        try:
            codes, length = aviation.read_query(request.query.get("ids", ""), request.query.get("hours", ""))
        except aviation.QueryError as error:
            return _json({"status": "error", "error": str(error)}, 400)
        rows = false_reports(aviation.reports(self._script, codes, length, self._clock.now()), lie)
        if not rows:
            return web.Response(status=204)
        if request.query.get("format", "raw") == "raw":
            return web.Response(text="".join(f"{row['rawOb']}\n" for row in rows))
        return _json(rows)


def _not_journalled(_reason: str, _fault: Fault) -> None:
    """Nobody was to be told anything."""


def _denied(fault: Fault) -> web.Response:
    if fault.kind is FaultKind.FLOOD:
        default = "Minutely API request limit exceeded. Please try again in one minute."
        headers = {"Retry-After": str(fault.retry_after_s)}
    else:
        default, headers = "Internal Server Error", {}
    return _json({"error": True, "reason": fault.description or default}, fault.error_status, headers)


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    content = json.dumps(body, ensure_ascii=False)
    return web.Response(text=content, status=status, headers=headers, content_type="application/json")
