"""The watchdog: audits twice a minute, mends what it can, and lets an outside watchdog hear only when all is well.

An outside heartbeat that is missing is an alarm nobody here has to be able to send (R-12). It stays away when the
audit found something as well as when no audit was made.
"""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import httpx
import structlog

from boran.clock import SystemClock
from boran.wiring import Services
from dispatch.audit import (
    Heartbeat,
    Lapse,
    LapseKind,
    Limits,
    Queue,
    clock_lapse,
    feed_lapses,
    is_late,
    queue_lapses,
    role_lapses,
)
from dispatch.ports import Transaction
from dispatch.repair import audit_roster, audited
from orders.order import Order
from orders.states import HELD_STATES
from orders.windows import ZONE

AUDIT_EVERY_S = 30  # seconds of the clock
BEAT_EVERY_S = 20  # seconds of the clock between two heartbeats of a process
SHORTEST_S = 0.5  # real seconds between two of either on a fast clock
GRACE_S = 4  # real seconds that anything may take on a fast clock
PING_WITHIN_S = 10.0
LOOK_BACK = timedelta(hours=3)  # of readings: what was valid before says nothing about a feed
AUDITOR = "auditor"
log = structlog.get_logger()


def process_name(role: str) -> str:
    return f"{role}@{socket.gethostname()}:{os.getpid()}"


def limits_for(rate: float) -> Limits:
    """Return the limits for a clock of this rate: on a fast one a second of work takes minutes of it."""
    return Limits() if rate <= 1 else Limits().with_grace(timedelta(seconds=GRACE_S * rate))


async def _stopped(stop: asyncio.Event, within_s: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), max(within_s, SHORTEST_S))
    except TimeoutError:
        return False
    return True


async def _safely(act: Callable[[], None]) -> None:
    """Write a heartbeat if the database is there; if it is not, that is what the outside watchdog is for."""
    try:
        await asyncio.to_thread(act)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the roles must go on
        log.warning("heartbeat.not_written", error=type(failure).__name__)


class Pulse:
    """Says that a process with these roles is alive, until it ends on purpose."""

    def __init__(self, services: Services, roles: frozenset[str]) -> None:
        self._services = services
        self._roles = tuple(sorted(roles))

    async def run(self, stop: asyncio.Event) -> None:
        await _safely(self._beat)
        while not await _stopped(stop, BEAT_EVERY_S / self._services.clock.rate):
            await _safely(self._beat)
        await _safely(self._fall_silent)

    def _beat(self) -> None:
        now = self._services.clock.now()
        with self._services.storage.transaction() as tx:
            for role in self._roles:
                tx.audit.beat(Heartbeat(process=process_name(role), role=role, at=now))

    def _fall_silent(self) -> None:
        with self._services.storage.transaction() as tx:
            for role in self._roles:
                tx.audit.fall_silent(process_name(role))


class Watchdog:
    """Audits; remembers only when it last looked at the clocks."""

    def __init__(self, services: Services, client: httpx.AsyncClient) -> None:
        self._services = services
        self._client = client
        self._limits = limits_for(services.clock.rate)
        self._clocks = (services.clock.now(), time.monotonic())

    async def run(self, stop: asyncio.Event) -> None:
        """Audit until `stop` is set. An audit that cannot be made is logged, and nothing is heard outside."""
        while not await _stopped(stop, AUDIT_EVERY_S / self._services.clock.rate):
            try:
                await self.audit()
            except Exception:
                log.exception("audit.failed")
        await _safely(self._fall_silent)

    async def audit(self) -> tuple[Lapse, ...]:
        """Audit once, record what was found, and tell the outside watchdog when it was nothing."""
        lapses = await asyncio.to_thread(self._audit)
        for lapse in lapses:
            log.error("audit.lapse", kind=lapse.kind, where=lapse.where, count=lapse.count)
        if not lapses:
            await self._ping()
        return lapses

    async def _ping(self) -> None:
        url = self._services.settings.watchdog.heartbeat_url
        if not url:
            return
        try:
            answer = await self._client.get(url, timeout=PING_WITHIN_S)
        except httpx.HTTPError as failure:
            log.warning("heartbeat.not_heard", error=type(failure).__name__)
        else:
            if answer.is_error:
                log.warning("heartbeat.not_heard", status=answer.status_code)

    def _audit(self) -> tuple[Lapse, ...]:
        services, now, drift = self._services, *self._looked()
        with services.storage.transaction() as tx:
            tx.ledger.sweep(now=now)  # a worker does so, too: here it happens when there is none
            tx.ledger.expire(now=now)
        with services.storage.reading() as tx:
            orders = audited(tx, now=now, editions=services.editions)
        lapses = (*self._of_orders(orders, now), *self._of_running(now), *self._of_clocks(drift))
        findings = tuple(map(str, lapses))
        with services.storage.transaction() as tx:
            tx.audit.beat(Heartbeat(process=process_name(AUDITOR), role=AUDITOR, at=now, findings=findings))
        return lapses

    def _of_orders(self, orders: list[Order], now: datetime) -> Iterator[Lapse]:
        services = self._services
        for order in orders:
            yield from audit_roster(
                services.storage,
                order,
                now=now,
                editions=services.editions,
                lanes=services.lanes,
                limits=self._limits,
                public_url=services.settings.public_url,
                links=services.links,
            )

    def _of_running(self, now: datetime) -> Iterator[Lapse]:
        """Yield what is wrong with lanes, claims, the outbox, processes and feeds."""
        limits = self._limits
        with self._services.storage.reading() as tx:
            yield from queue_lapses(
                self._queues(tx, now),
                lanes=self._services.lanes.every,
                lease_ends=tx.audit.lease_ends(),
                now=now,
                limits=limits,
            )
            if stuck := tx.audit.stuck_events(before=now - limits.stuck_after):
                yield Lapse(kind=LapseKind.EVENTS_STUCK, count=stuck)
            yield from role_lapses(tx.audit.heartbeats(), now=now, limits=limits)
            heard = {place.code: tx.audit.heard(place.code, since=now - LOOK_BACK) for place in tx.registry.places()}
            yield from feed_lapses(heard, now=now, limits=limits)

    def _queues(self, tx: Transaction, now: datetime) -> Iterator[Queue]:
        """Yield what is due on each lane; when it moved last is asked of late ones only."""
        today = now.astimezone(ZONE).date()
        current = tx.orders.find(day=today, until=date.max, states=tuple(HELD_STATES))
        ids = tuple(order.id for order in current)
        for queue in tx.audit.queues(now=now):
            late = is_late(queue, now=now, limits=self._limits)
            yield replace(queue, moved_at=tx.audit.moved_at(queue.lane, ids)) if late else queue

    def _looked(self) -> tuple[datetime, timedelta]:
        """Return the time, and by how much its clock has gone wrong since the last look."""
        clock, (before, ticks) = self._services.clock, self._clocks
        self._clocks = (clock.now(), time.monotonic())
        now, ticked = self._clocks
        return now, now - before - timedelta(seconds=(ticked - ticks) * clock.rate)

    def _of_clocks(self, drift: timedelta) -> Iterator[Lapse]:
        yield from clock_lapse(drift, where="machine", limits=self._limits)
        if isinstance(self._services.clock, SystemClock):
            with self._services.storage.reading() as tx:
                there = tx.audit.database_time()
                off = there - self._services.clock.now() if there else timedelta(0)
            yield from clock_lapse(off, where="database", limits=self._limits)

    def _fall_silent(self) -> None:
        with self._services.storage.transaction() as tx:
            tx.audit.fall_silent(process_name(AUDITOR))
