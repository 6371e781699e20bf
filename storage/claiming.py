"""Claiming: the rows of a lane that are due, in the right order, each by one claimer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, TextClause, Update, bindparam, exists, func, select, update

from dispatch.delivery import Delivery, DeliveryState, LaneName
from dispatch.in_bulk import made
from storage.columns import Instant
from storage.driver import from_driver
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
    read = _claim_in_turn if connection.dialect.name == "sqlite" else _claim_locked
    rows = sorted(read(connection, {"of": lane, "now": now, "most": limit, "until": until}), key=_place)
    columns = from_driver(rows, _COLUMNS, connection.dialect)
    written = {"lane": lane, "state": DeliveryState.CLAIMED, "claimed_until": until, "updated_at": now}
    return made(
        Delivery,
        len(rows),
        dict(zip(_READ, columns, strict=False)) | {name: repeat(value) for name, value in written.items()},
    )


def _place(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(row[-len(BEST_FIRST) :])


def _claim_in_turn(connection: Connection, given: dict[str, Any]) -> list[list[Any]]:
    """Read what is due as one document and mark it: writers take turns, so nothing comes in between."""
    rows: list[list[Any]] = orjson.loads(connection.execute(_PICK_IN_TURN, given).scalar_one())
    if rows:
        numbers = orjson.dumps([row[-1] for row in rows]).decode()
        connection.execute(_MARK, {**given, "numbers": numbers})
    return rows


def _claim_locked(connection: Connection, given: dict[str, Any]) -> Sequence[Any]:
    """Lock what is due, skipping what others have locked, and mark it in the same statement."""
    result = connection.execute(_CLAIM_LOCKED, given)
    assert result.cursor is not None
    return result.cursor.fetchall()


def due(now: ColumnElement[datetime] | datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (CLAIMABLE_ROWS, deliveries.c.next_attempt_at <= now, deliveries.c.not_after > now, MAY_GO)


def _picked(*columns: ColumnElement[Any]) -> Select[Any]:
    of_lane = (deliveries.c.lane == bindparam("of"), *due(bindparam("now", type_=Instant)))
    return select(*columns).where(*of_lane).order_by(*BEST_FIRST).limit(bindparam("most"))


def _marking() -> Update:
    until, now = bindparam("until", type_=Instant), bindparam("now", type_=Instant)
    return update(deliveries).values(state=DeliveryState.CLAIMED, claimed_until=until, updated_at=now)


def _claiming_locked() -> Any:
    # A query that locks its rows is run once; PostgreSQL may run a plain subquery again and claim beyond `limit`.
    first = _picked(deliveries.c.number).with_for_update(skip_locked=True, of=deliveries).cte("first")
    return _marking().where(deliveries.c.number.in_(select(first.c.number))).returning(*_COLUMNS, *BEST_FIRST)


def _picking_in_turn() -> Select[Any]:
    best = _picked(*_COLUMNS, *(column.label(f"place_{column.name}") for column in BEST_FIRST)).subquery()
    return select(func.json_group_array(func.json_array(*best.c)))


_PICK_IN_TURN = _picking_in_turn()
_MARK = _marking().where(
    deliveries.c.number.in_(select(func.json_each(bindparam("numbers")).table_valued("value").c.value))
)
_CLAIM_LOCKED = _claiming_locked()
