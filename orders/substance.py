"""What about a draft is worth a new revision. A card that goes stale for nothing costs the head a tap and trust."""

from orders.order import Basis

# Readings wander: below these the card keeps the reading it shows, which is the one the approval rests on.
DRIFT_TEMP_C = 2.0
DRIFT_WIND_MS = 3.0


def differs(shown: Basis | None, found: Basis) -> bool:
    """Say whether the newer basis tells the head something that is not on the card.

    Substance is: another table, proposal or fired row; a near row, an ambiguity or a worry that was not there; another
    source or kind of reading; a drift of 2 °C or 3 m/s. A doubt that has gone is not: feeds come and go, readings
    wander about a limit, and the card then merely warns of more than it must.
    """
    if shown is None:
        return True
    return _verdict(shown) != _verdict(found) or not _doubts(found) <= _doubts(shown) or _moved(shown, found)


def _verdict(basis: Basis) -> tuple[object, ...]:
    return basis.table, basis.edition, basis.proposed_grades, basis.proposed_courses, frozenset(basis.rows)


def _doubts(basis: Basis) -> frozenset[tuple[str, ...]]:
    near = {(row.row, row.missing) for row in basis.near}
    worries = {(worry.concern.value, worry.source) for worry in basis.worries}
    return frozenset({*near, *worries, *((gap,) for gap in basis.ambiguous)})


def _moved(before: Basis, after: Basis) -> bool:
    shown, found = before.reading, after.reading
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
