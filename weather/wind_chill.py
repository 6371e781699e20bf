"""How cold it feels: information only. Kazakh tables pair temperature with wind themselves and never use this."""

from math import pow as power

KMH_PER_MS = 3.6
VALID_UP_TO_C = 10.0
VALID_FROM_KMH = 4.8  # below walking pace the formula does not hold and the air feels as cold as it is


def wind_chill_c(temp_c: float, wind_ms: float) -> float:
    """Return the wind chill of Environment Canada and the US National Weather Service (2001); wind at 10 m."""
    wind_kmh = wind_ms * KMH_PER_MS
    if temp_c > VALID_UP_TO_C or wind_kmh < VALID_FROM_KMH:
        return temp_c
    drag = power(wind_kmh, 0.16)
    return 13.12 + 0.6215 * temp_c - 11.37 * drag + 0.3965 * temp_c * drag
