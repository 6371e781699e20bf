"""What the public may know: which orders hold for an organisation on a day, and what stands behind a check code."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from orders.calendar import is_school_day
from orders.edition import Edition
from orders.identity import read_check_code
from orders.order import Order, OrderState
from orders.organisation import Organisation
from orders.ports import OrdersTransaction
from orders.scope import covers
from orders.states import IN_FORCE_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStanding:
    """One shift on one day. No orders: lessons as usual, as far as anybody has decided."""

    shift: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One organisation on one day. teaches: the calendar has lessons that day."""

    organisation: Organisation
    day: date
    teaches: bool
    shifts: tuple[ShiftStanding, ...]


def standing(tx: OrdersTransaction, organisation: Organisation, *, day: date, edition: Edition) -> Standing:
    """Return what holds for the organisation on `day`, by its own orders and by those of the departments above it.

    No order binds an organisation that the rule excludes (п. 3), whatever territory it lies in.
    """
    orders = () if edition.exclusion(organisation) else in_force(tx, organisation, day=day)
    return Standing(
        organisation=organisation,
        day=day,
        teaches=is_school_day(organisation, day, tx.registry.days_off(organisation.code)),
        shifts=tuple(
            ShiftStanding(shift=shift, orders=tuple(order for order in orders if order.shift in {None, shift}))
            for shift in organisation.shifts
        ),
    )


def in_force(tx: OrdersTransaction, organisation: Organisation, *, day: date) -> tuple[Order, ...]:
    """Return the orders that bind the organisation on `day`, the one approved last first."""
    above = [found.code for found in tx.registry.departments() if found.region == organisation.region]
    found = tx.orders.find(day=day, bodies=(organisation.code, *above), states=tuple(IN_FORCE_STATES))
    binding = (order for order in found if covers(order.scope, organisation))
    return tuple(
        sorted(binding, key=lambda order: order.approval.at if order.approval else order.updated_at, reverse=True)
    )


class Authenticity(StrEnum):
    """What to tell somebody who holds a message with a code."""

    IN_FORCE = "in_force"  # it holds today
    UPCOMING = "upcoming"  # it will hold on a later day
    OVER = "over"  # it was true on its day, which is not today: perhaps an old screenshot
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"  # nobody ever published an order with this code


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a code stands for; `order` is None when it is UNKNOWN."""

    authenticity: Authenticity
    order: Order | None = None


def recognise(tx: OrdersTransaction, typed: str, *, today: date) -> Recognised:
    """Look up a code as people type it. An order that nobody has approved is not public: its code is unknown."""
    order = tx.orders.by_check_code(read_check_code(typed))
    if order is None or order.approval is None:
        return Recognised(authenticity=Authenticity.UNKNOWN)
    return Recognised(authenticity=_authenticity(order, today), order=order)


def _authenticity(order: Order, today: date) -> Authenticity:
    match order.state:
        case OrderState.REVOKED:
            return Authenticity.REVOKED
        case OrderState.AMENDED:
            return Authenticity.REPLACED
        case _ if today < order.first_day:
            return Authenticity.UPCOMING
        case _:
            return Authenticity.IN_FORCE if today <= order.last_day else Authenticity.OVER
