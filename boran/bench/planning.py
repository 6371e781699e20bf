"""`boran bench planning`: from recipients to rows, beside the bare bulk insert of the same rows.

Each is measured in a process of its own: `python -m boran.bench.planning HOW DATABASE DELIVERIES`.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from sqlalchemy import Connection

from boran import heap
from boran.bench import companions, machine
from boran.bench.letters import fresh
from boran.bench.words import LOCALES, WORDS, chat, locale_of
from dispatch.card import Card
from dispatch.delivery import Delivery, Purpose
from dispatch.lanes import LANES
from dispatch.plan import Mailing, Recipient, in_pieces, plan
from dispatch.roster import Contact
from orders.order import Ground, Order, OrderId, OrderState, Scope, ScopeKind
from orders.organisation import OrganisationCode, PersonId
from orders.windows import Window
from storage import open_storage
from storage.adding import bare_insert
from storage.engine import make_engines

OF_A_SCHOOL = 1_000
NOW = datetime(2026, 1, 16, 1, 10, tzinfo=UTC)
DAY = date(2026, 1, 16)


def run(deliveries: int, *, rounds: int, told: Callable[[str], None]) -> dict[str, object]:
    """Measure both ways on both databases, in turns."""
    described = machine.describe()
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    with ExitStack() as places:
        postgresql = places.enter_context(companions.postgresql())
        home = Path(places.enter_context(TemporaryDirectory(prefix="boran-bench")))
        for turn in range(rounds):
            for database in ("sqlite", "postgresql"):
                for how in ("bare", "planned"):
                    told(f"{database} {how}")
                    url = f"sqlite:///{home / f'{how}-{turn}.db'}" if database == "sqlite" else postgresql
                    found.setdefault((database, how), []).append(_measured(how, url, deliveries))
    results = [
        {"database": database, "how": how}
        | {name: round(median(one[name] for one in measured), 2) for name in ("seconds", "peak_mb")}
        for (database, how), measured in found.items()
    ]
    seconds = {(one["database"], one["how"]): float(str(one["seconds"])) for one in results}
    ratios = {
        f"{database}: planned/bare": round(seconds[database, "planned"] / seconds[database, "bare"], 3)
        for database in ("sqlite", "postgresql")
    }
    return {"machine": described, "deliveries": deliveries, "results": results, "ratios": ratios}


def _measured(how: str, url: str, deliveries: int) -> dict[str, float]:
    command = (sys.executable, "-m", "boran.bench.planning", how, url, str(deliveries))
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - ourselves
    found: dict[str, float] = orjson.loads(said.splitlines()[-1])
    return found


def order() -> Order:
    return Order(
        id=OrderId("a" * 32),
        revision=1,
        state=OrderState.APPROVED,
        ground=Ground.WEATHER,
        body=OrganisationCode("kst"),
        scope=Scope(kind=ScopeKind.ORGANISATION, names=(OrganisationCode("kst"),)),
        shift=1,
        first_day=DAY,
        last_day=DAY,
        grades=(0, 1, 2, 3, 4),
        check_code="KST1",
        prepared_at=NOW,
        updated_at=NOW,
    )


def mailings(deliveries: int) -> Iterator[Mailing]:
    """Yield what the families of each school get, one school at a time."""
    cards = {locale: Card(text=WORDS[locale]) for locale in LOCALES}
    window = Window(opens=NOW, closes=NOW + timedelta(hours=1))
    for first in range(0, deliveries, OF_A_SCHOOL):
        families = tuple(_recipient(number) for number in range(first, min(first + OF_A_SCHOOL, deliveries)))
        yield Mailing(
            purpose=Purpose.FAMILY_NOTICE,
            cards=cards,
            recipients=families,
            span=window,
            lanes=LANES.families,
            paragraph="п. 14",
        )


def _recipient(number: int) -> Recipient:
    lane, person = LANES.families[0], PersonId(f"guardian-{number}")
    contact = Contact(person=person, channel=lane.channel, lane=lane.name, address=str(chat(number)))
    school = OrganisationCode(f"kst-{number // OF_A_SCHOOL}")
    return Recipient(person=person, organisation=school, locale=locale_of(number), contacts=(contact,))


def _planned(database: str, deliveries: int) -> float:
    """Plan and add in one transaction, as a release does. What is timed begins with the recipients."""
    storage, whole, spent = open_storage(database), order(), 0.0
    with storage.transaction() as tx:
        for mailing in mailings(deliveries):
            began = time.perf_counter()
            tx.ledger.add_pieces(in_pieces(whole, mailing, now=NOW))
            spent += time.perf_counter() - began
        began = time.perf_counter()
    storage.close()
    return spent + time.perf_counter() - began


def _bare(database: str, deliveries: int) -> float:
    """Insert the same rows as the driver is fastest at it. What is timed is the driver alone."""
    engines, whole, spent = make_engines(database), order(), 0.0
    with engines.writer.begin() as connection:
        for mailing in mailings(deliveries):
            spent += _inserted(connection, plan(whole, (mailing,), now=NOW).deliveries)
        began = time.perf_counter()
    engines.dispose()
    return spent + time.perf_counter() - began


def _inserted(connection: Connection, planned: tuple[Delivery, ...]) -> float:
    insert: Callable[[], Any] = bare_insert(connection, planned)
    began = time.perf_counter()
    insert()
    return time.perf_counter() - began


if __name__ == "__main__":
    fresh(sys.argv[2])
    heap.settle()
    seconds = {"planned": _planned, "bare": _bare}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    sys.stdout.write(orjson.dumps({"seconds": seconds, "peak_mb": machine.peak_mb()}).decode() + "\n")
