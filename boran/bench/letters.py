"""The rows of the ledger that hold the messages every contender sends."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete

from boran.bench.words import WORDS, chat, locale_of
from channels.base import ChannelKind
from dispatch.delivery import Delivery, DeliveryId, LaneName, Purpose, Text, TextId
from orders.order import OrderId
from orders.organisation import OrganisationCode, PersonId
from storage import SqlStorage, open_storage
from storage.engine import make_engines
from storage.schema.ledger import deliveries

LANE = LaneName("telegram-families")
ORDER = OrderId("b" * 32)
_CHUNK = 10_000


def texts() -> tuple[Text, ...]:
    return tuple(
        Text(id=TextId(locale), order=ORDER, revision=1, purpose=Purpose.FAMILY_NOTICE, locale=locale, body=body)
        for locale, body in WORDS.items()
    )


def rows(
    count: int, lanes: Sequence[LaneName] = (LANE,), *, now: datetime | None = None, first: int = 0
) -> Iterator[Delivery]:
    """Yield as many planned deliveries, spread over the lanes, due now for an hour. first: number of the first one."""
    now = now or datetime.now(UTC)
    span: dict[str, Any] = {
        "not_before": now,
        "not_after": now + timedelta(hours=1),
        "next_attempt_at": now,
        "updated_at": now,
    }
    for number in range(first, first + count):
        locale = locale_of(number)
        yield Delivery(
            id=DeliveryId(f"{number:032x}"),
            order=ORDER,
            revision=1,
            purpose=Purpose.FAMILY_NOTICE,
            organisation=OrganisationCode(f"kst-{number % 500}"),
            person=PersonId(f"guardian-{number}"),
            channel=ChannelKind.TELEGRAM,
            lane=lanes[number % len(lanes)],
            address=str(chat(number)),
            locale=locale,
            text=TextId(locale),
            table_row="r-25-wind-5",
            paragraph="п. 14",
            **span,
        )


def fill(
    storage: SqlStorage,
    count: int,
    lanes: Sequence[LaneName] = (LANE,),
    *,
    now: datetime | None = None,
    first: int = 0,
) -> None:
    """Plan the deliveries, a piece at a time."""
    planned = rows(count, lanes, now=now, first=first)
    with storage.transaction() as tx:
        tx.ledger.add(texts(), ())
        while piece := list(islice(planned, _CHUNK)):
            tx.ledger.add((), piece)


def fresh(database: str) -> None:
    """Make the tables, and empty the ledger of what was planned before."""
    storage = open_storage(database)
    storage.upgrade()
    storage.close()
    engines = make_engines(database)
    with engines.writer.begin() as connection:
        connection.execute(delete(deliveries))
    engines.dispose()
