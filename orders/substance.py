"""What about a draft is worth a new revision. A card that goes stale for nothing costs the head a tap and trust."""

from orders.order import Basis
from weather.reading import Reading

# Readings wander: below these the card keeps the reading it shows, which is the one the approval rests on.
DRIFT_TEMP_C = 2.0
DRIFT_WIND_MS = 3.0


def differs(shown: Basis | None, found: Basis) -> bool:
    """Say whether the newer basis tells the head something else than the one on the card.

    Substance is: the table, the proposal, the rows that fired or are near, the ambiguities, a worry that was not there,
    another source or kind of reading, and a drift of 2 °C or 3 m/s. A worry that has gone is not: feeds come and go,
    and the card then merely warns of more than it must.
    """
    if shown is None:
        return True
    return (
        _said(shown) != _said(found) or not _concerns(found) <= _concerns(shown) or _moved(shown.reading, found.reading)
    )


def _said(basis: Basis) -> tuple[object, ...]:
    near = frozenset((row.row, row.missing) for row in basis.near)
    proposal = (basis.proposed_grades, basis.proposed_courses)
    return basis.table, basis.edition, proposal, frozenset(basis.rows), near, frozenset(basis.ambiguous)


def _concerns(basis: Basis) -> frozenset[tuple[str, str]]:
    return frozenset((worry.concern, worry.source) for worry in basis.worries)


def _moved(shown: Reading | None, found: Reading | None) -> bool:
    if shown is None or found is None:
        return shown is not found
    return (
        (shown.kind, shown.source, shown.phenomena) != (found.kind, found.source, found.phenomena)
        or _drifted(shown.temp_c, found.temp_c, DRIFT_TEMP_C)
        or _drifted(shown.wind_ms, found.wind_ms, DRIFT_WIND_MS)
        or _drifted(shown.gust_ms, found.gust_ms, DRIFT_WIND_MS)
    )


def _drifted(shown: float | None, found: float | None, step: float) -> bool:
    if shown is None or found is None:
        return shown is not found
    return abs(shown - found) >= step
