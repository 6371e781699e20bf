"""WhatsApp: Meta's Cloud API, and an unofficial gateway behind a switch of its own."""

from collections.abc import Iterator

from boran.lanes.account import Account
from boran.settings import Settings


def accounts(_settings: Settings) -> Iterator[Account]:
    yield from ()
