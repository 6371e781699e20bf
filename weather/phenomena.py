"""When a code or a number may be called by the word that stands in a threshold table.

No published table gives these words in figures, so each rule names its source. A rule that lacks one of its values
does not fire: a phenomenon that is not in a reading is "not reported", and the draft shows the numbers beside it.
"""

import re

from weather.reading import Phenomenon

# Below one kilometre: what WMO calls fog, and what a blizzard brings (50-500 m). Tables say "poor visibility".
LOW_VISIBILITY_BELOW_M = 1000
# Beaufort 6, "сильный ветер", 10.8-13.8 m/s: the scale the East Kazakhstan table quotes. Mean wind, not gusts.
STRONG_WIND_FROM_MS = 10.8
# Falling snow is a blizzard only when wind drives it: Astana's blizzard row starts at 10 m/s; 15 m/s is where
# Kazhydromet's second danger level begins, taken for gusts.
BLIZZARD_WIND_FROM_MS = 10.0
BLIZZARD_GUST_FROM_MS = 15.0

_METAR_FREEZING_RAIN = re.compile(r"FZ\w*(?:DZ|RA|UP)")
_METAR_FALLING_SNOW = re.compile(r"(?!VC|BL|DR)\w*SN")
_METAR_NAMES = {
    "FG": Phenomenon.FOG,
    "FZFG": Phenomenon.FOG,
    "FU": Phenomenon.SMOKE,
    "DU": Phenomenon.DUST,
    "BLDU": Phenomenon.DUST,
    "SA": Phenomenon.DUST,
    "BLSA": Phenomenon.DUST,
    "DS": Phenomenon.DUST,
    "SS": Phenomenon.DUST,
}

_WMO_FOG = frozenset({45, 48})
_WMO_FREEZING = frozenset({56, 57, 66, 67})
_WMO_RAIN = frozenset({51, 53, 55, 61, 63, 65, 80, 81, 82})
_WMO_SNOW = frozenset({71, 73, 75, 77, 85, 86})


def from_numbers(*, wind_ms: float | None, visibility_m: int | None) -> frozenset[Phenomenon]:
    """Name what the numbers alone say: strong wind and low visibility."""
    named = set()
    if wind_ms is not None and wind_ms >= STRONG_WIND_FROM_MS:
        named.add(Phenomenon.STRONG_WIND)
    if visibility_m is not None and visibility_m < LOW_VISIBILITY_BELOW_M:
        named.add(Phenomenon.LOW_VISIBILITY)
    return frozenset(named)


def from_metar(
    codes: tuple[str, ...], *, wind_ms: float | None, gust_ms: float | None, visibility_m: int | None
) -> frozenset[Phenomenon]:
    """Name what an aerodrome's observer reported in present-weather codes (ICAO Annex 3, WMO code table 4678).

    Blizzard: blowing snow (`BLSN`, raised above 2 m, "низовая метель"), or falling snow driven by wind with less than
    1 km visibility. Drifting snow (`DRSN`, "позёмок") is not one.
    Ice: freezing rain, drizzle or unknown freezing precipitation; the observer tells it from ordinary sleet.
    Fog: not when shallow, partial, in patches or in the vicinity. Dust: dust or sand in the air, not drifting, not
    whirls. What is only in the vicinity (`VC..`) is not here.
    """
    bare = [code.lstrip("+-") for code in codes]
    named = {_METAR_NAMES[code] for code in bare if code in _METAR_NAMES}
    if any(_METAR_FREEZING_RAIN.match(code) for code in bare):
        named.add(Phenomenon.ICE)
    snows = any(_METAR_FALLING_SNOW.match(code) for code in bare)
    if "BLSN" in bare or (snows and _driven(wind_ms, gust_ms, visibility_m)):
        named.add(Phenomenon.BLIZZARD)
    return frozenset(named) | from_numbers(wind_ms=wind_ms, visibility_m=visibility_m)


def from_model(
    code: int | None,
    *,
    temp_c: float | None,
    wind_ms: float | None,
    gust_ms: float | None,
    visibility_m: int | None = None,
    snowfall_cm: float | None = None,
) -> frozenset[Phenomenon]:
    """Name what a model's hour amounts to. Its codes (WMO 4677, the subset Open-Meteo uses) know no blizzard.

    Blizzard: snow falls in that hour, wind drives it, and the model sees less than 1 km.
    Ice: freezing rain or drizzle (56, 57, 66, 67), or plain rain or drizzle at 0 °C and below.
    """
    named = set()
    if code in _WMO_FOG:
        named.add(Phenomenon.FOG)
    if code in _WMO_FREEZING or (code in _WMO_RAIN and temp_c is not None and temp_c <= 0):
        named.add(Phenomenon.ICE)
    snows = code in _WMO_SNOW or (snowfall_cm is not None and snowfall_cm > 0)
    if snows and _driven(wind_ms, gust_ms, visibility_m):
        named.add(Phenomenon.BLIZZARD)
    return frozenset(named) | from_numbers(wind_ms=wind_ms, visibility_m=visibility_m)


def _driven(wind_ms: float | None, gust_ms: float | None, visibility_m: int | None) -> bool:
    """Return whether wind drives the snow so that one cannot see a kilometre."""
    blows = (wind_ms or 0) >= BLIZZARD_WIND_FROM_MS or (gust_ms or 0) >= BLIZZARD_GUST_FROM_MS
    return blows and visibility_m is not None and visibility_m < LOW_VISIBILITY_BELOW_M
