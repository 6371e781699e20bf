"""What a weather feed is: places in, readings or reasons out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from weather.place import Place
from weather.reading import Failure, Reading


class Feed(Protocol):
    """One service that tells the weather of places.

    `fetch` answers for every place it can serve with readings or with a failure that says why there is none; a place
    the feed cannot serve (no aerodrome) has neither. Expected trouble never raises. `now` becomes `fetched_at`.
    """

    @property
    def source(self) -> str:
        """Return the first word of its readings' `source` (`metar`, `open-meteo`)."""

    async def fetch(self, places: Sequence[Place], *, now: datetime) -> Sequence[Reading | Failure]: ...
