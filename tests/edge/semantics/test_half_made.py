"""R-04: a fault between each pair of steps from the approval to the plan. Nothing half made; afterwards all goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from dispatch.planner import plan_pending
from orders.answers import Done
from orders.approval import approve
from orders.order import OrderState
from orders.ports import EventKind
from storage import SqlStorage
from storage.journal import Intact
from storage.schema import metadata
from tests.unit.dispatch.samples import EDITION, EDITIONS, HEAD, World, at, order

MOST_STEPS = 400
Step = Callable[[SqlStorage], object]


class PowerCut(BaseException):
    """What happens at the chosen step. No `except Exception` sees it: a process without power mends nothing."""


@contextmanager
def cut_before(storage: SqlStorage, step: int) -> Iterator[list[str]]:
    """Fail right before the statement of this number; yield the statements that came so far."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)
        if len(seen) == step:
            raise PowerCut

    engine = storage._engines.writer
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def approve_it(storage: SqlStorage) -> object:
    with storage.transaction() as tx:
        return approve(tx, order_id=order().id, revision=1, by=HEAD, now=at("06:10"), edition=EDITION)


def plan_it(storage: SqlStorage) -> object:
    with storage.transaction() as tx:
        return plan_pending(tx, now=at("06:11"), editions=EDITIONS)


def contents(storage: SqlStorage) -> dict[str, list[Any]]:
    """Return every row of every table that an order touches."""
    tables = ("orders", "order_revisions", "outbox", "journal", "texts", "deliveries")
    with storage._engines.reader.connect() as connection:
        return {name: sorted(map(repr, connection.execute(metadata.tables[name].select()).all())) for name in tables}


@pytest.fixture
def world(storage: SqlStorage) -> World:
    world = World(storage).furnish()
    world.put(order(), EventKind.DRAFT_READY, now=at("05:45"))
    plan_it(storage)
    return world


def every_step(storage: SqlStorage, act: Step) -> int:
    """Cut the power before each statement of an act in turn; return how many steps it has, once it went through."""
    before = contents(storage)
    for step in range(1, MOST_STEPS):
        with cut_before(storage, step) as seen:
            try:
                act(storage)
            except PowerCut:
                pass
            else:
                assert len(seen) < step
                return len(seen)
        assert contents(storage) == before, f"half made after {seen[-1]}"
    raise AssertionError("an act of endless steps")


def test_an_approval_is_whole_or_not_there(world: World, storage: SqlStorage) -> None:
    assert every_step(storage, approve_it) > 5
    with storage.reading() as tx:
        found = tx.orders.get(order().id)
    assert found is not None
    assert found.state is OrderState.APPROVED


def test_a_release_is_whole_or_not_there_and_the_event_waits_for_it(world: World, storage: SqlStorage) -> None:
    assert isinstance(approve_it(storage), Done)
    assert every_step(storage, plan_it) > 10
    with storage.reading() as tx:
        found = tx.orders.get(order().id)
        rows = tx.ledger.of_order(order().id)
    assert found is not None
    assert found.state is OrderState.RELEASED
    assert len(rows) >= 4 + 4 + 1
    assert isinstance(storage.verify_journal(), Intact)


def test_the_next_process_finds_all_that_it_needs_in_the_event(world: World, storage: SqlStorage) -> None:
    """A process that dies right after the answer "approved" leaves all that the next one needs."""
    approve_it(storage)
    storage.close()  # every connection of the dead process is gone
    assert plan_it(storage) == 1
    with storage.reading() as tx:
        assert tx.ledger.of_order(order().id)
