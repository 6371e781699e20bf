"""The journal: one JSON object per line for every call that reached or should have reached somebody.

A line is appended and flushed before the caller gets its answer, so whoever holds an answer can find its line:
`{"at", "provider", "account", "method", "to", "text", "id", "reply_markup"?, "refused"?, "fault"?}`.

* `at`: ISO 8601 with offset, by the sandbox's own clock.
* `account`: the numeric id of the bot's token, or the name of the site. Never a token, never a secret.
* `to`, `id`: strings, whatever the provider's own type is. `id` is the provider's id of the message, or null.
* `refused`: present when the call put nothing before anybody; says why.
* `fault`: present when a fault on demand played a part (`reset_after`, `lie:never_shown`…).
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from sandbox.clock import Clock
from sandbox.wakeup import Wakeup

Entry = dict[str, Any]

_KEPT_IN_MEMORY = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One call as the journal tells it; `at` is added when it is written."""

    provider: str
    account: str
    method: str
    to: str | None = None
    text: str | None = None
    id: str | None = None
    reply_markup: dict[str, Any] | None = None
    refused: str | None = None
    fault: str | None = None


class Journal:
    """Appends to `path` (when there is one) and remembers the latest entries."""

    def __init__(self, clock: Clock, zone: tzinfo, path: Path | None = None) -> None:
        self._clock = clock
        self._zone = zone
        self._file: TextIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a", encoding="utf-8")
        self._entries: deque[Entry] = deque(maxlen=_KEPT_IN_MEMORY)
        self.written = 0
        self.changed = Wakeup()

    def write(self, line: Line) -> None:
        """Append one line and flush it."""
        entry: Entry = {
            "at": self._clock.now().astimezone(self._zone).isoformat(timespec="milliseconds"),
            "provider": line.provider,
            "account": line.account,
            "method": line.method,
            "to": line.to,
            "text": line.text,
            "id": line.id,
        }
        for optional in ("reply_markup", "refused", "fault"):
            if (value := getattr(line, optional)) is not None:
                entry[optional] = value
        if self._file is not None:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()
        self._entries.append(entry)
        self.written += 1
        self.changed.ring()

    def entries(self, since: int = 0) -> list[Entry]:
        """Entries after the first `since` ever written, as far back as memory reaches (the file has them all)."""
        fresh = min(self.written - since, len(self._entries))
        return list(islice(reversed(self._entries), max(0, fresh)))[::-1]

    async def wait_for(self, predicate: Callable[[Entry], bool], timeout_s: float = 10.0) -> Entry:
        """Return the first entry that satisfies `predicate`, written already or still to come."""
        seen = 0

        def look() -> Entry | None:
            nonlocal seen
            fresh, seen = self.entries(seen), self.written
            return next(filter(predicate, fresh), None)

        return await self.changed.until(look, timeout_s)

    def close(self) -> None:
        """Close the file; writing afterwards keeps to memory."""
        if self._file is not None:
            self._file.close()
            self._file = None
