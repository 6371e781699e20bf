"""One sending account at work on the virtual clock: paced by our `Pacer`, answered by its provider."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush

from boran.capacity.providers import Answer, Provider
from boran.capacity.rows import Queue, Row
from dispatch.delivery import DeliveryState
from dispatch.lane_worker import Load
from dispatch.lanes import Lane
from dispatch.pacing import Pacer
from dispatch.retry import next_step
from dispatch.semantics import POLICIES
from orders.windows import Window

Act = Callable[[datetime], None]
Schedule = Callable[[datetime, Act], None]
Report = Callable[[Row, Answer], None]


class Sending:
    """Sends as a lane worker does: a slot, a turn, the call, and what `next_step` makes of the answer.

    schedule: has something done at an instant. report: told of every row whose state has changed.
    """

    def __init__(self, lane: Lane, provider: Provider, *, span: Window, schedule: Schedule, report: Report) -> None:
        self.lane = lane
        self.provider = provider
        self.queue = Queue()
        self.calls = 0
        self.by_second: dict[int, int] = {}
        self._span = span
        self._schedule = schedule
        self._report = report
        self._pacer = Pacer(lane.speed)
        self._slots = Load().at_once
        self._ends: list[datetime] = []
        self._resting = 0  # rows that have had the account's turn and wait for their address's
        self._awake = False

    @property
    def waiting(self) -> int:
        """How many deliveries are still to be sent: the queue ahead, as `Ledger.waiting` counts it."""
        return len(self.queue) + self.in_flight

    @property
    def in_flight(self) -> int:
        """How many have been claimed."""
        return len(self._ends) + self._resting

    def add(self, row: Row, now: datetime) -> None:
        self.queue.add(row)
        self._rouse(max(now, self._span.opens))

    def turn(self, now: datetime) -> None:
        """Begin one message, or wait for whatever it takes to begin one."""
        self._awake = False
        if now >= self._span.closes:
            return
        while self._ends and self._ends[0] <= now:
            heappop(self._ends)
        if self.in_flight >= self._slots:
            self._rouse(self._ends[0] if self._ends else now + self.lane.speed.address_interval)
        elif (held := self._pacer.held_until) is not None and now < held:
            self._rouse(held)
        elif (row := self.queue.claim(now)) is not None:
            self._rouse(self._send(row, now))
        elif (due := self.queue.next_due()) is not None:
            self._rouse(due)

    def _rouse(self, at: datetime) -> None:
        if not self._awake:
            self._awake = True
            self._schedule(at, self.turn)

    def _send(self, row: Row, now: datetime) -> datetime:
        """Send at the account's turn, or at the address's after it, and return when the account's is."""
        turn = self._pacer.reserve(now)
        at = self._pacer.reserve_address(str(row.family), turn)
        if at > turn:
            self._resting += 1
            self._schedule(at, lambda rested: self._call_rested(row, rested))
        else:
            self._call(row, at)
        return turn

    def _call_rested(self, row: Row, now: datetime) -> None:
        self._resting -= 1
        if (held := self._pacer.held_until) is not None and now < held:
            row.due = held
            self.queue.put_off(row)
            self._rouse(held)
        else:
            self._call(row, now)

    def _call(self, row: Row, at: datetime) -> None:
        if at >= self._span.closes:
            row.state = DeliveryState.EXPIRED
            return
        self._count(at)
        answer = self.provider.answer(at)
        heappush(self._ends, answer.at)
        step = next_step(answer.outcome, row.delivery(self._span), now=answer.at, policy=POLICIES[self.lane.channel])
        row.state = step.change.state
        row.attempts += step.change.counts_as_attempt
        if step.hold_lane_until:
            self._pacer.hold(step.hold_lane_until)
        if row.state is DeliveryState.DEFERRED and step.change.next_attempt_at:
            row.due = step.change.next_attempt_at
            self.queue.put_off(row)
        elif row.state is DeliveryState.ACCEPTED:
            row.accepted_at = answer.at
        self._report(row, answer)

    def _count(self, at: datetime) -> None:
        self.calls += 1
        second = int((at - self._span.opens) / timedelta(seconds=1))
        self.by_second[second] = self.by_second.get(second, 0) + 1
