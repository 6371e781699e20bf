"""The health of the accounts, looked at again and again: shares shift, and rows leave an account that cannot send."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dispatch.delivery import LaneName
from dispatch.health import WHOLE, LaneState, decide, routes
from dispatch.lanes import Lane, Lanes
from dispatch.ports import Transaction

States = Mapping[LaneName, LaneState]


def tend(tx: Transaction, lanes: Lanes, *, now: datetime) -> int:
    """Observe every account, keep what follows from it, move unsent rows; return how many moved. It may ring often."""
    every = (route for audience in (lanes.families, lanes.staff) for route in routes(audience))
    return sum(_tend(tx, route, now=now) for route in dict.fromkeys(every))


def _tend(tx: Transaction, route: Sequence[Lane], *, now: datetime) -> int:
    before = tx.health.states()
    seen = {lane.name: tx.health.observe(lane, now=now) for lane in route}
    after = {state.lane: state for state in decide(route, before, seen, now=now)}
    noted = [state for state in after.values() if _is_news(state, before.get(state.lane))]
    tx.health.keep(noted)
    moves = (move for state in noted for move in _moves(route, state, before, after, now=now))
    return sum(tx.health.move(lane, to, keep=keep) for lane, to, keep in moves)


def _is_news(state: LaneState, before: LaneState | None) -> bool:
    """Say whether there is something to keep: an account that was never in trouble has the share of the settings."""
    return state != before and bool(state.dead_until or state.shifted_at)


def _moves(
    route: Sequence[Lane], ill: LaneState, before: States, after: States, *, now: datetime
) -> Iterator[tuple[Lane, Lane, int]]:
    """Yield from where to where rows go, and below which percentage they stay: each next account takes its part."""
    lane = next(one for one in route if one.name == ill.lane)
    to = [one for one in route if one is not lane and not after[one.name].is_dead(now) and after[one.name].share]
    going = WHOLE - _staying(ill, before.get(ill.lane), now)
    total = sum(after[one.name].share for one in to)
    if not going or not total:
        return
    taken = 0
    for one in to:
        taken += after[one.name].share
        yield lane, one, WHOLE - going * taken // total


def _staying(state: LaneState, before: LaneState | None, now: datetime) -> int:
    """Return what percentage of its waiting rows an account keeps."""
    if state.is_dead(now):
        return 0
    former = before.share if before else WHOLE
    return min(WHOLE * state.share // former, WHOLE) if former else WHOLE
