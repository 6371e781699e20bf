"""How far a queue gets in time: never further with less time or a slower pace, and all the way without a limit."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch.delivery import DeliveryId, DeliveryState, LaneName
from dispatch.ladder import Climber, Heard, NextRung, Timing, next_rungs
from dispatch.lanes import Lane, rungs
from dispatch.pacing import Pace
from dispatch.places import Place
from dispatch.reach import reach, reaches
from orders.organisation import PersonId
from tests.unit.dispatch.samples import at, delivery

BOT = Lane(name=LaneName("bot"), channel=ChannelKind.TELEGRAM)
NUMBER = Lane(name=LaneName("number"), channel=ChannelKind.WHATSAPP)
SECOND_NUMBER = replace(NUMBER, name=LaneName("second-number"))
SMS = Lane(name=LaneName("sms"), channel=ChannelKind.SMS)
LATEST = {NUMBER.channel: at("07:42"), SMS.channel: at("07:45")}
lengths = st.integers(-3600, 7200).map(lambda seconds: timedelta(seconds=seconds))
intervals = st.integers(1, 600_000).map(lambda ms: timedelta(milliseconds=ms))


def paced(interval: timedelta) -> Lane:
    return replace(BOT, pace=Pace(interval=interval))


@pytest.mark.parametrize(
    ("interval", "left", "expected"),
    [
        (timedelta(seconds=1), timedelta(minutes=1), 60),
        (timedelta(seconds=1), timedelta(milliseconds=1_999), 1),
        (timedelta(seconds=1), timedelta(0), 0),
        (timedelta(seconds=1), timedelta(minutes=-1), 0),
        (timedelta(0), timedelta(minutes=1), None),
        (timedelta(0), timedelta(0), 0),
    ],
)
def test_an_account_reaches_as_many_as_its_pace_allows(
    interval: timedelta, left: timedelta, expected: int | None
) -> None:
    assert reach(paced(interval), left) == expected


@given(interval=intervals, left=lengths, more=lengths.filter(lambda span: span >= timedelta(0)))
def test_with_more_time_nobody_is_reached_who_was_not_before(
    interval: timedelta, left: timedelta, more: timedelta
) -> None:
    less, longer = reach(paced(interval), left), reach(paced(interval), left + more)
    assert less is not None
    assert longer is not None
    assert less <= longer


@given(one=intervals, other=intervals, left=lengths)
def test_a_slower_account_reaches_no_more(one: timedelta, other: timedelta, left: timedelta) -> None:
    quick, slow = reach(paced(min(one, other)), left), reach(paced(max(one, other)), left)
    assert quick is not None
    assert slow is not None
    assert slow <= quick


def far(*lanes: Lane, now: datetime) -> dict[str, int]:
    return {lane.name: found for lane, found in reaches(rungs(lanes), LATEST, now=now)}


def test_each_account_has_until_the_channel_below_it_must_begin_and_the_last_has_none() -> None:
    found = far(paced(timedelta(seconds=1)), NUMBER, SECOND_NUMBER, SMS, now=at("07:41"))
    in_four_minutes = reach(NUMBER, timedelta(minutes=4))
    assert found == {BOT.name: 60, NUMBER.name: in_four_minutes, SECOND_NUMBER.name: in_four_minutes}


def test_an_account_without_a_limit_reaches_everybody_as_long_as_there_is_time() -> None:
    unlimited = paced(timedelta(0))
    assert far(unlimited, SMS, now=at("07:00")) == {}
    assert far(unlimited, SMS, now=at("07:45")) == {unlimited.name: 0}


def climbs(*states: DeliveryState, beyond: frozenset[DeliveryId]) -> list[NextRung]:
    """Return who climbs of people with one row each, at a time when every channel could still begin."""
    climbers = [
        Climber(
            person=PersonId(f"adult-{number}"),
            places=(Place(lane=BOT, address="1"), Place(lane=SMS, address="2")),
            rows=(delivery(id=DeliveryId(str(number)), channel=BOT.channel, lane=BOT.name, state=state),),
        )
        for number, state in enumerate(states)
    ]
    timing = Timing(begun=at("06:45"), latest=LATEST, beyond=beyond)
    return list(next_rungs(climbers, Heard(), timing, now=at("06:46")))


@given(count=st.integers(0, 30), cut=st.integers(0, 30))
def test_whoever_stands_behind_the_cut_climbs_at_once_and_nobody_before_it(count: int, cut: int) -> None:
    beyond = frozenset(DeliveryId(str(number)) for number in range(cut, count))
    found = [step.person for step in climbs(*(DeliveryState.PLANNED,) * count, beyond=beyond)]
    assert found == [f"adult-{number}" for number in range(cut, count)]


def test_whoever_waits_on_a_second_channel_in_time_does_not_climb_to_a_third() -> None:
    late = delivery(id=DeliveryId("1"), channel=BOT.channel, lane=BOT.name)
    in_time = delivery(id=DeliveryId("2"), channel=NUMBER.channel, lane=NUMBER.name)
    reached = tuple(Place(lane=lane, address="1") for lane in (BOT, NUMBER, SMS))
    climber = Climber(person=PersonId("adult"), places=reached, rows=(late, in_time))
    for beyond, expected in (({"1"}, []), ({"1", "2"}, [SMS])):
        timing = Timing(begun=at("06:45"), latest=LATEST, beyond=frozenset(map(DeliveryId, beyond)))
        steps = next_rungs([climber], Heard(), timing, now=at("06:46"))
        assert [step.place.lane for step in steps] == expected
