"""The turns of an account: one suite for those of one process and those shared through Redis.

Turns are instants, so nothing waits: what is looked at is what was booked.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dispatch.pacing import Pace, Pacer
from dispatch.turns import OwnTurns, Turns
from storage.redis_turns import RedisTurns, SharedBudget, digest
from tests.redis_server import RedisServer, redis_url, running_redis

SECOND = timedelta(seconds=1)
PACE = Pace(interval=timedelta(milliseconds=34), slack=timedelta(milliseconds=10), address_interval=SECOND)
QUICK = Pace(interval=timedelta(milliseconds=2))
LATE = timedelta(milliseconds=15)  # how much later than Redis meant it an answer may be understood on a busy machine


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One account as its two users see it: the sender and the conversation."""

    sender: Turns
    people: Turns


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_url(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(params=["in the process", "through Redis"])
async def account(request: pytest.FixtureRequest, redis: str) -> AsyncIterator[Account]:
    if request.param == "in the process":
        turns = OwnTurns(Pacer(PACE))
        yield Account(sender=turns, people=turns)
        return
    one, other = SharedBudget(redis, now), SharedBudget(redis, now)
    name = f"{request.node.name}"
    yield Account(sender=one.turns(name, PACE), people=other.turns(name, PACE))
    await one.aclose()
    await other.aclose()


def densest(instants: list[datetime], span: timedelta = SECOND) -> int:
    return max(sum(first <= one < first + span for one in instants) for first in instants)


async def booked(turns: Turns, count: int) -> list[datetime]:
    return [await turns.reserve(now()) for _ in range(count)]


async def test_an_idle_account_sends_at_once(account: Account) -> None:
    asked = now()
    assert asked <= await account.sender.reserve(asked) <= now() + LATE


async def test_two_users_of_one_account_never_exceed_its_pace_together(account: Account) -> None:
    halves = await asyncio.gather(booked(account.sender, 60), booked(account.people, 60))
    instants = sorted(one for half in halves for one in half)
    assert densest(instants) <= 30
    assert instants[-1] - instants[0] >= 119 * PACE.interval - PACE.slack - LATE


async def test_the_allowed_rate_is_used(account: Account) -> None:
    instants = await booked(account.sender, 90)
    assert instants[-1] - instants[0] <= 89 * PACE.interval + LATE


async def test_whoever_taps_goes_before_what_the_sender_has_not_booked(account: Account) -> None:
    """The sender books its next turn when the one before has come: ten taps wait for one message, not for the queue."""
    first = await account.sender.reserve(now())
    taps = await booked(account.people, 10)
    after = await account.sender.reserve(now())
    assert taps[-1] - first <= 10 * PACE.interval + LATE
    assert after > taps[-1]


async def test_a_hold_binds_both_users_to_the_instant(account: Account) -> None:
    until = now() + 7 * SECOND
    account.sender.hold(until)
    await account.sender.reserve(now())
    at = await account.people.reserve(now())
    assert until <= at <= until + 3 * PACE.interval + LATE
    assert account.people.held_until is not None
    assert until - LATE <= account.people.held_until <= until + LATE


async def test_what_the_bot_hears_of_a_flood_holds_the_sender(account: Account) -> None:
    account.people.hold(now() + 7 * SECOND)
    async with asyncio.timeout(10):
        while account.sender.held_until is None:
            await account.sender.reserve(now())
            await asyncio.sleep(0)
    assert account.sender.held_until > now() + 6 * SECOND


async def test_a_shorter_hold_does_not_end_a_longer_one(account: Account) -> None:
    until = now() + 7 * SECOND
    account.sender.hold(until)
    account.sender.hold(until - 5 * SECOND)
    assert await account.sender.reserve(now()) >= until


async def test_one_address_is_paced_by_itself(account: Account) -> None:
    start = now()
    assert [account.sender.reserve_address("501", start) for _ in range(2)] == [start, start + SECOND]
    assert account.sender.reserve_address("502", start) == start


async def test_the_pace_is_known(account: Account) -> None:
    assert account.sender.per_second == pytest.approx(29.4, abs=0.1)


async def test_a_quick_account_asks_redis_seldom_and_keeps_its_pace(redis: str) -> None:
    budget = SharedBudget(redis, now)
    turns = budget.turns("quick", QUICK)
    instants = await booked(turns, 500)
    asked = await budget._redis.info("commandstats")
    assert densest(instants) <= 500 + QUICK.slack // QUICK.interval + 1
    assert instants == sorted(instants)
    assert asked["cmdstat_evalsha"]["calls"] < 500
    await budget.aclose()


async def test_nobody_reads_a_token_in_redis(redis: str) -> None:
    budget = SharedBudget(redis, now)
    await budget.turns("1001:very-secret", PACE).reserve(now())
    keys = [key.decode() async for key in budget._redis.scan_iter("boran:turns:*")]
    assert f"boran:turns:{digest('1001:very-secret')}" in keys
    assert not [key for key in keys if "secret" in key]
    await budget.aclose()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


def shared(server: RedisServer, *, share: float) -> tuple[SharedBudget, RedisTurns]:
    budget = SharedBudget(server.url, now)
    return budget, budget.turns("account", PACE, share=share)


@pytest.mark.parametrize("trouble", ["killed", "frozen"])
async def test_without_redis_each_goes_on_at_its_share_and_comes_back(
    server: RedisServer, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.redis_turns.AGAIN_AFTER_S", 0.0)
    budget, turns = shared(server, share=0.5)
    await booked(turns, 3)
    (server.kill if trouble == "killed" else server.freeze)()
    monkeypatch.setattr("storage.redis_turns.AGAIN_AFTER_S", 3600.0)
    instants = await booked(turns, 40)
    assert budget._away
    assert densest(instants) <= 15 + 1  # one from before
    (server.start if trouble == "killed" else server.thaw)()
    budget._again_at = 0.0
    await booked(turns, 2)
    assert not budget._away
    await budget.aclose()


async def test_a_redis_that_lost_everything_still_keeps_a_hold_we_know_of(server: RedisServer) -> None:
    budget, turns = shared(server, share=0.5)
    until = now() + 7 * SECOND
    turns.hold(until)
    server.kill()
    server.start()
    budget._again_at = 0.0
    assert await turns.reserve(now()) >= until
    await budget.aclose()
