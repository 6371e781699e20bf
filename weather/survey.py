"""Ask every feed, and turn what came back into one conclusion per place."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from weather.feed import Feed
from weather.place import Place
from weather.plausibility import examine
from weather.reading import Concern, Failure, Reading, Reconciled
from weather.reconcile import reconcile


async def ask(feeds: Sequence[Feed], places: Sequence[Place], *, now: datetime) -> list[Reading | Failure]:
    """Ask all feeds at once. A feed that breaks unexpectedly fails alone and loudly: the others' answers are kept."""
    answers = await asyncio.gather(*(feed.fetch(places, now=now) for feed in feeds), return_exceptions=True)
    found: list[Reading | Failure] = []
    for feed, answer in zip(feeds, answers, strict=True):
        if isinstance(answer, Exception):
            found += _broken(feed, places, answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            found += answer
    return found


def conclude(
    place: Place,
    answers: Iterable[Reading | Failure],
    *,
    now: datetime,
    previous: Sequence[Reading] = (),
    walking: tuple[datetime, datetime] | None = None,
) -> Reconciled:
    """Examine every reading of the place and reconcile what stands.

    previous: the last accepted observations kept of this place; with the answers' own earlier ones they are what the
    step check goes by (what is refused on the way is none). walking: as in `reconcile`.
    """
    mine = [answer for answer in answers if answer.place == place.code]
    readings = [answer for answer in mine if isinstance(answer, Reading)]
    failures = [answer for answer in mine if isinstance(answer, Failure)]
    accepted: list[Reading] = []
    for reading in sorted(readings, key=lambda reading: reading.valid_at):
        last = _last_of(reading, (*previous, *accepted))
        match examine(reading, previous=last, witnesses=readings):
            case Reading() as examined:
                accepted.append(examined)
            case Failure() as failure:
                failures.append(failure)
    return reconcile(place.code, accepted, failures, now=now, walking=walking)


def _last_of(reading: Reading, previous: Iterable[Reading]) -> Reading | None:
    earlier = [
        last
        for last in previous
        if last.source == reading.source and last.place == reading.place and last.valid_at < reading.valid_at
    ]
    return max(earlier, key=lambda last: last.valid_at, default=None)


def _broken(feed: Feed, places: Iterable[Place], error: Exception) -> list[Reading | Failure]:
    detail = f"the feed broke: {type(error).__name__}: {error}"
    return [
        Failure(place=place.code, source=feed.source, concern=Concern.SOURCE_FAILED, detail=detail) for place in places
    ]
