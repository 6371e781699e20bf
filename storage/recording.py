"""Recording: what came of the claims, applied where `MOVES` allows it and nowhere else.

All changes travel as one parameter: the server unpacks a document faster than a driver binds its values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Text,
    Update,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSON

from dispatch.delivery import MOVES, Change, DeliveryId, DeliveryState
from storage.columns import Coded, Instant
from storage.driver import Known
from storage.schema.ledger import deliveries

# The fields of a change under names that no column has.
_FIELDS: dict[str, Any] = {
    "delivery_id": Text(),
    "moved_to": Coded(DeliveryState),
    "moved_at": Instant(),
    "why": Text(),
    "again_at": Instant(),
    "message_id": Text(),
    "attempt": Integer(),
}


def record(connection: Connection, changes: Sequence[Change]) -> None:
    """Record as `dispatch.ports.Ledger.record` promises: in the order given where a delivery changes more than once."""
    statement = _ON_SQLITE if connection.dialect.name == "sqlite" else _ON_POSTGRESQL
    instants = Known(Instant().bind_processor(connection.dialect))
    for batch in rounds(changes):
        rows = [_fields(change, instants) for change in batch]
        connection.execute(statement, {"changes": orjson.dumps(rows).decode()})


def rounds(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Cut the changes so that none holds a delivery twice: one statement applies one change to a row."""
    batch: dict[DeliveryId, Change] = {}
    for change in changes:
        if change.delivery in batch:
            yield list(batch.values())
            batch = {}
        batch[change.delivery] = change
    if batch:
        yield list(batch.values())


def _fields(change: Change, instants: Known) -> tuple[Any, ...]:
    return (
        change.delivery,
        str(change.state),
        instants[change.at],
        str(change.reason),
        instants[change.next_attempt_at],
        change.provider_message_id,
        int(change.counts_as_attempt),
    )


def _recording(given: Mapping[str, ColumnElement[Any]]) -> Update:
    """Return the one statement that applies a change where `MOVES` allows it and does nothing elsewhere."""
    state, at = given["moved_to"], given["moved_at"]
    accepted = (state == _literal(DeliveryState.ACCEPTED)) & deliveries.c.accepted_at.is_(None)
    return (
        update(deliveries)
        .where(deliveries.c.id == given["delivery_id"], _allowed(state))
        .values(
            state=state,
            updated_at=at,
            accepted_at=case((accepted, at), else_=deliveries.c.accepted_at),
            reason=_unless_empty(given["why"], deliveries.c.reason),
            provider_message_id=_unless_empty(given["message_id"], deliveries.c.provider_message_id),
            next_attempt_at=func.coalesce(given["again_at"], deliveries.c.next_attempt_at),
            attempts=deliveries.c.attempts + given["attempt"],
            claimed_until=null(),
        )
    )


def _allowed(state: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a row may move to `state`, which is written once: a driver sends each mention of a parameter."""
    origins = {to: [_literal(origin) for origin, targets in MOVES.items() if to in targets] for to in DeliveryState}
    reachable = ((_literal(to), deliveries.c.state.in_(before)) for to, before in origins.items() if before)
    return case(*reachable, value=state, else_=false())


def _literal(state: DeliveryState) -> ColumnElement[Any]:
    return literal_column(f"'{state}'", type_=Coded(DeliveryState))


def _unless_empty(value: ColumnElement[str], kept: ColumnElement[str]) -> ColumnElement[str]:
    return case((value == literal_column("''"), kept), else_=value)


def _given_to_sqlite() -> dict[str, ColumnElement[Any]]:
    rows = func.json_each(bindparam("changes", type_=Text())).table_valued("value").alias("rows")
    fields = [
        func.json_extract(rows.c.value, f"$[{place}]", type_=kind).label(name)
        for place, (name, kind) in enumerate(_FIELDS.items())
    ]
    return dict(select(*fields).subquery("given").c)


def _given_to_postgresql() -> dict[str, ColumnElement[Any]]:
    rows = func.json_array_elements(cast(bindparam("changes", type_=Text()), JSON)).table_valued(
        column("value", JSON())
    )
    value = rows.render_derived(name="rows").c.value
    fields = [
        cast(value.op("->>")(literal_column(str(place))), kind).label(name)
        for place, (name, kind) in enumerate(_FIELDS.items())
    ]
    return dict(select(*fields).subquery("given").c)


_ON_SQLITE = _recording(_given_to_sqlite())
_ON_POSTGRESQL = _recording(_given_to_postgresql())
