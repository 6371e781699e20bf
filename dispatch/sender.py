"""Brings planned deliveries to people: one worker per lane, so that a slow or refused lane never holds another."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from channels.base import Channel
from dispatch.delivery import LaneName
from dispatch.lane_worker import LaneWorker, Load
from dispatch.ownership import Ownership
from dispatch.pacing import Pace, Pacer
from dispatch.ports import Clock, Storage
from dispatch.right_of_way import RightOfWay
from dispatch.semantics import PACES, POLICIES
from dispatch.turns import OwnTurns, Turns

SWEEP_EVERY = timedelta(seconds=15)
log = structlog.get_logger()


class Sender:
    """Owns the lanes, not the channels: whoever built a channel closes it.

    What a crashed worker had claimed is swept up when its lease is over, and sent again where the channel's semantics
    say so (ADR 0005). paces: of the lanes that do not go at their channel's own; turns: of those shared with others.
    routes: under which the people of a lane are known, where that is not its own name.
    ownership: which lanes are this worker's, when there are several; without it all of them are.
    way: what the process shares with whoever takes and plans decisions in it.
    """

    def __init__(
        self,
        storage: Storage,
        channels: Mapping[LaneName, Channel],
        clock: Clock,
        *,
        paces: Mapping[LaneName, Pace] | None = None,
        turns: Mapping[LaneName, Turns] | None = None,
        routes: Mapping[LaneName, LaneName] | None = None,
        load: Load | None = None,
        ownership: Ownership | None = None,
        way: RightOfWay | None = None,
    ) -> None:
        self._storage = storage
        self._channels = channels
        self._clock = clock
        self._load = load or Load()
        self._ownership = ownership
        self._way = way or RightOfWay()
        own = {
            lane: OwnTurns(Pacer((paces or {}).get(lane, PACES[channel.kind]))) for lane, channel in channels.items()
        }
        self._turns: Mapping[LaneName, Turns] = {**own, **(turns or {})}
        self._routes = routes or {}
        self._lanes = [] if ownership else [self._lane(lane) for lane in channels]

    def wake(self) -> None:
        """Say that new deliveries were planned. Without it every lane finds them at its next look."""
        for worker in self._lanes:
            worker.wake()
        if self._ownership:
            self._ownership.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; return when what was in flight is recorded."""
        async with asyncio.TaskGroup() as tasks:
            sweeper = tasks.create_task(self._sweep_for_ever())
            lanes = [tasks.create_task(worker.run(stop), name=worker.lane) for worker in self._lanes]
            if self._ownership:
                lanes.append(tasks.create_task(self._ownership.run(stop, self._lane)))
            await asyncio.gather(*lanes)
            sweeper.cancel()

    async def drain(self) -> int:
        """Send everything that is due now, on every lane; return how many calls were begun."""
        await self.sweep()
        begun = await asyncio.gather(*(worker.drain() for worker in self._lanes))
        return sum(begun)

    async def sweep(self) -> None:
        """Find what was claimed and never recorded, and what has outlived its span."""
        swept = await asyncio.to_thread(self._sweep)
        if swept:
            log.warning("sender.swept", deliveries=swept)
            self.wake()

    def _lane(self, lane: LaneName) -> LaneWorker:
        channel = self._channels[lane]
        return LaneWorker(
            lane,
            channel,
            route=self._routes.get(lane, lane),
            storage=self._storage,
            clock=self._clock,
            policy=POLICIES[channel.kind],
            turns=self._turns[lane],
            load=self._load,
            way=self._way,
        )

    def _sweep(self) -> int:
        now = self._clock.now()
        with self._storage.transaction() as tx:
            tx.ledger.expire(now=now)
            return tx.ledger.sweep(now=now)

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("sender.sweep_failed")
            await self._clock.sleep(SWEEP_EVERY)
