"""When a mailing will be over, and what would help: from its size, its lanes' live limits and the queues before it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby, zip_longest

from channels.base import ChannelKind
from dispatch.crowds import Crowd, Reach
from dispatch.delivery import Delivery, LaneName
from dispatch.ladder import LOST, Stretch, latest_starts
from dispatch.lanes import Lane, rungs
from dispatch.pacing import TELEGRAM_PAID, Pace
from dispatch.reach import reach
from dispatch.semantics import PACES
from orders.windows import Window


class Help(StrEnum):
    """What would bring the finish forward, the quickest first."""

    NOW = "now"  # the window is open: every minute before the tap is lost
    NEXT_CHANNEL = "next_channel"  # the ladder starts its next channel early by itself
    PAID = "paid"  # paid broadcast: 1,000 a second instead of 30
    ACCOUNT = "account"  # another bot, number or contract beside the one there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One channel: how many people hear on it first, how many messages it sends, and when the last of them leaves.

    people: those too far back in the queue of a better channel hear here, and who has failed there is not among them.
    """

    channel: ChannelKind
    people: int
    messages: int
    finish: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """finish: when the last message leaves. in_time: that is before the span closes. stages: in the ladder's order."""

    finish: datetime
    in_time: bool
    stages: tuple[Stage, ...] = ()
    helps: tuple[Help, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What is known of the lanes now. held: until when a provider has asked an account to wait, or it is dead."""

    waiting: Callable[[LaneName], int]
    held: Mapping[LaneName, datetime]


def expected_finish(count: int, *, ahead: int, pace: Pace, span: Window, now: datetime) -> Forecast:
    """Return when `count` messages of one lane are out, with `ahead` others before them."""
    finish = max(now, span.opens) + (ahead + count) * pace.interval
    return Forecast(finish=finish, in_time=finish < span.closes)


def of_ladder(crowd: Crowd, lanes: Sequence[Lane], traffic: Traffic, *, span: Window, now: datetime) -> Forecast:
    """Return when everybody has been written to on the first channel that takes a message to them in time.

    The accounts of one channel share its people; of those, `LOST` come to the next channel as well, and whoever stands
    too far back in its queue does so instead. Everything waits for the opening: a region's schools share one window,
    and so do their queues.
    """
    begins = max(now, span.opens)
    stages: list[Stage] = []
    finish = begins
    for rung, people, lost in _descent(crowd, lanes, traffic, begins=begins, closes=span.closes):
        if messages := round(people + lost):
            over = shared_finish(rung, messages, traffic, begins=begins)
            finish = max(finish, over)
            stages.append(Stage(channel=rung[0].channel, people=round(people), messages=messages, finish=over))
    in_time = finish < span.closes
    helps = () if in_time else tuple(_helps(lanes, stages, span, now))
    return Forecast(finish=finish, in_time=in_time, stages=tuple(stages), helps=helps)


def _descent(
    crowd: Crowd, lanes: Sequence[Lane], traffic: Traffic, *, begins: datetime, closes: datetime
) -> Iterator[tuple[tuple[Lane, ...], float, float]]:
    """Yield per channel how many people hear on it first, and how many more come because another has lost them."""
    ladder = rungs(lanes)
    latest = latest_starts([Stretch(channel=rung[0].channel) for rung in ladder], begun=begins, closes=closes)
    firsts: defaultdict[Reach, float] = defaultdict(float, crowd.people)
    losts: defaultdict[Reach, float] = defaultdict(float)
    for rung, below in zip_longest(ladder, ladder[1:]):
        here = [reached for reached in {**firsts, **losts} if reached[:1] == (rung[0].channel,)]
        people = sum(firsts[reached] for reached in here)
        until = latest[below[0].channel] if below else None
        kept = _kept(rung, people, traffic, begins=begins, until=until) if people and until else 1.0
        gone = {reached: (1 - kept) * firsts[reached] for reached in here if len(reached) > 1}
        for reached in here:
            firsts[reached[1:]] += gone.get(reached, 0)
            losts[reached[1:]] += LOST * (firsts[reached] - gone.get(reached, 0) + losts[reached])
        yield rung, people - sum(gone.values()), sum(losts[reached] for reached in here)


def _kept(rung: Sequence[Lane], people: float, traffic: Traffic, *, begins: datetime, until: datetime) -> float:
    """Return which share of its people a channel writes to before the next one has to begin."""
    sent = 0.0
    for lane, share in _shares(rung):
        left = reach(lane, until - max(begins, traffic.held.get(lane.name, begins)))
        own = people * share
        sent += own if left is None else min(own, max(left - traffic.waiting(lane.name), 0))
    return sent / people


def _shares(lanes: Sequence[Lane]) -> Iterator[tuple[Lane, float]]:
    total = sum(lane.weight for lane in lanes)
    return ((lane, lane.weight / total if total else 1 / len(lanes)) for lane in lanes)


def shared_finish(lanes: Sequence[Lane], count: int, traffic: Traffic, *, begins: datetime) -> datetime:
    """Return when accounts that share `count` messages by their weights are done, each behind its own queue."""
    return max(_finish(lane, count * share, traffic, begins) for lane, share in _shares(lanes))


def _finish(lane: Lane, count: float, traffic: Traffic, begins: datetime) -> datetime:
    if not count:
        return begins
    free = max(begins, traffic.held.get(lane.name, begins))
    return free + (traffic.waiting(lane.name) + count) * lane.speed.interval


def _helps(lanes: Iterable[Lane], stages: Sequence[Stage], span: Window, now: datetime) -> Iterator[Help]:
    late = {stage.channel for stage in stages if stage.finish >= span.closes}
    by_channel = {rung[0].channel: rung for rung in rungs(lanes)}
    if now >= span.opens:
        yield Help.NOW
    if len(by_channel) > 1:
        yield Help.NEXT_CHANNEL
    bots = by_channel.get(ChannelKind.TELEGRAM, ())
    if ChannelKind.TELEGRAM in late and any(lane.speed.interval > TELEGRAM_PAID.interval for lane in bots):
        yield Help.PAID
    if late:
        yield Help.ACCOUNT


def under_way(
    rows: Iterable[Delivery], lanes: Iterable[Lane], traffic: Traffic, *, now: datetime
) -> Mapping[ChannelKind, Forecast]:
    """Return per channel when what still waits of a mailing will have left: of one that is being sent."""
    speeds = {lane.name: lane.speed for lane in lanes}
    found: dict[ChannelKind, Forecast] = {}
    waiting = sorted(rows, key=lambda row: row.lane)
    for lane, of_lane in groupby(waiting, key=lambda row: row.lane):
        own = tuple(of_lane)
        pace = speeds.get(lane, PACES[own[0].channel])
        begins = max(now, min(row.not_before for row in own), traffic.held.get(lane, now))
        finish = begins + max(traffic.waiting(lane), len(own)) * pace.interval
        one = Forecast(finish=finish, in_time=all(finish < row.not_after for row in own))
        known = found.get(own[0].channel, one)
        found[own[0].channel] = max(known, one, key=lambda forecast: forecast.finish)
    return found
