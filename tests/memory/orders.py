"""The ports of orders in memory, for tests that need thousands of transactions. Held against SQLite in its own test."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import RLock

from orders.errors import OpenOrderExists
from orders.order import Ground, Order, OrderId, OrderState
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
from orders.ports import Event, JournalEntry
from orders.states import OPEN_STATES
from weather.place import Place
from weather.reading import Reading


@dataclass(kw_only=True)
class Records:
    """Everything a transaction may change."""

    orders: dict[OrderId, Order] = field(default_factory=dict)
    revisions: dict[tuple[OrderId, int], Order] = field(default_factory=dict)
    events: dict[tuple[str, OrderId, int, int], Event] = field(default_factory=dict)
    journal: list[JournalEntry] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    def copied(self) -> "Records":
        return Records(**{name: copy(value) for name, value in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class MemoryRegistry:
    """Implements `orders.ports.Registry`."""

    known_organisations: Sequence[Organisation] = ()
    known_departments: Sequence[Department] = ()
    people: Sequence[Person] = ()
    known_appointments: Sequence[Appointment] = ()
    known_classes: Sequence[SchoolClass] = ()
    holidays: Mapping[OrganisationCode | None, Sequence[date]] = field(default_factory=dict)  # None: national
    known_places: Sequence[Place] = ()

    def organisation(self, code: OrganisationCode) -> Organisation | None:
        return next((found for found in self.known_organisations if found.code == code), None)

    def organisations(self, *, region: str = "", district: str = "") -> Sequence[Organisation]:
        return [
            found
            for found in self.known_organisations
            if region in {"", found.region} and district in {"", found.district}
        ]

    def department(self, code: OrganisationCode) -> Department | None:
        return next((found for found in self.known_departments if found.code == code), None)

    def departments(self) -> Sequence[Department]:
        return self.known_departments

    def person(self, person: PersonId) -> Person | None:
        return next((found for found in self.people if found.id == person), None)

    def appointments(
        self, *, body: OrganisationCode | None = None, person: PersonId | None = None, role: Role | None = None
    ) -> Sequence[Appointment]:
        return [
            found
            for found in self.known_appointments
            if body in {None, found.body} and person in {None, found.person} and role in {None, found.role}
        ]

    def classes(self, organisation: OrganisationCode) -> Sequence[SchoolClass]:
        return [found for found in self.known_classes if found.organisation == organisation]

    def school_class(self, class_id: ClassId) -> SchoolClass | None:
        return next((found for found in self.known_classes if found.id == class_id), None)

    def places(self) -> Sequence[Place]:
        return self.known_places

    def days_off(self, organisation: OrganisationCode) -> Sequence[date]:
        return [*self.holidays.get(None, ()), *self.holidays.get(organisation, ())]


class MemoryOrderBook:
    """Implements `orders.ports.OrderBook`. `lock` needs nothing: transactions take turns."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, order: Order) -> None:
        if order.id in self._records.orders:
            raise ValueError(f"order {order.id} is in the book already")
        self._put(order)

    def get(self, order_id: OrderId, *, lock: bool = False) -> Order | None:  # noqa: ARG002 - the port's name
        return self._records.orders.get(order_id)

    def save(self, order: Order) -> None:
        if order.id not in self._records.orders:
            raise KeyError(f"order {order.id} is not in the book: add it first")
        self._put(order)

    def open_for(
        self,
        body: OrganisationCode,
        *,
        shift: int | None,
        day: date,
        lock: bool = False,  # noqa: ARG002 - the port's name
    ) -> Order | None:
        found = self._weather_day(body, shift, day)
        return next((order for order in found if order.state in OPEN_STATES), None)

    def latest_for(self, body: OrganisationCode, *, shift: int | None, day: date) -> Order | None:
        return max(self._weather_day(body, shift, day), key=lambda order: order.prepared_at, default=None)

    def revisions(self, order_id: OrderId) -> Sequence[Order]:
        found = [(revision, order) for (of, revision), order in self._records.revisions.items() if of == order_id]
        return [order for _, order in sorted(found, key=lambda pair: pair[0])]

    def find(
        self,
        *,
        day: date | None = None,
        until: date | None = None,
        bodies: Sequence[OrganisationCode] = (),
        states: Sequence[OrderState] = (),
    ) -> Sequence[Order]:
        return [
            order
            for order in self._records.orders.values()
            if (day is None or (order.first_day <= (until or day) and day <= order.last_day))
            and (not bodies or order.body in bodies)
            and (not states or order.state in states)
        ]

    def by_check_code(self, code: str) -> Order | None:
        return next((order for order in self._records.orders.values() if order.check_code == code), None)

    def _put(self, order: Order) -> None:
        if order.ground is Ground.WEATHER and order.state in OPEN_STATES:
            other = self.open_for(order.body, shift=order.shift, day=order.first_day)
            if other is not None and other.id != order.id:
                raise OpenOrderExists(f"{order.body} has an open order for this shift and day: update that one")
        self._records.orders[order.id] = order
        self._records.revisions[order.id, order.revision] = order

    def _weather_day(self, body: OrganisationCode, shift: int | None, day: date) -> list[Order]:
        return [
            order
            for order in self._records.orders.values()
            if order.ground is Ground.WEATHER and (order.body, order.shift, order.first_day) == (body, shift, day)
        ]


class MemoryReadings:
    """Implements `orders.ports.Readings`."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, *added: Reading) -> None:
        self._records.readings.extend(added)

    def latest(self, place: str, *, since: datetime) -> Sequence[Reading]:
        said_last: dict[tuple[str, datetime], Reading] = {}
        for reading in sorted(self._records.readings, key=lambda each: each.fetched_at):
            if reading.place == place and reading.valid_at >= since:
                said_last[reading.source, reading.valid_at] = reading
        return sorted(said_last.values(), key=lambda each: (each.valid_at, each.fetched_at), reverse=True)


class MemoryOutbox:
    """Implements `orders.ports.Outbox`."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def put(self, event: Event) -> None:
        self._records.events.setdefault((event.kind, event.order, event.revision, event.step), event)


class MemoryJournal:
    """Implements `orders.ports.Journal`."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def append(self, entry: JournalEntry) -> None:
        self._records.journal.append(entry)


class MemoryTransaction:
    """Implements `orders.ports.OrdersTransaction`."""

    def __init__(self, registry: MemoryRegistry, records: Records) -> None:
        self.registry = registry
        self.orders = MemoryOrderBook(records)
        self.readings = MemoryReadings(records)
        self.outbox = MemoryOutbox(records)
        self.journal = MemoryJournal(records)


class MemoryStorage:
    """Implements `orders.ports.OrdersStorage`: one transaction at a time, kept whole or not at all."""

    def __init__(self, registry: MemoryRegistry) -> None:
        self.registry = registry
        self.records = Records()
        self._turn = RLock()

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        with self._turn:
            working = self.records.copied()
            yield MemoryTransaction(self.registry, working)
            self.records = working
