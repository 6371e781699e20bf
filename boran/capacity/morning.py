"""One morning: schools approve, accounts send, people who were not reached climb to their next channel."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import chain, count
from random import Random

from boran.capacity.account import Sending
from boran.capacity.layouts import Accounts
from boran.capacity.providers import Answer, Provider
from boran.capacity.region import Region, window
from boran.capacity.rows import Row
from dispatch.climbing import EVERY
from dispatch.delivery import DeliveryState, LaneName
from dispatch.ladder import (
    Climber,
    Heard,
    Queue,
    Timing,
    ends,
    latest_starts,
    next_rungs,
    stretches,
)
from dispatch.lanes import rungs
from dispatch.places import Place, places
from dispatch.reach import reaches
from dispatch.semantics import AWAITS_REPORT, PATIENCE
from orders.organisation import PersonId

STEP = timedelta(seconds=10)  # of the curve
NOBODY = Heard()
Progress = Callable[[int], None]


@dataclass(slots=True, eq=False)
class Family:
    """One that is not decided yet. rows: one per channel tried."""

    number: int
    places: tuple[Place, ...]
    rows: list[Row] = field(default_factory=list)

    @property
    def may_climb(self) -> bool:
        return len(self.rows) < len(self.places)


@dataclass(slots=True, kw_only=True)
class Tally:
    """told, listed: by the step of the curve in which it happened. listed: nothing but the teacher's call is left.

    unreported: with a provider that never said what became of it. unsent: nothing had left when the window closed.
    flooded: calls a provider refused for its limits. peak: the most calls in one second, all accounts together.
    """

    told: Counter[int] = field(default_factory=Counter)
    listed: Counter[int] = field(default_factory=Counter)
    unreported: int = 0
    unsent: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    flooded: int = 0
    peak: int = 0


class Morning:
    """Runs once. Every event has an instant; nobody looks at a real clock."""

    def __init__(self, region: Region, accounts: Accounts) -> None:
        self.span = window()
        self.tally = Tally()
        self._region = region
        self._accounts = accounts
        self._rungs = rungs(accounts.every)
        self._numbers = count()
        self._ticks = count()
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._families: dict[int, Family] = {}  # those not decided yet
        self._heard: set[int] = set()  # told since the last look while something may still wait for them
        self._doubtful: list[tuple[datetime, int]] = []  # when a family may have waited long enough
        self._sending = {lane.name: self._account(number) for number, lane in enumerate(accounts.every)}

    def run(self, progress: Progress = lambda _: None) -> Tally:
        """Play it to the closing of the window; `progress` is told of every ten seconds that have passed."""
        for at, school in self._region.approvals():
            self._at(at, lambda now, school=school: self._approve(school, now))  # type: ignore[misc]
        if len(self._rungs) > 1:
            self._at(self.span.opens, self._look)
        seen = 0
        while self._events and self._events[0][0] < self.span.closes:
            at, tick, act = heappop(self._events)
            act(at)
            if tick % 10_000 == 0:
                passed = int((at - self.span.opens) / STEP)
                progress(max(passed - seen, 0))
                seen = max(passed, seen)
        self._close()
        return self.tally

    def _at(self, when: datetime, act: Callable[[datetime], None]) -> None:
        heappush(self._events, (when, next(self._ticks), act))

    def _account(self, number: int) -> Sending:
        lane = self._accounts.every[number]
        random = Random(f"{self._region.seed}:{number}")  # noqa: S311 - a simulation, no secret
        provider = Provider(lane=lane, habits=self._region.habits, random=random)
        return Sending(lane, provider, span=self.span, schedule=self._at, report=self._report)

    def _approve(self, school: int, now: datetime) -> None:
        bots = self._accounts.bot_of(school, schools=self._region.schools)
        ladder = rungs((*bots, *self._accounts.others))
        for person, contacts in self._region.contacts(school, bots):
            found = places(person, contacts, ladder)
            if not found:
                self._note(self.tally.listed, now)
                continue
            family = self._families[int(person)] = Family(int(person), found)
            self._plan(family, found[0], now)

    def _plan(self, family: Family, place: Place, now: datetime) -> None:
        row = Row(next(self._numbers), family.number, place.lane, max(now, self.span.opens))
        family.rows.append(row)
        self._sending[place.lane.name].add(row, now)

    def _report(self, row: Row, answer: Answer) -> None:
        """Take note of what became of a message: settled, doubtful later, or nothing more to come of it."""
        family = self._families.get(row.family)
        if family is None:
            return
        match row.state:
            case DeliveryState.ACCEPTED if row.lane.channel not in AWAITS_REPORT:
                self._told(family, answer.at)
            case DeliveryState.ACCEPTED if answer.delivered_at and answer.delivered_at < self.span.closes:
                self._at(answer.delivered_at, lambda now: self._delivered(row, now))
                self._doubt(family, answer.at + PATIENCE[row.lane.channel])
            case DeliveryState.ACCEPTED:
                self._doubt(family, answer.at + PATIENCE[row.lane.channel])
            case DeliveryState.REFUSED | DeliveryState.EXPIRED:
                self._spent(family, answer.at)
            case DeliveryState.DEFERRED if row.attempts:
                self._doubt(family, self.span.opens + PATIENCE[row.lane.channel])
            case _:
                pass

    def _told(self, family: Family, at: datetime) -> None:
        if len(family.rows) > 1:
            self._heard.add(family.number)
        del self._families[family.number]
        self._note(self.tally.told, at)

    def _delivered(self, row: Row, now: datetime) -> None:
        row.state = DeliveryState.DELIVERED
        if (family := self._families.get(row.family)) is not None:
            self._told(family, now)

    def _spent(self, family: Family, at: datetime) -> None:
        over = all(row.state in {DeliveryState.REFUSED, DeliveryState.EXPIRED} for row in family.rows)
        if family.may_climb:
            self._doubt(family, at)
        elif over:
            del self._families[family.number]
            self._note(self.tally.listed, at)

    def _doubt(self, family: Family, at: datetime) -> None:
        if family.may_climb:
            heappush(self._doubtful, (at, family.number))

    def _look(self, now: datetime) -> None:
        """Do what the real look does: let those climb whose time has come."""
        self._withdraw()
        timing = self._timing(now)
        behind = self._behind(timing, now)
        self._doubtful_behind(behind, now)
        asked = list(self._asked(timing, now))
        cuts = {lane: rows[0].number for lane, rows in behind.items()}
        beyond = (row.delivery_id for family in asked for row in family.rows if row.is_behind(cuts))
        timing = replace(timing, beyond=frozenset(beyond))
        climbers = [self._climber(family) for family in asked]
        for step in next_rungs(climbers, NOBODY, timing, now=now):
            self._plan(self._families[int(step.person)], step.place, now)
        if now + EVERY < ends(self.span.closes, begun=self.span.opens):
            self._at(now + EVERY, self._look)

    def _withdraw(self) -> None:
        """Take out of the queues whatever waits for somebody who has heard."""
        if self._heard:
            for account in self._sending.values():
                account.queue.withdraw(self._heard)
            self._heard.clear()

    def _behind(self, timing: Timing, now: datetime) -> dict[LaneName, list[Row]]:
        """Return the rows whose turn comes too late, of the accounts that have such."""
        found: dict[LaneName, list[Row]] = {}
        for lane, reach in reaches(self._rungs, timing.latest, now=now):
            account = self._sending[lane.name]
            if account.waiting > reach and (rows := list(account.queue.behind(reach - account.in_flight))):
                found[lane.name] = rows
        return found

    def _doubtful_behind(self, behind: Mapping[LaneName, list[Row]], now: datetime) -> None:
        """Ask those for whom nothing was planned after such a row."""
        for row in chain.from_iterable(behind.values()):
            family = self._families.get(row.family)
            if family and family.rows[-1] is row:
                self._doubt(family, now)

    def _asked(self, timing: Timing, now: datetime) -> Iterator[Family]:
        late = {channel for channel, at in timing.latest.items() if now >= at}
        doubted = set()
        while self._doubtful and self._doubtful[0][0] <= now:
            doubted.add(heappop(self._doubtful)[1])
        if not late:
            found = (self._families.get(number) for number in sorted(doubted))
            yield from (family for family in found if family and family.may_climb)
            return
        for number, family in self._families.items():
            if family.may_climb and (number in doubted or family.places[len(family.rows)].lane.channel in late):
                yield family

    def _climber(self, family: Family) -> Climber:
        rows = tuple(row.delivery(self.span) for row in family.rows)
        return Climber(person=PersonId(str(family.number)), places=family.places, rows=rows)

    def _timing(self, now: datetime) -> Timing:
        closes = ends(self.span.closes, begun=self.span.opens)
        needs = stretches(self._queues(), left=closes - max(self.span.opens, now))
        latest = latest_starts(needs, begun=self.span.opens, closes=closes)
        return Timing(begun=self.span.opens, latest=latest)

    def _queues(self) -> list[Queue]:
        return [
            Queue(lanes=tuple(rung), waiting=sum(self._sending[lane.name].waiting for lane in rung))
            for rung in self._rungs
        ]

    def _note(self, where: Counter[int], at: datetime) -> None:
        where[max(int((at - self.span.opens) / STEP), 0)] += 1

    def _close(self) -> None:
        """Count what the accounts did, and who was left."""
        for family in self._families.values():
            accepted = any(row.state is DeliveryState.ACCEPTED for row in family.rows)
            self.tally.unreported += accepted
            self.tally.unsent += not accepted
        by_second: Counter[int] = Counter()
        for account in self._sending.values():
            self.tally.calls[account.lane.channel.value] += account.calls
            self.tally.flooded += account.provider.refused
            by_second.update(account.by_second)
        self.tally.peak = max(by_second.values(), default=0)
