"""What the outside world saw: the demo's own checks, made on the sandbox's journal and not on our tables."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from orders.windows import Window
from sandbox.handsets import written

TO_PHONES = frozenset({"whatsapp", "sms"})
SITE_AT_ONCE = timedelta(minutes=2)  # of the morning's clock, between the signature and the site's hook


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one order must have brought about. `window`: None when п. 14 does not bind it."""

    check_code: str
    signed_at: datetime
    window: Window | None
    families: frozenset[str]
    sites: frozenset[str]


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
    notices = [seen for seen in journal if _is_for_families(seen, families_account)]
    told = [(order, seen) for order in orders for seen in notices if order.check_code in seen.text]
    accepted = [(order, seen) for order, seen in told if not seen.refused]
    instants = sorted(seen.at for _, seen in accepted)
    return Findings(
        outside_window=sum(order.window is not None and not order.window.contains(seen.at) for order, seen in told),
        duplicates=_repeated((order.check_code, seen.to) for order, seen in accepted),
        missing=sum(len(order.families - {seen.to for o, seen in told if o is order}) for order in orders),
        unexpected=sum(seen.to not in order.families for order, seen in accepted),
        sites_late=sum(1 for order in orders for _ in _late_sites(order, journal)),
        first_sent_at=instants[0] if instants else None,
        last_sent_at=instants[-1] if instants else None,
    )


def _is_for_families(seen: Seen, families_account: str) -> bool:
    return (seen.provider in TO_PHONES and bool(seen.to)) or (
        seen.account == families_account and seen.method == "sendMessage"
    )


def _repeated(keys: Iterable[tuple[str, str]]) -> int:
    return sum(count - 1 for count in Counter(keys).values())


def _late_sites(order: Expected, journal: Sequence[Seen]) -> Iterator[str]:
    """Yield each site that did not hear of the order at once (п. 16)."""
    told = {
        seen.to: seen.at - order.signed_at
        for seen in reversed(journal)
        if seen.provider == "webhook" and not seen.refused and order.check_code in seen.text
    }
    for site in order.sites:
        if site not in told or told[site] > SITE_AT_ONCE:
            yield site
