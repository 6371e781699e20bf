"""When a provider is asked again what became of a message: soon at first, then ever more rarely, for a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MESSAGES_AT_ONCE = 100  # Mobizon `message/getSMSStatus`: at most 100 ids; others take as many
LOOKS_BACK = timedelta(minutes=1)  # what the first round after a start covers
# Ages at which a message is asked about: 10 s, 20 s, 40 s … about a day.
AGES = tuple(timedelta(seconds=10) * (1 << step) for step in range(14))


def spans(last: datetime | None, now: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Return the half-open spans of acceptance whose messages have reached one of the ages since the last round.

    last: the instant of the round before, None for the first one. A round that was missed is made up for.
    """
    since = min(last or now - LOOKS_BACK, now)
    return tuple((since - age, now - age) for age in AGES if since < now)
