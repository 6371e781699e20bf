"""`boran bench latency`: from the head's tap to the first call of a provider, through the product's own worker.

A tap is the use-case that the bot calls; a call is the moment in which a message is handed to its channel.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import uvloop

from boran import heap
from boran.bench import companions, machine
from boran.bench.asking import Provider
from boran.bench.letters import ORDER, fill
from boran.bench.provider import Behaviour
from boran.clock import MovedClock
from boran.commands.typed_draft import TypedDraft, compose_typed
from boran.commands.values import TypedReading
from boran.doors import context
from boran.lanes import accounts, open_channels
from boran.settings import Settings
from boran.wiring import Services, services
from boran.worker import Worker
from bot.context import Turn
from channels.base import Channel, Message, SendOutcome
from dispatch.delivery import LaneName
from dispatch.lane_worker import Load
from orders import approval
from orders.answers import Refused
from orders.order import Order, OrderId
from orders.organisation import OrganisationCode, PersonId

DAY = date(2026, 1, 16)  # a Friday
TAP_AT = datetime(2026, 1, 16, 1, 10, tzinfo=UTC)  # 06:10 in Kazakhstan: the window of п. 11 is open
FAMILIES, STAFF, BUSY = "1:families", "2:staff", "3:region"
REGION = LaneName("telegram-region")  # a bot of its own, with which nothing is planned here: its queue is the load
HANG_S = 30.0
WITHIN_S = 60.0
FAMILIES_OF_SCHOOL = 20
READS_S = (0.05, 0.15)  # from the card to the tap: the queue goes on as it does between the taps of a region
ROUNDS = 5  # an idle system and one under load, in turns: a processor that slows down slows both


@dataclass(slots=True)
class Noticed:
    """When messages were handed to a channel."""

    called: asyncio.Event = field(default_factory=asyncio.Event)
    at: float = 0.0

    def now(self) -> None:
        if not self.called.is_set():
            self.at = time.perf_counter()
            self.called.set()


class Noticing:
    """A channel that notes the moment of a call."""

    def __init__(self, channel: Channel, noticed: Noticed) -> None:
        self.kind, self.capabilities = channel.kind, channel.capabilities
        self._channel, self._noticed = channel, noticed

    async def send(self, message: Message) -> SendOutcome:
        self._noticed.now()
        return await self._channel.send(message)

    async def aclose(self) -> None:
        await self._channel.aclose()


def run(samples: int, *, load: int, told: Callable[[str], None]) -> dict[str, object]:
    """Tap so many times in each of three situations. load: messages that wait on a busy bot when the taps begin."""
    described = machine.describe()
    with TemporaryDirectory(prefix="boran-bench") as home, companions.provider() as provider:
        settings = _settings(Path(home), provider)
        rounds = min(ROUNDS, samples)
        samples -= samples % rounds
        _furnish(settings, schools=3 * samples + 1)
        clock = MovedClock(TAP_AT, 1.0)
        with services(settings, clock) as parts:
            heap.settle()
            bench = _Bench(parts, provider, samples, load, rounds)
            found = uvloop.run(bench.run(told))
    idle, hanging, loaded = (found[name] for name in ("idle", "hanging", "loaded"))
    return {
        "machine": described,
        "samples": samples,
        "load": load,
        "tap_to_first_call_median_ms": round(median(idle.to_call) * 1000, 2),
        "tap_to_first_call_p99_ms": p99_ms(idle.to_call),
        "approval_answer_p99_ms_while_a_provider_hangs": p99_ms(hanging.to_answer),
        "calls_hanging_at_each_of_these_taps": min(hanging.beside),
        "urgent_median_ms_under_load": round(median(loaded.to_call) * 1000, 2),
        "urgent_p99_ms_under_load": p99_ms(loaded.to_call),
        "messages_waiting_at_each_of_these_taps": min(loaded.beside),
        "ratios": {"urgent p99: load/idle": round(p99_ms(loaded.to_call) / p99_ms(idle.to_call), 3)},
    }


def p99_ms(seconds: list[float]) -> float:
    return round(quantiles(seconds, n=100, method="inclusive")[98] * 1000, 2)


@dataclass(frozen=True, slots=True)
class Taps:
    """Seconds from each tap to its answer, and to the first call; beside: what was going on at that moment."""

    to_answer: list[float] = field(default_factory=list)
    to_call: list[float] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)


class _Bench:
    def __init__(self, parts: Services, provider: Provider, samples: int, load: int, rounds: int) -> None:
        self._parts = parts
        self._context = context(parts)
        self._provider = provider
        self._samples = samples
        self._load = load
        self._rounds = rounds
        self._random = Random(1)  # noqa: S311 - a bench, repeatable
        self._schools = iter(range(1, 3 * samples + 2))
        self._noticed = Noticed()

    async def run(self, told: Callable[[str], None]) -> Mapping[str, Taps]:
        parts, stop = self._parts, asyncio.Event()
        found = accounts(parts.settings, parts.storage, parts.clock.now)
        async with open_channels(found) as channels:
            noticing = {name: self._noticing(name, channel) for name, channel in channels.items()}
            working = asyncio.create_task(Worker(parts, noticing).run(stop))
            taps = await self._situations(told)
            self._provider.behave(Behaviour())
            stop.set()
            await channels_closed(channels)
            await working
        return taps

    def _noticing(self, name: LaneName, channel: Channel) -> Channel:
        return Noticing(channel, self._noticed) if name == "telegram-staff" else channel

    async def _situations(self, told: Callable[[str], None]) -> Mapping[str, Taps]:
        idle, loaded = Taps(), Taps()
        for number in range(self._rounds):
            told(f"idle, {number + 1} of {self._rounds}")
            await self._tap_often(idle, self._samples // self._rounds)
            told(f"under load, {number + 1} of {self._rounds}")
            await asyncio.to_thread(self._put_under_load, number)
            await self._tap_often(loaded, self._samples // self._rounds, beside=self._waiting)
            await self._take_load_away()
        told("a provider hangs")
        hang = Behaviour(slow=(f"bot{FAMILIES}", f"bot{STAFF}", f"bot{BUSY}"), hang_s=HANG_S)
        await asyncio.to_thread(self._provider.behave, hang)
        await asyncio.to_thread(self._put_under_load, self._rounds)
        await asyncio.to_thread(self._draft)  # what is planned wakes the lanes
        await _until(lambda: self._hanging() >= min(self._load, Load().at_once))
        hanging = Taps()
        await self._tap_often(hanging, self._samples, answers_only=True, beside=self._hanging)
        return {"idle": idle, "loaded": loaded, "hanging": hanging}

    async def _tap_often(
        self, taps: Taps, times: int, *, answers_only: bool = False, beside: Callable[[], int] = lambda: 0
    ) -> None:
        """Tap so many times. beside: says what else is going on, asked right before each tap."""
        for _ in range(times):
            await self._tap(taps, answers_only=answers_only, beside=beside)

    def _put_under_load(self, number: int) -> None:
        fill(self._parts.storage, self._load, (REGION,), now=self._parts.clock.now(), first=number * self._load)

    async def _take_load_away(self) -> None:
        await asyncio.to_thread(self._supersede)
        await _until(lambda: not self._waiting())  # what the worker holds is sent first

    def _supersede(self) -> None:
        with self._parts.storage.transaction() as tx:
            tx.ledger.supersede(ORDER, before_revision=2, now=self._parts.clock.now())

    def _waiting(self) -> int:
        with self._parts.storage.reading() as tx:
            return tx.ledger.waiting(REGION)

    def _hanging(self) -> int:
        return int(self._provider.seen()["hanging"])

    async def _tap(self, taps: Taps, *, answers_only: bool, beside: Callable[[], int]) -> None:
        """Let a head be asked and answer; the question has left before the tap."""
        self._noticed.called.clear()
        order, head = await asyncio.to_thread(self._draft)
        if not answers_only:
            await self._call()
            await asyncio.sleep(self._random.uniform(*READS_S))
        self._noticed.called.clear()
        taps.beside.append(await asyncio.to_thread(beside))
        began = time.perf_counter()
        await self._context.perform(lambda turn: _approve(turn, order, head))
        taps.to_answer.append(time.perf_counter() - began)
        if not answers_only:
            await self._call()
            taps.to_call.append(self._noticed.at - began)

    async def _call(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            await self._noticed.called.wait()

    def _draft(self) -> tuple[Order, PersonId]:
        school = OrganisationCode(f"trial-{next(self._schools)}")
        typed = TypedDraft(
            organisation=school,
            day=DAY,
            shift=1,
            grades=(0, 1, 4),
            courses=(),
            reading=TypedReading(words="bench", figures={"temp_c": -27.0, "wind_ms": 6.0}, phenomena=frozenset()),
            by=None,
            reason="bench",
        )
        answer = compose_typed(self._parts, typed)
        if isinstance(answer, Refused):
            raise RuntimeError(f"the draft of {school} was refused: {answer.refusal}")  # noqa: TRY004 - an answer
        order: Order = answer.order
        assert order.prepared_by is not None
        return order, order.prepared_by


def _approve(turn: Turn, order: Order, head: PersonId) -> None:
    answer = approval.approve(
        turn.tx, order_id=OrderId(order.id), revision=order.revision, by=head, now=turn.now, edition=turn.edition
    )
    if isinstance(answer, Refused):
        raise RuntimeError(f"the approval was refused: {answer.refusal}")  # noqa: TRY004 - an answer


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - in the database, or in another process
            await asyncio.sleep(0.05)


async def channels_closed(channels: Mapping[LaneName, Channel]) -> None:
    """End the calls that still hang, so that nobody waits for them."""
    for channel in channels.values():
        await channel.aclose()


def _settings(home: Path, provider: Provider) -> Settings:
    telegram = {
        "base_url": provider.url,
        "families": {"token": FAMILIES, "paid_broadcast": True},
        "staff": {"token": STAFF, "paid_broadcast": True},
        "bots": {"region": {"token": BUSY, "paid_broadcast": True}},
    }
    weather = {"open_meteo_url": provider.url, "aviation_weather_url": provider.url}
    return Settings.model_validate({"home": home, "telegram": telegram, "weather": weather})


def _furnish(settings: Settings, *, schools: int) -> None:
    """Make up a roster and import it, with the product's own commands."""
    roster = settings.home / "roster.csv"
    families = schools * FAMILIES_OF_SCHOOL
    environment = {**os.environ, "BORAN_HOME": str(settings.home)}
    for arguments in (
        ("generate", "--schools", str(schools), "--families", str(families), "--out", str(roster)),
        ("import", str(roster)),
    ):
        command = (sys.executable, "-m", "boran", "roster", *arguments)
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
