"""Brings callbacks to whoever asked for them: again until they answer 2xx, and as badly as the faults demand.

Faults that strike a callback (`method: status` for receipts, `message` for what people write; `chat`: the number):

| fault | what happens |
|---|---|
| `kind: slow` | it comes `seconds` of the sandbox's clock late |
| `kind: lie, lie: never_shown` | it never comes |
| `kind: lie, lie: twice` | it comes twice |
| `kind: lie, lie: out_of_order` | it comes after the next one about the same number, or a minute late |
"""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.clock import Clock
from sandbox.faults.book import FaultBook, FaultKind, Lie, Target
from sandbox.wakeup import Wakeup

_ANSWER_WITHIN = ClientTimeout(total=30)
_LONGEST_BACKOFF_S = 60.0
_HELD_FOR_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One request to bring. account, chat, method: what faults match. kept_for: how long it is brought again."""

    provider: str
    account: str
    method: str
    chat: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    kept_for: timedelta = timedelta(days=1)


class Courier:
    """Brings every callback in a task of its own: nothing promises an order."""

    def __init__(self, clock: Clock, faults: FaultBook) -> None:
        self._clock = clock
        self._faults = faults
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._brought: dict[tuple[str, str], int] = {}
        self._moved = Wakeup()

    def bring(self, callback: Callback, *, after_s: float = 0.0) -> None:
        """Bring it `after_s` seconds of the sandbox's clock from now. Without an address nobody hears it."""
        if callback.url:
            self._start(self._bring(callback, after_s))

    async def close(self) -> None:
        """Bring nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, callback: Callback, after_s: float) -> None:
        await self._sleep(after_s)
        target = Target(
            provider=callback.provider, accounts=(callback.account,), method=callback.method, chat=callback.chat
        )
        fault = self._faults.strike(target, self._clock.now())
        if fault is not None and fault.kind is FaultKind.SLOW:
            await self._sleep(fault.seconds)
        match fault.lie if fault else None:
            case Lie.NEVER_SHOWN:
                return
            case Lie.TWICE:
                await self._until_taken(callback)
            case Lie.OUT_OF_ORDER:
                await self._let_pass(callback)
        await self._until_taken(callback)

    async def _let_pass(self, callback: Callback) -> None:
        """Wait until another callback about the same number was brought, or for a minute."""
        about = (callback.account, callback.chat)
        before = self._brought.get(about, 0)

        async def another() -> None:
            while self._brought.get(about, 0) == before:
                await self._moved.next_ring()

        waiting = {asyncio.ensure_future(another()), asyncio.ensure_future(self._clock.sleep(_HELD_FOR_S))}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    async def _until_taken(self, callback: Callback) -> None:
        until, wait_s = self._clock.now() + callback.kept_for, 1.0
        while not await self._post(callback):
            if self._clock.now() >= until:
                return
            await self._clock.sleep(wait_s)
            wait_s = min(wait_s * 2, _LONGEST_BACKOFF_S)
        about = (callback.account, callback.chat)
        self._brought[about] = self._brought.get(about, 0) + 1
        self._moved.ring()

    async def _post(self, callback: Callback) -> bool:
        if self._session is None:
            self._session = ClientSession(timeout=_ANSWER_WITHIN)
        with suppress(ClientError, TimeoutError, OSError):
            async with self._session.post(
                callback.url, data=callback.body, headers=dict(callback.headers), allow_redirects=False
            ) as answer:
                return 200 <= answer.status < 300
        return False

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await self._clock.sleep(seconds)
