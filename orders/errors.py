"""What can be wrong with an order's input. Expected answers (stale, unauthorised …) are values, not exceptions."""


class OrdersError(Exception):
    """Base of all errors of `orders`."""


class OpenOrderExists(OrdersError):
    """An open order holds this organisation, shift and day: update it instead of adding one."""


class BadRegulation(OrdersError):
    """A regulation edition's file is broken; the message names the file and the field."""


class UnknownOrganisation(OrdersError):
    """No organisation or department has this code."""
