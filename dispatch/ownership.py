"""Keeps a worker's share of the lanes: takes, renews, hands over, and lays a lane down before its lease is over."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from dispatch.delivery import LaneName
from dispatch.leases import NOBODY, Lease, Share, Terms, WorkerName, share
from dispatch.ports import Clock, Storage, Transaction

log = structlog.get_logger()


class AtWork(Protocol):
    """One lane at work. `run` sends until `stop`, and returns when what was sent is recorded or the process ends."""

    def wake(self) -> None: ...

    async def run(self, stop: asyncio.Event, *, ending: asyncio.Event | None = None) -> None: ...


@dataclass(slots=True, kw_only=True)
class Tenure:
    """A lane while it is ours. until: the end of its lease as the database last confirmed it."""

    work: AtWork
    until: datetime
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one look into the table brought. held: ours before `until`. given: ours, and wanted by others."""

    held: frozenset[LaneName] = frozenset()
    given: tuple[LaneName, ...] = ()
    orphans: int = 0
    until: datetime


def never(_worker: WorkerName) -> bool:
    return False


def always(_tx: Transaction) -> bool:
    return True


class Ownership:
    """Shares the lanes with the other workers of one database.

    is_dead: whether a worker is known to be gone, so that its lanes need not wait for the end of their leases.
    may_send: asked in every round; while it says no, every lane is laid down and none is taken.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        lanes: Collection[LaneName],
        *,
        me: WorkerName,
        terms: Terms | None = None,
        is_dead: Callable[[WorkerName], bool] = never,
        may_send: Callable[[Transaction], bool] = always,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._lanes = tuple(lanes)
        self._me = me
        self._terms = terms or Terms()
        self._is_dead = is_dead
        self._may_send = may_send
        self._tenures: dict[LaneName, Tenure] = {}
        self._leaving: dict[LaneName, Tenure] = {}
        self._settling: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()  # a round must not renew what is being given back
        self._without_storage = False
        self._ending: asyncio.Event | None = None

    @property
    def lanes(self) -> Sequence[LaneName]:
        """The lanes that are ours now."""
        return tuple(self._tenures)

    def wake(self) -> None:
        for tenure in self._tenures.values():
            tenure.work.wake()

    async def run(self, stop: asyncio.Event, begin: Callable[[LaneName], AtWork]) -> None:
        """Own a fair share of the lanes until `stop` is set; then give all of them back, settled."""
        self._ending = stop
        guard = asyncio.create_task(self._guard())
        try:
            while not stop.is_set():
                async with self._turn:
                    await self._renew(begin)
                await self._until(stop)
        finally:
            guard.cancel()
            await self._lay_down_all()

    async def _renew(self, begin: Callable[[LaneName], AtWork]) -> None:
        now = self._clock.now()
        try:
            found = await asyncio.to_thread(self._look, now, frozenset(self._tenures), frozenset(self._leaving))
        except Exception as trouble:  # noqa: BLE001 - the guard lays the lanes down; we try again
            if not self._without_storage:
                log.warning("lanes.not_renewed", error=type(trouble).__name__, lanes=sorted(self._tenures))
            self._without_storage = True
            return
        if self._without_storage:
            log.warning("lanes.renewed_again")
        self._without_storage = False
        self._apply(found, begin)

    def _look(self, now: datetime, held: frozenset[LaneName], leaving: frozenset[LaneName]) -> Round:
        """Renew, take what is our due, and say what is to be given: one transaction."""
        until = now + self._terms.lease
        with self._storage.transaction() as tx:
            if not self._may_send(tx):
                tx.leases.leave(self._me)
                return Round(given=tuple(held), until=until)
            tx.leases.attend(self._me, now=now, until=until)
            ours = sorted(held | leaving | set(tx.leases.owned(self._me, now=now)))
            kept = {lane for lane in ours if tx.leases.acquire(lane, owner=self._me, now=now, until=until)}
            wanted = self._share(tx, now, leaving)
            taken = {lease.lane: self._take(tx, lease, now) for lease in wanted.take if lease.lane not in leaving}
            return Round(
                held=frozenset(kept - leaving) | {lane for lane, orphans in taken.items() if orphans is not None},
                given=wanted.give,
                orphans=sum(orphans or 0 for orphans in taken.values()),
                until=until,
            )

    def _share(self, tx: Transaction, now: datetime, leaving: Collection[LaneName]) -> Share:
        workers = tx.leases.workers(now=now)
        leases = tx.leases.of(self._lanes, now=now)
        owners = {lease.owner for lease in leases} | set(workers)
        dead = {worker for worker in owners - {NOBODY, self._me} if self._is_dead(worker)}
        return share(leases, workers, me=self._me, now=now, patience=self._terms.lease, dead=dead, leaving=leaving)

    def _take(self, tx: Transaction, lease: Lease, now: datetime) -> int | None:
        """Take a lane; what its dead owner had claimed is nobody's. Return how many, None when others were first."""
        until = now + self._terms.lease
        if lease.owner != NOBODY and now < lease.until:
            taken = tx.leases.seize(lease.lane, former=lease.owner, owner=self._me, until=until)
            return tx.leases.orphan(lease.lane, by=now) if taken else None
        if not tx.leases.acquire(lease.lane, owner=self._me, now=now, until=until):
            return None
        left_behind = lease.owner not in {NOBODY, self._me}
        return tx.leases.orphan(lease.lane, by=now + self._terms.last_call) if left_behind else 0

    def _apply(self, found: Round, begin: Callable[[LaneName], AtWork]) -> None:
        for lane in self._tenures.keys() - found.held - set(found.given):
            log.warning("lane.lost", lane=lane)
            self._stop(lane)
        for lane in found.held:
            self._hold(lane, found.until, begin)
        for lane in found.given:
            self._hand_over(lane)
        if found.orphans:
            log.warning("lanes.taken_over", claims=found.orphans)

    def _hold(self, lane: LaneName, until: datetime, begin: Callable[[LaneName], AtWork]) -> None:
        if lane in self._tenures:
            self._tenures[lane].until = until
            return
        tenure = Tenure(work=begin(lane), until=until)
        tenure.task = self._kept(asyncio.create_task(tenure.work.run(tenure.stop, ending=self._ending), name=lane))
        self._tenures[lane] = tenure
        log.info("lane.taken", lane=lane)

    def _hand_over(self, lane: LaneName) -> None:
        """Lay a lane down; its lease goes on until what is on its way has come back."""
        if tenure := self._stop(lane):
            self._leaving[lane] = tenure
            self._kept(asyncio.create_task(self._release(lane, tenure)))

    async def _release(self, lane: LaneName, tenure: Tenure) -> None:
        try:
            if tenure.task:
                await asyncio.wait({tenure.task})
            async with self._turn:
                await asyncio.to_thread(self._give_back, (lane,))
                del self._leaving[lane]
            log.info("lane.handed_over", lane=lane)
        except Exception as trouble:  # noqa: BLE001 - the lease runs out by itself
            self._leaving.pop(lane, None)
            log.warning("lane.not_released", lane=lane, error=type(trouble).__name__)

    def _stop(self, lane: LaneName) -> Tenure | None:
        tenure = self._tenures.pop(lane, None)
        if tenure:
            tenure.stop.set()
        return tenure

    def _kept(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        self._settling.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._settling.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            log.error("lane.failed", lane=task.get_name(), error=type(failure).__name__)
            self._tenures.pop(LaneName(task.get_name()), None)  # begun again in the next round, if it is still ours

    async def _guard(self) -> None:
        """Lay down what was not renewed in time: by the end of the lease somebody else may send."""
        while True:
            now = self._clock.now()
            ends = [tenure.until - self._terms.margin for tenure in self._tenures.values()]
            for lane in [lane for lane, tenure in self._tenures.items() if tenure.until - self._terms.margin <= now]:
                log.error("lane.laid_down", lane=lane, advice="its lease could not be renewed")
                self._stop(lane)
            pause = min([end - now for end in ends if end > now], default=self._terms.margin)
            await self._clock.sleep(min(pause, self._terms.margin))

    async def _until(self, stop: asyncio.Event) -> None:
        waits = {
            asyncio.create_task(stop.wait()),
            asyncio.create_task(self._clock.sleep(self._terms.renew_every)),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _lay_down_all(self) -> None:
        lanes = tuple(self._tenures)
        for lane in lanes:
            self._stop(lane)
        while self._settling:
            await asyncio.wait(set(self._settling))
        try:
            await asyncio.to_thread(self._give_back, lanes, leave=True)
        except Exception as trouble:  # noqa: BLE001 - the leases run out by themselves
            log.warning("lanes.not_released", error=type(trouble).__name__)

    def _give_back(self, lanes: Collection[LaneName], *, leave: bool = False) -> None:
        now = self._clock.now()
        with self._storage.transaction() as tx:
            for lane in lanes:
                tx.leases.release(lane, owner=self._me, now=now)
            if leave:
                tx.leases.leave(self._me)
