"""Whom a message has not reached yet although another channel could."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName, Suppression
from dispatch.roster import Contact, FamilyMember
from dispatch.semantics import AWAITS_REPORT, SPENT_WHEN_UNKNOWN
from dispatch.unsettled import Cut, Look
from orders.order import OrderId
from orders.organisation import ClassId, PersonId, PupilId
from storage.claiming import BEST_FIRST
from storage.columns import Instant
from storage.rows import chunks, fetch, select_values
from storage.schema.ledger import CLAIMABLE_ROWS, CLAIMED_ROWS, CLIMBING_ROWS, acknowledgements, deliveries, told
from storage.schema.people import contacts, guardianships, persons, pupils

_SETTLED = (DeliveryState.DELIVERED, DeliveryState.READ)
_UNTRIED = and_(
    deliveries.c.state.in_((DeliveryState.PLANNED, DeliveryState.DEFERRED)),
    deliveries.c.attempts == 0,
)
_CUTS_AT_ONCE = 200  # each is a branch of one condition, and SQLite nests no more than a thousand
_TO_COME = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN)


class SqlUnsettled:
    """Implements `dispatch.unsettled.Unsettled`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def persons(self, look: Look) -> Sequence[PersonId]:
        person = deliveries.c.person
        query = select(person).where(*_of(look), or_(*_due(look)), _another_channel(look, person)).distinct()
        found = set(self._connection.execute(query).scalars())
        for cuts in chunks(look.cuts, _CUTS_AT_ONCE):
            found.update(self._connection.execute(_last_behind(look, cuts)).scalars())
        return sorted(found)

    def cut(self, lane: LaneName, reach: int, *, now: datetime) -> Cut | None:
        of_lane = deliveries.c.lane == lane
        claimed = select(func.count()).select_from(deliveries).where(of_lane, CLAIMED_ROWS)
        ahead = max(reach - self._connection.execute(claimed).scalar_one(), 0)
        queue = select(*BEST_FIRST).where(CLAIMABLE_ROWS, of_lane, deliveries.c.not_after > now)
        place = self._connection.execute(queue.order_by(*BEST_FIRST).offset(ahead).limit(1)).first()
        if place is None:
            return None
        not_after, turn, number = place
        return Cut(lane=lane, not_after=not_after, turn=turn, number=number)

    def beyond(self, look: Look, persons: Sequence[PersonId]) -> frozenset[DeliveryId]:
        places = {cut.lane: cut.place for cut in look.cuts}
        query = select(deliveries.c.id, deliveries.c.lane, *BEST_FIRST).where(*_of(look), _UNTRIED)
        return frozenset(
            id_
            for part in chunks(persons if places else ())
            for id_, lane, *place in self._connection.execute(query.where(deliveries.c.person.in_(part)))
            if lane in places and tuple(place) >= places[lane]
        )

    def needless(self, look: Look, *, silent: Sequence[LaneName]) -> Sequence[DeliveryId]:
        of_person = func.max(case((_settled(silent), 1), else_=0)).over(partition_by=deliveries.c.person)
        rows = select(deliveries.c.id, _UNTRIED.label("untried"), of_person.label("heard")).where(*_of(look))
        found = rows.subquery()
        query = select(found.c.id).where(found.c.untried, found.c.heard == 1)
        return self._connection.execute(query).scalars().all()

    def anybody(self, look: Look) -> bool:
        open_rows = deliveries.c.state.not_in(_SETTLED)
        query = (
            select(deliveries.c.number)
            .where(*_of(look), open_rows, _another_channel(look, deliveries.c.person))
            .limit(1)
        )
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
        in_line = and_(_UNTRIED, row.lane.in_([cut.lane for cut in look.cuts]))
        yield and_(state.in_(_TO_COME), ~in_line)
    if look.dead:
        yield and_(state.in_(_TO_COME), row.lane.in_(look.dead))
    if look.held_back:
        yield and_(state == DeliveryState.SUPPRESSED, row.reason == Suppression.COST_LIMIT)


def _behind(cuts: Sequence[Cut]) -> ColumnElement[bool]:
    """Return that a row stands at one of these places in the order of claims, or after it."""
    here = tuple_(*BEST_FIRST)
    return or_(
        *(
            and_(deliveries.c.lane == cut.lane, here >= tuple_(literal(cut.not_after, Instant), cut.turn, cut.number))
            for cut in cuts
        )
    )


def _last_behind(look: Look, cuts: Sequence[Cut]) -> Select[Any]:
    """Return the people whose last row stands behind a cut.

    The rows are grouped and not joined with themselves: a database that has no statistics yet of what was planned a
    minute ago would join every row with every other.
    """
    number = deliveries.c.number
    last_is_late = func.max(number) == func.max(case((and_(_UNTRIED, _behind(cuts)), number)))
    late = select(deliveries.c.person).where(*_of(look)).group_by(deliveries.c.person).having(last_is_late).subquery()
    return select(late.c.person).where(_another_channel(look, late.c.person))


def _settled(silent: Sequence[LaneName]) -> ColumnElement[bool]:
    state, channel, lane = deliveries.c.state, deliveries.c.channel, deliveries.c.lane
    last_word = or_(channel.not_in(AWAITS_REPORT), lane.in_(silent))
    return or_(state.in_(_SETTLED), and_(state == DeliveryState.ACCEPTED, last_word))


def _in_trouble(look: Look) -> Iterator[ColumnElement[bool]]:
    state, row = deliveries.c.state, deliveries.c
    yield state == DeliveryState.REFUSED
    yield and_(state == DeliveryState.UNKNOWN, row.channel.in_(SPENT_WHEN_UNKNOWN))
    for channel, instant in look.older_than.items():
        of_channel = row.channel == channel
        yield and_(of_channel, state == DeliveryState.DEFERRED, row.attempts > 0, row.not_before <= instant)
        yield and_(of_channel, state == DeliveryState.UNKNOWN, row.updated_at <= instant)
        yield and_(of_channel, state == DeliveryState.ACCEPTED, row.accepted_at <= instant)


def _another_channel(look: Look, person: ColumnElement[str]) -> ColumnElement[bool]:
    """Return that the person has an open contact on a channel the message has not gone to."""
    gone = deliveries.alias("gone")
    used = select(true()).where(
        gone.c.order == look.order,
        gone.c.revision == look.revision,
        gone.c.purpose == look.purpose,
        gone.c.person == person,
        gone.c.channel == contacts.c.channel,
    )
    return exists().where(
        contacts.c.person == person,
        contacts.c.blocked.is_(False),
        contacts.c.lane.in_(look.routes),
        ~exists(used.correlate(person.table, contacts)),
    )


def _adults_of_their_children(people: Sequence[PersonId]) -> Select[Any]:
    own = guardianships.alias("own")
    children = select(own.c.pupil).where(own.c.person.in_(people))
    query = select(guardianships.c.person, guardianships.c.pupil, pupils.c.class_id)
    query = query.join(pupils, pupils.c.id == guardianships.c.pupil)
    return query.where(guardianships.c.pupil.in_(children))
