"""What can be wrong with an order's input. Expected answers (stale, unauthorised …) are values, not exceptions."""


class OrdersError(Exception):
    """Base of all errors of `orders`."""


class OpenOrderExists(OrdersError):
    """An open order holds this organisation, shift and day: update it instead of adding one."""


class BadRegulation(OrdersError):
    """A regulation edition's file is broken; the message names the file and the field."""


class UnknownOrganisation(OrdersError):
    """No organisation or department has this code."""


class NoEdition(OrdersError):
    """No edition of the rule is in force on this day: add its file to `orders/editions/`."""


class NotCitable(OrdersError):
    """An act that is repealed, unknown or not at hand was cited; an order that does so is never rendered."""


class ForbiddenMove(OrdersError):
    """A move that `orders.states.TRANSITIONS` does not have, or an order in force without a signature."""


class NotAnEmergency(OrdersError):
    """A department cannot order a weather day: п. 15 gives that to the head, see `orders.drafting`."""
