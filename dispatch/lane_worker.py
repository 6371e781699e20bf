"""One lane at work: claim, commit, send with nothing open, record. A thin shell round `retry` and `turns`."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

import structlog

from channels.base import Channel, ChannelClosed, Message, Reason, SendOutcome, Unknown
from dispatch.delivery import Delivery, LaneName, Text, TextId
from dispatch.ports import Clock, Storage
from dispatch.recorder import AFTER_TROUBLE, Recorder, Result
from dispatch.retry import REFUSED_ACCOUNT_WAIT, Step, next_step, not_sent
from dispatch.right_of_way import RightOfWay
from dispatch.semantics import Policy
from dispatch.turns import Turns

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much a lane takes on at once.

    batch: deliveries in its hands, never more than a second's worth of the lane's pace. at_once: calls in flight.
    lease: how long a claim holds; whatever is not recorded by then may have been sent and becomes unknown.
    look_every: how long an idle lane sleeps when nobody wakes it.
    """

    batch: int = 1_000
    at_once: int = 64
    lease: timedelta = timedelta(minutes=5)
    look_every: timedelta = timedelta(seconds=30)


SHORTEST_REST = timedelta(milliseconds=200)
UNWRITTEN_HANDS = 4  # a lane takes no more while so many hands of results wait for the ledger
_AT_ONCE = timedelta(0)


def _hand_size(load: Load, per_second: float) -> int:
    """Return how many deliveries a lane holds at once: a quarter of a second's worth, or a slow lane's second.

    A fast lane's claims are many and short: whoever taps waits for one of them at most.
    """
    return max(1, int(min(load.batch, per_second, max(load.at_once, per_second / 4))))


class LaneWorker:
    """Owns one lane. Nothing is claimed that is not sent, handed back or recorded, except when the process dies.

    What was claimed lies in its hand; a crew of callers takes from it, and the next claim is made while half of it is
    still there. route: under which the people it reaches are known. turns: when the account may send, shared with
    whoever else sends with it.
    """

    def __init__(
        self,
        lane: LaneName,
        channel: Channel,
        *,
        route: LaneName,
        storage: Storage,
        clock: Clock,
        policy: Policy,
        turns: Turns,
        load: Load,
        way: RightOfWay,
    ) -> None:
        self.lane = lane
        self.refused = False  # the provider refuses our account: a person must act, and one message a minute asks
        self._ask_again_at: datetime | None = None
        self._channel = channel
        self._storage = storage
        self._clock = clock
        self._policy = policy
        self._turns = turns
        self._load = load
        self._way = way
        self._limit = _hand_size(load, turns.per_second)
        self._paced = turns.per_second < inf
        self._hand: deque[Delivery] = deque()
        self._crew: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._room = asyncio.Event()
        self._wake = asyncio.Event()
        self._stopping = False
        self._many = False  # more waits than a hand holds: such a lane stands aside for a decision
        self._texts: dict[TextId, Text] = {}
        self._recorder = Recorder(lane, route=route, storage=storage, clock=clock, way=way, written=self.wake)

    def wake(self) -> None:
        """Say that something may be due sooner than a resting lane thinks."""
        self._wake.set()

    async def run(self, stop: asyncio.Event, *, ending: asyncio.Event | None = None) -> None:
        """Send until `stop` is set; then hand back what was claimed, and return when everything is recorded.

        ending: the process ends, and recording need not wait for a database that is away; `stop` when left out.
        """
        stopper = asyncio.create_task(self._stop_with(stop, ending or stop))
        try:
            while not stop.is_set():
                self._wake.clear()
                if await self._take():
                    await self._room.wait()
                else:
                    await self._rest()
        finally:
            await self._settle()
            stopper.cancel()

    async def drain(self) -> int:
        """Send until nothing of this lane is due; return how many calls were begun."""
        begun = 0
        while taken := await self._take():
            begun += taken
            await self._settle()
        return begun

    async def _stop_with(self, stop: asyncio.Event, ending: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self._wake.set()
        self._room.set()
        await ending.wait()
        self._recorder.give_up_on_trouble()

    async def _take(self) -> int:
        """Fill the hand and return how many were claimed. Trouble with the storage is logged and waited out."""
        now = self._clock.now()
        if self._is_held(now) or self._is_refused(now) or (self.refused and self._crew) or self._is_behind():
            return 0
        await self._stand_aside()
        limit = 1 if self.refused else self._limit - len(self._hand)
        try:
            claimed = await asyncio.to_thread(self._claim, now, limit)
        except Exception:
            log.exception("lane.claim_failed", lane=self.lane)
            await self._pause(AFTER_TROUBLE)
            return 0
        self._many = len(claimed) == limit
        self._hand.extend(claimed)
        self._make_room()
        # Who ended in this very turn of the loop takes nothing from the hand any more, and is still in the crew.
        self._crew -= {caller for caller in self._crew if caller.done()}
        for _ in range(min(self._load.at_once - len(self._crew), len(self._hand))):
            caller = asyncio.create_task(self._call_in_turn())
            self._crew.add(caller)
            caller.add_done_callback(self._crew.discard)
        return len(claimed)

    def _claim(self, now: datetime, limit: int) -> Sequence[Delivery]:
        if not self._hand and not self._has_something_due(now):
            return ()  # every lane is woken by every plan: those it does not concern stay out of the writers' line
        with self._storage.transaction() as tx:
            claimed = tx.ledger.claim(self.lane, now=now, limit=limit, lease=self._load.lease)
            in_hand = {delivery.text for delivery in (*self._hand, *claimed)}
            unread = in_hand - self._texts.keys()
            read = tx.ledger.texts(tuple(unread)) if unread else {}
        self._texts = {id_: text for id_, text in (self._texts | read).items() if id_ in in_hand}
        return claimed

    def _make_room(self) -> None:
        """Let the next claim begin when half of the hand is gone."""
        if self._stopping or len(self._hand) <= self._limit // 2:
            self._room.set()
        else:
            self._room.clear()

    async def _call_in_turn(self) -> None:
        """Be one of the crew: send what lies in the hand, one after the other. One slow answer holds nobody else."""
        while self._hand:
            delivery = self._hand.popleft()
            if not self._room.is_set():
                self._make_room()
            try:
                text = self._texts[delivery.text]
                await self._wait_for_turns(delivery)
                if step := await self._attempt(delivery, text):
                    self._recorder.note(Result(delivery, step))
            except Exception:
                log.exception("lane.call_failed", lane=self.lane, delivery=delivery.id)  # its lease will run out

    async def _wait_for_turns(self, delivery: Delivery) -> None:
        """Wait for the account's turn and then for the address's. The account's turns are taken one by one."""
        if self._paced:
            async with self._turn:
                await self._stand_aside()
                now = self._clock.now()
                if not self._hands_off(now):
                    turn = await self._turns.reserve(now)
                    await self._pause(turn - now)
                    self._turns.late(self._clock.now() - turn)
        else:
            await self._stand_aside()
        now = self._clock.now()
        await self._pause(self._turns.reserve_address(delivery.address, now) - now)

    async def _stand_aside(self) -> None:
        if self._many:
            await self._way.clear()

    async def _attempt(self, delivery: Delivery, text: Text) -> Step | None:
        """Send, unless the third look at span, lease and lane says no. None: the lease is over, the row is not ours."""
        now = self._clock.now()
        if delivery.claimed_until is not None and now >= delivery.claimed_until:
            return None
        if now >= delivery.not_after:
            return Step(change=not_sent(delivery, "", now=now, again_at=now))  # expired
        if now < delivery.not_before:
            return Step(change=not_sent(delivery, "", now=now, again_at=delivery.not_before))
        if self._hands_off(now):
            again_at = max(now, self._turns.held_until or now)
            return Step(change=not_sent(delivery, "", now=now, again_at=again_at))
        try:
            outcome = await self._send(delivery, text)
        except ChannelClosed:
            return Step(change=not_sent(delivery, Reason.CONNECTION, now=now, again_at=now))
        return self._conclude(next_step(outcome, delivery, now=self._clock.now(), policy=self._policy))

    async def _send(self, delivery: Delivery, text: Text) -> SendOutcome:
        message = Message(
            key=delivery.id,
            address=delivery.address,
            text=text.body,
            buttons=text.buttons,
            locale=delivery.locale,
            subject=text.subject,
            template=text.template,
            thread=delivery.order,
            edits=delivery.edits,
        )
        try:
            return await self._channel.send(message)
        except ChannelClosed:
            raise
        except Exception:
            # A broken channel must not lose a row: nobody knows whether it was sent.
            log.exception("lane.channel_failed", lane=self.lane, delivery=delivery.id)
            return Unknown(reason=Reason.CONNECTION_LOST)

    def _conclude(self, step: Step) -> Step:
        if step.hold_lane_until:
            self._turns.hold(step.hold_lane_until)
            log.warning("lane.held", lane=self.lane, until=step.hold_lane_until.isoformat())
        if step.stop_lane and not self.refused:
            log.error("lane.refused", lane=self.lane, advice="the provider refuses this account: check its token")
        elif self.refused and not step.stop_lane:
            log.warning("lane.taken_again", lane=self.lane)
        self.refused = step.stop_lane
        self._ask_again_at = step.change.at + REFUSED_ACCOUNT_WAIT if step.stop_lane else None
        return step

    def _is_refused(self, now: datetime) -> bool:
        return self._ask_again_at is not None and now < self._ask_again_at

    def _is_behind(self) -> bool:
        """Whether more must not be sent before what came back is written: it would be in doubt, and in memory."""
        return self._recorder.unwritten >= UNWRITTEN_HANDS * self._limit

    def _is_held(self, now: datetime) -> bool:
        held_until = self._turns.held_until
        return held_until is not None and now < held_until

    def _hands_off(self, now: datetime) -> bool:
        return self._stopping or self._is_refused(now) or self._is_held(now)

    async def _pause(self, span: timedelta) -> None:
        if span > _AT_ONCE:
            await self._clock.sleep(span)

    async def _rest(self) -> None:
        """Sleep until something is due, somebody wakes the lane, or it is time to look again."""
        try:
            span = await asyncio.to_thread(self._idle_span, self._clock.now())
        except Exception:
            log.exception("lane.look_failed", lane=self.lane)
            span = AFTER_TROUBLE
        waits = (asyncio.create_task(self._wake.wait()), asyncio.create_task(self._clock.sleep(span)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _idle_span(self, now: datetime) -> timedelta:
        if self._ask_again_at is not None and now < self._ask_again_at:
            return min(self._ask_again_at - now, self._load.look_every)
        held_until = self._turns.held_until
        if held_until is not None and now < held_until:
            return held_until - now
        due = self._next_due()
        if due is not None and due <= now:
            with self._storage.transaction() as tx:
                tx.ledger.expire(now=now)  # what is due and cannot be claimed has outlived its span
            due = self._next_due()
        soon = self._load.look_every if due is None else due - now
        return min(max(soon, SHORTEST_REST), self._load.look_every)

    def _next_due(self) -> datetime | None:
        with self._storage.reading() as tx:
            return tx.ledger.next_due(self.lane)

    def _has_something_due(self, now: datetime) -> bool:
        due = self._next_due()
        return due is not None and due <= now

    async def _settle(self) -> None:
        """Wait until no call is in flight and everything that came back is recorded."""
        while self._crew:
            await asyncio.gather(*self._crew)
        await self._recorder.settle()
