"""What people said: "I have read this order", "this family knows". And the updates that said it, each seen once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from dispatch.ports import Acknowledgement, Told
from orders.order import OrderId
from storage.rows import fetch, insert_new, select_values, values_of
from storage.schema import ledger


class SqlAcknowledgements:
    """Implements `dispatch.ports.Acknowledgements`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, acknowledgement: Acknowledgement) -> bool:
        return insert_new(self._connection, ledger.acknowledgements, [values_of(acknowledgement)]) == 1

    def of_order(self, order: OrderId) -> Sequence[Acknowledgement]:
        table = ledger.acknowledgements
        query = select_values(table, Acknowledgement).where(table.c.order == order)
        return fetch(self._connection, Acknowledgement, query.order_by(table.c.at, table.c.person))

    def tell(self, told: Told) -> bool:
        return insert_new(self._connection, ledger.told, [values_of(told)]) == 1

    def told(self, order: OrderId) -> Sequence[Told]:
        table = ledger.told
        query = select_values(table, Told).where(table.c.order == order)
        return fetch(self._connection, Told, query.order_by(table.c.at, table.c.pupil))


class SqlSeenUpdates:
    """Implements `dispatch.ports.SeenUpdates`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, source: str, update_id: int, *, at: datetime) -> bool:
        row = {"source": source, "update_id": update_id, "at": at}
        return insert_new(self._connection, ledger.seen_updates, [row]) == 1
