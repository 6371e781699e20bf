"""The turns of an account that several processes send with, kept in Redis, and in the process while Redis is away.

One script books by Redis's own clock, so that machines need not agree on the time. An account appears as a digest.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from dispatch.pacing import Pace, Pacer

ANSWERS_WITHIN_S = 0.25
AGAIN_AFTER_S = 2.0
# A quick account books several turns per question, but never further ahead than this: a tap waits behind them.
AHEAD = timedelta(milliseconds=50)
_MICROSECOND = timedelta(microseconds=1)

# The same bucket as `dispatch.pacing.Pacer`, in microseconds: when the next turn is due, and until when all must wait.
_BOOK = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval, slack, count, hold = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'due', 'held')
local due, held = tonumber(known[1]) or 0, tonumber(known[2]) or 0
if hold > 0 and now + hold > held then held = now + hold end
local free = math.max(now, held)
local at = math.max(due, free - slack)
if count > 0 then due = at + interval * count end
redis.call('HSET', KEYS[1], 'due', string.format('%.0f', due), 'held', string.format('%.0f', held))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', (math.max(due, held, now) - now) / 1000 + 60000))
return {math.max(free, at) - now, held - now}
"""

log = structlog.get_logger()


def digest(account: str) -> str:
    """Return what an account is called in Redis: nobody reads a token there."""
    return hashlib.sha256(f"boran:{account}".encode()).hexdigest()[:32]


class SharedBudget:
    """One connection to Redis for all accounts of a process. While it is away nobody waits for it."""

    def __init__(self, url: str, now: Callable[[], datetime], *, rate: float = 1.0) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=ANSWERS_WITHIN_S,
            socket_connect_timeout=ANSWERS_WITHIN_S,
        )
        self._script = self._redis.register_script(_BOOK)
        self.now = now
        self._rate = rate
        self._again_at = 0.0
        self._away = False

    @property
    def rate(self) -> float:
        """How many seconds of the program's clock pass in one of Redis's."""
        return self._rate

    def turns(self, account: str, pace: Pace, *, share: float = 1.0) -> "RedisTurns":
        """Return the turns of an account; `share` of them are ours while Redis is away."""
        return RedisTurns(self, digest(account), pace, own=Pacer(pace.part(share)))

    async def book(
        self, account: str, pace: Pace, *, count: int, hold: timedelta
    ) -> tuple[timedelta, timedelta] | None:
        """Book turns; return how long until the first and until the end of a hold (program's time), None while away."""
        if time.monotonic() < self._again_at:
            return None
        spans = [pace.interval / self._rate, pace.slack / self._rate]
        arguments = [*(span // _MICROSECOND for span in spans), count, max(hold / self._rate // _MICROSECOND, 0)]
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                wait, held = await self._script(keys=[f"boran:turns:{account}"], args=arguments)
        except (RedisError, OSError, TimeoutError) as trouble:
            self._lost(trouble)
            return None
        if self._away:
            log.warning("redis.answers_again")
        self._away = False
        return wait * self._rate * _MICROSECOND, held * self._rate * _MICROSECOND

    async def aclose(self) -> None:
        await self._redis.aclose()

    def _lost(self, trouble: Exception) -> None:
        if not self._away:
            advice = "each process keeps to its share of the pace until it is back"
            log.warning("redis.away", error=type(trouble).__name__, advice=advice)
        self._away = True
        self._again_at = time.monotonic() + AGAIN_AFTER_S


class RedisTurns:
    """Implements `dispatch.turns.Turns`. Addresses are paced here alone: a lane belongs to one worker."""

    def __init__(self, budget: SharedBudget, account: str, pace: Pace, *, own: Pacer) -> None:
        self._budget = budget
        self._account = account
        self._pace = pace
        self._own = own
        self._block = max(1, AHEAD // pace.interval) if pace.interval else 1
        self._booked: list[datetime] = []  # turns of a block, the next one last
        self._left_out = 0
        self._last: datetime | None = None
        self._turn = asyncio.Lock()
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def per_second(self) -> float:
        return self._pace.per_second

    @property
    def held_until(self) -> datetime | None:
        return self._own.held_until

    def hold(self, until: datetime) -> None:
        self._own.hold(until)
        self._booked.clear()
        telling = asyncio.get_running_loop().create_task(self._tell_others())
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell_others(self) -> None:
        """Share a hold at once. When that fails it goes along with our next turn."""
        now = self._budget.now()
        if self.held_until and now < self.held_until:
            await self._budget.book(self._account, self._pace, count=0, hold=self.held_until - now)

    async def reserve(self, now: datetime) -> datetime:
        async with self._turn:
            at = self._from_block(now) or await self._book(now) or self._own.reserve(now)
            self._last = max(at, self._last or at)  # an answer that took longer must not put one before another
            return self._last

    def late(self, by: timedelta) -> None:
        """Leave as many turns out as the lateness is long; whoever shares the budget keeps theirs."""
        self._own.late(by)
        if by > self._pace.slack and self._pace.interval:
            self._left_out = max(self._left_out, ceil((by - self._pace.slack) / self._pace.interval))

    def reserve_address(self, address: str, now: datetime) -> datetime:
        return self._own.reserve_address(address, now)

    def _from_block(self, now: datetime) -> datetime | None:
        """Return the next turn of the block; turns that were missed are lost, they would add up to a burst."""
        while self._booked:
            at = self._booked.pop()
            if at >= now - self._pace.slack:
                return max(at, now)
        return None

    async def _book(self, now: datetime) -> datetime | None:
        began = time.monotonic()
        hold = max(self.held_until - now, timedelta(0)) if self.held_until else timedelta(0)
        left_out, self._left_out = self._left_out, 0
        booked = await self._budget.book(self._account, self._pace, count=left_out + self._block, hold=hold)
        if booked is None:
            return None
        wait, held = booked
        answered = now + timedelta(seconds=time.monotonic() - began) * self._budget.rate
        if held > timedelta(0):
            self._own.hold(answered + held)
        first = answered + wait + left_out * self._pace.interval
        self._booked = [first + number * self._pace.interval for number in range(self._block - 1, 0, -1)]
        return first
