"""Every reading that was accepted, with the raw body it came in."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.codec import encode
from storage.rows import insert_new
from storage.schema.decisions import evidence, readings
from weather.reading import Evidence, Reading

ELSEWHERE = Evidence(body="")  # stands in a reading's document; the real one is a row of its own


class SqlReadings:
    """Implements `orders.ports.Readings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *added: Reading) -> None:
        if not added:
            return
        sources = {_id(reading.evidence): reading.evidence for reading in added}
        rows = [{"id": key, "evidence": source} for key, source in sources.items()]
        insert_new(self._connection, evidence, rows)
        self._connection.execute(insert(readings), [_row(reading) for reading in added])

    def latest(self, place: str, *, since: datetime) -> Sequence[Reading]:
        said_last = (readings.c.fetched_at.desc(), readings.c.number.desc())
        of_one_instant = (readings.c.source, readings.c.valid_at)
        ranked = (
            select(
                *readings.c,
                func.row_number().over(partition_by=of_one_instant, order_by=said_last).label("rank"),
            )
            .where(readings.c.place == place, readings.c.valid_at >= since)
            .subquery()
        )
        query = select(ranked.c.reading, evidence.c.evidence).join(evidence, evidence.c.id == ranked.c.evidence)
        query = query.where(ranked.c.rank == 1)
        query = query.order_by(ranked.c.valid_at.desc(), ranked.c.fetched_at.desc(), ranked.c.number.desc())
        return [replace(reading, evidence=source) for reading, source in self._connection.execute(query)]


def _row(reading: Reading) -> dict[str, Any]:
    return {
        "place": reading.place,
        "source": reading.source,
        "valid_at": reading.valid_at,
        "fetched_at": reading.fetched_at,
        "reading": replace(reading, evidence=ELSEWHERE),
        "evidence": _id(reading.evidence),
    }


def _id(source: Evidence) -> str:
    return blake2b(json.dumps(encode(source), sort_keys=True).encode(), digest_size=16).hexdigest()
