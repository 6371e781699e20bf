"""One lane at work: claim, commit, send with nothing open, record. A thin shell round `retry` and `pacing`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from channels.base import Channel, ChannelClosed, Message, Reason, SendOutcome, Unknown
from dispatch.delivery import Delivery, LaneName, Text, TextId
from dispatch.ports import Clock, Storage, Transaction
from dispatch.retry import Policy, Step, next_step, not_sent
from dispatch.roster import Contact
from dispatch.turns import Turns

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much a lane takes on at once.

    batch: deliveries per claim, never more than a second's worth of the lane's pace. at_once: calls in flight.
    lease: how long a claim holds; whatever is not recorded by then may have been sent and becomes unknown.
    look_every: how long an idle lane sleeps when nobody wakes it.
    """

    batch: int = 200
    at_once: int = 64
    lease: timedelta = timedelta(minutes=5)
    look_every: timedelta = timedelta(seconds=30)


SHORTEST_REST = timedelta(milliseconds=200)
AFTER_TROUBLE = timedelta(seconds=2)
TEXTS_KEPT = 500


@dataclass(frozen=True, slots=True)
class Result:
    delivery: Delivery
    step: Step


class LaneWorker:
    """Owns one lane. Nothing is claimed that is not sent, handed back or recorded, except when the process dies."""

    def __init__(
        self,
        lane: LaneName,
        channel: Channel,
        *,
        storage: Storage,
        clock: Clock,
        policy: Policy,
        turns: Turns,
        load: Load,
    ) -> None:
        self.lane = lane
        self.refused = False  # the provider refuses our account: a person must act, nothing more is claimed
        self._channel = channel
        self._storage = storage
        self._clock = clock
        self._policy = policy
        self._turns = turns
        self._load = load
        self._limit = max(1, int(min(load.batch, turns.per_second)))
        self._slots = asyncio.Semaphore(load.at_once)
        self._wake = asyncio.Event()
        self._stopping = False
        self._texts: dict[TextId, Text] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._recorder: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Say that something new may be due."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; then hand back what was claimed, and return when everything is recorded."""
        stopper = asyncio.create_task(self._stop_with(stop))
        try:
            while not stop.is_set():
                self._wake.clear()
                if not await self._take():
                    await self._rest()
        finally:
            stopper.cancel()
            await self._settle()

    async def drain(self) -> int:
        """Send until nothing of this lane is due; return how many calls were begun."""
        begun = 0
        while taken := await self._take():
            begun += taken
            await self._settle()
        return begun

    async def _stop_with(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self._wake.set()

    async def _take(self) -> int:
        """Claim once and begin what was claimed; return how many. Trouble with the storage is logged and waited out."""
        now = self._clock.now()
        if self.refused or self._is_held(now):
            return 0
        try:
            claimed = await asyncio.to_thread(self._claim, now)
        except Exception:
            log.exception("lane.claim_failed", lane=self.lane)
            await self._pause(AFTER_TROUBLE)
            return 0
        for delivery in claimed:
            await self._begin(delivery)
        return len(claimed)

    def _claim(self, now: datetime) -> Sequence[Delivery]:
        with self._storage.transaction() as tx:
            claimed = tx.ledger.claim(self.lane, now=now, limit=self._limit, lease=self._load.lease)
            if len(self._texts) > TEXTS_KEPT:
                self._texts.clear()
            unread = {delivery.text for delivery in claimed} - self._texts.keys()
            self._texts |= tx.ledger.texts(tuple(unread))
        return claimed

    async def _begin(self, delivery: Delivery) -> None:
        """Wait for a slot and for the lane's turn, then send in a task of its own: one slow answer holds nobody."""
        await self._slots.acquire()
        now = self._clock.now()
        if not self._hands_off(now):
            await self._pause(await self._turns.reserve(now) - now)
        call = asyncio.create_task(self._call(delivery, self._texts[delivery.text]))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _call(self, delivery: Delivery, text: Text) -> None:
        try:
            now = self._clock.now()
            await self._pause(self._turns.reserve_address(delivery.address, now) - now)
            if step := await self._attempt(delivery, text):
                self._note(Result(delivery, step))
        finally:
            self._slots.release()

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
            thread=text.thread or delivery.order,
            edits=delivery.edits,
            expires_at=delivery.not_after,
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
            self.refused = True
            log.error("lane.refused", lane=self.lane, advice="the provider refuses this account: check its token")
        return step

    def _note(self, result: Result) -> None:
        self._results.append(result)
        if self._recorder is None or self._recorder.done():
            self._recorder = asyncio.create_task(self._record_all())

    async def _record_all(self) -> None:
        """Write what has come back, as much as there is at a time, until there is no more."""
        while self._results:
            batch, self._results = self._results, []
            try:
                await asyncio.to_thread(self._record, batch)
            except Exception:
                log.exception("lane.record_failed", lane=self.lane, deliveries=len(batch))
                self._results[:0] = batch
                if self._stopping:
                    return  # the leases run out, and the rows become unknown
                await self._clock.sleep(AFTER_TROUBLE)
            else:
                if any(result.step.change.next_attempt_at for result in batch):
                    self._wake.set()  # something will be due sooner than a resting lane thinks

    def _record(self, batch: Sequence[Result]) -> None:
        with self._storage.transaction() as tx:
            tx.ledger.record([result.step.change for result in batch])
            for result in batch:
                _mark_contact(tx, result)

    def _is_held(self, now: datetime) -> bool:
        return self._turns.held_until is not None and now < self._turns.held_until

    def _hands_off(self, now: datetime) -> bool:
        return self._stopping or self.refused or self._is_held(now)

    async def _pause(self, span: timedelta) -> None:
        if span > timedelta(0):
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
        if self.refused:
            return self._load.look_every
        if self._is_held(now) and self._turns.held_until is not None:
            return self._turns.held_until - now
        with self._storage.transaction() as tx:
            due = tx.ledger.next_due(self.lane)
            if due is not None and due <= now:
                tx.ledger.expire(now=now)  # what is due and cannot be claimed has outlived its span
                due = tx.ledger.next_due(self.lane)
        soon = self._load.look_every if due is None else due - now
        return min(max(soon, SHORTEST_REST), self._load.look_every)

    async def _settle(self) -> None:
        """Wait until no call is in flight and everything that came back is recorded."""
        while self._calls:
            await asyncio.gather(*self._calls)
        while self._recorder is not None and not self._recorder.done():
            await self._recorder


def _mark_contact(tx: Transaction, result: Result) -> None:
    """Keep what the provider said about the address: the next plan must know it."""
    delivery, step = result.delivery, result.step
    if step.contact_lost:
        tx.roster.set_blocked(delivery.lane, delivery.address, blocked=True)
    if step.new_address:
        moved = Contact(person=delivery.person, channel=delivery.channel, lane=delivery.lane, address=step.new_address)
        tx.roster.put_contact(moved)
