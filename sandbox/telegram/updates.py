"""The updates waiting for one bot, and the long poll that fetches them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from sandbox.telegram.errors import conflict
from sandbox.wakeup import Wakeup

OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT_FOR = timedelta(hours=24)
LONGEST_POLL_S = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Something a bot is told. `lane`: the chat whose updates must arrive in order."""

    update_id: int
    kind: str
    payload: dict[str, Any]
    lane: int
    at: datetime

    def body(self) -> dict[str, Any]:
        """Return the `Update` object of the Bot API."""
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """Pending updates in order, until they are confirmed, pushed, or a day old."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._pending: dict[int, Update] = {}
        self.changed = Wakeup()
        self.polls = 0
        self._closed = False
        self.allowed: frozenset[str] | None = None
        self.on_put: Callable[[Update], None] | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def pending(self) -> list[Update]:
        """Return what is waiting, oldest first."""
        return list(self._pending.values())

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in OFF_BY_DEFAULT

    def put(self, kind: str, payload: dict[str, Any], *, lane: int, now: datetime) -> Update | None:
        """Queue an update, if the bot wants such; None when it does not."""
        if not self.wants(kind):
            return None
        self._forget_old(now)
        update = Update(update_id=self._next_id, kind=kind, payload=payload, lane=lane, at=now)
        self._next_id += 1
        self._pending[update.update_id] = update
        self.changed.ring()
        if self.on_put is not None:
            self.on_put(update)
        return update

    def remove(self, update_id: int) -> None:
        """Drop one that was pushed."""
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        """Drop all (`drop_pending_updates`)."""
        self._pending.clear()

    def confirm(self, offset: int) -> None:
        """Drop everything before `offset`; a negative one keeps that many from the end."""
        if offset < 0:
            for update_id in list(self._pending)[:offset]:
                del self._pending[update_id]
        for update_id in list(takewhile(lambda update_id: update_id < offset, self._pending)):
            del self._pending[update_id]

    def interrupt(self) -> None:
        """Make a waiting poll look again (a webhook was set)."""
        self.changed.ring()

    def close(self) -> None:
        """Answer waiting polls and never wait again."""
        self._closed = True
        self.changed.ring()

    async def poll(self, *, limit: int, timeout_s: float, stopped: Callable[[], bool]) -> list[Update]:
        """Return up to `limit` updates as soon as there are any, or none after `timeout_s` real seconds.

        A later poll throws out an earlier one, and so does a webhook (`stopped`): ApiError 409.
        """
        self.polls += 1
        mine = self.polls
        self.changed.ring()

        def look() -> list[Update] | None:
            if stopped():
                raise conflict("terminated by setWebhook request")
            if self.polls != mine:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            found = list(islice(self._pending.values(), limit))
            return found if found or self._closed else None

        try:
            return await self.changed.until(look, min(timeout_s, LONGEST_POLL_S))
        except TimeoutError:
            return []

    def _forget_old(self, now: datetime) -> None:
        for update in list(takewhile(lambda update: now - update.at > KEPT_FOR, self._pending.values())):
            del self._pending[update.update_id]
