"""What follows each outcome, and that nothing ever follows the deadline."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Accepted, ChannelKind, Deferred, Reason, Refused, SendOutcome, Unknown
from dispatch.delivery import MOVES, Delivery, DeliveryState
from dispatch.retry import next_step, not_sent
from dispatch.semantics import POLICIES, Flood, Policy
from tests.unit.dispatch.samples import at, delivery

TELEGRAM, WEBHOOK = POLICIES[ChannelKind.TELEGRAM], POLICIES[ChannelKind.WEBHOOK]
NOW = at("06:50")

outcomes = st.one_of(
    st.builds(Accepted, message_id=st.text(max_size=3)),
    st.builds(
        Deferred,
        reason=st.sampled_from(Reason),
        retry_after=st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=2)),
    ),
    st.builds(Refused, reason=st.sampled_from(Reason)),
    st.builds(Unknown, reason=st.sampled_from(Reason)),
)
channels = st.sampled_from([ChannelKind.TELEGRAM, ChannelKind.WEBHOOK])
instants = st.datetimes(min_value=datetime(2026, 1, 16, 1, 45), max_value=datetime(2026, 1, 16, 2, 59, 59)).map(  # noqa: DTZ001 - made aware
    lambda found: found.replace(tzinfo=NOW.tzinfo)
)


@given(outcome=outcomes, channel=channels, now=instants, attempts=st.integers(min_value=0, max_value=500))
def test_whatever_happens_the_next_attempt_lies_inside_the_span(
    outcome: SendOutcome, channel: ChannelKind, now: datetime, attempts: int
) -> None:
    row = delivery(channel=channel, attempts=attempts)
    change = next_step(outcome, row, now=now, policy=POLICIES[channel]).change
    assert change.state in MOVES[DeliveryState.CLAIMED]
    if change.state is DeliveryState.DEFERRED:
        assert change.next_attempt_at is not None
        assert now <= change.next_attempt_at < row.not_after
    if change.state is DeliveryState.UNKNOWN:
        assert change.next_attempt_at is not None
        assert now < change.next_attempt_at <= row.not_after


@given(outcome=outcomes, channel=channels, attempts=st.integers(min_value=0, max_value=30))
def test_the_same_attempt_is_followed_by_the_same_wait(
    outcome: SendOutcome, channel: ChannelKind, attempts: int
) -> None:
    row = delivery(channel=channel, attempts=attempts)
    first, again = (next_step(outcome, row, now=NOW, policy=POLICIES[channel]) for _ in range(2))
    assert first == again


def waits(policy: Policy, row: Delivery, attempts: int) -> list[timedelta]:
    found = []
    for number in range(attempts):
        tried = delivery(id=row.id, channel=row.channel, attempts=number, not_after=at("23:00"))
        change = next_step(Deferred(reason=Reason.SERVER_ERROR), tried, now=NOW, policy=policy).change
        assert change.next_attempt_at is not None
        found.append(change.next_attempt_at - NOW)
    return found


def test_waits_grow_to_a_limit_and_are_jittered() -> None:
    for number, wait in enumerate(waits(TELEGRAM, delivery(), 8)):
        whole = min(timedelta(seconds=2**number), TELEGRAM.longest_wait)
        assert whole / 2 <= wait <= whole
    assert waits(TELEGRAM, delivery(), 5) != waits(TELEGRAM, delivery(id="f" * 32), 5)


def test_an_acceptance_keeps_the_providers_id() -> None:
    change = next_step(Accepted(message_id="77"), delivery(), now=NOW, policy=TELEGRAM).change
    assert (change.state, change.provider_message_id, change.at) == (DeliveryState.ACCEPTED, "77", NOW)
    assert change.counts_as_attempt


def test_a_named_wait_is_obeyed_exactly_is_no_attempt_and_holds_the_account() -> None:
    flooded = Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(seconds=7))
    step = next_step(flooded, delivery(attempts=4), now=NOW, policy=TELEGRAM)
    assert step.change.next_attempt_at == step.hold_lane_until == NOW + timedelta(seconds=7)
    assert step.change.state is DeliveryState.DEFERRED
    assert not step.change.counts_as_attempt


def test_one_sites_flood_does_not_hold_the_other_sites() -> None:
    flooded = Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(seconds=30))
    step = next_step(flooded, delivery(channel=ChannelKind.WEBHOOK), now=NOW, policy=WEBHOOK)
    assert WEBHOOK.flood is Flood.ADDRESS
    assert step.hold_lane_until is None
    assert step.change.next_attempt_at == NOW + timedelta(seconds=30)


def test_a_flood_without_a_wait_backs_off_without_using_up_an_attempt() -> None:
    step = next_step(Deferred(reason=Reason.RATE_LIMITED), delivery(), now=NOW, policy=TELEGRAM)
    assert not step.change.counts_as_attempt
    assert step.hold_lane_until is not None
    assert NOW < step.hold_lane_until <= NOW + TELEGRAM.longest_wait


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.SERVER_ERROR])
def test_a_wait_beyond_the_deadline_is_expired_at_once_and_visibly(reason: Reason) -> None:
    outcome = Deferred(reason=reason, retry_after=timedelta(minutes=90))
    change = next_step(outcome, delivery(), now=NOW, policy=TELEGRAM).change
    assert (change.state, change.reason) == (DeliveryState.EXPIRED, reason)


def test_a_providers_wait_is_never_shortened_by_our_own() -> None:
    outcome = Deferred(reason=Reason.SERVER_ERROR, retry_after=timedelta(seconds=50))
    change = next_step(outcome, delivery(), now=NOW, policy=TELEGRAM).change
    assert change.next_attempt_at == NOW + timedelta(seconds=50)


def test_close_to_the_deadline_the_wait_is_at_most_half_of_what_is_left() -> None:
    row = delivery(attempts=9, not_after=NOW + timedelta(seconds=10))
    change = next_step(Deferred(reason=Reason.CONNECTION), row, now=NOW, policy=TELEGRAM).change
    assert change.next_attempt_at is not None
    assert change.next_attempt_at <= NOW + timedelta(seconds=5)


def test_in_the_last_moment_it_is_expired() -> None:
    row = delivery(not_after=NOW + timedelta(milliseconds=400))
    change = next_step(Deferred(reason=Reason.CONNECTION), row, now=NOW, policy=TELEGRAM).change
    assert change.state is DeliveryState.EXPIRED


@pytest.mark.parametrize("reason", [Reason.BLOCKED, Reason.DEACTIVATED, Reason.NOT_STARTED, Reason.BAD_ADDRESS])
def test_a_lost_contact_is_refused_and_marked(reason: Reason) -> None:
    step = next_step(Refused(reason=reason), delivery(), now=NOW, policy=TELEGRAM)
    assert (step.change.state, step.change.reason, step.contact_lost) == (DeliveryState.REFUSED, reason, True)


@pytest.mark.parametrize("reason", [Reason.BAD_CONTENT, Reason.GONE])
def test_a_refused_text_says_nothing_about_the_contact(reason: Reason) -> None:
    step = next_step(Refused(reason=reason), delivery(), now=NOW, policy=TELEGRAM)
    assert (step.change.state, step.contact_lost) == (DeliveryState.REFUSED, False)


def test_a_moved_address_is_handed_on() -> None:
    step = next_step(Refused(reason=Reason.MOVED, new_address="-100"), delivery(), now=NOW, policy=TELEGRAM)
    assert step.new_address == "-100"
    assert not step.contact_lost


def test_a_refused_account_stops_the_lane_and_loses_no_message() -> None:
    step = next_step(Refused(reason=Reason.UNAUTHORISED), delivery(), now=NOW, policy=TELEGRAM)
    assert step.stop_lane
    assert step.change.state is DeliveryState.DEFERRED
    assert not step.change.counts_as_attempt


@pytest.mark.parametrize("channel", [ChannelKind.TELEGRAM, ChannelKind.WEBHOOK])
def test_an_unknown_outcome_stays_unknown_and_is_sent_again(channel: ChannelKind) -> None:
    row = delivery(channel=channel)
    change = next_step(Unknown(reason=Reason.TIMEOUT), row, now=NOW, policy=POLICIES[channel]).change
    assert change.state is DeliveryState.UNKNOWN
    assert change.next_attempt_at is not None
    assert change.next_attempt_at < row.not_after


def test_telegram_repeats_an_unknown_message_three_times_at_most() -> None:
    row = delivery(attempts=2)
    change = next_step(Unknown(reason=Reason.TIMEOUT), row, now=NOW, policy=TELEGRAM).change
    assert change.next_attempt_at == row.not_after  # due when its span is over: never


def test_an_unknown_sms_is_never_sent_again() -> None:
    row = delivery(channel=ChannelKind.SMS)
    change = next_step(Unknown(reason=Reason.TIMEOUT), row, now=NOW, policy=TELEGRAM).change
    assert (change.state, change.next_attempt_at) == (DeliveryState.UNKNOWN, row.not_after)


def test_a_row_that_was_not_sent_is_handed_back_untouched_or_expired() -> None:
    back = not_sent(delivery(), "", now=NOW, again_at=NOW)
    assert (back.state, back.counts_as_attempt, back.next_attempt_at) == (DeliveryState.DEFERRED, False, NOW)
    over = not_sent(delivery(), "", now=at("08:00"), again_at=at("08:00"))
    assert (over.state, over.counts_as_attempt) == (DeliveryState.EXPIRED, False)
