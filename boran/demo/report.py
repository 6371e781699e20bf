"""What the morning came to: the report of `boran demo --json`, in the shape of its contract."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from boran.demo import mixed_class
from boran.demo.cast import Cast
from boran.demo.checks import Expected, Findings
from boran.demo.scenario import Scenario, School
from dispatch.acknowledging import Coverage, coverage
from dispatch.call_list import Call, call_list
from dispatch.delivery import Delivery, DeliveryState, Purpose
from dispatch.lanes import Lanes
from dispatch.ports import Transaction
from orders.edition import Edition
from orders.order import Ground, Order, OrderState
from orders.windows import ZONE, Window

UNREACHED = frozenset({DeliveryState.REFUSED, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED})


def orders_of(tx: Transaction, scenario: Scenario) -> list[Order]:
    """Return the orders of the day's first shift, the department's among them, in the order of their codes."""
    found = [order for order in tx.orders.find(day=scenario.day) if order.shift in {None, 1}]
    return sorted(found, key=lambda order: (order.ground is not Ground.WEATHER, len(order.body), order.body))


def expectations(orders: Sequence[Order], scenario: Scenario, cast: Cast, edition: Edition) -> list[Expected]:
    """Return what the outside world must have seen of each signed order, from the scenario and not from our ledger.

    The family that has blocked the bot and the one that has nothing cannot be told: they stand on their homeroom
    teacher's list.
    """
    blocked = cast.families[scenario.blocked_family.school, scenario.blocked_family.grade][0]
    return [
        Expected(
            check_code=order.check_code,
            signed_at=order.approval.at,
            window=_window(order, edition),
            families=frozenset(
                family.address
                for school in _bound(order, scenario)
                for grade in order.grades
                if order.shift is None or grade in scenario.grades[order.shift]
                for family in cast.families[school.code, grade]
                if family != blocked and family.address
            ),
            sites=frozenset(school.code for school in _bound(order, scenario)),
            revoked_at=order.updated_at if order.state is OrderState.REVOKED else None,
        )
        for order in orders
        if order.approval is not None
    ]


def _window(order: Order, edition: Edition) -> Window | None:
    if order.ground is not Ground.WEATHER or order.shift is None:
        return None
    return edition.family_window(order.shift, order.first_day)


def _bound(order: Order, scenario: Scenario) -> list[School]:
    return [school for school in scenario.schools if {school.code, school.district} & set(order.scope.names)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the report tells of. edition: of the day. lanes: the accounts there were. now: when the curtain fell."""

    edition: Edition
    lanes: Lanes
    orders: Sequence[Order]
    findings: Findings
    now: datetime


def report(tx: Transaction, scenario: Scenario, cast: Cast, facts: Facts) -> dict[str, Any]:
    """Return the report. Times are ISO 8601 with the offset of Kazakhstan."""
    orders, findings = facts.orders, facts.findings
    deliveries = [delivery for order in orders for delivery in tx.ledger.of_order(order.id)]
    calls = {call.person for order in orders if order.approval for call in _calls(tx, order, facts)}
    reach = [coverage(tx, order) for order in orders if order.approval is not None]
    return {
        "scenario": scenario.name,
        "orders": [_order(order, facts.edition) for order in orders],
        "deliveries": {"by_state": _count(deliveries, "state"), "by_channel": _count(deliveries, "channel")},
        "first_sent_at": _local(findings.first_sent_at),
        "last_sent_at": _local(findings.last_sent_at),
        **{name: value for name, value in asdict(findings).items() if isinstance(value, int)},
        **_reach(reach),
        "reminded": sum(
            delivery.purpose is Purpose.REMINDER and delivery.state is DeliveryState.ACCEPTED for delivery in deliveries
        ),
        "mixed_class": mixed_class.told(tx, scenario, cast, orders, calls=calls),
        "call_list": len(calls),
        "not_reached": dict(Counter(delivery.reason for delivery in deliveries if delivery.state in UNREACHED)),
    }


def _calls(tx: Transaction, order: Order, facts: Facts) -> Sequence[Call]:
    return call_list(tx, order, tx.ledger.of_order(order.id), facts.lanes, now=facts.now)


def _order(order: Order, edition: Edition) -> dict[str, Any]:
    window = _window(order, edition)
    return {
        "organisation": order.body,
        "ground": order.ground.value,
        "shift": order.shift,
        "grades": list(order.grades),
        "proposed": list(order.basis.proposed_grades) if order.basis else None,
        "state": order.state.value,
        "approved_by": order.approval.person if order.approval else None,
        "tap_at": _local(order.approval.at) if order.approval else None,
        "reported_at": _local(order.reported_at),
        "report_on_time": order.on_time,
        "window": [_local(window.opens), _local(window.closes)] if window else None,
    }


def _reach(reach: Sequence[Coverage]) -> dict[str, dict[str, int]]:
    return {
        "coverage": {"pupils": sum(one.pupils for one in reach), "reached": sum(one.reached for one in reach)},
        "acknowledged": {
            "teachers": sum(one.acknowledged for one in reach),
            "of": sum(one.teachers for one in reach),
        },
    }


def _count(deliveries: Sequence[Delivery], name: str) -> dict[str, int]:
    return dict(sorted(Counter(str(getattr(delivery, name)) for delivery in deliveries).items()))


def _local(instant: datetime | None) -> str | None:
    return instant.astimezone(ZONE).isoformat(timespec="seconds") if instant else None
