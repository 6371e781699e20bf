"""The ladder of one message: who is written to on the next channel, and when at the latest. Pure: rows in, steps out.

A person is first written to on their best channel. The next one follows when the former has failed, when it has not
arrived within its channel's patience, or when the time left is just enough for what still has to follow. Nobody climbs
whose children are covered by somebody else. Whoever has no rung left is on the homeroom teacher's call list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from channels.base import ChannelKind
from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName
from dispatch.lanes import Lane
from dispatch.places import Place
from dispatch.semantics import AWAITS_REPORT, PATIENCE, SPENT_WHEN_UNKNOWN
from orders.organisation import PersonId, PupilId

ARRIVED = frozenset({DeliveryState.DELIVERED, DeliveryState.READ})
# How long somebody who must say that they have read it may take before they hear on another path (п. 16 part 3).
READING = timedelta(minutes=10)
CALLING = timedelta(minutes=10)  # what homeroom teachers need for the families no channel reaches
LOST = 0.05  # of the people a channel is tried for: how many are expected to need the next one
LONGEST = timedelta(minutes=75)  # the longest a ladder takes where no window ends it: as long as that of a first shift
FAILED = frozenset({DeliveryState.REFUSED, DeliveryState.EXPIRED, DeliveryState.SUPPRESSED, DeliveryState.SUPERSEDED})


class Standing(StrEnum):
    """What a row means for the ladder."""

    SETTLED = "settled"
    UNDER_WAY = "under_way"
    SPENT = "spent"  # nothing will come of it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Climber:
    """One person. places: one per channel, best first. rows: what the ledger holds of this message for them.

    pupils: their children whom the message concerns; empty for who came by a class link, or for staff.
    """

    person: PersonId
    places: tuple[Place, ...]
    rows: tuple[Delivery, ...]
    pupils: frozenset[PupilId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What people have said: who has read it, and which children's families know by the teacher's word."""

    acquainted: frozenset[PersonId] = frozenset()
    told: frozenset[PupilId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """begun: when the first rung could begin. latest: when each channel has to begin at the latest.

    dead: accounts from which nothing is expected. by_word: only the person's own word settles it, not an arrival.
    silent: accounts that report nothing. beyond: rows whose turn comes too late (`reach`).
    """

    begun: datetime
    latest: Mapping[ChannelKind, datetime]
    dead: frozenset[LaneName] = frozenset()
    beyond: frozenset[DeliveryId] = frozenset()
    silent: frozenset[LaneName] = frozenset()
    by_word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRung:
    """This person is written to here now, as the rung of this number."""

    person: PersonId
    place: Place
    rung: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How many messages wait on the accounts of one channel."""

    lanes: tuple[Lane, ...]
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How long one channel needs for those who will come to it, before the wait for what becomes of its messages."""

    channel: ChannelKind
    queue: timedelta = timedelta(0)


def next_rungs(climbers: Sequence[Climber], heard: Heard, timing: Timing, *, now: datetime) -> Iterator[NextRung]:
    """Yield who is written to next, and where. `climbers` holds every adult of the children it is about."""
    covered_by = _covered_by(climbers, heard, timing)
    for climber in climbers:
        if climber.person in heard.acquainted or _is_covered(climber, covered_by, heard):
            continue
        if (step := _next(climber, timing, now=now)) is not None:
            yield step


def unreached(climbers: Sequence[Climber], heard: Heard, timing: Timing, *, now: datetime) -> Iterator[Climber]:
    """Yield who stands at the end of the ladder: nothing has settled, nothing is waited for, no place is left."""
    covered_by = _covered_by(climbers, heard, timing)
    for climber in climbers:
        knows = climber.person in heard.acquainted or _is_covered(climber, covered_by, heard)
        hopeless = not any(_holds(row, timing, now=now, at_latest=False) for row in climber.rows)
        if hopeless and not knows and _unused(climber) is None:
            yield climber


def standing(row: Delivery, *, reports: bool = True) -> Standing:
    """Say what a row means. reports: its account says afterwards what became of a message."""
    if row.state in ARRIVED or (row.state is DeliveryState.ACCEPTED and not (reports and row.channel in AWAITS_REPORT)):
        return Standing.SETTLED
    if row.state in FAILED or (row.state is DeliveryState.UNKNOWN and row.channel in SPENT_WHEN_UNKNOWN):
        return Standing.SPENT
    return Standing.UNDER_WAY


def latest_starts(stretches: Sequence[Stretch], *, begun: datetime, closes: datetime) -> Mapping[ChannelKind, datetime]:
    """Return when each channel has to begin so that the last one and the teachers' calls end before `closes`.

    When there is less time than all of them need together, each gets its share of what there is.
    """
    needs = [stretch.queue + PATIENCE[stretch.channel] for stretch in stretches]
    whole = sum(needs, CALLING)
    squeezed = max(min((closes - begun) / whole, 1.0), 0.0)
    found: dict[ChannelKind, datetime] = {}
    for number, stretch in enumerate(stretches):
        found[stretch.channel] = closes - squeezed * sum(needs[number:], CALLING)
    return found


def stretches(queues: Sequence[Queue], *, left: timedelta) -> list[Stretch]:
    """Return what each channel needs for those who will still come down to it: the few that those above it lose.

    Its own queue is not among that: it is worked off at the same time as theirs, and whoever stands too far back in
    it goes on at once (`reach`).
    """
    found: list[Stretch] = []
    above = 0
    for queue in queues:
        found.append(Stretch(channel=queue.lanes[0].channel, queue=queueing(queue.lanes, above)))
        load = queue.waiting + above
        taken = queueing(queue.lanes, load)
        reached = load * min(max(left / taken, 0.0), 1.0) if taken else load
        above = ceil(LOST * reached)
    return found


def queueing(lanes: Iterable[Lane], count: int) -> timedelta:
    """Return how long accounts that share their work need for `count` messages."""
    rate = sum(lane.speed.per_second for lane in lanes)
    return timedelta(seconds=count / rate) if rate else timedelta(0)


def ends(closes: datetime, *, begun: datetime) -> datetime:
    """Return when a ladder has to be climbed: with the window, and soon where the span is days long."""
    return min(closes, begun + LONGEST)


def _next(climber: Climber, timing: Timing, *, now: datetime) -> NextRung | None:
    place = _unused(climber)
    if place is None:
        return None
    at = now >= timing.latest[place.lane.channel]
    if any(_holds(row, timing, now=now, at_latest=at) for row in climber.rows):
        return None
    return NextRung(person=climber.person, place=place, rung=_tried(climber))


def _unused(climber: Climber) -> Place | None:
    """Return the best place on a channel that has no row of this message yet."""
    used = {row.channel for row in climber.rows}
    return next((place for place in climber.places if place.lane.channel not in used), None)


def _tried(climber: Climber) -> int:
    return sum(row.state is not DeliveryState.SUPPRESSED for row in climber.rows)


def _holds(row: Delivery, timing: Timing, *, now: datetime, at_latest: bool) -> bool:
    """Say whether the person still waits for this row."""
    match _standing(row, timing):
        case Standing.SPENT:
            return False
        case Standing.SETTLED:
            return True
        case Standing.UNDER_WAY:
            return not at_latest and not _is_over(row, timing, now=now)


def _standing(row: Delivery, timing: Timing) -> Standing:
    found = standing(row, reports=row.lane not in timing.silent)
    return Standing.UNDER_WAY if timing.by_word and found is Standing.SETTLED else found


def _is_over(row: Delivery, timing: Timing, *, now: datetime) -> bool:
    """Say whether a row under way has taken too long. What waits in its queue is waited for if its turn is in time."""
    begun = max(timing.begun, row.not_before)
    match row.state:
        case DeliveryState.ACCEPTED | DeliveryState.DELIVERED | DeliveryState.READ:
            patience = READING if timing.by_word else PATIENCE[row.channel]
            return now >= (row.accepted_at or begun) + patience
        case DeliveryState.UNKNOWN:
            return now >= row.updated_at + PATIENCE[row.channel]
        case DeliveryState.DEFERRED if row.attempts:
            return row.lane in timing.dead or now >= begun + PATIENCE[row.channel]
        case _:
            return row.lane in timing.dead or row.id in timing.beyond


def _covered_by(climbers: Iterable[Climber], heard: Heard, timing: Timing) -> Mapping[PupilId, frozenset[PersonId]]:
    found: dict[PupilId, frozenset[PersonId]] = {}
    for climber in climbers:
        if climber.person in heard.acquainted or any(
            _standing(row, timing) is Standing.SETTLED for row in climber.rows
        ):
            for pupil in climber.pupils:
                found[pupil] = found.get(pupil, frozenset()) | {climber.person}
    return found


def _is_covered(climber: Climber, covered_by: Mapping[PupilId, frozenset[PersonId]], heard: Heard) -> bool:
    """Say whether somebody else knows about every child of this person."""
    return bool(climber.pupils) and all(
        pupil in heard.told or covered_by.get(pupil, frozenset()) - {climber.person} for pupil in climber.pupils
    )
