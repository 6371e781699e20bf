"""What the use-cases of orders need from storage. Everything happens inside one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from orders.order import Order, OrderId, OrderState
from orders.organisation import (
    Appointment,
    ClassId,
    Department,
    Organisation,
    OrganisationCode,
    Person,
    PersonId,
    Role,
    SchoolClass,
)
from weather.place import Place
from weather.reading import Reading


class EventKind(StrEnum):
    """What the outbox tells dispatch. Each event is written in the transaction that made it true."""

    DRAFT_READY = "draft_ready"  # a draft or a new revision waits for its signer
    COUNTERSIGN_NEEDED = "countersign_needed"  # an emergency order waits for its second person
    DRAFT_EXPIRED = "draft_expired"
    ORDER_APPROVED = "order_approved"
    ORDER_REVOKED = "order_revoked"
    REMIND = "remind"  # homeroom teachers who have not acknowledged
    ESCALATE = "escalate"  # the head is silent: the deputy, then the department, hear of the draft
    NEXT_RUNG = "next_rung"  # look for people whom the channel tried first has not reached; `step` numbers the instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One outbox event. `step` tells repeated events of one kind apart (first or second reminder).

    at: when it may be acted upon. A weather draft made before anybody may sign it is told when they may.
    """

    kind: EventKind
    order: OrderId
    revision: int
    at: datetime
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One line of the append-only journal. `details` holds ids and figures, never texts, phones or tokens."""

    at: datetime
    action: str  # `order.approved`
    order: OrderId | None = None
    revision: int | None = None
    person: PersonId | None = None
    details: dict[str, str] = field(default_factory=dict)


class OrderBook(Protocol):
    """The orders. `get(lock=True)` holds the row until the transaction ends."""

    def add(self, order: Order) -> None:
        """Insert. Raises `orders.errors.OpenOrderExists` when an open weather order holds its key.

        The key is (body, shift, first day) and binds weather orders only: a department may have two emergencies.
        """

    def get(self, order_id: OrderId, *, lock: bool = False) -> Order | None: ...

    def save(self, order: Order) -> None:
        """Replace the order; when its revision is new, the former revision stays readable in `revisions`."""

    def open_for(self, body: OrganisationCode, *, shift: int | None, day: date, lock: bool = False) -> Order | None:
        """Return the one open weather order with this key, if any."""

    def latest_for(self, body: OrganisationCode, *, shift: int | None, day: date) -> Order | None:
        """Return the newest weather order with this key in any state: what the head has already decided stands."""

    def revisions(self, order_id: OrderId) -> Sequence[Order]:
        """Return every revision, oldest first."""

    def find(
        self,
        *,
        day: date | None = None,
        until: date | None = None,
        bodies: Sequence[OrganisationCode] = (),
        states: Sequence[OrderState] = (),
    ) -> Sequence[Order]:
        """Return orders that cover `day`, of these bodies, in these states; an empty filter does not narrow.

        until: orders that cover any day from `day` to this one.
        """

    def by_check_code(self, code: str) -> Order | None: ...


class Registry(Protocol):
    """Organisations and the people in them."""

    def organisation(self, code: OrganisationCode) -> Organisation | None: ...

    def organisations(self, *, region: str = "", district: str = "") -> Sequence[Organisation]: ...

    def department(self, code: OrganisationCode) -> Department | None: ...

    def departments(self) -> Sequence[Department]: ...

    def person(self, person: PersonId) -> Person | None: ...

    def appointments(
        self, *, body: OrganisationCode | None = None, person: PersonId | None = None, role: Role | None = None
    ) -> Sequence[Appointment]: ...

    def classes(self, organisation: OrganisationCode) -> Sequence[SchoolClass]: ...

    def school_class(self, class_id: ClassId) -> SchoolClass | None: ...

    def places(self) -> Sequence[Place]:
        """Return every place some organisation asks the weather of (roster records of kind `place`)."""

    def days_off(self, organisation: OrganisationCode) -> Sequence[date]:
        """Return holidays and vacation days that bind this organisation (national ones included)."""


class Readings(Protocol):
    """Every reading that was accepted, with the raw body it came in."""

    def add(self, *added: Reading) -> None: ...

    def latest(self, place: str, *, since: datetime) -> Sequence[Reading]:
        """Return what each source said last about each instant at or after `since`, the newest instant first."""


class Outbox(Protocol):
    def put(self, event: Event) -> None:
        """Write the event. One with the same (kind, order, revision, step) is kept once, however often it is put."""


class Journal(Protocol):
    def append(self, entry: JournalEntry) -> None: ...


class OrdersTransaction(Protocol):
    """One transaction: all of it happens, or nothing."""

    @property
    def orders(self) -> OrderBook: ...

    @property
    def registry(self) -> Registry: ...

    @property
    def readings(self) -> Readings: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def journal(self) -> Journal: ...
