"""Wind chill against the published table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weather.wind_chill import KMH_PER_MS, wind_chill_c


@pytest.mark.parametrize(
    ("temp_c", "wind_ms", "chill_c"),
    [
        (-20, 2, -25.8),
        (-20, 15, -35.8),
        (-25, 5, -36.2),
        (-30, 3, -39.6),
        (-35, 7, -50.9),
        (-40, 15, -63.3),
        (-20, 30 / KMH_PER_MS, -32.6),
        (-30, 20 / KMH_PER_MS, -43.1),
    ],
)
def test_the_published_values_come_out(temp_c: float, wind_ms: float, chill_c: float) -> None:
    assert wind_chill_c(temp_c, wind_ms) == pytest.approx(chill_c, abs=0.06)


@pytest.mark.parametrize(("temp_c", "wind_ms"), [(-20, 0), (-20, 1.3), (10.1, 15)])
def test_outside_its_range_it_is_the_temperature(temp_c: float, wind_ms: float) -> None:
    assert wind_chill_c(temp_c, wind_ms) == temp_c


@given(st.floats(-60, 0), st.floats(1.4, 59), st.floats(0.1, 1))
def test_more_wind_feels_colder(temp_c: float, wind_ms: float, more_ms: float) -> None:
    assert wind_chill_c(temp_c, wind_ms + more_ms) < wind_chill_c(temp_c, wind_ms) < temp_c
