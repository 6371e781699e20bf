"""Claiming: the rows of a lane that are due, in the right order, each by one claimer."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, TextClause, Update, bindparam, exists, select, update

from dispatch.delivery import Delivery, DeliveryState, LaneName
from storage.columns import Instant
from storage.driver import read_rows
from storage.rows import field_names
from storage.schema.ledger import CLAIMABLE_ROWS, HOLDING_ROWS, deliveries

# Earliest deadline, then staff before families, then the order of planning.
BEST_FIRST = (deliveries.c.not_after, deliveries.c.turn, deliveries.c.number)

# What a claim writes is known without reading it back.
_WRITTEN = frozenset({"lane", "state", "claimed_until", "updated_at"})
_READ = tuple(name for name in field_names(Delivery) if name not in _WRITTEN)
_COLUMNS = tuple(deliveries.c[name] for name in _READ)

_earlier = deliveries.alias("earlier")
# A correction waits for what it corrects: until that has left, or never will.
MAY_GO = (deliveries.c.after == "") | ~exists().where(_earlier.c.id == deliveries.c.after, HOLDING_ROWS)


def claim(connection: Connection, lane: LaneName, *, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
    """Claim as `dispatch.ports.Ledger.claim` promises."""
    until = now + lease
    result = connection.execute(_CLAIM, {"of": lane, "now": now, "most": limit, "until": until})
    rows = sorted(read_rows(result, _COLUMNS, connection.dialect), key=_place)
    written: dict[str, Any] = {"lane": lane, "state": DeliveryState.CLAIMED, "claimed_until": until, "updated_at": now}
    return [Delivery(**dict(zip(_READ, row, strict=False)), **written) for row in rows]


def due(now: ColumnElement[datetime] | datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (CLAIMABLE_ROWS, deliveries.c.next_attempt_at <= now, deliveries.c.not_after > now, MAY_GO)


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[-len(BEST_FIRST) :]


def _claiming() -> Update:
    now = bindparam("now", type_=Instant)
    # A query that locks its rows is run once; PostgreSQL may run a plain subquery again and claim beyond `limit`.
    picked = select(deliveries.c.number).where(deliveries.c.lane == bindparam("of"), *due(now)).order_by(*BEST_FIRST)
    first = picked.limit(bindparam("most")).with_for_update(skip_locked=True, of=deliveries).cte("first")
    return (
        update(deliveries)
        .where(deliveries.c.number.in_(select(first.c.number)))
        .values(state=DeliveryState.CLAIMED, claimed_until=bindparam("until", type_=Instant), updated_at=now)
        .returning(*_COLUMNS, *BEST_FIRST)
    )


_CLAIM = _claiming()
