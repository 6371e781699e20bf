"""What a web site was sent, for whoever operates it and lost something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from dispatch.delivery import Delivery, DeliveryState, Purpose
from dispatch.ports import Transaction
from orders.order import Order, OrderState
from orders.organisation import Organisation
from orders.states import HELD_STATES

REMEMBERED = timedelta(days=30)
MOST = 50
_PURPOSES = (Purpose.SITE_NOTICE, Purpose.REVOCATION)
_PUBLIC = (*HELD_STATES, OrderState.REVOKED, OrderState.AMENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEvent:
    """One event as it was (or would have been) posted. id: its `webhook-id`. body: the very bytes that are signed."""

    id: str
    planned_at: datetime
    state: DeliveryState
    reason: str
    address: str
    body: str


def last_events(tx: Transaction, organisation: Organisation, *, today: date, limit: int = MOST) -> list[SiteEvent]:
    """Return the newest events of a site, newest first."""
    above = [one.code for one in tx.registry.departments() if one.region == organisation.region]
    bodies = (organisation.code, *above)
    orders = tx.orders.find(day=today - REMEMBERED, until=today + REMEMBERED, bodies=bodies, states=_PUBLIC)
    newest = sorted(orders, key=lambda order: order.updated_at, reverse=True)
    return sorted(islice(_events(tx, organisation, newest), limit), key=lambda event: event.planned_at, reverse=True)


def _events(tx: Transaction, organisation: Organisation, orders: list[Order]) -> Iterator[SiteEvent]:
    for order in orders:
        rows = tx.ledger.of_order(order.id, purposes=_PURPOSES)
        mine = [row for row in rows if row.person == f"site:{organisation.code}" and row.address]
        texts = tx.ledger.texts([row.text for row in mine])
        yield from (_event(row, texts[row.text].body) for row in mine)


def _event(row: Delivery, body: str) -> SiteEvent:
    return SiteEvent(
        id=row.id,
        planned_at=row.not_before,
        state=row.state,
        reason=row.reason,
        address=row.address,
        body=body,
    )
