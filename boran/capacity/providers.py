"""What the providers' side does with a message: the published limits, and answers a person's phone would cause.

Limits are the providers' own figures and not ours (`dispatch.pacing` stays below them on purpose): Telegram 30 messages
in any second per bot, 1,000 with paid broadcast (core.telegram.org/bots/faq); WhatsApp 80 a second per number and
250, 2,000, 10,000, 100,000 or any number of people a day (Meta, messaging limits). Gateways publish no figure.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from channels.base import Accepted, ChannelKind, Deferred, Reason, Refused, SendOutcome
from dispatch.lanes import Lane
from dispatch.pacing import TELEGRAM_PAID

_SECOND = timedelta(seconds=1)
_NEXT_DAY = timedelta(hours=24)
_ACCEPTED = Accepted(message_id="1")
_SERVER_ERROR = Deferred(reason=Reason.SERVER_ERROR)
PER_SECOND: Mapping[ChannelKind, int] = {ChannelKind.TELEGRAM: 30, ChannelKind.WHATSAPP: 80}
PAID_PER_SECOND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What families are taken to be like; shares of one. Assumptions and no measurements: the command takes others.

    telegram, whatsapp, sms: who has a contact there. blocked: of Telegram contacts. absent: of WhatsApp numbers that
    are not on WhatsApp any more, or SMS that never arrive. server_errors: of all calls. latency: of one call, average.
    reported: how long until the report of a delivery comes, average.
    """

    telegram: float = 0.9
    whatsapp: float = 0.85
    sms: float = 0.98
    blocked: float = 0.02
    absent: float = 0.05
    server_errors: float = 0.002
    latency: timedelta = timedelta(milliseconds=80)
    jitter: timedelta = timedelta(milliseconds=10)
    reported: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """outcome: what the provider said, at `at`. delivered_at: when its report says so; None when it never does."""

    outcome: SendOutcome
    at: datetime
    delivered_at: datetime | None = None


@dataclass(slots=True)
class Provider:
    """One account as its provider keeps it."""

    lane: Lane
    habits: Habits
    random: Random
    refused: int = 0
    _people: int = 0
    _recent: deque[datetime] = field(default_factory=deque)

    def answer(self, sent: datetime) -> Answer:
        """Return what becomes of a message that leaves us at `sent`. Calls come in order of time."""
        habits = self.habits
        arrived = sent + habits.latency / 2 + self.random.random() * habits.jitter
        at = arrived + self.random.random() * habits.latency
        if (wait := self._wait(arrived)) is not None:
            self.refused += 1
            return Answer(outcome=Deferred(reason=Reason.RATE_LIMITED, retry_after=wait), at=at)
        if self.random.random() < self.habits.server_errors:
            return Answer(outcome=_SERVER_ERROR, at=at)
        self._people += 1
        if self.lane.channel is ChannelKind.TELEGRAM:
            gone = self.random.random() < self.habits.blocked
            return Answer(outcome=Refused(reason=Reason.BLOCKED) if gone else _ACCEPTED, at=at)
        return self._reported(at)

    def _reported(self, at: datetime) -> Answer:
        if self.random.random() < self.habits.absent:
            if self.lane.channel is ChannelKind.WHATSAPP:  # says so; an SMS is just never reported
                return Answer(outcome=Refused(reason=Reason.BAD_ADDRESS), at=at)
            return Answer(outcome=_ACCEPTED, at=at)
        later = self.random.expovariate(1.0) * self.habits.reported
        return Answer(outcome=_ACCEPTED, at=at, delivered_at=at + later)

    def _wait(self, arrived: datetime) -> timedelta | None:
        """Return how long the provider asks the account to wait, None when it takes the message."""
        if self.lane.daily_limit and self._people >= self.lane.daily_limit:
            return _NEXT_DAY
        limit = self._limit()
        if limit is None:
            return None
        recent = self._recent
        while recent and recent[0] <= arrived - _SECOND:
            recent.popleft()
        if len(recent) >= limit:
            return _SECOND
        recent.append(arrived)
        return None

    def _limit(self) -> int | None:
        if self.lane.pace == TELEGRAM_PAID:
            return PAID_PER_SECOND
        return PER_SECOND.get(self.lane.channel)
