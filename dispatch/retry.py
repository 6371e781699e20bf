"""What follows a send: a pure policy per channel, bounded by the deadline. Missing the deadline is an outcome.

What `Unknown` means is decided here and explained in docs/adr/0005-what-unknown-means-per-channel.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import assert_never

from channels.base import Accepted, Deferred, Reason, Refused, SendOutcome, Unknown
from dispatch.delivery import Change, Delivery, DeliveryState
from dispatch.semantics import SENT_AGAIN_WHEN_UNKNOWN, Flood, Policy

# The address will not work for the next message either: the contact is marked, and the person is on the teacher's list.
LOST_CONTACT = frozenset(
    {Reason.BLOCKED, Reason.DEACTIVATED, Reason.NOT_STARTED, Reason.BAD_ADDRESS, Reason.NOT_ON_CHANNEL}
)
REFUSED_ACCOUNT_WAIT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to write to the ledger, and what the outcome means beyond this one delivery.

    hold_lane_until: the provider asked the account to wait. stop_lane: our account is refused, a person must act.
    contact_lost: mark the contact. new_address: the contact has moved there.
    """

    change: Change
    hold_lane_until: datetime | None = None
    stop_lane: bool = False
    contact_lost: bool = False
    new_address: str = ""


def next_step(outcome: SendOutcome, delivery: Delivery, *, now: datetime, policy: Policy) -> Step:
    """Decide what follows an attempt. `delivery.attempts` does not count the attempt that just ended."""
    match outcome:
        case Accepted(message_id=message_id):
            change = Change(delivery=delivery.id, state=DeliveryState.ACCEPTED, at=now, provider_message_id=message_id)
            return Step(change=change)
        case Deferred():
            return _deferred(outcome, delivery, now=now, policy=policy)
        case Refused():
            return _refused(outcome, delivery, now=now)
        case Unknown(reason=reason):
            return Step(change=_unknown(reason, delivery, now=now, policy=policy))
        case _:
            assert_never(outcome)


def not_sent(delivery: Delivery, reason: str, *, now: datetime, again_at: datetime) -> Change:
    """Hand a claimed delivery back untouched: it was not sent, and no attempt is used up."""
    if again_at >= delivery.not_after:
        return Change(delivery=delivery.id, state=DeliveryState.EXPIRED, at=now, reason=reason, counts_as_attempt=False)
    return Change(
        delivery=delivery.id,
        state=DeliveryState.DEFERRED,
        at=now,
        reason=reason,
        next_attempt_at=again_at,
        counts_as_attempt=False,
    )


def _deferred(outcome: Deferred, delivery: Delivery, *, now: datetime, policy: Policy) -> Step:
    if outcome.reason is Reason.RATE_LIMITED:
        again_at = now + (outcome.retry_after or _wait(delivery, policy))  # obeyed exactly, and never an attempt
        held = again_at if policy.flood is Flood.ACCOUNT else None
        return Step(change=not_sent(delivery, outcome.reason, now=now, again_at=again_at), hold_lane_until=held)
    wait = max(_wait_in_time(delivery, policy, now), outcome.retry_after or timedelta(0))
    if now + wait >= delivery.not_after:
        return Step(change=Change(delivery=delivery.id, state=DeliveryState.EXPIRED, at=now, reason=outcome.reason))
    return Step(
        change=Change(
            delivery=delivery.id,
            state=DeliveryState.DEFERRED,
            at=now,
            reason=outcome.reason,
            next_attempt_at=now + wait,
        )
    )


def _refused(outcome: Refused, delivery: Delivery, *, now: datetime) -> Step:
    if outcome.reason is Reason.UNAUTHORISED:
        # Nothing is wrong with the message: it waits for a person to mend the account, as long as its span allows.
        change = not_sent(delivery, outcome.reason, now=now, again_at=now + REFUSED_ACCOUNT_WAIT)
        return Step(change=change, stop_lane=True)
    return Step(
        change=Change(delivery=delivery.id, state=DeliveryState.REFUSED, at=now, reason=outcome.reason),
        contact_lost=outcome.reason in LOST_CONTACT,
        new_address=outcome.new_address,
    )


def _unknown(reason: Reason, delivery: Delivery, *, now: datetime, policy: Policy) -> Change:
    """Keep the state unknown, because the person may have been told; say whether and when it is sent again."""
    again = delivery.channel in SENT_AGAIN_WHEN_UNKNOWN and delivery.attempts + 1 < policy.unknown_attempts
    wait = _wait_in_time(delivery, policy, now)
    # Due at the end of its span is due never: claims look inside the span only.
    again_at = min(now + wait, delivery.not_after) if again else delivery.not_after
    return Change(delivery=delivery.id, state=DeliveryState.UNKNOWN, at=now, reason=reason, next_attempt_at=again_at)


def _wait_in_time(delivery: Delivery, policy: Policy, now: datetime) -> timedelta:
    """Return the wait before the next attempt, never longer than half of the time that is left (R-11)."""
    return max(min(_wait(delivery, policy), (delivery.not_after - now) / 2), policy.first_wait / 2)


def _wait(delivery: Delivery, policy: Policy) -> timedelta:
    doubled = policy.first_wait * (1 << min(delivery.attempts, 16))
    return min(doubled, policy.longest_wait) * _jitter(delivery)


def _jitter(delivery: Delivery) -> float:
    """Return 0.5 … 1: the same for the same attempt, so that it can be replayed, and different for all others."""
    digest = blake2b(f"{delivery.id}:{delivery.attempts}".encode(), digest_size=4).digest()
    return 0.5 + int.from_bytes(digest) / 2**33
