"""The order book: the order as it stands, and each revision as it last stood."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, func, insert, literal_column, select, update

from orders.errors import OpenOrderExists
from orders.order import Order, OrderId, OrderState
from orders.organisation import OrganisationCode
from storage.errors import Contradiction, NotStored
from storage.rows import fetch, fetch_one, put, select_values, values_of
from storage.schema.decisions import OPEN_ONCE, OPEN_ROWS, WEATHER_ROWS, order_revisions, orders


class SqlOrderBook:
    """Implements `orders.ports.OrderBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, order: Order) -> None:
        with self._open_once(order):
            self._connection.execute(insert(orders).values(values_of(order)))
        self._keep_revision(order)

    def get(self, order_id: OrderId, *, lock: bool = False) -> Order | None:
        return self._one(_orders().where(orders.c.id == order_id), lock=lock)

    def save(self, order: Order) -> None:
        with self._open_once(order):
            statement = update(orders).where(orders.c.id == order.id).values(values_of(order))
            if self._connection.execute(statement).rowcount == 0:
                raise NotStored(f"order {order.id} is not in the book: add it first")
        self._keep_revision(order)

    def open_for(self, body: OrganisationCode, *, shift: int | None, day: date, lock: bool = False) -> Order | None:
        return self._one(_weather_day(body, shift, day).where(OPEN_ROWS), lock=lock)

    def latest_for(self, body: OrganisationCode, *, shift: int | None, day: date) -> Order | None:
        newest = (orders.c.prepared_at.desc(), orders.c.id)
        return self._one(_weather_day(body, shift, day).order_by(*newest), lock=False)

    def revisions(self, order_id: OrderId) -> Sequence[Order]:
        kept = select(order_revisions.c.document).where(order_revisions.c.id == order_id)
        return self._connection.execute(kept.order_by(order_revisions.c.revision)).scalars().all()

    def find(
        self,
        *,
        day: date | None = None,
        until: date | None = None,
        bodies: Sequence[OrganisationCode] = (),
        states: Sequence[OrderState] = (),
    ) -> Sequence[Order]:
        query = _orders().order_by(orders.c.prepared_at, orders.c.id)
        if day is not None:
            query = query.where(orders.c.first_day <= (until or day), orders.c.last_day >= day)
        if bodies:
            query = query.where(orders.c.body.in_(bodies))
        if states:
            query = query.where(orders.c.state.in_(states))
        return fetch(self._connection, Order, query)

    def by_check_code(self, code: str) -> Order | None:
        return self._one(_orders().where(orders.c.check_code == code).order_by(orders.c.prepared_at.desc()), lock=False)

    def _one(self, query: Select[Order], *, lock: bool) -> Order | None:
        return fetch_one(self._connection, Order, query.with_for_update() if lock else query)

    def _keep_revision(self, order: Order) -> None:
        put(self._connection, order_revisions, [{"id": order.id, "revision": order.revision, "document": order}])

    @contextmanager
    def _open_once(self, order: Order) -> Iterator[None]:
        # The savepoint keeps the transaction usable: whoever lost the race goes on with the winner's order.
        try:
            with self._connection.begin_nested():
                yield
        except Contradiction as error:
            if OPEN_ONCE not in str(error):
                raise
            raise OpenOrderExists(
                f"{order.body} has an open order for shift {order.shift} on {order.first_day}: update that one"
            ) from error


def _orders() -> Select[Order]:
    return select_values(orders, Order)


def _weather_day(body: OrganisationCode, shift: int | None, day: date) -> Select[Order]:
    return _orders().where(WEATHER_ROWS, orders.c.body == body, _same_shift(shift), orders.c.first_day == day)


def _same_shift(shift: int | None) -> ColumnElement[bool]:
    return func.coalesce(orders.c.shift, literal_column("0")) == (shift or 0)
