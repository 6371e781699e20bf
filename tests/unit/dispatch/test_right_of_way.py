"""Who stands aside for a decision, and for how long at most."""

import asyncio

import pytest

from dispatch.right_of_way import RightOfWay

FOR_EVER_S = 3600.0
AT_ONCE_S = 0.0


async def test_where_nobody_decides_nobody_waits() -> None:
    way = RightOfWay(FOR_EVER_S)
    assert not way.is_taken
    await way.clear()


async def test_the_queue_goes_on_when_the_last_of_two_decisions_is_through() -> None:
    way = RightOfWay(FOR_EVER_S)
    with way.taken():
        with way.taken():
            queue = asyncio.create_task(way.clear())
        await asyncio.sleep(0)
        assert way.is_taken
        assert not queue.done()
    await queue
    assert not way.is_taken


async def test_a_decision_that_failed_is_through() -> None:
    way = RightOfWay(FOR_EVER_S)
    with pytest.raises(LookupError), way.taken():
        raise LookupError
    await way.clear()


async def test_nobody_waits_longer_than_the_longest_however_many_come_after_each_other() -> None:
    way = RightOfWay(AT_ONCE_S)
    with way.taken():
        await way.clear()
        with way.taken():
            assert not way.is_taken
        await way.clear()


async def test_the_next_decision_has_the_way_again() -> None:
    way = RightOfWay(AT_ONCE_S)
    for _ in range(2):
        with way.taken():
            assert way.is_taken
            await way.clear()
        assert not way.is_taken


def test_it_serves_one_event_loop_after_another() -> None:
    way = RightOfWay(FOR_EVER_S)

    async def decide() -> None:
        with way.taken():
            queue = asyncio.create_task(way.clear())
            await asyncio.sleep(0)
        await queue

    for _ in range(2):
        asyncio.run(decide())
