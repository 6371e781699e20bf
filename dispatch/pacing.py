"""How fast a lane may go: one bucket per sending account, one clock per address. Pure: time is an argument."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from math import inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """interval: from one message of the account to the next, on average; zero for an account without a limit.

    slack: how far a message may catch up when the one before it was late; it never adds up to a burst.
    address_interval: from one message to an address to the next to the same one; group_interval: the same, for a group
    or channel (an address that begins with `-` or `@`).
    """

    interval: timedelta
    slack: timedelta = timedelta(milliseconds=10)
    address_interval: timedelta = timedelta(0)
    group_interval: timedelta = timedelta(0)

    @property
    def per_second(self) -> float:
        return timedelta(seconds=1) / self.interval if self.interval else inf

    def part(self, share: float) -> "Pace":
        """Return the pace of somebody who may use this share of the account."""
        return replace(self, interval=self.interval / share)


# Telegram: about 30 messages a second per bot and one a second per chat (core.telegram.org/bots/faq). Thirty intervals
# are 14 ms longer than a second: 5 of them to catch up in, the rest for the network's jitter, so that no 31st message
# comes into anybody's second.
TELEGRAM = Pace(
    interval=timedelta(milliseconds=33.8),
    slack=timedelta(milliseconds=5),
    address_interval=timedelta(seconds=1),
    group_interval=timedelta(seconds=3),
)
# Above the free 30 a second, each message costs 0.1 Star (bots/faq, allow_paid_broadcast).
TELEGRAM_PAID = Pace(
    interval=timedelta(milliseconds=1.02), address_interval=timedelta(seconds=1), group_interval=timedelta(seconds=3)
)
# WhatsApp Cloud API: 80 messages a second per number by default, one to the same person in about 6 s (error 131056).
WHATSAPP = Pace(interval=timedelta(milliseconds=12.8), address_interval=timedelta(seconds=6))
# Gateways publish no common figure; a contract names its own.
SMS = Pace(interval=timedelta(milliseconds=50))
EMAIL = Pace(interval=timedelta(milliseconds=100))
# A site gets few messages, but many schools share one host.
WEBHOOK = Pace(interval=timedelta(milliseconds=20))


class Pacer:
    """Books the instants at which one account may send. Instants are handed out in order and never twice."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._due: datetime | None = None  # when the next message would leave at an even pace
        self._addresses: dict[str, datetime] = {}  # that rest, and until when
        self._resting: list[tuple[datetime, str]] = []  # the same as a heap, once per booking
        self._held_until: datetime | None = None

    @property
    def per_second(self) -> float:
        return self._pace.per_second

    @property
    def held_until(self) -> datetime | None:
        """When the provider's wait ends; None when there was none."""
        return self._held_until

    def hold(self, until: datetime) -> None:
        """Send nothing before `until`: the provider asked the whole account to wait."""
        self._held_until = max(until, self._held_until or until)

    def reserve(self, now: datetime) -> datetime:
        """Book the next instant of the account and return it; it is never before `now`."""
        free = max(now, self._held_until or now)
        due = max(self._due or free, free - self._pace.slack)
        self._due = due + self._pace.interval
        return max(free, due)

    def late(self, by: timedelta) -> None:
        """Take note that a message left so much after its instant: those behind it must not come too close to it."""
        if self._due is not None and by > self._pace.slack:
            self._due += by - self._pace.slack

    def reserve_address(self, address: str, now: datetime) -> datetime:
        """Book the next instant of one address and return it; it is never before `now`."""
        interval = self._pace.group_interval if address[:1] in {"-", "@"} else self._pace.address_interval
        if not interval:
            return now
        self._forget_rested(now)
        at = max(now, self._addresses.get(address, now))
        self._addresses[address] = at + interval
        heappush(self._resting, (at + interval, address))
        return at

    def _forget_rested(self, now: datetime) -> None:
        """Keep no address longer than it rests: what an account remembers would grow with its audience."""
        while self._resting and self._resting[0][0] <= now:
            free, address = heappop(self._resting)
            if self._addresses[address] == free:
                del self._addresses[address]
