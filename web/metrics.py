"""`/metrics`: how much there is of everything and how late it is, for Prometheus. No person, text or address.

docs/metrics.md names each figure and the alarms to build on it: on lateness, not only on errors (R-11).
"""

import asyncio
import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from importlib.metadata import version
from time import monotonic

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dispatch.census import Census
from orders.windows import ZONE
from web.context import View, WebContext

KEPT_S = 5.0
COST_SHARE = 20  # a census that takes a second is taken every twenty seconds

_log = structlog.get_logger("web")
Refused = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A census, when it was taken, and what it cost in seconds. None: the database did not answer."""

    census: Census | None
    now: datetime
    cost_s: float


@dataclass(slots=True)
class Metrics:
    """Serves the figures; asks the database seldom enough to cost it next to nothing."""

    context: WebContext
    refused: Refused
    _answer: bytes = b""
    _stale_at: float = 0.0
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def page(self, _request: web.Request) -> web.Response:
        async with self._looking:
            if monotonic() >= self._stale_at:
                look = await self._look()
                self._answer = written(look, self.refused)
                self._stale_at = monotonic() + max(KEPT_S, look.cost_s * COST_SHARE)
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return web.Response(body=self._answer, headers=headers)

    async def _look(self) -> Look:
        begun = monotonic()
        try:
            census = await self.context.look(taken)
        except Exception as failure:  # noqa: BLE001 - that the database is away is a figure, too
            _log.warning("metrics.no_census", error=type(failure).__name__)
            census = None
        return Look(census=census, now=self.context.clock.now(), cost_s=monotonic() - begun)


def taken(view: View) -> Census:
    midnight = datetime.combine(view.today, time.min, tzinfo=ZONE)
    return view.tx.counting.census(now=view.now, today=view.today, midnight=midnight)


def written(look: Look, refused: Refused) -> bytes:
    """Return the figures in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_Figures(look, refused))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, look: Look, refused: Refused) -> None:
        self._look = look
        self._refused = refused

    def collect(self) -> Iterator[Metric]:
        yield _gauge("boran_build_info", "The program; always 1.", ("version", "python"), [(_build(), 1)])
        yield _plain("boran_database_up", "1 when the database answered.", int(self._look.census is not None))
        yield _plain("boran_census_seconds", "What counting cost.", self._look.cost_s)
        yield self._refusals()
        if self._look.census:
            yield from _deliveries(self._look.census)
            yield from _lanes(self._look.census, self._look.now)
            yield from _rest(self._look.census, self._look.now)

    def _refusals(self) -> Metric:
        found = CounterMetricFamily(
            "boran_receipts_refused",
            "Callbacks believed by nobody, since this process began.",
            labels=("provider", "why"),
        )
        for labels, count in sorted(self._refused.items()):
            found.add_metric(labels, count)
        return found


def _deliveries(census: Census) -> Iterator[Metric]:
    rows = [((one.purpose, one.channel, one.state), one.count) for one in census.sent]
    yield _gauge("boran_deliveries", "Deliveries of today's orders.", ("purpose", "channel", "state"), rows)
    said = [((one.lane, one.kind, str(one.matched).lower()), one.count) for one in census.said]
    yield _gauge("boran_receipts", "Receipts heard today.", ("lane", "kind", "matched"), said)
    orders = [((one.state, one.ground), one.count) for one in census.orders]
    yield _gauge("boran_orders", "Orders of today.", ("state", "ground"), orders)


def _lanes(census: Census, now: datetime) -> Iterator[Metric]:
    queues, lane = census.queues, ("lane",)
    yield _gauge("boran_lane_waiting", "Deliveries to be sent.", lane, [((one.lane,), one.waiting) for one in queues])
    late = [((one.lane,), _since(one.due_since, now)) for one in queues]
    yield _gauge("boran_lane_lateness_seconds", "How long the oldest due delivery has waited.", lane, late)
    left = [((one.lane,), (one.closes - now).total_seconds()) for one in queues if one.closes]
    yield _gauge("boran_lane_deadline_seconds", "Until the first waiting delivery is worthless.", lane, left)
    put_off = [((one.lane, one.reason), one.count) for one in census.put_off]
    yield _gauge("boran_lane_put_off", "Deliveries a provider put off.", ("lane", "reason"), put_off)
    shares = [((one.lane,), one.share) for one in census.shares]
    yield _gauge("boran_lane_share_percent", "An account's share of what it could carry.", lane, shares)
    dead = [((one.lane,), int(one.dead_until is not None and now < one.dead_until)) for one in census.shares]
    yield _gauge("boran_lane_dead", "1 while nothing is given to an account.", lane, dead)


def _rest(census: Census, now: datetime) -> Iterator[Metric]:
    yield _plain("boran_outbox_waiting", "Events to be planned.", census.events.waiting)
    late = _since(census.events.due_since, now)
    yield _plain("boran_outbox_lateness_seconds", "How long the oldest due event has waited.", late)
    feeds = [((source,), _since(at, now)) for source, at in census.feeds]
    yield _gauge("boran_feed_age_seconds", "Since when a source has said nothing.", ("source",), feeds)
    beats = [((one.process, one.role), _since(one.at, now)) for one in census.beats]
    yield _gauge("boran_heartbeat_age_seconds", "Since the last sign of life.", ("process", "role"), beats)
    found = [((one.process, one.role), one.findings) for one in census.beats]
    yield _gauge("boran_audit_findings", "What the last audit found wrong.", ("process", "role"), found)


def _since(instant: datetime | None, now: datetime) -> float:
    return max((now - instant).total_seconds(), 0.0) if instant else 0.0


def _plain(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _gauge(name: str, what: str, labels: tuple[str, ...], rows: Sequence[tuple[Sequence[str], float]]) -> Metric:
    found = GaugeMetricFamily(name, what, labels=labels)
    for values, figure in rows:
        found.add_metric([str(value) for value in values], figure)
    return found


def _build() -> tuple[str, str]:
    return version("boran"), platform.python_version()
