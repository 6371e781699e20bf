"""`boran deliveries`: who got what, and why not."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from boran.commands.deliveries import deliveries
from channels.base import ChannelKind
from dispatch.delivery import Change, DeliveryState, LaneName, Purpose
from dispatch.planner import plan_pending
from dispatch.roster import Contact
from orders.order import OrderId
from orders.regulation import load_editions
from storage import SqlStorage
from tests.unit.commands.conftest import Boran
from tests.unit.commands.test_orders import signed
from tests.unit.documents.files import TEACHER, at
from tests.unit.documents.registry import HOMEROOM

STAFF = LaneName("telegram-staff")


@pytest.fixture
def order(boran: Boran, storage: SqlStorage) -> Mapping[str, Any]:
    """A signed and planned order: one homeroom teacher can be reached, nobody else."""
    with storage.transaction() as tx:
        tx.roster.put_contact(Contact(person=HOMEROOM, channel=ChannelKind.TELEGRAM, lane=STAFF, address="1004"))
    found = signed(boran)
    with storage.transaction() as tx:
        plan_pending(tx, now=at("06:13"), editions=load_editions())
    return found


def deliver(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        claimed = tx.ledger.claim(STAFF, now=at("06:14"), limit=10, lease=timedelta(minutes=1))
        assert len(claimed) == 1
        tx.ledger.record([Change(delivery=claimed[0].id, state=DeliveryState.ACCEPTED, at=at("06:14"))])


def test_the_report_counts_deliveries_and_gives_every_silence_its_reason(
    boran: Boran, storage: SqlStorage, order: Mapping[str, Any]
) -> None:
    deliver(storage)
    report = json.loads(boran(deliveries, "report", order["id"], "--json").stdout)
    assert report["order"] == order["id"]
    assert report["by_purpose"][Purpose.STAFF_ORDER]["accepted"] == 1
    assert report["first_accepted_at"].startswith("2026-01-16T06:14")
    silent = {one["person"]: one["reason"] for one in report["silences"] if one["purpose"] == Purpose.STAFF_ORDER}
    assert silent[TEACHER] == "no_contact"
    assert HOMEROOM not in silent
    assert report["coverage"]["teachers"] == 2


def test_the_report_reads_well_without_json(boran: Boran, order: Mapping[str, Any]) -> None:
    output = boran(deliveries, "report", order["check_code"]).output
    assert "acquainted: 0 of 2 homeroom teachers" in output
    assert "Who got nothing, and why" in output
    assert "no_contact" in output


def test_an_order_nobody_knows_is_one_line_of_error(boran: Boran) -> None:
    result = boran(deliveries, "report", "NOSUCHCD")
    assert result.exit_code == 1
    assert "no such order" in result.stderr


def test_watch_shows_what_waits_and_ends_when_nothing_does(
    boran: Boran, storage: SqlStorage, order: Mapping[str, Any]
) -> None:
    (waiting,) = json.loads(boran(deliveries, "watch", "--once", "--json").stdout)
    assert (waiting["order"], waiting["reached"], waiting["waiting"]) == (order["id"], 0, 1)
    deliver(storage)
    (done,) = json.loads(boran(deliveries, "watch", "--json").stdout)
    assert (done["reached"], done["waiting"]) == (1, 0)
    assert done["failed"] == done["total"] - 1
    assert order["check_code"] in boran(deliveries, "watch").output


def test_watch_on_a_quiet_day_says_so(boran: Boran) -> None:
    assert "no orders in force" in boran(deliveries, "watch", "--day", "2026-01-17").output
    assert json.loads(boran(deliveries, "watch", "--json").stdout) == []


def test_a_report_of_an_unplanned_order_has_no_deliveries(boran: Boran, storage: SqlStorage) -> None:
    found = signed(boran)
    with storage.reading() as tx:
        assert tx.ledger.of_order(OrderId(found["id"])) == []
    assert json.loads(boran(deliveries, "report", found["id"], "--json").stdout)["deliveries"] == 0
