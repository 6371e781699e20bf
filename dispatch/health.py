"""How well the accounts of one route work, and how their shares shift between them. Pure: time is an argument.

A route is shared by the weights of the settings. An account in trouble keeps a quarter of its share, so that its
recovery can be seen; a dead one gets nothing until its dead time is over. Shares drift back when all is well. Nothing
shifts twice within `BETWEEN_SHIFTS`, so two accounts that fail in turn cannot throw everything to and fro (R-14).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Protocol

from channels.base import Reason
from dispatch.delivery import LaneName
from dispatch.lanes import Lane

BETWEEN_SHIFTS = timedelta(minutes=5)
DEAD_TIME = timedelta(minutes=5)
RECENT = timedelta(minutes=2)  # how far back failures count
REPORTS_WITHIN = timedelta(minutes=5)  # a message accepted longer ago than this should have been reported on
SLOW = timedelta(seconds=45)  # how late the first row that is due may be, while another account is in time
KEPT = 4  # an account in trouble keeps one part in so many
PROBE = 5  # percent: the least an account has that is not dead, and what one begins with again
DRIFT = 15  # percentage points towards the configured share at a time
ENOUGH = 10  # outcomes below which no ratio means anything
SICK_SHARE, DEAD_SHARE, LYING_SHARE = 0.25, 0.9, 0.5
WHOLE = 100
# These say something about the account or the way to it; all others about the person's own address.
ACCOUNT_TROUBLE = frozenset(
    {
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.CONNECTION,
        Reason.TIMEOUT,
        Reason.CONNECTION_LOST,
        Reason.UNREADABLE_ANSWER,
        Reason.UNAUTHORISED,
    }
)


class Verdict(StrEnum):
    WELL = "well"
    SICK = "sick"  # slow, limited, failing often, or accepting what never arrives
    DEAD = "dead"  # the provider refuses the account, or hardly anything goes through


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneState:
    """share: percent of its route's messages. shifted_at: when that changed last; None for never."""

    lane: LaneName
    share: int
    dead_until: datetime | None = None
    shifted_at: datetime | None = None

    def is_dead(self, now: datetime) -> bool:
        return self.dead_until is not None and now < self.dead_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the ledger knows about one account now.

    accepted: within `RECENT`; None where that is not counted. failed: rows in trouble of the account's own making.
    idle: something fails and nothing was accepted within `RECENT`; False where that was not asked.
    refused: the provider refuses the account itself. overdue: how long the first row that is due has waited.
    silent, reported: messages old enough to have been reported on that were not, and reports that came.
    """

    lane: LaneName
    accepted: int | None = None
    failed: int = 0
    idle: bool = False
    refused: bool = False
    overdue: timedelta = timedelta(0)
    silent: int = 0
    reported: int = 0


class Health(Protocol):
    """Where the states are kept, and what the ledger says about each account."""

    def states(self) -> Mapping[LaneName, LaneState]: ...

    def keep(self, states: Iterable[LaneState]) -> None: ...

    def observe(self, lane: Lane, *, now: datetime) -> Observation: ...

    def written_to(self, lane: LaneName, *, since: datetime) -> int:
        """Return to how many people an account has written since then, or is about to."""

    def move(self, lane: Lane, to: Lane, *, keep: int) -> int:
        """Give the unsent rows of `lane` to `to`, except for `keep` percent of them; return how many.

        Where accounts know people by addresses of their own, only the rows of people whom `to` reaches, too.
        """


def verdict(seen: Observation, *, others_in_time: bool) -> Verdict:
    """Judge one account. Being late tells nothing as long as every account of the route is late."""
    if seen.refused:
        return Verdict.DEAD
    late = seen.overdue >= SLOW
    if seen.idle and seen.failed >= ENOUGH and seen.overdue >= RECENT:
        return Verdict.DEAD
    if seen.accepted is None:
        return Verdict.SICK if late and others_in_time and seen.failed >= ENOUGH else Verdict.WELL
    tried = seen.accepted + seen.failed
    if tried >= ENOUGH and seen.failed >= DEAD_SHARE * tried:
        return Verdict.DEAD
    failing = tried >= ENOUGH and seen.failed >= SICK_SHARE * tried
    lying = seen.silent >= ENOUGH and seen.silent >= LYING_SHARE * (seen.silent + seen.reported)
    return Verdict.SICK if failing or lying or (late and others_in_time) else Verdict.WELL


def decide(
    route: Sequence[Lane],
    states: Mapping[LaneName, LaneState],
    observations: Mapping[LaneName, Observation],
    *,
    now: datetime,
) -> tuple[LaneState, ...]:
    """Return the states of the accounts of one route after what was seen. One account alone has no one to shift to."""
    known = [_known(lane, route, states) for lane in route]
    if len(route) == 1:
        return (_marked(known[0], _verdict(known[0].lane, observations), now),)
    verdicts = {state.lane: _verdict(state.lane, observations) for state in known}
    marked = [_marked(state, verdicts[state.lane], now) for state in known]
    last = max((state.shifted_at for state in marked if state.shifted_at), default=None)
    if last is not None and now < last + BETWEEN_SHIFTS:
        return tuple(marked)
    wanted = _wanted(marked, _configured(route), verdicts, now)
    return tuple(
        state if wanted[state.lane] == state.share else replace(state, share=wanted[state.lane], shifted_at=now)
        for state in marked
    )


def routes(lanes: Iterable[Lane]) -> Iterator[tuple[Lane, ...]]:
    """Yield the accounts that could stand in for each other: those of one route; all bots are one.

    A bot reaches only the people who started it, so `Health.move` looks at each of them.
    """
    by_channel = groupby(lanes, key=lambda lane: lane.channel)
    yield from (tuple(same) for _, same in by_channel)


def weighted(lanes: Iterable[Lane], states: Mapping[LaneName, LaneState], *, now: datetime) -> tuple[Lane, ...]:
    """Return the lanes with the weights planning should use now: their shares, and nothing for dead ones."""
    return tuple(_weighted(lane, states.get(lane.name), now) for lane in lanes)


def dead(states: Iterable[LaneState], *, now: datetime) -> frozenset[LaneName]:
    return frozenset(state.lane for state in states if state.is_dead(now))


def _weighted(lane: Lane, state: LaneState | None, now: datetime) -> Lane:
    if state is None:
        return lane
    return replace(lane, weight=0 if state.is_dead(now) else state.share)


def _known(lane: Lane, route: Sequence[Lane], states: Mapping[LaneName, LaneState]) -> LaneState:
    return states.get(lane.name) or LaneState(lane=lane.name, share=_configured(route)[lane.name])


def _configured(route: Sequence[Lane]) -> dict[LaneName, int]:
    """Return the shares of the settings in whole percent; the first gets what rounding leaves."""
    total = sum(lane.weight for lane in route) or len(route)
    shares = {lane.name: WHOLE * (lane.weight or 0) // total for lane in route}
    shares[route[0].name] += WHOLE - sum(shares.values())
    return shares


def _verdict(lane: LaneName, observations: Mapping[LaneName, Observation]) -> Verdict:
    others = [seen for name, seen in observations.items() if name != lane]
    in_time = any(seen.overdue < SLOW and not seen.refused for seen in others)
    return verdict(observations[lane], others_in_time=in_time) if lane in observations else Verdict.WELL


def _marked(state: LaneState, found: Verdict, now: datetime) -> LaneState:
    """Note who is dead, at once: that holds no longer than its dead time and is no shift of shares."""
    if found is Verdict.DEAD and not state.is_dead(now):
        return replace(state, dead_until=now + DEAD_TIME)
    return state


def _wanted(
    states: Sequence[LaneState], configured: Mapping[LaneName, int], verdicts: Mapping[LaneName, Verdict], now: datetime
) -> dict[LaneName, int]:
    well = [state for state in states if verdicts[state.lane] is Verdict.WELL and not state.is_dead(now)]
    ill = [state for state in states if state not in well]
    if not ill:
        return _drifted(states, configured)
    if not well:
        return {state.lane: state.share for state in states}  # nowhere to go: changing shares would help nobody
    kept = {state.lane: 0 if state.is_dead(now) else max(state.share // KEPT, PROBE) for state in ill}
    kept = {state.lane: min(kept[state.lane], state.share) for state in ill}
    return kept | _shared(WHOLE - sum(kept.values()), well, configured)


def _shared(share: int, among: Sequence[LaneState], configured: Mapping[LaneName, int]) -> dict[LaneName, int]:
    total = sum(configured[state.lane] for state in among) or len(among)
    found = {state.lane: share * configured[state.lane] // total for state in among}
    found[among[0].lane] += share - sum(found.values())
    return found


def _drifted(states: Sequence[LaneState], configured: Mapping[LaneName, int]) -> dict[LaneName, int]:
    """Return shares one step nearer to the settings; they still make a whole."""
    first, *others = states
    found = {state.lane: _nearer(state.share, configured[state.lane]) for state in others}
    found[first.lane] = WHOLE - sum(found.values())
    return found


def _nearer(share: int, target: int) -> int:
    return min(share + DRIFT, target) if share < target else max(share - DRIFT, target)
