"""What WhatsApp's error codes mean, in answers and in status callbacks alike.

The codes are Meta's (developers.facebook.com, Cloud API error codes, 2026-05-15): "build your logic on `code`".
"""

from collections.abc import Mapping
from datetime import timedelta

from channels.base import Deferred, Reason, Refused

PAIR_REST = timedelta(seconds=6)  # about one message in six seconds to one person

REASONS: Mapping[int, Reason] = {
    # Slow down.
    4: Reason.RATE_LIMITED,  # calls of the app
    80007: Reason.RATE_LIMITED,  # calls of the business account
    130429: Reason.RATE_LIMITED,  # messages of the number in a second
    131056: Reason.ADDRESS_LIMITED,  # messages to one person
    # Trouble on the other side that passes.
    1: Reason.SERVER_ERROR,
    2: Reason.SERVER_ERROR,
    131000: Reason.SERVER_ERROR,
    131016: Reason.SERVER_ERROR,
    131057: Reason.SERVER_ERROR,  # the account is being moved to a faster lane
    133004: Reason.SERVER_ERROR,
    133015: Reason.SERVER_ERROR,
    # The person.
    131026: Reason.NOT_ON_CHANNEL,  # not on WhatsApp, too old an app, or blocked: Meta does not say which
    131021: Reason.BAD_ADDRESS,  # our own number
    131047: Reason.CONVERSATION_CLOSED,  # more than 24 hours since they wrote
    131049: Reason.WITHHELD,  # "to maintain healthy ecosystem engagement"
    131050: Reason.WITHHELD,  # they stopped messages of this category
    130472: Reason.WITHHELD,  # their number is part of an experiment
    # The text.
    100: Reason.BAD_CONTENT,
    131008: Reason.BAD_CONTENT,
    131009: Reason.BAD_CONTENT,
    131051: Reason.BAD_CONTENT,
    131052: Reason.BAD_CONTENT,
    131053: Reason.BAD_CONTENT,
    135000: Reason.BAD_CONTENT,
    132000: Reason.TEMPLATE,  # the number of parameters
    132001: Reason.TEMPLATE,  # no such name in this language, or not approved
    132005: Reason.TEMPLATE,  # too long when filled in
    132007: Reason.TEMPLATE,
    132008: Reason.TEMPLATE,
    132012: Reason.TEMPLATE,
    132015: Reason.TEMPLATE,  # paused for its quality
    132016: Reason.TEMPLATE,  # stopped for good
    132018: Reason.TEMPLATE,
    # Our account: nothing leaves until a person mends it.
    0: Reason.UNAUTHORISED,
    3: Reason.UNAUTHORISED,
    10: Reason.UNAUTHORISED,
    33: Reason.UNAUTHORISED,  # the number was deleted
    190: Reason.UNAUTHORISED,  # the token ran out
    368: Reason.UNAUTHORISED,  # against the policy
    130497: Reason.UNAUTHORISED,  # may not write to this country
    131005: Reason.UNAUTHORISED,
    131030: Reason.UNAUTHORISED,  # a number on trial, which may write to five people only
    131031: Reason.UNAUTHORISED,  # locked
    131037: Reason.UNAUTHORISED,  # its display name is not approved
    131042: Reason.UNAUTHORISED,  # payment
    131045: Reason.UNAUTHORISED,
    131048: Reason.UNAUTHORISED,  # flagged as spam too often: every further message makes it worse
    133010: Reason.UNAUTHORISED,  # not registered
    133016: Reason.UNAUTHORISED,
}

_PERMISSIONS = range(200, 300)
_FAMILIES = {132: Reason.TEMPLATE, 133: Reason.UNAUTHORISED}  # codes Meta adds to a family it has
_PASSING = frozenset({Reason.RATE_LIMITED, Reason.ADDRESS_LIMITED, Reason.SERVER_ERROR})
_UNAUTHORISED_STATUS = frozenset({401, 403})


def reason_of(code: int, *, status: int = 400) -> Reason:
    """Return what a code means; of a code nobody knows, what the status of the answer says."""
    if code in REASONS:
        return REASONS[code]
    if code in _PERMISSIONS:
        return Reason.UNAUTHORISED
    return _FAMILIES.get(code // 1000) or _of_status(status)


def outcome_of(code: int, *, status: int, retry_after: timedelta | None) -> Deferred | Refused:
    """Return what follows from an answer that says no. code: -1 when it names none."""
    reason = reason_of(code, status=status)
    if reason is Reason.ADDRESS_LIMITED:
        return Deferred(reason=reason, retry_after=retry_after or PAIR_REST)
    return Deferred(reason=reason, retry_after=retry_after) if reason in _PASSING else Refused(reason=reason)


def _of_status(status: int) -> Reason:
    if status == 429:  # noqa: PLR2004 - "too many requests" of HTTP
        return Reason.RATE_LIMITED
    if status in _UNAUTHORISED_STATUS:
        return Reason.UNAUTHORISED
    return Reason.BAD_CONTENT if 400 <= status < 500 else Reason.SERVER_ERROR  # noqa: PLR2004 - client errors of HTTP
