"""Answers are rendered at most once in a few seconds, and the last good one outlives a database that is away (R-27)."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

FRESH_FOR = timedelta(seconds=5)
KEPT = 2_000  # answers; whoever asks for codes nobody has pushes out nothing that is in use
PATIENCE_S = 3.0

_log = structlog.get_logger("web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One rendered answer; its tag follows from its bytes."""

    body: bytes
    media_type: str
    status: int = 200
    etag: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", f'"{blake2b(self.body, digest_size=12).hexdigest()}"')

    def is_known(self, if_none_match: str) -> bool:
        """Return whether a reader with these tags has it; what was compressed on its way comes back with a weak tag."""
        known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return bool(known & {self.etag, "*"})


@dataclass(slots=True)
class Held:
    """An answer and when it was true."""

    document: Document
    at: datetime


@dataclass(slots=True, kw_only=True)
class Keep:
    """The answers of this process by key. Each is made by one caller at a time; all others share what it finds."""

    now: Callable[[], datetime]
    held: OrderedDict[object, Held] = field(default_factory=OrderedDict)
    making: dict[object, asyncio.Task[Held]] = field(default_factory=dict)

    async def get(self, key: object, make: Callable[[], Awaitable[Document]]) -> Held:
        """Return an answer at most `FRESH_FOR` old; an older one when there is no newer. Raises what `make` raises."""
        known = self.held.get(key)
        if known is not None and timedelta(0) <= self.now() - known.at < FRESH_FOR:
            return known
        task = self.making.get(key)
        if task is None:
            task = self.making[key] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda _done: self.making.pop(key, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), PATIENCE_S if known else None)
        except Exception as failure:
            if known is None:
                raise
            _log.warning("feed.stale", error=type(failure).__name__)
            return known

    async def _make(self, key: object, make: Callable[[], Awaitable[Document]]) -> Held:
        at = self.now()
        held = Held(await make(), at)
        self.held[key] = held
        self.held.move_to_end(key)
        while len(self.held) > KEPT:
            self.held.popitem(last=False)
        return held
