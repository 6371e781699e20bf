"""However sending, failing, dying and withdrawing interleave: the last thing on a phone is never an older message."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.delivery import Change, Delivery, DeliveryState, Purpose
from dispatch.planner import plan_pending
from orders.order import OrderState
from orders.ports import EventKind
from storage import SqlStorage, open_storage
from tests.unit.dispatch.samples import EDITIONS, FAMILIES, World, at, order, signed

LEASE = timedelta(seconds=30)
OLD, NEW = Purpose.FAMILY_NOTICE, Purpose.REVOCATION
Acts = list[tuple[str, int]]


class Morning:
    """A families' bot, its worker, and phones that keep what arrived on them in its order."""

    def __init__(self, storage: SqlStorage) -> None:
        self.world = World(storage).furnish(classes=("0А",), families=3)
        self.now = at("06:50")
        self.in_flight: list[Delivery] = []
        self.phones: dict[str, list[Purpose]] = {}
        self.order = self.world.put(signed(order(grades=(0,)), when="06:50"), EventKind.ORDER_APPROVED, now=self.now)
        self.revoked = False
        self.plan()

    def plan(self) -> None:
        with self.world.storage.transaction() as tx:
            plan_pending(tx, now=self.now, editions=EDITIONS)

    def act(self, what: str, which: int) -> None:
        self.now += timedelta(seconds=5)
        {
            "claim": self.claim,
            "accept": lambda: self.answer(which, DeliveryState.ACCEPTED, arrives=True),
            "defer": lambda: self.answer(which, DeliveryState.DEFERRED, arrives=False),
            "lose the answer": lambda: self.answer(which, DeliveryState.UNKNOWN, arrives=True),
            "die": self.die,
            "revoke": self.revoke,
        }[what]()

    def claim(self) -> None:
        with self.world.storage.transaction() as tx:
            claimed = tx.ledger.claim(FAMILIES.name, now=self.now, limit=2, lease=LEASE)
        assert not (self.revoked and OLD in {row.purpose for row in claimed})
        self.in_flight += claimed

    def answer(self, which: int, state: DeliveryState, *, arrives: bool) -> None:
        if not self.in_flight:
            return
        row = self.in_flight.pop(which % len(self.in_flight))
        if arrives and not row.edits:
            self.phones.setdefault(row.person, []).append(row.purpose)
        again = self.now if state is not DeliveryState.ACCEPTED else None
        with self.world.storage.transaction() as tx:
            tx.ledger.record(
                [Change(delivery=row.id, state=state, at=self.now, next_attempt_at=again, provider_message_id="1")]
            )

    def die(self) -> None:
        """Let the worker die with what it holds: some of it had arrived. The sweep finds it when the lease is over."""
        for row in self.in_flight[::2]:
            if not row.edits:
                self.phones.setdefault(row.person, []).append(row.purpose)
        self.in_flight = []
        self.now += LEASE
        with self.world.storage.transaction() as tx:
            tx.ledger.sweep(now=self.now)

    def revoke(self) -> None:
        if not self.revoked:
            self.revoked = True
            gone = replace(self.order, state=OrderState.REVOKED, updated_at=self.now)
            self.world.put(gone, EventKind.ORDER_REVOKED, now=self.now)
            self.plan()

    def end(self) -> None:
        for _ in range(40):
            self.act("claim", 0)
            while self.in_flight:
                self.answer(0, DeliveryState.ACCEPTED, arrives=True)


acts = st.lists(
    st.tuples(
        st.sampled_from(["claim", "claim", "accept", "accept", "defer", "lose the answer", "die", "revoke"]),
        st.integers(0, 5),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_nobody_ends_with_an_older_message(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, acts: Acts
) -> None:
    storage = open_storage(f"sqlite:///{copy(sqlite_template, tmp_path_factory.mktemp('morning') / 'boran.db')}")
    try:
        morning = Morning(storage)
        for what, which in acts:
            morning.act(what, which)
        morning.revoke()
        morning.end()
        assert {heard[-1] for heard in morning.phones.values() if heard} <= {NEW}
        assert all(NEW in heard for heard in morning.phones.values() if OLD in heard)
    finally:
        storage.close()
