"""SMS: two gateways and an operator; all of them reach the route `sms`."""

from collections.abc import Iterator

from boran.lanes.account import Account
from boran.settings import Settings


def accounts(_settings: Settings) -> Iterator[Account]:
    yield from ()
