"""Every reading ever used or refused, with its raw body."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from storage.schema.decisions import readings
from weather.reading import Reading


class SqlReadings:
    """Implements `orders.ports.Readings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reading: Reading) -> None:
        self._connection.execute(
            insert(readings).values(
                place=reading.place,
                source=reading.source,
                valid_at=reading.valid_at,
                fetched_at=reading.fetched_at,
                reading=reading,
            )
        )

    def latest(self, place: str, *, since: datetime) -> Sequence[Reading]:
        newest_first = (readings.c.valid_at.desc(), readings.c.fetched_at.desc(), readings.c.number.desc())
        ranked = (
            select(
                *readings.c,
                func.row_number().over(partition_by=readings.c.source, order_by=newest_first).label("rank"),
            )
            .where(readings.c.place == place, readings.c.valid_at >= since)
            .subquery()
        )
        query = select(ranked.c.reading).where(ranked.c.rank == 1)
        query = query.order_by(ranked.c.valid_at.desc(), ranked.c.fetched_at.desc(), ranked.c.number.desc())
        return self._connection.execute(query).scalars().all()
