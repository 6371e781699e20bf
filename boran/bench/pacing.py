"""`boran bench pacing`: the engine at its own pace; the provider enforces 30 a second and asks for a wait."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from boran.bench import companions, machine
from boran.bench.asking import Provider
from boran.bench.letters import LANE, fill
from boran.bench.provider import Behaviour
from boran.bench.words import TOKEN
from boran.clock import SystemClock
from channels.telegram import TelegramChannel
from dispatch.sender import Sender
from storage import SqlStorage, open_storage

ALLOWED = 30  # messages a second
WAIT_S = 3
FULL = 0.95  # of the allowed rate
Calls = Sequence[tuple[float, bool]]  # when, and whether it was accepted


def run(*, seconds: int) -> dict[str, object]:
    """Send for so many seconds, and again through a wait the provider asks for."""
    described = machine.describe()
    with TemporaryDirectory(prefix="boran-bench") as home, companions.provider() as provider:
        storage = open_storage(f"sqlite:///{Path(home) / 'boran.db'}")
        storage.upgrade()
        fill(storage, ALLOWED * (2 * seconds + 10 * WAIT_S))
        steady = _sent(storage, provider, Behaviour(per_second=ALLOWED, keep=True), seconds)
        flood = Behaviour(per_second=ALLOWED, keep=True, flood_at=2 * ALLOWED, retry_after_s=WAIT_S)
        flooded = _sent(storage, provider, flood, 2 * WAIT_S + 6)
        ended = provider.seen()["flooded_at"] + WAIT_S
        storage.close()
    return {
        "machine": described,
        "allowed_per_s": ALLOWED,
        "share_of_allowed_rate": round(share(steady), 4),
        "share_refused": round(sum(not accepted for _, accepted in steady) / max(len(steady), 1), 5),
        "wait_s": WAIT_S,
        "calls_during_the_wait": sum(ended - WAIT_S < at < ended for at, _ in flooded),
        "full_rate_after_s": recovery(flooded, ended),
    }


def share(calls: Calls) -> float:
    """Return the share of the allowed rate that was reached, over all whole intervals between accepted calls."""
    accepted = [at for at, was_accepted in calls if was_accepted]
    if len(accepted) < ALLOWED:
        return 0.0
    return (len(accepted) - 1) / (accepted[-1] - accepted[0]) / ALLOWED


def recovery(calls: Calls, ended: float) -> float | None:
    """Return how long after the wait a second of full rate begins; None when there was none."""
    after = [at for at, accepted in calls if accepted and at >= ended]
    for first in after:
        if sum(first <= at < first + 1 for at in after) >= FULL * ALLOWED:
            return round(first - ended, 3)
    return None


def _sent(storage: SqlStorage, provider: Provider, behaviour: Behaviour, seconds: float) -> Calls:
    """Run the sender on one account at the pace of Telegram and return the calls as the provider saw them."""
    provider.behave(behaviour)

    async def send() -> None:
        channel, stop = TelegramChannel(TOKEN, base_url=provider.url), asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        await Sender(storage, {LANE: channel}, SystemClock()).run(stop)
        await channel.aclose()

    uvloop.run(send())
    return [(at, accepted) for at, accepted, _ in provider.seen()["calls"]]
