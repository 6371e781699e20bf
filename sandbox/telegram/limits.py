"""Telegram's flood limits: sliding windows per bot, per chat and per group.

Telegram publishes about 30 messages a second for the whole bot, not more than one a second in one chat (short bursts
are tolerated) and not more than 20 a minute in one group (core.telegram.org/bots/faq). Here a chat's burst is five
messages in five seconds. Whoever exceeds a window is banned from that scope for `retry_after` seconds.
"""

import math
from collections import deque
from dataclasses import dataclass, replace

_NARROWEST_REAL_WINDOW_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most `count` messages in any `per_s` seconds of the sandbox's clock."""

    count: int
    per_s: float

    def widened(self, per_s: float) -> "Rate":
        """Return the same rate, averaged over at least `per_s` seconds."""
        if self.per_s >= per_s:
            return self
        return Rate(count=math.ceil(self.count * per_s / self.per_s), per_s=per_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The windows, and how long a tap may wait for `answerCallbackQuery`."""

    bot: Rate = Rate(count=30, per_s=1.0)
    chat: Rate = Rate(count=5, per_s=5.0)
    group: Rate = Rate(count=20, per_s=60.0)
    callback_answer_s: float = 60.0

    def at(self, clock_rate: float) -> "Limits":
        """Return the limits on a clock that runs `clock_rate` times as fast.

        One second of a fast clock is shorter than the jitter of a socket, so the windows are kept at least a quarter of
        a real second wide; the averages stay what they are.
        """
        narrowest = _NARROWEST_REAL_WINDOW_S * clock_rate
        return replace(
            self,
            bot=self.bot.widened(narrowest),
            chat=self.chat.widened(narrowest),
            group=self.group.widened(narrowest),
            callback_answer_s=max(self.callback_answer_s, 20 * narrowest),
        )


class _Window:
    """The latest `count` messages of one scope."""

    __slots__ = ("_latest", "_rate", "banned_until")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._latest: deque[float] = deque(maxlen=rate.count)
        self.banned_until = 0.0

    def wait(self, now: float) -> int:
        """Whole seconds until the next message is welcome; 0 when it is."""
        if now < self.banned_until:
            return math.ceil(self.banned_until - now)
        if len(self._latest) < self._rate.count or now - self._latest[0] >= self._rate.per_s:
            return 0
        seconds = math.ceil(self._latest[0] + self._rate.per_s - now)
        self.banned_until = now + seconds
        return seconds

    def count(self, now: float) -> None:
        self._latest.append(now)


class FloodGuard:
    """Counts the messages of one bot. `limits=None` counts nothing, but still obeys bans."""

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._bot = _Window(limits.bot) if limits else None
        self._chats: dict[int, _Window] = {}
        self._banned_until = 0.0

    def ban(self, seconds: float, now: float) -> None:
        """Refuse all messages for a while, as a flood fault demands."""
        self._banned_until = now + seconds

    def admit(self, chat_id: int, now: float) -> int:
        """Count one message to a chat (negative ids are groups and channels).

        Returns 0, or the seconds to wait when it is refused; a refused message is not counted.
        """
        if now < self._banned_until:
            return math.ceil(self._banned_until - now)
        if self._limits is None or self._bot is None:
            return 0
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = _Window(self._limits.group if chat_id < 0 else self._limits.chat)
        if wait := self._bot.wait(now) or chat.wait(now):
            return wait
        self._bot.count(now)
        chat.count(now)
        return 0
