"""What holds for every table and every weather."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thresholds.catalogue import load_all
from thresholds.conditions import Conditions
from thresholds.evaluate import evaluate
from thresholds.interval import Interval, parse_interval
from thresholds.table import Settlement

TABLES = load_all()
TEMPS = st.one_of(st.floats(-55, 10), st.integers(-550, 100).map(lambda tenths: tenths / 10))
WINDS = st.one_of(st.floats(0, 40), st.integers(0, 400).map(lambda tenths: tenths / 10))
SETTLEMENTS = st.sampled_from(Settlement)


def home(table: str, temp: float, wind: float | None, settlement: Settlement) -> set[tuple[str, int]]:
    verdict = evaluate(
        TABLES[table], Conditions(temp_c=temp, wind_ms=wind, gust_ms=wind, settlement=settlement, shift=1)
    )
    return {("grade", grade) for grade in verdict.grades} | {("course", course) for course in verdict.college_courses}


@pytest.mark.parametrize("table", TABLES)
@given(temps=st.tuples(TEMPS, TEMPS), wind=st.none() | WINDS, settlement=SETTLEMENTS)
def test_harder_frost_never_sends_fewer_home(
    table: str, temps: tuple[float, float], wind: float | None, settlement: Settlement
) -> None:
    assert home(table, max(temps), wind, settlement) <= home(table, min(temps), wind, settlement)


@pytest.mark.parametrize("table", TABLES)
@given(temp=TEMPS, winds=st.tuples(WINDS, WINDS), settlement=SETTLEMENTS)
def test_stronger_wind_never_sends_fewer_home(
    table: str, temp: float, winds: tuple[float, float], settlement: Settlement
) -> None:
    assert home(table, temp, min(winds), settlement) <= home(table, temp, max(winds), settlement)


@pytest.mark.parametrize("table", TABLES)
@given(temp=TEMPS, wind=WINDS, settlement=SETTLEMENTS)
def test_a_wind_nobody_knows_sends_home_only_whom_any_wind_would(
    table: str, temp: float, wind: float, settlement: Settlement
) -> None:
    assert home(table, temp, None, settlement) <= home(table, temp, wind, settlement)


@pytest.mark.parametrize("table", TABLES)
@given(temp=TEMPS, wind=st.none() | WINDS, settlement=SETTLEMENTS)
def test_a_row_either_fires_or_misses_and_near_rows_miss_by_one(
    table: str, temp: float, wind: float | None, settlement: Settlement
) -> None:
    verdict = evaluate(TABLES[table], Conditions(temp_c=temp, wind_ms=wind, settlement=settlement, shift=1))
    fired, near = {row.row for row in verdict.rows}, {row.row for row in verdict.near}
    assert not fired & near
    assert all(row.grades == () or set(row.grades) <= set(verdict.grades) for row in verdict.rows)
    assert list(verdict.grades) == sorted(set(verdict.grades))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(st.none() | st.integers(-60, 60)), draw(st.none() | st.integers(-60, 60))
    if low is not None and high is not None and low >= high:
        return Interval(low=low, low_in=True, high=low, high_in=True)
    low_in, high_in = low is not None and draw(st.booleans()), high is not None and draw(st.booleans())
    return Interval(low=low, low_in=low_in, high=high, high_in=high_in)


@given(interval=intervals().filter(lambda each: each != Interval()))
def test_an_interval_is_read_back_as_it_is_written(interval: Interval) -> None:
    assert parse_interval(str(interval)) == interval


@given(one=intervals(), other=intervals(), value=st.integers(-120, 120).map(lambda halves: halves / 2))
def test_an_intersection_holds_what_both_hold(one: Interval, other: Interval, value: float) -> None:
    assert (value in one.intersection(other)) == (value in one and value in other)
