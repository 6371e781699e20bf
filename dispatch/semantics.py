"""What planning, sending and the cascade count on for each kind of channel: one row each. Data, no decisions.

Why a row says what it says stands in docs/adr/0005-what-unknown-means-per-channel.md and 0013-the-cascade.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from channels.base import ChannelKind
from dispatch.pacing import EMAIL, SMS, TELEGRAM, WEBHOOK, WHATSAPP, Pace


class Flood(StrEnum):
    """Whom a provider's "slow down" concerns."""

    ACCOUNT = "account"  # the whole lane waits
    ADDRESS = "address"  # only this delivery waits: every address is somebody else's server


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """first_wait doubles with every attempt up to longest_wait.

    unknown_attempts: how often at most something is sent while nobody can say whether it has left; 1 for never again.
    """

    first_wait: timedelta
    longest_wait: timedelta
    flood: Flood
    unknown_attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Semantics:
    """pace: of an account whose settings name no other. longest: characters that one message holds; None: any number.

    reports: the provider says afterwards what became of a message, so its word that it took one settles nothing.
    patience: how long a message that is under way may take before the next channel is tried.
    spent_when_unknown: an unknown outcome ends the rung at once: the next channel follows without patience.
    edits: an earlier message can be replaced in place.
    """

    retry: Policy
    pace: Pace
    patience: timedelta
    longest: int | None = None
    reports: bool = False
    spent_when_unknown: bool = False
    edits: bool = False


SEMANTICS: Mapping[ChannelKind, Semantics] = {
    ChannelKind.TELEGRAM: Semantics(
        retry=Policy(
            first_wait=timedelta(seconds=1),
            longest_wait=timedelta(seconds=30),
            flood=Flood.ACCOUNT,
            unknown_attempts=3,
        ),
        pace=TELEGRAM,
        patience=timedelta(minutes=5),
        longest=4096,  # core.telegram.org/bots/api, sendMessage.text
        edits=True,
    ),
    ChannelKind.WEBHOOK: Semantics(
        retry=Policy(
            first_wait=timedelta(seconds=2),
            longest_wait=timedelta(minutes=2),
            flood=Flood.ADDRESS,
            unknown_attempts=20,
        ),
        pace=WEBHOOK,
        patience=timedelta(minutes=5),
    ),
    ChannelKind.WHATSAPP: Semantics(
        retry=Policy(
            first_wait=timedelta(seconds=2),
            longest_wait=timedelta(minutes=1),
            flood=Flood.ACCOUNT,
            unknown_attempts=1,
        ),
        pace=WHATSAPP,
        patience=timedelta(minutes=3),
        longest=1024,  # developers.facebook.com, the body of a template and of a message with buttons
        reports=True,
    ),
    ChannelKind.SMS: Semantics(
        retry=Policy(
            first_wait=timedelta(seconds=2),
            longest_wait=timedelta(minutes=1),
            flood=Flood.ACCOUNT,
            unknown_attempts=1,
        ),
        pace=SMS,
        patience=timedelta(minutes=5),
        longest=670,  # ten parts in UCS-2
        reports=True,
        spent_when_unknown=True,  # a second SMS costs money and looks like a second order
    ),
    ChannelKind.EMAIL: Semantics(
        retry=Policy(
            first_wait=timedelta(seconds=5),
            longest_wait=timedelta(minutes=2),
            flood=Flood.ACCOUNT,
            unknown_attempts=5,  # under one Message-ID: the reader's program shows it once
        ),
        pace=EMAIL,
        patience=timedelta(minutes=10),
    ),
}

PACES: Mapping[ChannelKind, Pace] = {kind: row.pace for kind, row in SEMANTICS.items()}
POLICIES: Mapping[ChannelKind, Policy] = {kind: row.retry for kind, row in SEMANTICS.items()}
PATIENCE: Mapping[ChannelKind, timedelta] = {kind: row.patience for kind, row in SEMANTICS.items()}
LONGEST: Mapping[ChannelKind, int] = {kind: row.longest for kind, row in SEMANTICS.items() if row.longest}
AWAITS_REPORT = frozenset(kind for kind, row in SEMANTICS.items() if row.reports)
SENT_AGAIN_WHEN_UNKNOWN = frozenset(kind for kind, row in SEMANTICS.items() if row.retry.unknown_attempts > 1)
SPENT_WHEN_UNKNOWN = frozenset(kind for kind, row in SEMANTICS.items() if row.spent_when_unknown)
EDITABLE = frozenset(kind for kind, row in SEMANTICS.items() if row.edits)
