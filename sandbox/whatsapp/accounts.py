"""Who sends on the pretend WhatsApp: numbers of the Cloud API, and telephones behind the gateway."""

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]

_PLACE = re.compile(r"\{\{(\d+)\}\}")
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """per_second: messages of the number. pair_s: between two to one person. daily: people written to first in 24 h."""

    per_second: float = 80.0
    pair_s: float = 5.5
    daily: int = 250


@dataclass(slots=True, kw_only=True)
class StoredTemplate:
    """A submitted text. status: what the review made of it."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "APPROVED"
    ttl_s: int | None = None

    @property
    def body(self) -> str:
        """The text with its places."""
        return next((str(one.get("text", "")) for one in self.components if one["type"] == "BODY"), "")

    @property
    def buttons(self) -> list[Json]:
        """The buttons under it."""
        return next((list(one["buttons"]) for one in self.components if one["type"] == "BUTTONS"), [])

    @property
    def places(self) -> int:
        """How many parameters it takes."""
        return len(set(_PLACE.findall(self.body)))

    def filled(self, parameters: list[str]) -> str:
        """Return what a person reads."""
        return _PLACE.sub(lambda place: parameters[int(place[1]) - 1], self.body)

    def as_json(self) -> Json:
        """Return what the Graph API tells of it."""
        shown: Json = {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "components": self.components,
            "rejected_reason": "INVALID_FORMAT" if self.status == "REJECTED" else "NONE",
        }
        return shown if self.ttl_s is None else shown | {"message_send_ttl_seconds": self.ttl_s}


@dataclass(slots=True, kw_only=True)
class Number:
    """A number of the Cloud API. callback_url: where statuses and messages go; empty: nobody hears them.

    title: what people see as the sender. reviews: the status of a submitted text. sent_s, delivered_s: when a message
    is sent on and delivered, seconds after its acceptance. read_s: when people read it by themselves; None: they do
    not.
    """

    id: str
    token: str
    business_account: str = ""
    app_secret: str = ""
    verify_token: str = ""
    callback_url: str = ""
    title: str = ""
    limits: Limits | None = field(default_factory=Limits)
    reviews: str = "APPROVED"
    sent_s: float = 0.2
    delivered_s: float = 1.0
    read_s: float | None = None
    templates: dict[tuple[str, str], StoredTemplate] = field(default_factory=dict)
    banned_until: float = 0.0
    latest: deque[float] = field(default_factory=deque)
    pairs: dict[str, float] = field(default_factory=dict)
    opened: dict[str, datetime] = field(default_factory=dict)

    def wait(self, now: float, tick_s: float) -> int:
        """Return the code of the limit that is reached for the whole number, or 0. tick_s: the narrowest window."""
        if now < self.banned_until:
            return 130429
        if self.limits is None:
            return 0
        width = max(1.0, tick_s)
        while self.latest and now - self.latest[0] >= width:
            self.latest.popleft()
        return 130429 if len(self.latest) >= self.limits.per_second * width else 0

    def pair_wait(self, to: str, now: float) -> int:
        """Return the code of the limit between this number and one person, or 0."""
        if self.limits is None or now - self.pairs.get(to, -self.limits.pair_s) >= self.limits.pair_s:
            return 0
        return 131056

    def count(self, to: str, now: float) -> None:
        """Count a message."""
        self.latest.append(now)
        self.pairs[to] = now

    def may_open(self, to: str, at: datetime) -> bool:
        """Say whether one more person may be written to first today; if so, count them."""
        self.opened = {who: when for who, when in self.opened.items() if at - when < _DAY}
        limit = self.limits.daily if self.limits else 0
        if limit and to not in self.opened and len(self.opened) >= limit:
            return False
        self.opened.setdefault(to, at)
        return True


@dataclass(slots=True, kw_only=True)
class Queued:
    """A message that waits in the gateway."""

    id: str
    to: str
    text: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Telephone:
    """A telephone behind the gateway. state: `authorized` while it can send. interval_s: from message to message.

    chats: how many people the plan lets it write to in a month; 0 for no limit.
    """

    instance: str
    token: str
    callback_url: str = ""
    webhook_token: str = ""
    title: str = ""
    state: str = "authorized"
    interval_s: float = 0.5
    delivered_s: float = 0.5
    read_s: float | None = None
    chats: int = 0
    written_to: set[str] = field(default_factory=set)
    queue: deque[Queued] = field(default_factory=deque)
