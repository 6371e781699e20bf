"""The forecast on the card is what happens: within a fifth, at ten sizes, on lanes that keep their pace."""

import heapq
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch import costs
from dispatch.crowds import Crowd
from dispatch.delivery import LaneName
from dispatch.forecast import Forecast, Help, Traffic, of_ladder, under_way
from dispatch.ladder import LOST
from dispatch.lanes import Lane
from dispatch.pacing import SMS, TELEGRAM_PAID, Pacer
from orders.windows import Window
from tests.unit.dispatch.samples import FAMILIES, at, delivery

WINDOW = Window(opens=at("06:45"), closes=at("08:00"))
IDLE = Traffic(waiting=lambda _lane: 0, held={})
WRITING = Lane(name=LaneName("whatsapp"), channel=ChannelKind.WHATSAPP)
TEXTING = Lane(name=LaneName("sms"), channel=ChannelKind.SMS)
ANSWER = timedelta(milliseconds=180)
AT_ONCE = 64


def simulated(lane: Lane, count: int, *, ahead: int = 0) -> datetime:
    """Send through a lane as a worker does: one turn after the other, so many calls in flight, each with its answer."""
    pacer, now = Pacer(lane.speed), WINDOW.opens
    in_flight: list[datetime] = []
    sent = now
    for _ in range(ahead + count):
        if len(in_flight) == AT_ONCE:
            now = max(now, heapq.heappop(in_flight))
        sent = now = pacer.reserve(now)
        heapq.heappush(in_flight, now + ANSWER)
    return sent


def on(channel: ChannelKind, people: int) -> Crowd:
    return Crowd(people={(channel,): people})


def of(crowd: Crowd, *lanes: Lane, traffic: Traffic = IDLE, now: str = "06:10") -> Forecast:
    return of_ladder(crowd, lanes, traffic, span=WINDOW, now=at(now))


@pytest.mark.parametrize("lane", [FAMILIES, TEXTING], ids=["telegram", "sms"])
@pytest.mark.parametrize("people", [10, 40, 100, 300, 700, 1_000, 3_000, 10_000, 30_000, 60_000])
def test_the_forecast_is_within_a_fifth_of_what_a_lane_does(lane: Lane, people: int) -> None:
    forecast = of(on(lane.channel, people), lane).finish - WINDOW.opens
    happened = simulated(lane, people) - WINDOW.opens
    assert abs(forecast - happened) <= 0.2 * happened


def test_the_queue_ahead_counts() -> None:
    queued = of(on(ChannelKind.TELEGRAM, 300), FAMILIES, traffic=Traffic(waiting=lambda _lane: 5_000, held={}))
    happened = simulated(FAMILIES, 300, ahead=5_000) - WINDOW.opens
    assert abs((queued.finish - WINDOW.opens) - happened) <= 0.2 * happened


def test_a_wait_the_provider_asked_for_counts() -> None:
    held = Traffic(waiting=lambda _lane: 0, held={FAMILIES.name: at("07:30")})
    assert of(on(ChannelKind.TELEGRAM, 300), FAMILIES, traffic=held).finish > at("07:30")


def test_two_accounts_of_one_channel_take_half_the_time() -> None:
    other = Lane(name=LaneName("telegram-two"), channel=ChannelKind.TELEGRAM)
    alone, together = (
        of(on(ChannelKind.TELEGRAM, 10_000), *lanes).finish for lanes in ((FAMILIES,), (FAMILIES, other))
    )
    assert (together - WINDOW.opens) * 2 == alone - WINDOW.opens


def test_each_channel_has_its_own_time_and_the_next_one_takes_what_the_first_loses() -> None:
    crowd = Crowd(people={(ChannelKind.TELEGRAM, ChannelKind.SMS): 20_000, (ChannelKind.SMS,): 100, (): 3})
    forecast = of(crowd, FAMILIES, TEXTING)
    assert [(stage.channel, stage.people) for stage in forecast.stages] == [
        (ChannelKind.TELEGRAM, 20_000),
        (ChannelKind.SMS, 100),
    ]
    assert forecast.stages[1].finish == WINDOW.opens + (100 + LOST * 20_000) * SMS.interval
    assert forecast.finish == max(stage.finish for stage in forecast.stages)
    assert crowd.unreachable == 3


def test_whom_a_slow_channel_cannot_reach_in_time_is_expected_on_the_next_one() -> None:
    everybody = 200_000
    alone = of(on(ChannelKind.TELEGRAM, everybody), FAMILIES, WRITING)
    both = of(Crowd(people={(ChannelKind.TELEGRAM, ChannelKind.WHATSAPP): everybody}), FAMILIES, WRITING)
    first, second = both.stages
    assert (alone.in_time, both.in_time) == (False, True)
    assert first.people + second.people == everybody
    in_time = (WINDOW.closes - WINDOW.opens) / FAMILIES.speed.interval
    assert 0.7 * in_time < first.people == first.messages < in_time
    assert second.messages == round(second.people + LOST * first.people)


def crowded(ahead: int) -> Traffic:
    """Return the traffic with so many messages of others before the families' bot, and idle channels beside it."""
    return Traffic(waiting=lambda lane: ahead if lane == FAMILIES.name else 0, held={})


def test_the_queue_of_others_drives_people_to_the_next_channel_too() -> None:
    crowd = Crowd(people={(ChannelKind.TELEGRAM, ChannelKind.WHATSAPP): 1_000, (ChannelKind.TELEGRAM,): 50})
    first, second = of(crowd, FAMILIES, WRITING, traffic=crowded(500_000)).stages
    assert (first.people, second.people) == (50, 1_000)


CHANNELS = (ChannelKind.TELEGRAM, ChannelKind.WHATSAPP, ChannelKind.SMS)
crowds = st.dictionaries(
    st.sets(st.sampled_from(CHANNELS)).map(lambda some: tuple(kind for kind in CHANNELS if kind in some)),
    st.integers(0, 1_000_000),
)


@given(people=crowds, waiting=st.integers(0, 1_000_000), now=st.sampled_from(("06:10", "07:00", "07:50", "07:59")))
def test_everybody_who_can_be_reached_is_expected_on_one_channel_first(
    people: dict[tuple[ChannelKind, ...], int], waiting: int, now: str
) -> None:
    crowd = Crowd(people=people)
    busy = Traffic(waiting=lambda _lane: waiting, held={})
    stages = of(crowd, FAMILIES, WRITING, TEXTING, traffic=busy, now=now).stages
    reachable = sum(people.values()) - crowd.unreachable
    assert abs(sum(stage.people for stage in stages) - reachable) <= len(CHANNELS)  # rounded each
    assert all(0 <= stage.people <= stage.messages for stage in stages)


def test_what_the_messages_of_a_crowded_morning_cost_is_what_the_forecast_sends() -> None:
    priced = replace(TEXTING, part_price_tiyn=900)
    crowd = Crowd(people={(ChannelKind.TELEGRAM, ChannelKind.SMS): 1_000})
    parts = {ChannelKind.SMS: 2}
    for waiting, expected in ((0, round(LOST * 1_000)), (500_000, 1_000)):
        stages = of(crowd, FAMILIES, priced, traffic=crowded(waiting)).stages
        messages = {stage.channel: stage.messages for stage in stages}
        estimate = costs.of_ladder(crowd, (FAMILIES, priced), parts, messages=messages, limit=None)
        assert (estimate.expected, estimate.most) == (expected * 2 * 900, 1_000 * 2 * 900)


@pytest.mark.parametrize(
    ("lanes", "now", "helps"),
    [
        ((FAMILIES,), "06:10", (Help.PAID, Help.ACCOUNT)),
        ((FAMILIES,), "06:50", (Help.NOW, Help.PAID, Help.ACCOUNT)),
        ((FAMILIES, TEXTING), "06:10", (Help.NEXT_CHANNEL, Help.PAID, Help.ACCOUNT)),
    ],
)
def test_a_late_forecast_says_what_would_help(lanes: tuple[Lane, ...], now: str, helps: tuple[Help, ...]) -> None:
    forecast = of(on(ChannelKind.TELEGRAM, 200_000), *lanes, now=now)
    assert (forecast.in_time, forecast.helps) == (False, helps)


def test_paid_broadcast_brings_a_city_in_time() -> None:
    paid = Lane(name=FAMILIES.name, channel=ChannelKind.TELEGRAM, pace=TELEGRAM_PAID)
    assert of(on(ChannelKind.TELEGRAM, 200_000), paid).in_time


def test_what_is_under_way_is_forecast_from_the_queue_it_stands_in() -> None:
    rows = [delivery(state="planned") for _ in range(3)]
    traffic = Traffic(waiting=lambda _lane: 3_000, held={})
    found = under_way(rows, [FAMILIES], traffic, now=at("06:50"))
    assert found[ChannelKind.TELEGRAM].finish == at("06:50") + 3_000 * FAMILIES.speed.interval
    assert found[ChannelKind.TELEGRAM].in_time
