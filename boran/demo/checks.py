"""What the outside world saw: the demo's own checks, made on the sandbox's journal and not on our tables."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from locales.catalogue import LOCALES, text
from orders.windows import Window
from sandbox.handsets import written

TO_PHONES = frozenset({"whatsapp", "sms"})
SITE_AT_ONCE = timedelta(minutes=2)  # of the morning's clock, between the signature and the site's hook
# Every all-clear says so in these words, whatever channel it takes.
TAKEN_BACK = tuple(text(locale, "family-revoked").rstrip(".").casefold() for locale in LOCALES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One line of the journal: a message that reached the outside world, or that it refused."""

    at: datetime
    provider: str
    account: str
    method: str
    to: str
    text: str
    refused: str

    @property
    def is_all_clear(self) -> bool:
        return any(words in self.text.casefold() for words in TAKEN_BACK)

    @property
    def place(self) -> tuple[str, str]:
        """Where it was shown: a telephone's number stands for two places, its WhatsApp and its SMS."""
        return self.provider, self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one order must have brought about. window: None when п. 14 does not bind it. revoked_at: None when it holds.

    Whoever was told of a revoked one must have heard the all-clear at the same place, and nothing else after it.
    """

    check_code: str
    signed_at: datetime
    window: Window | None
    families: frozenset[str]
    sites: frozenset[str]
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Zero everywhere but in the last two, or the morning failed."""

    outside_window: int
    duplicates: int
    missing: int
    unexpected: int
    sites_late: int
    first_sent_at: datetime | None
    last_sent_at: datetime | None

    @property
    def clean(self) -> bool:
        return not (self.outside_window or self.duplicates or self.missing or self.unexpected or self.sites_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What families were told of one order: every call, and those that got through, notices and all-clears apart."""

    order: Expected
    tried: tuple[Seen, ...]
    notices: tuple[Seen, ...]
    all_clears: tuple[Seen, ...]

    def outside_window(self) -> int:
        window = self.order.window
        return sum(window is not None and not window.contains(seen.at) for seen in self.tried)

    def repeated(self) -> int:
        """Count the notices a family had before, on whatever channel, and the all-clears it had at the same place."""
        return _repeated(seen.to for seen in self.notices) + _repeated(seen.place for seen in self.all_clears)

    def missing(self) -> int:
        untold = self.order.families - {seen.to for seen in self.tried}
        return len(untold) + (len(self._believing()) if self.order.revoked_at else 0)

    def unexpected(self) -> int:
        """Count messages to people whom the order does not concern, and notices that came after their all-clear."""
        strangers = sum(seen.to not in self.order.families for seen in (*self.notices, *self.all_clears))
        last = {seen.place: seen.at for seen in self.all_clears}
        return strangers + sum(seen.place in last and seen.at > last[seen.place] for seen in self.notices)

    def _believing(self) -> set[tuple[str, str]]:
        """Return where a notice stands without its all-clear."""
        return {seen.place for seen in self.notices} - {seen.place for seen in self.all_clears}


def read_journal(path: Path) -> list[Seen]:
    """Return the journal's lines in the order in which the outside world accepted or refused them."""
    with path.open(encoding="utf-8") as lines:
        return [_seen(json.loads(line)) for line in lines]


def _seen(line: dict[str, str]) -> Seen:
    return Seen(
        at=datetime.fromisoformat(line["at"]),
        provider=line["provider"],
        account=line["account"],
        method=line["method"],
        to=_address(line["provider"], line["to"] or ""),
        text=line.get("text") or "",
        refused=line.get("refused", ""),
    )


def _address(provider: str, to: str) -> str:
    """Return a number as the cast has it, however the provider writes it."""
    return written(to) if to and provider in TO_PHONES else to


def check(journal: Sequence[Seen], orders: Sequence[Expected], *, families_account: str) -> Findings:
    """Hold the journal against what the orders must have brought about."""
    to_families = [seen for seen in journal if _is_for_families(seen, families_account)]
    stories = [_story(order, to_families) for order in orders]
    instants = sorted(seen.at for story in stories for seen in story.notices)
    return Findings(
        outside_window=sum(story.outside_window() for story in stories),
        duplicates=sum(story.repeated() for story in stories),
        missing=sum(story.missing() for story in stories),
        unexpected=sum(story.unexpected() for story in stories),
        sites_late=sum(1 for order in orders for _ in _late_sites(order, journal)),
        first_sent_at=instants[0] if instants else None,
        last_sent_at=instants[-1] if instants else None,
    )


def _story(order: Expected, to_families: Iterable[Seen]) -> Story:
    about = [seen for seen in to_families if order.check_code in seen.text]
    tried = tuple(seen for seen in about if not seen.is_all_clear)
    return Story(
        order=order,
        tried=tried,
        notices=tuple(seen for seen in tried if not seen.refused),
        all_clears=tuple(seen for seen in about if seen.is_all_clear and not seen.refused),
    )


def _is_for_families(seen: Seen, families_account: str) -> bool:
    return (seen.provider in TO_PHONES and bool(seen.to)) or (
        seen.account == families_account and seen.method == "sendMessage"
    )


def _repeated(keys: Iterable[object]) -> int:
    return sum(count - 1 for count in Counter(keys).values())


def _late_sites(order: Expected, journal: Sequence[Seen]) -> Iterator[str]:
    """Yield each site that did not hear at once of the order (п. 16), or that it was taken back."""
    heard = [
        seen for seen in journal if seen.provider == "webhook" and not seen.refused and order.check_code in seen.text
    ]
    yield from _late(order.sites, [seen for seen in heard if not seen.is_all_clear], since=order.signed_at)
    if order.revoked_at:
        yield from _late(order.sites, [seen for seen in heard if seen.is_all_clear], since=order.revoked_at)


def _late(sites: Iterable[str], heard: Sequence[Seen], *, since: datetime) -> Iterator[str]:
    first = {seen.to: seen.at - since for seen in reversed(heard)}
    for site in sites:
        if site not in first or first[site] > SITE_AT_ONCE:
            yield site
