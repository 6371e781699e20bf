"""What dispatch needs from storage and from the clock."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from dispatch.audit import Audit
from dispatch.census import Counting
from dispatch.conversations import Conversations
from dispatch.crowds import Crowds
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose, Text, TextId
from dispatch.health import Health
from dispatch.instance import Instances
from dispatch.leases import Leases
from dispatch.outlets import Outlets
from dispatch.plan import Plan
from dispatch.receipts import Receipts
from dispatch.rooms import Rooms
from dispatch.roster import Contact, FamilyMember, Pupil, Site, StaffMember
from dispatch.spending import Spending
from dispatch.unsettled import Unsettled
from locales.catalogue import Locale
from orders.order import OrderId
from orders.organisation import ClassId, OrganisationCode, Person, PersonId, PupilId
from orders.ports import Event, OrdersTransaction


class Clock(Protocol):
    """The one source of time. Only shells hold it; everything else gets `now` as an argument."""

    def now(self) -> datetime:
        """Return the present instant, aware UTC."""

    async def sleep(self, span: timedelta) -> None:
        """Sleep for a span of this clock's time; returns early never, late possibly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedEvent:
    """attempts: how often planning it has failed so far; trouble: the kind of the last error."""

    id: int
    event: Event
    attempts: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A person says: I have read this order. `means` is the door (`telegram`, `web`, `cli`)."""

    order: OrderId
    revision: int
    person: PersonId
    at: datetime
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A homeroom teacher says: the family of this pupil knows (by phone, at the door)."""

    order: OrderId
    pupil: PupilId
    by: PersonId
    at: datetime


class EventQueue(Protocol):
    """The reading end of the outbox."""

    def take(self, limit: int, *, now: datetime) -> Sequence[QueuedEvent]:
        """Return unfinished events that are due, locked until the transaction ends (others skip them).

        Decisions come before the looks of ladders and without them, the oldest first: what a head has decided is
        committed when it is planned, and not after the looks of other orders.
        """

    def finish(self, event_id: int, at: datetime) -> None: ...

    def put_off(self, event_id: int, *, until: datetime, trouble: str) -> None:
        """Let an event that could not be planned wait until then, and count the attempt."""

    def troubled(self) -> Sequence[QueuedEvent]:
        """Return the unfinished events whose planning has failed at least once, oldest first."""

    def next_due(self) -> datetime | None:
        """Return when the next unfinished event may be acted upon, or None when none waits."""


class Ledger(Protocol):
    """The deliveries. Adding is idempotent on the unique key; recording never moves a state backwards."""

    def add(self, texts: Sequence[Text], deliveries: Sequence[Delivery]) -> int:
        """Insert what is not there yet; return how many deliveries were new."""

    def add_pieces(self, pieces: Iterable[Plan]) -> int:
        """Do the same with pieces that are written while others are taken in: whatever yields them asks for nothing."""

    def text(self, text_id: TextId) -> Text: ...

    def texts(self, text_ids: Sequence[TextId]) -> dict[TextId, Text]: ...

    def lanes(self, *, now: datetime) -> Sequence[LaneName]:
        """Return the lanes that have something to send now."""

    def next_due(self, lane: LaneName | None = None) -> datetime | None:
        """Return when the next claimable delivery (of this lane) may be tried, or None when nothing waits."""

    def waiting(self, lane: LaneName) -> int:
        """Return how many deliveries of a lane are still to be sent (planned, deferred, claimed): the queue ahead."""

    def claim(self, lane: LaneName, *, now: datetime, limit: int, lease: timedelta) -> Sequence[Delivery]:
        """Claim deliveries of a lane that are due and inside their span.

        Claimable: planned, deferred, and unknown ones whose channel is in `SENT_AGAIN_WHEN_UNKNOWN`.
        Order: earliest `not_after` first, staff before families, then oldest. Two claimers never get the same row.
        """

    def record(self, changes: Sequence[Change]) -> None:
        """Apply changes that `dispatch.delivery.MOVES` allows, ignore the others."""

    def expire(self, *, now: datetime) -> int:
        """Move every planned or deferred row whose `not_after` has come to EXPIRED; return how many.

        Unknown rows stay unknown: the person may have been told.
        """

    def sweep(self, *, now: datetime) -> int:
        """Move every claimed row whose lease ran out to UNKNOWN; return how many."""

    def supersede(self, order: OrderId, *, before_revision: int, now: datetime) -> int:
        """Move every claimable row of older revisions to SUPERSEDED; return how many.

        Claimable as in `claim`: an unknown row that would be sent again must not follow what takes its place.
        """

    def of_order(
        self, order: OrderId, *, purposes: Sequence[Purpose] = (), states: Sequence[DeliveryState] = ()
    ) -> Sequence[Delivery]:
        """Return the rows of an order, of these purposes and in these states; all of them where none is named."""


class Roster(Protocol):
    """Pupils, families and staff with their contacts."""

    def pupils(self, classes: Sequence[ClassId]) -> Sequence[Pupil]: ...

    def families(self, classes: Sequence[ClassId]) -> Sequence[FamilyMember]:
        """Return everyone who follows these classes, each person once, with all their contacts (blocked ones too)."""

    def family_count(self, classes: Sequence[ClassId]) -> int:
        """Return how many persons `families` would return."""

    def families_of_pupil(self, pupil: PupilId) -> Sequence[FamilyMember]: ...

    def staff(self, persons: Sequence[PersonId]) -> Sequence[StaffMember]: ...

    def sites(self, organisations: Sequence[OrganisationCode]) -> Sequence[Site]: ...

    def site_at(self, url: str) -> Site | None:
        """Return the site with this address."""

    def person_at(self, contact_lane: LaneName, address: str) -> Person | None:
        """Return who uses this address on this lane."""

    def persons_with_phone(self, phone: str) -> Sequence[Person]:
        """Return the people the roster knows by this number (E.164)."""

    def class_by_invite(self, code: str) -> ClassId | None: ...

    def person_by_invite(self, code: str) -> Person | None:
        """Return the member of staff a one-time invitation belongs to."""

    def invite_of_class(self, class_id: ClassId) -> str:
        """Return the code of the class's printed deep link."""

    def add_person(self, person: Person) -> None: ...

    def set_locale(self, person: PersonId, locale: Locale) -> None: ...

    def put_contact(self, contact: Contact) -> None:
        """Insert or replace the person's contact on this lane; an address belongs to one person per lane."""

    def set_blocked(self, lane: LaneName, address: str, *, blocked: bool) -> None: ...

    def follow(self, person: PersonId, class_id: ClassId) -> None:
        """Let a person follow a class without being linked to a pupil."""

    def followed(self, person: PersonId) -> Sequence[ClassId]:
        """Return the classes whose news this person gets: those of their pupils, and those followed by a link."""

    def unfollow_all(self, person: PersonId) -> None: ...


class Acknowledgements(Protocol):
    def add(self, acknowledgement: Acknowledgement) -> bool:
        """Record; return False when this person had already acknowledged this revision."""

    def of_order(self, order: OrderId) -> Sequence[Acknowledgement]: ...

    def tell(self, told: Told) -> bool:
        """Record that a family knows; return False when it was recorded before."""

    def told(self, order: OrderId) -> Sequence[Told]: ...


class SeenUpdates(Protocol):
    """Update ids of webhooks and polling, so that a redelivered update does nothing."""

    def first_time(self, source: str, update_id: int, *, at: datetime) -> bool: ...


class Transaction(OrdersTransaction, Protocol):
    """Everything of orders and dispatch in one transaction."""

    def attempt(self) -> AbstractContextManager[None]:
        """Open a part of the transaction: when it raises, what it did is undone, and the rest of it stays."""

    @property
    def events(self) -> EventQueue: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def receipts(self) -> Receipts: ...

    @property
    def conversations(self) -> Conversations: ...

    @property
    def leases(self) -> Leases: ...

    @property
    def instances(self) -> Instances: ...

    @property
    def roster(self) -> Roster: ...

    @property
    def outlets(self) -> Outlets: ...

    @property
    def rooms(self) -> Rooms: ...

    @property
    def counting(self) -> Counting: ...

    @property
    def acknowledgements(self) -> Acknowledgements: ...

    @property
    def seen_updates(self) -> SeenUpdates: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def crowds(self) -> Crowds: ...

    @property
    def health(self) -> Health: ...

    @property
    def spending(self) -> Spending: ...

    @property
    def unsettled(self) -> Unsettled: ...


class Storage(Protocol):
    """Opens transactions. Storage is synchronous; asyncio shells call it in a thread (ADR 0002)."""

    def transaction(self) -> AbstractContextManager[Transaction]: ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that may only read: it waits for no writer."""
