"""Climbing: people whom a message has not reached are written to on their next channel, while there is time.

Driven by the event `next_rung`, whose step numbers the instants `EVERY` apart: however many processes ring, and however
often, each instant is looked at once. A look costs what has gone wrong since, not what the order is large.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from dispatch import costs, ladder, release
from dispatch.audience import bound, concerned_pupils
from dispatch.delivery import Delivery, Purpose, TextId
from dispatch.desk import Desk
from dispatch.forms import Said
from dispatch.health import dead, weighted
from dispatch.lanes import Lane, rungs
from dispatch.particulars import family_window
from dispatch.places import Ladder, places
from dispatch.plan import Mailing, Recipient, text_id
from dispatch.reach import reaches
from dispatch.roster import Contact, FamilyMember
from dispatch.semantics import PATIENCE
from dispatch.spans import span
from dispatch.unsettled import Cut, Look
from orders.order import Order, OrderState
from orders.organisation import OrganisationCode, PersonId, PupilId
from orders.ports import Event, EventKind
from orders.windows import Window

EVERY = timedelta(seconds=15)
AT_ONCE = 2_000  # people who are held in memory together: when a bot dies, a whole region climbs
# What climbs while an order stands, and what once it is revoked.
CLIMBS: Mapping[OrderState, tuple[Purpose, ...]] = {
    OrderState.RELEASED: (Purpose.STAFF_ORDER, Purpose.HEAD_NOTICE, Purpose.FAMILY_NOTICE, Purpose.REVOCATION),
    OrderState.REVOKED: (Purpose.REVOCATION,),
}
BY_WORD = frozenset({Purpose.STAFF_ORDER})  # whoever controls it waits for their acknowledgement, not for an arrival
_OF_STAFF = frozenset({Purpose.STAFF_ORDER, Purpose.HEAD_NOTICE})
TOLD_ONCE = frozenset({Purpose.FAMILY_NOTICE, Purpose.HEAD_NOTICE})  # an arrival on one channel is enough
HEARD_ELSEWHERE = "heard_elsewhere"  # the reason of a withdrawn row
NOWHERE = OrganisationCode("")  # of a text that is the same at every organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of an order that climbs: its purpose, the lanes it climbs on, and which withdrawal it is."""

    purpose: Purpose
    lanes: tuple[Lane, ...]
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """Everybody a look was about, with what they have said and the times that bind them."""

    message: Message
    climbers: tuple[ladder.Climber, ...]
    members: Mapping[PersonId, FamilyMember]
    heard: ladder.Heard
    timing: ladder.Timing
    organisations: Mapping[PersonId, OrganisationCode]


def begin(desk: Desk) -> None:
    """Let the ladders of an order begin, where there is a second rung to anything."""
    if any(len(rungs(lanes)) > 1 for lanes in (desk.lanes.families, desk.lanes.staff)):
        desk.tx.outbox.put(next_look(desk.order, desk.now))


def go_on(desk: Desk) -> None:
    """Put the next look into the outbox, unless every ladder of the order is over."""
    if any(_is_open(desk, message) for message in _messages(desk)):
        desk.tx.outbox.put(next_look(desk.order, desk.now))


def next_look(order: Order, now: datetime) -> Event:
    """Return the event of the next instant at which ladders are looked at."""
    step = int(now.timestamp()) // int(EVERY.total_seconds()) + 1
    at = datetime.fromtimestamp(step * EVERY.total_seconds(), UTC)
    return Event(kind=EventKind.NEXT_RUNG, order=order.id, revision=order.revision, at=at, step=step)


def mailings(desk: Desk) -> Iterator[Mailing]:
    """Yield what is due on further rungs now."""
    for message in _messages(desk):
        window = span(message.purpose, desk.order, now=desk.now, edition=desk.edition)
        if window.contains(desk.now):
            for found in _standings(desk, message, window):
                yield from _to_next(desk, found)


def withdraw(desk: Desk) -> dict[str, str]:
    """Take out of the queues what waits for people who have heard meanwhile; return how many rows of which purpose.

    Not where an earlier message has to be followed on every channel on which it was.
    """
    found: dict[str, str] = {}
    for message in () if desk.order.amends else _messages(desk):
        if message.purpose in TOLD_ONCE and _is_queued_below(desk, message):
            silent = sorted(lane.name for lane in message.lanes if not lane.reports)
            rows = desk.tx.unsettled.needless(_look(desk, message, message.lanes, None), silent=silent)
            if gone := desk.tx.audit.withdraw(rows, reason=HEARD_ELSEWHERE, now=desk.now):
                found[f"withdrawn_{message.purpose}"] = str(gone)
    return found


def _is_queued_below(desk: Desk, message: Message) -> bool:
    """Say whether a channel further down has a queue: only then can somebody wait on two."""
    _, *below = rungs(message.lanes)
    return any(desk.waiting(lane.name) for rung in below for lane in rung)


def held_back(desk: Desk) -> int:
    """Return how many people only a message that costs more than the order may can still reach."""
    missing: set[PersonId] = set()
    for message in _messages(desk, several=False):
        left = desk.budget(message.lanes, message.purpose)
        costly = [] if left is None else [lane for lane in message.lanes if not costs.in_reach(lane, left)]
        window = span(message.purpose, desk.order, now=desk.now, edition=desk.edition)
        if costly and desk.now < window.closes:
            timing = _timing(desk, message, window)
            free = [lane for lane in message.lanes if lane not in costly]
            needy, spared = (
                desk.tx.unsettled.persons(_look(desk, message, lanes, timing, held_back=True)) if lanes else ()
                for lanes in (costly, free)
            )
            missing.update(set(needy).difference(spared))
    return len(missing)


def _messages(desk: Desk, *, several: bool = True) -> Iterator[Message]:
    """Yield the messages of an order with the lanes they climb on; with `several`, those that have a second rung."""
    for purpose in CLIMBS[desk.order.state]:
        for message in _of_purpose(desk, purpose):
            if not several or len(rungs(message.lanes)) > 1:
                yield message


def _of_purpose(desk: Desk, purpose: Purpose) -> Iterator[Message]:
    if purpose is not Purpose.REVOCATION:
        yield Message(purpose=purpose, lanes=desk.lanes.staff if purpose in _OF_STAFF else desk.lanes.families)
        return
    yield Message(purpose=purpose, lanes=desk.lanes.staff, variant=release.STAFF)
    yield Message(purpose=purpose, lanes=desk.lanes.families, variant=release.FAMILIES)


def _is_open(desk: Desk, message: Message) -> bool:
    window = span(message.purpose, desk.order, now=desk.now, edition=desk.edition)
    if desk.now >= ladder.ends(window.closes, begun=_begun(desk, window)):
        return False
    return desk.tx.unsettled.anybody(_look(desk, message, message.lanes, None))


def _begun(desk: Desk, window: Window) -> datetime:
    """Return when the first rung could begin: with the window, the signature or the withdrawal."""
    order = desk.order
    signed = order.approval.at if order.approval else order.updated_at
    decided = order.updated_at if order.state is OrderState.REVOKED else signed
    of_families = family_window(order, desk.edition)
    return max(decided, window.opens) if window == of_families else decided  # a span of its own opens at any hour


def _timing(desk: Desk, message: Message, window: Window) -> ladder.Timing:
    begun = _begun(desk, window)
    closes = ladder.ends(window.closes, begun=begun)
    return ladder.Timing(
        begun=begun,
        latest=ladder.latest_starts(
            ladder.stretches(_queues(desk, message.lanes), left=closes - max(begun, desk.now)),
            begun=begun,
            closes=closes,
        ),
        dead=dead(desk.tx.health.states().values(), now=desk.now),
        silent=frozenset(lane.name for lane in message.lanes if not lane.reports),
        by_word=message.purpose in BY_WORD,
    )


def _queues(desk: Desk, lanes: tuple[Lane, ...]) -> list[ladder.Queue]:
    return [ladder.Queue(lanes=rung, waiting=sum(desk.waiting(lane.name) for lane in rung)) for rung in rungs(lanes)]


def _look(
    desk: Desk,
    message: Message,
    lanes: Iterable[Lane],
    timing: ladder.Timing | None,
    *,
    held_back: bool = False,
) -> Look:
    """Return the look at those whom these lanes could still reach; without `timing`, at what has failed alone."""
    ill = frozenset(lane.name for lane in message.lanes) & timing.dead if timing else frozenset()
    return Look(
        order=desk.order.id,
        revision=desk.order.revision,
        purpose=message.purpose,
        routes=tuple(dict.fromkeys(lane.serves for lane in lanes)),
        older_than={kind: desk.now - patience for kind, patience in PATIENCE.items()},
        dead=tuple(sorted(ill)),
        cuts=tuple(_cuts(desk, message, timing)) if timing else (),
        everybody=message.purpose in BY_WORD,
        waiting=timing is not None and any(desk.now >= instant for instant in timing.latest.values()),
        held_back=held_back or desk.tx.spending.allowed(desk.order.id) is not None,
    )


def _cuts(desk: Desk, message: Message, timing: ladder.Timing) -> Iterator[Cut]:
    """Yield where the queues of the lanes are too long. Before the first rung may begin nobody is late."""
    if desk.now >= timing.begun:
        for lane, reach in reaches(rungs(message.lanes), timing.latest, now=desk.now):
            if (cut := desk.cut(lane.name, reach)) is not None:
                yield cut


def _standings(desk: Desk, message: Message, window: Window) -> Iterator[Standings]:
    """Yield who may have to climb, with everybody whose knowing would spare them: some thousand people at a time."""
    timing = _timing(desk, message, window)
    asked = _look(desk, message, _affordable(desk, message), timing)
    persons = desk.tx.unsettled.persons(asked)
    for start in range(0, len(persons), AT_ONCE):
        yield _standing(desk, message, asked, timing, persons[start : start + AT_ONCE])


def _standing(
    desk: Desk, message: Message, asked: Look, timing: ladder.Timing, persons: Sequence[PersonId]
) -> Standings:
    members = {member.person: member for member in desk.tx.unsettled.kin(persons)}
    rows = _rows_of(desk, message, asked, members)
    beyond = desk.tx.unsettled.beyond(asked, sorted(rows))
    concerned = frozenset() if _is_for_staff(message) else _concerned(desk, members, rows)
    open_lanes = rungs(_with_room(desk, message.lanes))
    climbers = tuple(_climber(members[person], own, open_lanes, concerned) for person, own in rows.items())
    pupils = sorted({pupil for climber in climbers for pupil in climber.pupils})
    heard = ladder.Heard(
        acquainted=desk.tx.unsettled.acquainted(desk.order.id, desk.order.revision, sorted(rows)),
        told=desk.tx.unsettled.told(desk.order.id, pupils),
    )
    return Standings(
        message=message,
        climbers=climbers,
        members=members,
        heard=heard,
        timing=replace(timing, beyond=beyond),
        organisations={person: own[0].organisation for person, own in rows.items()},
    )


def _affordable(desk: Desk, message: Message) -> tuple[Lane, ...]:
    """Return the lanes for which there is money left, as healthy as they are."""
    left = desk.budget(message.lanes, message.purpose)
    known = weighted(message.lanes, desk.tx.health.states(), now=desk.now)
    return known if left is None else tuple(lane for lane in known if costs.in_reach(lane, left))


def _with_room(desk: Desk, lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """Return the lanes that may still write to somebody today, as healthy as they are."""
    room = desk.room(lanes)
    known = weighted(lanes, desk.tx.health.states(), now=desk.now)
    return tuple(lane for lane in known if room.get(lane.name, 1))


def _rows_of(
    desk: Desk, message: Message, asked: Look, people: Iterable[PersonId]
) -> dict[PersonId, tuple[Delivery, ...]]:
    """Return the rows of this message by person; a withdrawal to staff and one to families are two messages."""
    found: defaultdict[PersonId, list[Delivery]] = defaultdict(list)
    for row in desk.tx.unsettled.rows(asked, tuple(people)):
        if not message.variant or row.text == _text_of(desk.order, message, row):
            found[row.person].append(row)
    return {person: tuple(own) for person, own in found.items()}


def _text_of(order: Order, message: Message, row: Delivery) -> TextId:
    return text_id(order, message.purpose, locale=row.locale, variant=message.variant, channel=row.channel)


def _concerned(
    desk: Desk, members: Mapping[PersonId, FamilyMember], rows: Mapping[PersonId, tuple[Delivery, ...]]
) -> frozenset[PupilId]:
    codes = {row.organisation for own in rows.values() for row in own}
    return concerned_pupils(desk.tx, desk.order, members.values(), codes)


def _climber(
    member: FamilyMember, rows: tuple[Delivery, ...], lanes: Ladder, concerned: frozenset[PupilId]
) -> ladder.Climber:
    return ladder.Climber(
        person=member.person,
        places=places(member.person, member.contacts, lanes),
        rows=rows,
        pupils=concerned.intersection(member.pupils),
    )


def _is_for_staff(message: Message) -> bool:
    return message.purpose in _OF_STAFF or message.variant == release.STAFF


def _to_next(desk: Desk, found: Standings) -> Iterator[Mailing]:
    """Yield the mailings of everybody's next rung, those of one account and one text together."""
    groups: defaultdict[tuple[OrganisationCode, Lane, int], list[Recipient]] = defaultdict(list)
    for step in ladder.next_rungs(found.climbers, found.heard, found.timing, now=desk.now):
        organisation = found.organisations[step.person] if found.message.purpose is Purpose.STAFF_ORDER else NOWHERE
        groups[organisation, step.place.lane, step.rung].append(_recipient(found, step))
    said: dict[OrganisationCode, Said] = {}
    for (organisation, lane, rung), everybody in groups.items():
        to = everybody[: desk.room((lane,)).get(lane.name)]  # the others have their next channel at the next look
        if organisation not in said:
            said[organisation] = _said(desk, found.message, organisation)
        variant = found.message.variant or organisation
        mailing = desk.mailing(found.message.purpose, said[organisation], to, lanes=(lane,), variant=variant)
        yield replace(mailing, rung=rung, span=Window(opens=desk.now, closes=mailing.span.closes))


def _recipient(found: Standings, step: ladder.NextRung) -> Recipient:
    lane = step.place.lane
    at = Contact(person=step.person, channel=lane.channel, lane=lane.serves, address=step.place.address)
    return Recipient(
        person=step.person,
        organisation=found.organisations[step.person],
        locale=found.members[step.person].locale,
        contacts=(at,),
    )


def _said(desk: Desk, message: Message, organisation: OrganisationCode) -> Said:
    about = desk.about
    match message.purpose:
        case Purpose.FAMILY_NOTICE:
            return release.family_said(desk, about)
        case Purpose.STAFF_ORDER:
            reached = bound(desk.tx, desk.order, edition=desk.edition)
            each = next(one for one in reached if one.organisation.code == organisation)
            return release.staff_said(desk, about, each)
        case Purpose.HEAD_NOTICE:
            return release.head_said(desk, about)
        case _:
            return release.takeback_said(desk, about, message.variant)
