"""Asks the provider what it saw, and tells it how to behave."""

from dataclasses import asdict
from typing import Any

import orjson

from boran.bench.provider import Behaviour
from boran.bench.tools import tool


class Provider:
    """The pretend Bot API. url: its base address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def behave(self, behaviour: Behaviour) -> None:
        """Behave like this from now on, and forget what was seen."""
        self._ask("/behave", orjson.dumps(asdict(behaviour)))

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self._ask("/seen", None))
        return found

    def _ask(self, path: str, body: bytes | None) -> bytes:
        requests = tool("requests")
        answer: bytes = requests.request(
            "GET" if body is None else "POST", self.url + path, data=body, timeout=30
        ).content
        return answer
