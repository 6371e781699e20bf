"""An order that cannot be planned stops neither the others nor itself for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from dispatch.delivery import Purpose
from dispatch.planner import plan_pending
from dispatch.putting_off import FIRST_PAUSE, LONGEST_PAUSE, pause_after
from orders.order import OrderId
from orders.ports import EventKind
from storage import SqlStorage, open_storage
from storage.engine import make_engines
from tests.unit.dispatch.samples import EDITIONS, OTHER_SCHOOL, World, at, order, signed

BROKEN = OrderId("b" * 32)


def plan(storage: SqlStorage, now: datetime) -> int:
    with storage.transaction() as tx:
        return plan_pending(tx, now=now, editions=EDITIONS)


def break_order(url: str, *, broken: bool) -> None:
    """Write something into the order that nobody can read, or mend it."""
    engines = make_engines(url)
    with engines.writer.begin() as connection:
        if broken:
            connection.execute(text("CREATE TABLE kept AS SELECT id, parts FROM orders"))
            connection.execute(text(f"UPDATE orders SET parts = '[1]' WHERE id = '{BROKEN}'"))  # noqa: S608
        else:
            connection.execute(text("UPDATE orders SET parts = (SELECT parts FROM kept WHERE kept.id = orders.id)"))
            connection.execute(text("DROP TABLE kept"))
    engines.dispose()


def test_what_cannot_be_planned_is_put_off_alone_counted_journaled_and_planned_when_it_can_be(
    storage: SqlStorage, database_url: str
) -> None:
    world = World(storage).furnish()
    first = signed(replace(order(), id=BROKEN, body=OTHER_SCHOOL, check_code="KST7Q2MX"))
    world.put(first, EventKind.ORDER_APPROVED, now=at("06:10"))
    second = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    break_order(database_url, broken=True)

    assert plan(storage, at("06:10")) == 2
    with storage.reading() as tx:
        assert tx.ledger.of_order(second.id, purposes=(Purpose.FAMILY_NOTICE,))
        (waiting,) = tx.events.troubled()
        assert (waiting.event.order, waiting.attempts, waiting.trouble) == (BROKEN, 1, "BrokenDocument")
        assert tx.events.next_due() == at("06:10") + FIRST_PAUSE
    assert plan(storage, at("06:10")) == 0
    assert plan(storage, at("06:11")) == 1

    break_order(database_url, broken=False)
    assert plan(storage, at("06:20")) == 1
    with storage.reading() as tx:
        assert tx.events.troubled() == []
        assert tx.events.next_due() is None
    engines = make_engines(database_url)
    with engines.reader.connect() as connection:
        actions = connection.execute(text("SELECT action FROM journal ORDER BY number")).scalars().all()
    engines.dispose()
    assert actions.count("dispatch.put_off") == 1
    storage_is_whole(database_url)


def storage_is_whole(url: str) -> None:
    opened = open_storage(url)
    assert type(opened.verify_journal()).__name__ == "Intact"
    opened.close()


def test_pauses_grow_and_never_outlast_a_window() -> None:
    pauses = [pause_after(attempts) for attempts in range(40)]
    assert pauses[:3] == [FIRST_PAUSE, 3 * FIRST_PAUSE, 9 * FIRST_PAUSE]
    assert pauses == sorted(pauses)
    assert max(pauses) == LONGEST_PAUSE <= timedelta(minutes=5)
