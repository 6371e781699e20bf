"""What an audit looks at while the program runs, and what it holds to be wrong. Pure: values in, lapses out.

An error is logged where it happens. This is for what nobody would notice: rows that are not there, rows that nobody
takes, a process that is gone, a clock that is wrong (R-05, R-07, R-11, R-12).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from dispatch.delivery import DeliveryId, LaneName, Purpose
from dispatch.lanes import Lane
from dispatch.semantics import PACES
from orders.order import OrderId
from orders.organisation import ClassId, PersonId


class LapseKind(StrEnum):
    """What can be wrong. The set is closed: it is a label of metrics and stands in heartbeats."""

    ROWS_MISSING = "rows_missing"  # somebody who should be told had no row; repaired in the same audit
    ROWS_BEYOND_ROSTER = "rows_beyond_roster"  # somebody had a row whom the order does not concern; withdrawn
    AUDIENCE_CHANGED = "audience_changed"  # far more or fewer families than the signer was shown
    ORDER_UNREADABLE = "order_unreadable"  # a released order could not be audited at all
    LANE_STALLED = "lane_stalled"  # rows are due and nothing is accepted
    LANE_BEHIND = "lane_behind"  # it moves, and will not be done in time
    LANE_UNOWNED = "lane_unowned"  # rows are due and its owner's lease is over
    EVENTS_STUCK = "events_stuck"  # the outbox is not read
    FEED_STALE = "feed_stale"  # no feed has said anything about a place for long
    PROCESS_SILENT = "process_silent"  # a role that was alive is not
    CLOCK_WRONG = "clock_wrong"  # it jumped, or it is not the database's


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """where: the order, lane, place or role. count: rows, families, events or whole seconds."""

    kind: LapseKind
    where: str = ""
    count: int = 0

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.where, str(self.count or "")) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is still in order. late_after and the half minute between audits make an alarm within two minutes.

    silent_after … forgotten_after: how long the absence of a role is news. audience: share by which the audience may
    differ from the one the signer was shown (R-07).
    """

    late_after: timedelta = timedelta(seconds=75)
    stuck_after: timedelta = timedelta(seconds=60)
    silent_after: timedelta = timedelta(seconds=75)
    forgotten_after: timedelta = timedelta(days=1)
    stale_after: timedelta = timedelta(minutes=40)
    clock_off: timedelta = timedelta(seconds=2)
    audience: float = 0.15

    def with_grace(self, grace: timedelta) -> "Limits":
        """Return them with more patience: on a fast clock a second of work is minutes long."""
        return replace(
            self,
            late_after=self.late_after + grace,
            stuck_after=self.stuck_after + grace,
            silent_after=self.silent_after + grace,
            stale_after=self.stale_after + grace,
            clock_off=self.clock_off + grace,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is due on a lane now. oldest: when the first of it was due. closes: the earliest of its deadlines.

    moved_at: when its provider last accepted something, None for never.
    """

    lane: LaneName
    due: int
    oldest: datetime
    closes: datetime
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A process was alive at this instant; findings: what its last audit found, empty for one that does not audit."""

    process: str
    role: str
    at: datetime
    findings: tuple[str, ...] = ()


class Audit(Protocol):
    """What audits read and write. Reads are answered from indexes: they run twice a minute while a region sends."""

    def untold(self, order: OrderId, revision: int, classes: Sequence[ClassId]) -> Sequence[PersonId]:
        """Return who follows these classes and has no row of this revision's family notice."""

    def beyond(self, order: OrderId, revision: int, classes: Sequence[ClassId]) -> Sequence[DeliveryId]:
        """Return the unsent family notices of an order whose person follows none of these classes."""

    def withdraw(self, deliveries: Sequence[DeliveryId], *, reason: str, now: datetime) -> int:
        """Move those still planned or deferred to SUPERSEDED; return how many."""

    def written(
        self, order: OrderId, revision: int, purposes: Sequence[Purpose]
    ) -> frozenset[tuple[Purpose, PersonId]]:
        """Return who has a row of these purposes; an audit does not ask for families, of whom there are too many."""

    def shown(self, order: OrderId, revision: int) -> int | None:
        """Return how many families the card named that was signed; None when no card was sent."""

    def queues(self, *, now: datetime) -> Sequence[Queue]:
        """Return what is due on each lane. Rows that wait for another delivery are not due."""

    def moved_at(self, lane: LaneName, orders: Sequence[OrderId]) -> datetime | None:
        """Return when the provider last accepted something of these orders on a lane."""

    def stuck_events(self, *, before: datetime) -> int:
        """Return how many events of the outbox were due before and are not finished."""

    def heard(self, place: str, *, since: datetime) -> datetime | None:
        """Return when a feed last answered about a place with anything that is valid after `since`."""

    def lease_ends(self) -> Mapping[LaneName, datetime]:
        """Return until when each lane has an owner; a lane that nobody ever owned is not there."""

    def beat(self, heartbeat: Heartbeat) -> None: ...

    def fall_silent(self, process: str) -> None:
        """Forget a process that ended on purpose."""

    def heartbeats(self) -> Sequence[Heartbeat]:
        """Return the last heartbeat of each process."""

    def database_time(self) -> datetime | None:
        """Return the database's own clock; None where it is this machine's."""


def audience_lapse(order: OrderId, *, expected: int, shown: int | None, limits: Limits) -> Iterator[Lapse]:
    """Yield a lapse when the audience is not about the one that was approved (R-07)."""
    if shown is not None and abs(expected - shown) > limits.audience * max(shown, 1):
        yield Lapse(kind=LapseKind.AUDIENCE_CHANGED, where=order, count=expected - shown)


def is_late(queue: Queue, *, now: datetime, limits: Limits) -> bool:
    """Say whether something has been due for so long that the lane deserves a closer look."""
    return now - queue.oldest >= limits.late_after


def queue_lapses(
    queues: Iterable[Queue],
    *,
    lanes: Iterable[Lane],
    lease_ends: Mapping[LaneName, datetime],
    now: datetime,
    limits: Limits,
) -> Iterator[Lapse]:
    """Yield what is wrong with lanes that have late rows: nobody owns them, nothing moves, or it moves too slowly."""
    intervals = {lane.name: lane.speed.interval for lane in lanes}
    slowest = max(pace.interval for pace in PACES.values())
    for queue in queues:
        if not is_late(queue, now=now, limits=limits):
            continue
        if queue.lane in lease_ends and lease_ends[queue.lane] <= now:
            yield Lapse(kind=LapseKind.LANE_UNOWNED, where=queue.lane, count=queue.due)
        elif queue.moved_at is None or now - queue.moved_at >= limits.late_after:
            yield Lapse(kind=LapseKind.LANE_STALLED, where=queue.lane, count=queue.due)
        elif now + queue.due * intervals.get(queue.lane, slowest) >= queue.closes:
            yield Lapse(kind=LapseKind.LANE_BEHIND, where=queue.lane, count=queue.due)


def role_lapses(heartbeats: Iterable[Heartbeat], *, now: datetime, limits: Limits) -> Iterator[Lapse]:
    """Yield each role of which no process is alive any more. One that ended on purpose has no heartbeat left."""
    newest: dict[str, datetime] = {}
    for one in heartbeats:
        newest[one.role] = max(one.at, newest.get(one.role, one.at))
    for role, at in sorted(newest.items()):
        if limits.silent_after <= now - at < limits.forgotten_after:
            yield Lapse(kind=LapseKind.PROCESS_SILENT, where=role, count=int((now - at).total_seconds()))


def feed_lapses(heard: Mapping[str, datetime | None], *, now: datetime, limits: Limits) -> Iterator[Lapse]:
    """Yield each place of which no feed has told anything for long."""
    for place, at in sorted(heard.items()):
        if at is None or now - at >= limits.stale_after:
            yield Lapse(kind=LapseKind.FEED_STALE, where=place)


def clock_lapse(off: timedelta, *, where: str, limits: Limits) -> Iterator[Lapse]:
    """Yield a lapse when two clocks that should agree differ by `off`."""
    if abs(off) >= limits.clock_off:
        yield Lapse(kind=LapseKind.CLOCK_WRONG, where=where, count=int(off.total_seconds()))
