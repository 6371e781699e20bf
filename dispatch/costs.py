"""What an order's messages cost: in parts and in 1/100 tenge, before they are sent and while they are. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from channels.base import ChannelKind
from channels.sms_parts import count_parts
from dispatch.crowds import Crowd
from dispatch.lanes import Lane, rungs

TIYN = 100  # in a tenge
USUAL_PARTS = 2  # of an SMS (`sms_texts.MOST_PARTS`)
MOST_PARTS = 3  # of one message, whatever its channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What an order may cost, in 1/100 tenge. expected: of the messages that the forecast has on channels that cost.

    most: if everybody had to be written to on every channel that costs.
    limit: what it may cost before the signer is asked again; None for no limit.
    """

    expected: int = 0
    most: int = 0
    limit: int | None = None

    @property
    def over_limit(self) -> bool:
        return self.limit is not None and self.most > self.limit


def parts(channel: ChannelKind, said: str) -> int:
    """Return how many messages the account's bill will name for this text."""
    return count_parts(said) if channel is ChannelKind.SMS else 1


def price(lane: Lane, count: int) -> int:
    """Return the price of `count` parts in 1/100 tenge."""
    return lane.part_price_tiyn * count


def in_reach(lane: Lane, left: int) -> bool:
    """Say whether `left` (1/100 tenge) pays for one message of this account, however long."""
    return price(lane, MOST_PARTS) <= left


def of_ladder(
    crowd: Crowd,
    lanes: Iterable[Lane],
    parts_of: Mapping[ChannelKind, int],
    *,
    messages: Mapping[ChannelKind, int],
    limit: int | None,
) -> Estimate:
    """Return what telling a crowd may cost; where accounts share a channel, the dearest counts.

    messages: how many are expected on each channel (`forecast.Stage`).
    """
    prices = {
        rung[0].channel: max(price(lane, parts_of.get(lane.channel, 1)) for lane in rung) for rung in rungs(lanes)
    }
    expected = sum(prices[channel] * count for channel, count in messages.items())
    most = sum(count * sum(prices[channel] for channel in reach) for reach, count in crowd.people.items())
    return Estimate(expected=expected, most=most, limit=limit)


def tenge(tiyn: int) -> int:
    """Return whole tenge, rounded up: nobody is charged more than was shown."""
    return -(-tiyn // TIYN)
