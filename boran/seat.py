"""A role that one process at a time may act in: the others wait, and take over when its lease is over."""

import asyncio
from datetime import timedelta

from boran.wiring import Services
from boran.worker_name import is_dead, worker_name
from dispatch.delivery import LaneName
from dispatch.leases import NOBODY

LEASE = timedelta(seconds=60)  # of the clock: three rounds of duties


class Seat:
    """Leased like a lane, under a name no lane can have. Whoever acts renews it with every act."""

    def __init__(self, services: Services, role: str) -> None:
        self._services = services
        self._name = LaneName(f"({role})")
        self._me = worker_name()

    async def taken(self) -> bool:
        """Whether the seat is ours now and the database may speak."""
        return await asyncio.to_thread(self._take)

    async def leave(self) -> None:
        """Let somebody else act at once; without the database the lease runs out by itself."""
        await asyncio.gather(asyncio.to_thread(self._leave), return_exceptions=True)

    def _take(self) -> bool:
        now = self._services.clock.now()
        until = now + LEASE * max(self._services.clock.rate, 1)
        with self._services.storage.transaction() as tx:
            if not self._services.gate.may_send(tx):
                return False
            (lease,) = tx.leases.of((self._name,), now=now)
            if lease.owner not in {NOBODY, self._me} and is_dead(lease.owner):
                return tx.leases.seize(self._name, former=lease.owner, owner=self._me, until=until)
            return tx.leases.acquire(self._name, owner=self._me, now=now, until=until)

    def _leave(self) -> None:
        with self._services.storage.transaction() as tx:
            tx.leases.release(self._name, owner=self._me, now=self._services.clock.now())
