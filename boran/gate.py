"""The gate every role asks before it speaks: whether the database is there, and is the one that may send."""

import asyncio
import secrets
from datetime import datetime

import structlog

from boran.clock import MovedClock, SystemClock
from boran.patience import stopped
from boran.witness import Witness
from dispatch.instance import InstanceId, Standing
from dispatch.ports import Storage, Transaction
from dispatch.standing import SEEN_EVERY, advance, found, stand

LOOK_EVERY_S = 2.0  # real seconds
LONGEST_PAUSE_S = 10.0
ADVICE = {
    Standing.CLOSED: "it was closed or copied elsewhere: `boran db open --by NAME` lets it send",
    Standing.ELSEWHERE: "it lies in another place than the one it was opened in, like a restored copy: look at it, "
    "then `boran db open --by NAME`",
    Standing.BEHIND: "it is older than what this machine has seen of it, like a restored copy: look at it, "
    "then `boran db open --by NAME`",
}
log = structlog.get_logger()


def new_id() -> InstanceId:
    return InstanceId(secrets.token_hex(8))


class Gate:
    """One per process. `standing` is None while the database does not answer."""

    def __init__(self, storage: Storage, clock: SystemClock | MovedClock, witness: Witness) -> None:
        self._storage = storage
        self._clock = clock
        self._witness = witness
        self._seen = witness.seen()
        self._advanced: datetime | None = None
        self._open = asyncio.Event()
        self._answered = True
        self._watched = False
        self.standing: Standing | None = None

    def read(self) -> Standing:
        """Return how the database stands, and change nothing: a new one is open."""
        with self._storage.reading() as tx:
            return stand(tx, seen=self._witness.seen()) or Standing.OPEN

    def look(self) -> Standing:
        """Return how the database stands; open a new one. Raises what the storage raises."""
        now = self._clock.now()
        with self._storage.reading() as tx:
            standing = stand(tx, seen=self._seen)
        if standing is None:
            with self._storage.transaction() as tx:
                found(tx, new_id=new_id(), now=now)
                standing = stand(tx, seen=self._seen) or Standing.OPEN
        if standing is Standing.OPEN:
            self._advance(now)
        return standing

    def may_send(self, tx: Transaction) -> bool:
        """Whether the database may send, asked in the very transaction that claims."""
        return stand(tx, seen=self._seen) is Standing.OPEN

    def silence(self) -> str:
        """Return why the database says nothing; empty while it may speak, or does not answer."""
        return "" if self.standing in {None, Standing.OPEN} else str(self.standing)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep looking until `stop` is set; say so when something has changed. Never raises."""
        if self._watched:  # one look serves every role of the process
            await stop.wait()
            return
        self._watched = True
        pause_s = LOOK_EVERY_S
        while not stop.is_set():
            pause_s = LOOK_EVERY_S if await self._look_once() else min(pause_s * 2, LONGEST_PAUSE_S)
            await stopped(stop, pause_s)
        self._watched = False

    async def opened(self, stop: asyncio.Event) -> bool:
        """Wait until the database may send; return False when `stop` came first."""
        waits = {asyncio.create_task(self._open.wait()), asyncio.create_task(stop.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        return not stop.is_set()

    async def _look_once(self) -> bool:
        try:
            standing = await asyncio.to_thread(self.look)
        except Exception as trouble:  # noqa: BLE001 - whatever is wrong with the database: wait, and look again
            self._lost(trouble)
            return False
        if not self._answered:
            log.warning("database.answers_again")
        self._answered = True
        if standing is not self.standing:
            self._tell(standing)
        self.standing = standing
        return True

    def _lost(self, trouble: Exception) -> None:
        if self._answered:
            log.error("database.unavailable", error=type(trouble).__name__, advice="waiting until it is back")
        self._answered = False
        self.standing = None

    def _tell(self, standing: Standing) -> None:
        if standing is Standing.OPEN:
            self._open.set()
            return
        self._open.clear()
        log.error("database.silent", standing=standing, advice=ADVICE[standing])

    def _advance(self, now: datetime) -> None:
        if self._advanced and now - self._advanced < SEEN_EVERY * self._clock.rate:
            return
        with self._storage.transaction() as tx:
            instance = advance(tx, now=now)
        if instance:
            self._witness.remember(instance.id, instance.seen_at)
            self._seen = self._witness.seen()
        self._advanced = now
