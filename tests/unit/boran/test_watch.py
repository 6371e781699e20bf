"""The watch: drafting goes on, whatever is wrong with one school."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from boran.clock import MovedClock
from boran.settings import Settings
from boran.watch import Watch
from boran.wiring import Services
from dispatch.lanes import LANES
from orders.order import OrderState
from orders.organisation import OrganisationCode
from orders.regulation import load_editions
from storage import SqlStorage
from tests.unit.documents.registry import populate
from thresholds.catalogue import load_all

START = datetime.fromisoformat("2026-01-16T05:40:00+05:00")


async def test_a_school_whose_table_is_gone_does_not_silence_the_others(
    sqlite_storage: SqlStorage, tmp_path: Path
) -> None:
    with sqlite_storage.transaction() as tx:
        populate(tx)
        sound = tx.registry.organisations()[0]
        tx.registry_writer.add_organisation(replace(sound, code=OrganisationCode("aaa-1"), table="gone"))
    services = Services(
        settings=Settings(home=tmp_path),
        clock=MovedClock(START, 1.0),
        storage=sqlite_storage,
        editions=load_editions(),
        tables=load_all(),
        lanes=LANES,
    )
    await Watch(services, ()).draft()
    with sqlite_storage.reading() as tx:
        drafts = tx.orders.find(states=(OrderState.DRAFT,))
    assert sound.code in {order.body for order in drafts}
    assert "aaa-1" not in {order.body for order in drafts}
