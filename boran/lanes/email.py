"""Mail: bulletins to editors and announcers."""

from collections.abc import Iterator

from boran.lanes.account import Account
from boran.settings import Settings


def accounts(_settings: Settings) -> Iterator[Account]:
    yield from ()
