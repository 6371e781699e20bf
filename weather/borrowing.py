"""Filling what the deciding reading does not say from another fresh observation of the same place, never silently."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from weather.reading import Concern, Phenomenon, Reading, Worry


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The deciding reading with what it borrowed, who lent, and one worry per lender."""

    reading: Reading
    lenders: tuple[Reading, ...] = ()
    worries: tuple[Worry, ...] = ()


def complete(chosen: Reading, others: Sequence[Reading]) -> Completed:
    """Take over what `chosen` does not say at all from `others` (observations, the weightiest first).

    Wind comes with its gust, НМУ with its day count. Strong wind and low visibility are not taken over where both
    readings have the number: then the number of the deciding one stands. Temperature is never borrowed.
    """
    completed = Completed(reading=chosen)
    for lender in others:
        completed = _borrow(completed, lender)
    return completed


def _borrow(completed: Completed, lender: Reading) -> Completed:
    reading = completed.reading
    loans = []
    if reading.wind_ms is None and lender.wind_ms is not None:
        reading = replace(reading, wind_ms=lender.wind_ms, gust_ms=lender.gust_ms)
        loans.append(f"wind {lender.wind_ms:.1f} m/s")
    if reading.nmu_degree is None and lender.nmu_degree is not None:
        reading = replace(reading, nmu_degree=lender.nmu_degree, nmu_days=lender.nmu_days)
        loans.append(f"nmu degree {lender.nmu_degree}")
    if unsaid := lender.phenomena - reading.phenomena - _told_by_numbers(completed.reading, lender):
        reading = replace(reading, phenomena=reading.phenomena | unsaid)
        loans.append(", ".join(sorted(unsaid)))
    if not loans:
        return completed
    worry = Worry(concern=Concern.VALUE_BORROWED, source=lender.source, detail="; ".join(loans))
    return Completed(reading=reading, lenders=(*completed.lenders, lender), worries=(*completed.worries, worry))


def _told_by_numbers(reading: Reading, lender: Reading) -> frozenset[Phenomenon]:
    """Return the phenomena that are only a name for a number which both readings have."""
    told = set()
    if reading.wind_ms is not None and lender.wind_ms is not None:
        told.add(Phenomenon.STRONG_WIND)
    if reading.visibility_m is not None and lender.visibility_m is not None:
        told.add(Phenomenon.LOW_VISIBILITY)
    return frozenset(told)
