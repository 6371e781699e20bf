"""The rule of the ladder: settled stays, failed goes on, and the last rung ends before the window does."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch.delivery import Delivery, DeliveryState, LaneName
from dispatch.ladder import (
    CALLING,
    Climber,
    Heard,
    Queue,
    Standing,
    Stretch,
    Timing,
    latest_starts,
    next_rungs,
    standing,
    stretches,
    unreached,
)
from dispatch.lanes import Lane, rungs
from dispatch.places import Place, places
from dispatch.roster import Contact
from dispatch.semantics import PATIENCE
from orders.organisation import PersonId, PupilId
from tests.unit.dispatch.samples import at, delivery

KINDS = (ChannelKind.TELEGRAM, ChannelKind.WHATSAPP, ChannelKind.SMS)
LANES = {kind: Lane(name=LaneName(kind.value), channel=kind) for kind in KINDS}
CHILD = PupilId("child")
spans = st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds))


def row(channel: ChannelKind, state: DeliveryState, **changed: Any) -> Delivery:
    accepted = at("06:46") if state is DeliveryState.ACCEPTED else None
    return delivery(**{"channel": channel, "lane": channel.value, "state": state, "accepted_at": accepted, **changed})


def climber(*rows: Delivery, person: str = "adult", pupils: frozenset[PupilId] = frozenset({CHILD})) -> Climber:
    reached = tuple(Place(lane=LANES[kind], address=kind.value) for kind in KINDS)
    return Climber(person=PersonId(person), places=reached, rows=rows, pupils=pupils)


def timing(**changed: Any) -> Timing:
    return Timing(**{"begun": at("06:45"), "latest": dict.fromkeys(KINDS, at("07:50")), **changed})


def nexts(*climbers: Climber, heard: Heard | None = None, now: str = "06:47", **changed: Any) -> list[tuple[str, str]]:
    found = next_rungs(climbers, heard or Heard(), timing(**changed), now=at(now))
    return [(step.person, step.place.lane.channel.value) for step in found]


@pytest.mark.parametrize(
    ("channel", "state", "reports", "expected"),
    [
        (ChannelKind.TELEGRAM, DeliveryState.ACCEPTED, True, Standing.SETTLED),
        (ChannelKind.WHATSAPP, DeliveryState.ACCEPTED, True, Standing.UNDER_WAY),
        (ChannelKind.WHATSAPP, DeliveryState.READ, True, Standing.SETTLED),
        (ChannelKind.SMS, DeliveryState.ACCEPTED, True, Standing.UNDER_WAY),
        (ChannelKind.SMS, DeliveryState.ACCEPTED, False, Standing.SETTLED),
        (ChannelKind.SMS, DeliveryState.UNKNOWN, True, Standing.SPENT),
        (ChannelKind.WHATSAPP, DeliveryState.UNKNOWN, True, Standing.UNDER_WAY),
        (ChannelKind.TELEGRAM, DeliveryState.UNKNOWN, True, Standing.UNDER_WAY),
        (ChannelKind.TELEGRAM, DeliveryState.REFUSED, True, Standing.SPENT),
    ],
)
def test_what_settles_a_rung_depends_on_its_channel(
    channel: ChannelKind, state: DeliveryState, reports: bool, expected: Standing
) -> None:
    assert standing(row(channel, state), reports=reports) is expected


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("channel", KINDS)
def test_every_state_on_every_channel_means_something(channel: ChannelKind, state: DeliveryState) -> None:
    assert standing(row(channel, state)) in set(Standing)


def test_a_row_in_its_queue_is_not_impatient_but_one_on_a_dead_account_is() -> None:
    waiting = climber(row(ChannelKind.TELEGRAM, DeliveryState.PLANNED))
    assert nexts(waiting, now="07:40") == []
    assert nexts(waiting, dead=frozenset({LaneName("telegram")})) == [("adult", "whatsapp")]
    assert nexts(waiting, now="07:50") == [("adult", "whatsapp")]


def test_a_message_in_trouble_is_waited_for_as_long_as_its_channel_says() -> None:
    deferred = climber(row(ChannelKind.TELEGRAM, DeliveryState.DEFERRED, attempts=2))
    assert nexts(deferred, now="06:49") == []
    assert nexts(deferred, now="06:50") == [("adult", "whatsapp")]


def test_one_adult_who_knows_covers_a_child_for_the_other_and_not_for_another_child() -> None:
    failed = climber(row(ChannelKind.TELEGRAM, DeliveryState.REFUSED))
    other = climber(row(ChannelKind.TELEGRAM, DeliveryState.ACCEPTED), person="other")
    assert nexts(failed, other) == []
    two = climber(row(ChannelKind.TELEGRAM, DeliveryState.REFUSED), pupils=frozenset({CHILD, PupilId("second")}))
    assert nexts(two, other) == [("adult", "whatsapp")]
    assert nexts(two, other, heard=Heard(told=frozenset({PupilId("second")}))) == []


def test_who_came_by_a_class_link_climbs_for_themselves() -> None:
    alone = climber(row(ChannelKind.TELEGRAM, DeliveryState.REFUSED), pupils=frozenset())
    assert nexts(alone) == [("adult", "whatsapp")]


def test_at_the_end_of_the_ladder_stands_the_call_list() -> None:
    tried = climber(*(row(kind, DeliveryState.REFUSED) for kind in KINDS))
    assert nexts(tried) == []
    assert list(unreached([tried], Heard(), timing(), now=at("06:47"))) == [tried]
    assert not list(unreached([tried], Heard(told=frozenset({CHILD})), timing(), now=at("06:47")))


@given(queues=st.lists(spans, min_size=3, max_size=3), open_for=spans.filter(bool))
def test_every_rung_starts_early_enough_for_all_that_follow(queues: list[timedelta], open_for: timedelta) -> None:
    begun = at("06:45")
    closes = begun + open_for
    each = [Stretch(channel=kind, queue=queue) for kind, queue in zip(KINDS, queues, strict=True)]
    found = latest_starts(each, begun=begun, closes=closes)
    starts = [found[kind] for kind in KINDS]
    assert starts == sorted(starts)
    assert all(begun - timedelta(milliseconds=1) <= start <= closes for start in starts)
    needed = sum((queue + PATIENCE[kind] for queue, kind in zip(queues, KINDS, strict=True)), CALLING)
    if needed <= open_for:
        assert starts[-1] + queues[-1] + PATIENCE[KINDS[-1]] + CALLING == closes


def needs(*waiting: int, left: timedelta) -> list[int]:
    """Return for how many messages of its own pace each channel needs time."""
    queues = [Queue(lanes=(LANES[kind],), waiting=count) for kind, count in zip(KINDS, waiting, strict=True)]
    return [round(stretch.queue / LANES[stretch.channel].speed.interval) for stretch in stretches(queues, left=left)]


def test_only_the_few_that_a_quick_channel_loses_are_expected_on_the_next() -> None:
    assert needs(10_000, 0, 0, left=timedelta(hours=1)) == [0, 500, 25]


def test_whom_a_slow_channel_cannot_reach_in_time_has_gone_on_and_will_not_come_later() -> None:
    pace = LANES[ChannelKind.TELEGRAM].speed.interval
    assert needs(10_000, 0, 0, left=4_000 * pace)[:2] == [0, 200]
    assert needs(10_000, 5_000, 0, left=timedelta(minutes=-1)) == [0, 0, 0]


def test_the_queue_a_channel_has_already_does_not_make_it_begin_earlier() -> None:
    assert needs(0, 5_000, 0, left=timedelta(hours=1)) == [0, 0, 250]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4))
def test_accounts_of_one_route_are_shared_by_weight_and_always_the_same_way(weights: list[int]) -> None:
    lanes = tuple(
        Lane(name=LaneName(f"sms-{number}"), channel=ChannelKind.SMS, route=LaneName("sms"), weight=weight)
        for number, weight in enumerate(weights)
    )
    people = [PersonId(f"person-{number}") for number in range(400)]

    def chosen(person: PersonId) -> Lane:
        at_phone = Contact(person=person, channel=ChannelKind.SMS, lane=LaneName("sms"), address="+77010000001")
        [place] = places(person, [at_phone], rungs(lanes))
        return place.lane

    counts = {lane.name: sum(chosen(person) == lane for person in people) for lane in lanes}
    for lane in lanes:
        expected = 400 * lane.weight / sum(weights)
        assert abs(counts[lane.name] - expected) <= 60
    assert [chosen(person) for person in people[:20]] == [chosen(person) for person in people[:20]]
