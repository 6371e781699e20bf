"""Recording: what came of the claims, applied where `MOVES` allows it and nowhere else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
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
    update,
)
from sqlalchemy.dialects.postgresql import JSON

from dispatch.delivery import MOVES, Change, DeliveryId, DeliveryState
from storage.columns import Coded, Instant
from storage.driver import Known, execute_many
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
    for batch in rounds(changes):
        if connection.dialect.name == "sqlite":
            _record_by_row(connection, batch)
        else:
            _record_at_once(connection, batch)


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


def _record_by_row(connection: Connection, changes: Iterable[Change]) -> None:
    statement, order = _by_row(connection.dialect)
    instants = Known(_instants(connection.dialect))
    rows = (_fields(change, instants) for change in changes)
    execute_many(connection, statement, (tuple(row[place] for place in order) for row in rows))


def _record_at_once(connection: Connection, changes: Iterable[Change]) -> None:
    """Send all changes as one parameter: the server unpacks a document faster than the driver binds its values."""
    instants = Known(_instants(connection.dialect))
    rows = [dict(zip(_FIELDS, _fields(change, instants), strict=True)) for change in changes]
    connection.execute(_AT_ONCE, {"changes": orjson.dumps(rows).decode()})


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


def _instants(dialect: Dialect) -> Any:
    return Instant().bind_processor(dialect)


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


@cache
def _by_row(dialect: Dialect) -> tuple[str, tuple[int, ...]]:
    """Return the statement for one row as SQLite takes it, and which field stands at each of its places."""
    given = {name: bindparam(name, type_=kind) for name, kind in _FIELDS.items()}
    compiled: Any = _recording(given).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names = list(_FIELDS)
    return compiled.string, tuple(names.index(name) for name in compiled.positiontup)


def _document() -> dict[str, ColumnElement[Any]]:
    shape = [column(name, kind) for name, kind in _FIELDS.items()]
    unpacked = func.json_to_recordset(cast(bindparam("changes", type_=Text()), JSON)).table_valued(*shape)
    return dict(unpacked.render_derived(name="given", with_types=True).c)


_AT_ONCE = _recording(_document())
