"""The one table of moves an order can make. Whatever is not in it is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from orders.order import OrderState


class Verb(StrEnum):
    """What is done to an order, and by whom."""

    UPDATE = "update"  # a newer reading changes an open draft (automation)
    EDIT = "edit"  # a signer changes grades, parts or dates
    RETURN = "return"  # a signer sends it back for an edit, with a reason
    APPROVE = "approve"  # an authorised named person signs
    REJECT = "reject"  # a signer decides that school is open
    EXPIRE = "expire"  # the families' window closed
    APPROVE_LATE = "approve_late"  # "late, for safety" (п. 11), with a written reason
    RELEASE = "release"  # its deliveries are planned
    COMPLETE = "complete"  # its last day is over
    REVOKE = "revoke"  # withdrawn by a signer
    AMEND = "amend"  # a linked order took its place


TRANSITIONS: Mapping[tuple[OrderState, Verb], OrderState] = {
    (OrderState.DRAFT, Verb.UPDATE): OrderState.DRAFT,
    (OrderState.DRAFT, Verb.EDIT): OrderState.DRAFT,
    (OrderState.DRAFT, Verb.RETURN): OrderState.RETURNED,
    (OrderState.DRAFT, Verb.APPROVE): OrderState.APPROVED,
    (OrderState.DRAFT, Verb.REJECT): OrderState.REJECTED,
    (OrderState.DRAFT, Verb.EXPIRE): OrderState.EXPIRED,
    # A returned order waits for a person: a new reading may refresh it, only an edit reopens it.
    (OrderState.RETURNED, Verb.UPDATE): OrderState.RETURNED,
    (OrderState.RETURNED, Verb.EDIT): OrderState.DRAFT,
    (OrderState.RETURNED, Verb.REJECT): OrderState.REJECTED,
    (OrderState.RETURNED, Verb.EXPIRE): OrderState.EXPIRED,
    # The window is closed, but children's safety has none: a separate act, marked late everywhere.
    (OrderState.EXPIRED, Verb.APPROVE_LATE): OrderState.APPROVED,
    (OrderState.APPROVED, Verb.RELEASE): OrderState.RELEASED,
    (OrderState.APPROVED, Verb.REVOKE): OrderState.REVOKED,
    (OrderState.APPROVED, Verb.AMEND): OrderState.AMENDED,
    (OrderState.RELEASED, Verb.COMPLETE): OrderState.COMPLETED,
    (OrderState.RELEASED, Verb.REVOKE): OrderState.REVOKED,
    (OrderState.RELEASED, Verb.AMEND): OrderState.AMENDED,
}

OPEN_STATES = frozenset({OrderState.DRAFT, OrderState.RETURNED})
IN_FORCE_STATES = frozenset({OrderState.APPROVED, OrderState.RELEASED})
HELD_STATES = IN_FORCE_STATES | {OrderState.COMPLETED}  # in force, or was until its last day was over


def next_state(state: OrderState, verb: Verb) -> OrderState | None:
    """Return the state after `verb`, or None when the move is forbidden."""
    return TRANSITIONS.get((state, verb))
