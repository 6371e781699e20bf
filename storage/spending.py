"""What the messages of an order cost, and what was allowed."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from dispatch.delivery import DeliveryState
from orders.order import OrderId
from orders.organisation import PersonId
from storage.rows import put
from storage.schema.ledger import COSTING_ROWS, allowances, deliveries

_NEVER_PAID = (DeliveryState.SUPERSEDED, DeliveryState.EXPIRED, DeliveryState.SUPPRESSED)


class SqlSpending:
    """Implements `dispatch.spending.Spending`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def spent(self, order: OrderId) -> int:
        query = select(func.coalesce(func.sum(deliveries.c.price_tiyn), 0))
        query = query.where(COSTING_ROWS, deliveries.c.order == order, deliveries.c.state.not_in(_NEVER_PAID))
        return int(self._connection.execute(query).scalar_one())

    def allowed(self, order: OrderId) -> int | None:
        query = select(allowances.c.limit_tiyn).where(allowances.c.order == order)
        return self._connection.execute(query).scalar()

    def allow(self, order: OrderId, *, limit_tiyn: int, by: PersonId, at: datetime) -> bool:
        if (before := self.allowed(order)) is not None and before >= limit_tiyn:
            return False
        put(self._connection, allowances, [{"order": order, "limit_tiyn": limit_tiyn, "person": by, "at": at}])
        return True
