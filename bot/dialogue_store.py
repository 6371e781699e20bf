"""Unfinished dialogues and each person's turn: shared through Redis, or kept by each process for itself.

Nothing that matters is here: losing Redis costs the dialogues that were under way, never an order, a tap or a reading.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import structlog
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisEventIsolation, RedisStorage
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

KEPT_S = 3600  # an unfinished dialogue is forgotten after an hour
ANSWERS_WITHIN_S = 1.0  # a head waits for the tap, so a Redis that is slower than this counts as gone
Result = TypeVar("Result")

_log = structlog.get_logger("bot")


def dialogue_store(redis_url: str) -> tuple[BaseStorage, BaseEventIsolation]:
    """Return where dialogues are kept, and what lets the updates of one person take turns."""
    if not redis_url:
        return MemoryStorage(), SimpleEventIsolation()
    shared = RedisStorage.from_url(
        redis_url,
        connection_kwargs={
            "socket_timeout": ANSWERS_WITHIN_S,
            "socket_connect_timeout": ANSWERS_WITHIN_S,
            "retry": Retry(NoBackoff(), 1),
        },
        key_builder=DefaultKeyBuilder(prefix="boran", with_bot_id=True),  # both bots talk with the same people
        state_ttl=KEPT_S,
        data_ttl=KEPT_S,
    )
    return SteadyStorage(shared), SteadyIsolation(shared.create_isolation())


class SteadyStorage(BaseStorage):
    """Redis while it answers, this process's memory while it does not."""

    def __init__(self, shared: RedisStorage) -> None:
        self._shared = shared
        self._own = MemoryStorage()

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await _either(self._shared.set_state(key, state), lambda: self._own.set_state(key, state))

    async def get_state(self, key: StorageKey) -> str | None:
        return await _either(self._shared.get_state(key), lambda: self._own.get_state(key))

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await _either(self._shared.set_data(key, data), lambda: self._own.set_data(key, data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return await _either(self._shared.get_data(key), lambda: self._own.get_data(key))

    async def close(self) -> None:
        await self._shared.close()


class SteadyIsolation(BaseEventIsolation):
    """One update of one person at a time: in all processes while Redis answers, in this one while it does not."""

    def __init__(self, shared: RedisEventIsolation) -> None:
        self._shared = shared
        self._own = SimpleEventIsolation()

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        async with AsyncExitStack() as turn:
            try:
                await turn.enter_async_context(self._shared.lock(key))
            except RedisError as failure:
                _log.warning("redis.gone", error=type(failure).__name__)
                await turn.enter_async_context(self._own.lock(key))
            yield

    async def close(self) -> None:
        await self._shared.close()


async def _either(shared: Awaitable[Result], own: Callable[[], Awaitable[Result]]) -> Result:
    try:
        return await shared
    except RedisError as failure:
        _log.warning("redis.gone", error=type(failure).__name__)
        return await own()
