"""Newsrooms, and the bulletins that have or have not left for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, or_, select, update

from dispatch.delivery import DeliveryState
from dispatch.outlets import Outlet
from dispatch.recipients import PERHAPS_TOLD
from orders.organisation import OrganisationCode
from storage.rows import fetch, put, select_values, values_of
from storage.schema.ledger import CLAIMABLE_ROWS, deliveries, texts
from storage.schema.people import outlets


class SqlOutlets:
    """Implements `dispatch.outlets.Outlets`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, bodies: Sequence[OrganisationCode]) -> Sequence[Outlet]:
        return self._found(select_values(outlets, Outlet).where(outlets.c.body.in_(bodies)))

    def every(self) -> Sequence[Outlet]:
        return self._found(select_values(outlets, Outlet))

    def put(self, outlet: Outlet) -> None:
        put(self._connection, outlets, [values_of(outlet)])

    def remove(self, outlet_id: str) -> bool:
        return self._connection.execute(delete(outlets).where(outlets.c.id == outlet_id)).rowcount > 0

    def has_left(self, thread: str, *, since: datetime | None = None) -> bool:
        left = or_(deliveries.c.state.in_(PERHAPS_TOLD), deliveries.c.attempts > 0)
        query = select(deliveries.c.number).join(texts, texts.c.id == deliveries.c.text)
        query = query.where(texts.c.thread == thread, left)
        if since is not None:
            query = query.where(deliveries.c.updated_at >= since)
        return self._connection.execute(query.limit(1)).first() is not None

    def retire(self, thread: str, *, now: datetime) -> int:
        of_thread = select(texts.c.id).where(texts.c.thread == thread)
        unsent = update(deliveries).where(deliveries.c.text.in_(of_thread), CLAIMABLE_ROWS)
        return self._connection.execute(unsent.values(state=DeliveryState.SUPERSEDED, updated_at=now)).rowcount

    def _found(self, query: Select[Any]) -> list[Outlet]:
        return fetch(self._connection, Outlet, query.order_by(outlets.c.body, outlets.c.name, outlets.c.id))
