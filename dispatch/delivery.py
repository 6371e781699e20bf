"""One delivery: one message of one order revision to one person on one channel, and every state it can be in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from channels.base import Button, ChannelKind, Template
from locales.catalogue import Locale
from orders.order import OrderId
from orders.organisation import OrganisationCode, PersonId

DeliveryId = NewType("DeliveryId", str)
TextId = NewType("TextId", str)
LaneName = NewType("LaneName", str)  # one sending account: `telegram-families`, `telegram-staff`, `site`


class Purpose(StrEnum):
    """What the message is for; it fixes who gets it and which window binds it."""

    DRAFT_CARD = "draft_card"  # the head decides; not bound by п. 14
    COUNTERSIGN_CARD = "countersign_card"  # the second person of п. 22 decides
    ESCALATION = "escalation"  # the head is silent: deputy, then department
    EXPIRY_NOTICE = "expiry_notice"  # the draft expired: head and department
    STAFF_ORDER = "staff_order"  # homeroom teachers, responsible persons, duty teachers: at once
    REMINDER = "reminder"  # a homeroom teacher has not acknowledged
    CONTROL_NOTICE = "control_notice"  # п. 16 part 3: responsible persons hear who has not acknowledged
    RELEASE_REFUSED = "release_refused"  # an approved order could not be planned; its signer hears why
    HEAD_NOTICE = "head_notice"  # a department's order binds your organisation: at once
    SITE_NOTICE = "site_notice"  # п. 16: the site at once after approval
    ROOM_NOTICE = "room_notice"  # a school's channel or a class group: bound by п. 14 as families are
    BULLETIN = "bulletin"  # п. 13 part 1: editors and announcers, with the site
    FAMILY_NOTICE = "family_notice"  # п. 14: inside the window only (п. 22: at once)
    REVOCATION = "revocation"  # the order is withdrawn; goes to whoever was told
    REPLACED_MARK = "replaced_mark"  # the old message itself, edited to say that it no longer holds
    COST_QUESTION = "cost_question"  # further messages would cost more than the limit: the signer is asked


class DeliveryState(StrEnum):
    """What has physically happened. Acknowledgement is a person's act and not a state of a message."""

    PLANNED = "planned"  # in the ledger, waiting for its time
    CLAIMED = "claimed"  # a worker holds it until its lease ends
    DEFERRED = "deferred"  # the provider asked to wait, or could not be reached; will be tried again
    ACCEPTED = "accepted"  # the provider has it
    DELIVERED = "delivered"  # it is on the person's device
    READ = "read"
    REFUSED = "refused"  # permanent; `reason` says why
    UNKNOWN = "unknown"  # written to the provider, no answer; never counted as reached
    EXPIRED = "expired"  # its `not_after` passed first
    SUPPRESSED = "suppressed"  # never to be sent; `reason` says why
    SUPERSEDED = "superseded"  # a newer revision or a revocation took its place


# State never moves backwards; an absent pair is ignored, not an error, because receipts come late and twice.
MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.PLANNED: frozenset({DeliveryState.CLAIMED, DeliveryState.EXPIRED, DeliveryState.SUPERSEDED}),
    DeliveryState.CLAIMED: frozenset(
        {
            DeliveryState.DEFERRED,
            DeliveryState.ACCEPTED,
            DeliveryState.REFUSED,
            DeliveryState.UNKNOWN,
            DeliveryState.EXPIRED,
            DeliveryState.SUPERSEDED,
        }
    ),
    DeliveryState.DEFERRED: frozenset({DeliveryState.CLAIMED, DeliveryState.EXPIRED, DeliveryState.SUPERSEDED}),
    # A lease that ran out leaves Unknown; the channel's semantics decide whether it is claimed again (ADR 0005).
    DeliveryState.UNKNOWN: frozenset(
        {
            DeliveryState.CLAIMED,
            DeliveryState.ACCEPTED,
            DeliveryState.DELIVERED,
            DeliveryState.READ,
            DeliveryState.REFUSED,
            DeliveryState.EXPIRED,
            DeliveryState.SUPERSEDED,
        }
    ),
    DeliveryState.ACCEPTED: frozenset({DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.REFUSED}),
    DeliveryState.DELIVERED: frozenset({DeliveryState.READ}),
    DeliveryState.READ: frozenset(),
    # A phone that has it is right, and whoever said that it never would is wrong (ADR 0015).
    DeliveryState.REFUSED: frozenset({DeliveryState.DELIVERED, DeliveryState.READ}),
    DeliveryState.EXPIRED: frozenset(),
    DeliveryState.SUPPRESSED: frozenset(),
    DeliveryState.SUPERSEDED: frozenset(),
}


class Suppression(StrEnum):
    """Why somebody who should have been told gets nothing. "Why not?" must always be one query."""

    NO_CONTACT = "no_contact"
    BLOCKED = "blocked"
    WINDOW_CLOSED = "window_closed"
    ORDER_REVOKED = "order_revoked"
    COST_LIMIT = "cost_limit"  # only a message that costs would reach them, and the order's limit is used up


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A rendered text, frozen: what everybody with this purpose, language and channel reads (a site: the JSON body).

    thread: what it belongs together with; empty for its order.
    """

    id: TextId
    order: OrderId
    revision: int
    purpose: Purpose
    locale: Locale
    body: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    subject: str = ""
    template: Template | None = None
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the ledger; unique on (order, revision, purpose, person, channel).

    not_before / not_after: half-open span in which it may be sent, aware UTC; checked at plan, at claim and right
    before the call. person: the person, or `site:<organisation>` for a web site.
    table_row, paragraph: what it rests on, frozen with it.
    rung: 0 for the first channel tried, 1 for the next. parts, price_tiyn: its expected cost (1 tenge = 100 tiyn).
    after: the delivery that must have left (or never will) before this one may. edits: the provider's id of the
    message this one replaces in place; empty for a new message.
    """

    id: DeliveryId
    order: OrderId
    revision: int
    purpose: Purpose
    organisation: OrganisationCode
    person: PersonId
    channel: ChannelKind
    lane: LaneName
    address: str
    locale: Locale
    text: TextId
    not_before: datetime
    not_after: datetime
    table_row: str = ""
    paragraph: str = ""
    state: DeliveryState = DeliveryState.PLANNED
    reason: str = ""
    attempts: int = 0
    next_attempt_at: datetime
    provider_message_id: str = ""
    claimed_until: datetime | None = None
    updated_at: datetime
    accepted_at: datetime | None = None
    rung: int = 0
    parts: int = 0
    price_tiyn: int = 0
    after: str = ""
    edits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a worker or a receipt writes back to one delivery. None and empty leave the column as it is."""

    delivery: DeliveryId
    state: DeliveryState
    at: datetime
    reason: str = ""
    next_attempt_at: datetime | None = None
    provider_message_id: str = ""
    counts_as_attempt: bool = True
