"""Whom a message has not reached yet although another channel could."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, true

from dispatch.delivery import Delivery, DeliveryState, Suppression
from dispatch.roster import Contact, FamilyMember
from dispatch.semantics import SPENT_WHEN_UNKNOWN
from dispatch.unsettled import Look
from orders.order import OrderId
from orders.organisation import ClassId, PersonId, PupilId
from storage.rows import chunks, fetch, select_values
from storage.schema.ledger import CLIMBING_ROWS, acknowledgements, deliveries, told
from storage.schema.people import contacts, guardianships, persons, pupils

_SETTLED = (DeliveryState.DELIVERED, DeliveryState.READ)
_TO_COME = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN)


class SqlUnsettled:
    """Implements `dispatch.unsettled.Unsettled`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def persons(self, look: Look) -> Sequence[PersonId]:
        query = select(deliveries.c.person).where(*_of(look), or_(*_due(look)), _another_channel(look)).distinct()
        return sorted(self._connection.execute(query).scalars())

    def anybody(self, look: Look) -> bool:
        open_rows = deliveries.c.state.not_in(_SETTLED)
        query = select(deliveries.c.number).where(*_of(look), open_rows, _another_channel(look)).limit(1)
        return self._connection.execute(query).first() is not None

    def kin(self, persons: Sequence[PersonId]) -> Sequence[FamilyMember]:
        pupils_of: defaultdict[PersonId, dict[PupilId, ClassId]] = defaultdict(dict)
        for chunk in chunks(persons):
            for person, pupil, class_id in self._connection.execute(_adults_of_their_children(chunk)):
                pupils_of[person][pupil] = class_id
        everybody = sorted({*persons, *pupils_of})
        reached = self._contacts(everybody)
        return [
            FamilyMember(
                person=row.id,
                name=row.name,
                locale=row.locale,
                phone=row.phone,
                pupils=tuple(sorted(pupils_of[row.id])),
                classes=tuple(pupils_of[row.id][pupil] for pupil in sorted(pupils_of[row.id])),
                contacts=tuple(reached[row.id]),
            )
            for row in self._persons(everybody)
        ]

    def rows(self, look: Look, persons: Sequence[PersonId]) -> Sequence[Delivery]:
        query = select_values(deliveries, Delivery).where(*_of(look)).order_by(deliveries.c.number)
        return [
            row
            for chunk in chunks(persons)
            for row in fetch(self._connection, Delivery, query.where(deliveries.c.person.in_(chunk)))
        ]

    def acquainted(self, order: OrderId, revision: int, persons: Sequence[PersonId]) -> frozenset[PersonId]:
        said = select(acknowledgements.c.person).where(
            acknowledgements.c.order == order, acknowledgements.c.revision == revision
        )
        found = (self._connection.execute(said.where(acknowledgements.c.person.in_(part))) for part in chunks(persons))
        return frozenset(person for rows in found for person in rows.scalars())

    def told(self, order: OrderId, pupils: Sequence[PupilId]) -> frozenset[PupilId]:
        known = select(told.c.pupil).where(told.c.order == order)
        found = (self._connection.execute(known.where(told.c.pupil.in_(part))) for part in chunks(pupils))
        return frozenset(pupil for rows in found for pupil in rows.scalars())

    def _persons(self, ids: Sequence[PersonId]) -> Iterator[Any]:
        for chunk in chunks(ids):
            yield from self._connection.execute(select(persons).where(persons.c.id.in_(chunk)).order_by(persons.c.id))

    def _contacts(self, ids: Sequence[PersonId]) -> defaultdict[PersonId, list[Contact]]:
        found: defaultdict[PersonId, list[Contact]] = defaultdict(list)
        for chunk in chunks(ids):
            query = select_values(contacts, Contact).where(contacts.c.person.in_(chunk)).order_by(contacts.c.lane)
            for contact in fetch(self._connection, Contact, query):
                found[contact.person].append(contact)
        return found


def _of(look: Look) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.order == look.order,
        deliveries.c.revision == look.revision,
        deliveries.c.purpose == look.purpose,
    )


def _due(look: Look) -> Iterator[ColumnElement[bool]]:
    """Yield what makes a row worth a look; the rule itself decides afterwards."""
    state, row = deliveries.c.state, deliveries.c
    if look.everybody:
        yield true()
        return
    yield and_(CLIMBING_ROWS, or_(*_in_trouble(look)))
    if look.waiting:
        yield state.in_(_TO_COME)
    elif look.dead:
        yield and_(state.in_(_TO_COME), row.lane.in_(look.dead))
    if look.held_back:
        yield and_(state == DeliveryState.SUPPRESSED, row.reason == Suppression.COST_LIMIT)


def _in_trouble(look: Look) -> Iterator[ColumnElement[bool]]:
    state, row = deliveries.c.state, deliveries.c
    yield state == DeliveryState.REFUSED
    yield and_(state == DeliveryState.UNKNOWN, row.channel.in_(SPENT_WHEN_UNKNOWN))
    for channel, instant in look.older_than.items():
        of_channel = row.channel == channel
        yield and_(of_channel, state == DeliveryState.DEFERRED, row.attempts > 0, row.not_before <= instant)
        yield and_(of_channel, state == DeliveryState.UNKNOWN, row.updated_at <= instant)
        yield and_(of_channel, state == DeliveryState.ACCEPTED, row.accepted_at <= instant)


def _another_channel(look: Look) -> ColumnElement[bool]:
    """Return that the person has an open contact on a channel the message has not gone to."""
    gone = deliveries.alias("gone")
    used = select(true()).where(
        gone.c.order == look.order,
        gone.c.revision == look.revision,
        gone.c.purpose == look.purpose,
        gone.c.person == deliveries.c.person,
        gone.c.channel == contacts.c.channel,
    )
    return exists().where(
        contacts.c.person == deliveries.c.person,
        contacts.c.blocked.is_(False),
        contacts.c.lane.in_(look.routes),
        ~exists(used.correlate(deliveries, contacts)),
    )


def _adults_of_their_children(people: Sequence[PersonId]) -> Select[Any]:
    own = guardianships.alias("own")
    children = select(own.c.pupil).where(own.c.person.in_(people))
    query = select(guardianships.c.person, guardianships.c.pupil, pupils.c.class_id)
    query = query.join(pupils, pupils.c.id == guardianships.c.pupil)
    return query.where(guardianships.c.pupil.in_(children))
