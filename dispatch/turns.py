"""When an account may send next: the sender asks before every message, as does the bot that shares the budget."""

from datetime import datetime, timedelta
from typing import Protocol

from dispatch.pacing import Pacer


class Turns(Protocol):
    """The instants at which one account may send, shared by everybody who sends with it.

    Who asks first goes first. The sender books one turn at a time, so whoever taps waits for one message at most; many
    who tap at once book side by side, and the sender comes after them.
    """

    @property
    def per_second(self) -> float:
        """How many messages a second the account may send; infinite without a limit."""

    @property
    def held_until(self) -> datetime | None:
        """When the provider's wait ends; None when there was none."""

    def hold(self, until: datetime) -> None:
        """Send nothing before `until`: the provider asked the whole account to wait."""

    async def reserve(self, now: datetime) -> datetime:
        """Book the account's next instant; never before `now`."""

    def late(self, by: timedelta) -> None:
        """Take note that a message left so much after its instant, because the process was busy."""

    def reserve_address(self, address: str, now: datetime) -> datetime:
        """Book the next instant of one address; never before `now`."""


class OwnTurns:
    """The turns of an account with which only this process sends."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    @property
    def per_second(self) -> float:
        return self._pacer.per_second

    @property
    def held_until(self) -> datetime | None:
        return self._pacer.held_until

    def hold(self, until: datetime) -> None:
        self._pacer.hold(until)

    async def reserve(self, now: datetime) -> datetime:
        return self._pacer.reserve(now)

    def late(self, by: timedelta) -> None:
        self._pacer.late(by)

    def reserve_address(self, address: str, now: datetime) -> datetime:
        return self._pacer.reserve_address(address, now)
