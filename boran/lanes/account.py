"""One sending account as its provider's module describes it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from channels.base import Channel
from channels.receipts import CallbackReader, ReceiptPoller
from dispatch.lanes import Lane


class Audience(StrEnum):
    FAMILIES = "families"
    STAFF = "staff"
    SITES = "sites"
    EDITORS = "editors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A lane, whom it serves, and how to open its channel.

    on: it has its secrets. Without them nothing is sent, and nobody is recorded as reachable on it.
    callbacks: the last part of `/receipts/<provider>` and what reads it; None without callbacks.
    poller: built from the open channel where the provider has to be asked; None elsewhere.
    """

    lane: Lane
    serves: frozenset[Audience]
    open: Callable[[], Channel]
    on: bool = True
    callbacks: tuple[str, CallbackReader] | None = None
    poller: Callable[[Channel], ReceiptPoller] | None = None
