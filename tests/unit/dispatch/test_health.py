"""Two contracts side by side: work leaves the one in trouble, comes back by itself, and is never thrown to and fro."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.health import BETWEEN_SHIFTS, DEAD_TIME, LaneState, Observation, Verdict, decide, verdict, weighted
from dispatch.lanes import Lane
from tests.unit.dispatch.samples import at

ONE = Lane(name=LaneName("sms-one"), channel=ChannelKind.SMS, route=LaneName("sms"), weight=3)
TWO = Lane(name=LaneName("sms-two"), channel=ChannelKind.SMS, route=LaneName("sms"), weight=1)
ROUTE = (ONE, TWO)
TICK = timedelta(seconds=20)
Seen = Callable[[Lane, datetime], Observation]


def well(lane: Lane, _now: datetime) -> Observation:
    return Observation(lane=lane.name, accepted=200, reported=200)


def in_trouble(lane: Lane, kind: str) -> Observation:
    return {
        "slow": Observation(lane=lane.name, accepted=5, overdue=timedelta(minutes=3)),
        "failing": Observation(lane=lane.name, accepted=60, failed=40),
        "dead": Observation(lane=lane.name, accepted=0, failed=50),
        "refused": Observation(lane=lane.name, accepted=200, refused=True),
        "lying": Observation(lane=lane.name, accepted=200, silent=180, reported=3),
        "limited": Observation(lane=lane.name, accepted=30, failed=120),
    }[kind]


def run(
    seen: Seen, *, minutes: float, states: dict[LaneName, LaneState] | None = None
) -> list[dict[LaneName, LaneState]]:
    """Return the states after each tick."""
    now, known, found = at("06:45"), dict(states or {}), []
    for _ in range(int(timedelta(minutes=minutes) / TICK)):
        observations = {lane.name: seen(lane, now) for lane in ROUTE}
        known = {state.lane: state for state in decide(ROUTE, known, observations, now=now)}
        found.append(dict(known))
        now += TICK
    return found


def shares(states: dict[LaneName, LaneState]) -> tuple[int, int]:
    return states[ONE.name].share, states[TWO.name].share


def test_two_healthy_accounts_keep_the_shares_of_the_settings() -> None:
    history = run(well, minutes=30)
    assert {shares(states) for states in history} == {(75, 25)}
    assert all(state.shifted_at is None for states in history for state in states.values())


@pytest.mark.parametrize("kind", ["slow", "failing", "lying", "limited", "dead", "refused"])
def test_work_leaves_an_account_in_trouble_at_the_first_look(kind: str) -> None:
    [states] = run(lambda lane, now: in_trouble(lane, kind) if lane is ONE else well(lane, now), minutes=1 / 3)
    assert states[ONE.name].share <= 18
    assert states[TWO.name].share == 100 - states[ONE.name].share


@pytest.mark.parametrize("kind", ["dead", "refused"])
def test_a_dead_account_gets_nothing_until_its_dead_time_is_over(kind: str) -> None:
    [states] = run(lambda lane, now: in_trouble(lane, kind) if lane is ONE else well(lane, now), minutes=1 / 3)
    for later, expected in ((timedelta(0), 0), (DEAD_TIME - TICK, 0)):
        one, two = weighted(ROUTE, states, now=at("06:45") + later)
        assert (one.weight, two.weight) == (expected, 100)


@pytest.mark.parametrize("kind", ["slow", "failing", "lying", "limited", "dead"])
def test_shares_drift_back_when_all_is_well_again(kind: str) -> None:
    over = at("06:55")
    history = run(
        lambda lane, now: in_trouble(lane, kind) if lane is ONE and now < over else well(lane, now), minutes=60
    )
    assert shares(history[-1]) == (75, 25)
    ones = [states[ONE.name].share for states in history if states[ONE.name].shifted_at]
    after_trouble = ones[ones.index(min(ones)) :]
    assert after_trouble == sorted(after_trouble)


def test_when_both_are_in_trouble_nothing_is_shifted() -> None:
    history = run(lambda lane, _now: in_trouble(lane, "failing"), minutes=10)
    assert {shares(states) for states in history} == {(75, 25)}


def test_lateness_alone_is_no_illness_when_all_are_late() -> None:
    history = run(lambda lane, _now: in_trouble(lane, "slow"), minutes=10)
    assert {shares(states) for states in history} == {(75, 25)}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.sampled_from(["well", "slow", "failing", "dead", "lying"])] * 2), min_size=5, max_size=90)
)
def test_whatever_happens_shares_make_a_whole_and_change_at_most_once_in_five_minutes(
    weather: list[tuple[str, str]],
) -> None:
    def seen(lane: Lane, now: datetime) -> Observation:
        kind = weather[int((now - at("06:45")) / TICK)][ROUTE.index(lane)]
        return well(lane, now) if kind == "well" else in_trouble(lane, kind)

    history = run(seen, minutes=len(weather) / 3)
    shifts = sorted({state.shifted_at for states in history for state in states.values() if state.shifted_at})
    assert all(sum(shares(states)) == 100 for states in history)
    assert all(later - earlier >= BETWEEN_SHIFTS for earlier, later in pairwise(shifts))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, Verdict.DEAD),
        ({"idle": False}, Verdict.WELL),
        ({"failed": 9}, Verdict.WELL),
        ({"overdue": timedelta(seconds=100)}, Verdict.WELL),
    ],
)
def test_a_bot_through_which_nothing_goes_for_two_minutes_is_dead(changed: dict[str, Any], found: Verdict) -> None:
    values: dict[str, Any] = {"failed": 30, "idle": True, "overdue": timedelta(minutes=2)}
    seen = Observation(lane=LaneName("telegram-families"), **{**values, **changed})
    assert verdict(seen, others_in_time=False) is found
