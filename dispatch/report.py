"""Who got what, and why not: one order's deliveries counted, with every silence and its reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dispatch.acknowledging import Coverage, coverage
from dispatch.call_list import Call, call_list
from dispatch.delivery import Delivery, DeliveryState
from dispatch.errors import UnknownOrder
from dispatch.figures import Figures, figures
from dispatch.lanes import LANES, Lanes
from dispatch.ports import Transaction
from orders.order import OrderId
from orders.windows import ZONE

REACHED = frozenset({DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One delivery that has not reached anybody. `reason` is empty while it waits for its time."""

    person: str
    organisation: str
    purpose: str
    channel: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """One revision of an order. Accepted by the provider is not confirmed by a person: see `coverage`.

    figures: as they were when the families' span closed, and as they are now.
    call_list: whom no channel reaches any more; their homeroom teachers have them on their lists.
    """

    order: str
    revision: int
    state: str
    deliveries: int
    by_state: dict[str, int]
    by_channel: dict[str, int]
    by_purpose: dict[str, dict[str, int]]
    silences: tuple[Silence, ...]
    first_accepted_at: datetime | None
    last_accepted_at: datetime | None
    coverage: Coverage
    figures: Figures
    call_list: tuple[Call, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values; instants are ISO 8601 in Kazakhstan's time."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def delivery_report(
    tx: Transaction, order_id: OrderId, lanes: Lanes = LANES, *, now: datetime | None = None
) -> DeliveryReport:
    """Return the report of the order's present revision. Raises `UnknownOrder`.

    now: what a message under way is waited for until; as of its last news unless given.
    """
    order = tx.orders.get(order_id)
    if order is None:
        raise UnknownOrder(f"no order has the id {order_id}: see `boran orders list`")
    rows = [row for row in tx.ledger.of_order(order_id) if row.revision == order.revision]
    at = now or max((row.updated_at for row in rows), default=order.updated_at)
    said = [one for one in tx.acknowledgements.of_order(order_id) if one.revision == order.revision]
    accepted = sorted(row.accepted_at for row in rows if row.accepted_at is not None)
    return DeliveryReport(
        order=order.id,
        revision=order.revision,
        state=order.state,
        deliveries=len(rows),
        by_state=_counts(row.state for row in rows),
        by_channel=_counts(row.channel for row in rows),
        by_purpose=_by_purpose(rows),
        silences=tuple(_silence(row) for row in rows if row.state not in REACHED),
        first_accepted_at=accepted[0] if accepted else None,
        last_accepted_at=accepted[-1] if accepted else None,
        coverage=coverage(tx, order),
        figures=figures(rows, tx.receipts.of_order(order_id), said, now=at),
        call_list=call_list(tx, order, rows, lanes, now=at),
    )


def _counts(names: Iterable[str]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(Counter(names).items())}


def _by_purpose(rows: Iterable[Delivery]) -> dict[str, dict[str, int]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.purpose, []).append(row.state)
    return {str(purpose): _counts(states) for purpose, states in sorted(found.items())}


def _silence(row: Delivery) -> Silence:
    return Silence(
        person=row.person,
        organisation=row.organisation,
        purpose=row.purpose,
        channel=row.channel,
        state=row.state,
        reason=row.reason,
    )


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(ZONE).isoformat()
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
