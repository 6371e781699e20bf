"""The product: claim, send, record."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import uvloop

from boran.bench.contenders import Task
from boran.bench.letters import LANE
from boran.bench.stopwatch import Stopwatch
from boran.bench.words import TOKEN
from boran.clock import SystemClock
from channels.base import Accepted, Message, SendOutcome
from channels.telegram import TelegramChannel
from dispatch.pacing import Pace
from dispatch.sender import Sender
from storage import open_storage

UNLIMITED = Pace(interval=timedelta(0))


def send_all(task: Task, watch: Stopwatch) -> None:
    """Claim, send, record: everything the product does, without a pace."""
    uvloop.run(send_planned(task, pace=UNLIMITED, begin=watch.start, end=watch.stop))


async def send_planned(task: Task, *, pace: Pace, begin: Callable[[], object], end: Callable[[], object]) -> None:
    """Send what is planned. begin, end: called when all is set up, and when the last message is recorded."""
    storage = open_storage(task.database)
    channel = Counting(TelegramChannel(TOKEN, base_url=task.provider), task.messages)
    begin()
    await Sender(storage, {LANE: channel}, SystemClock(), paces={LANE: pace}).run(channel.all_accepted)
    end()
    await channel.aclose()
    with storage.reading() as tx:
        assert tx.ledger.waiting(LANE) == 0, "every message is recorded"
    storage.close()


class Counting:
    """A channel that says when enough was accepted. all_accepted: stops the sender."""

    def __init__(self, channel: TelegramChannel, messages: int) -> None:
        self.kind, self.capabilities = channel.kind, channel.capabilities
        self.all_accepted = asyncio.Event()
        self._channel, self._left = channel, messages

    async def send(self, message: Message) -> SendOutcome:
        outcome = await self._channel.send(message)
        if isinstance(outcome, Accepted):
            self._left -= 1
            if self._left == 0:
                self.all_accepted.set()
        return outcome

    async def aclose(self) -> None:
        await self._channel.aclose()
