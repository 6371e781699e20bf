"""The variables Open-Meteo knows, their units, and the units a caller may ask for."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.weather.script import Sample

Value = float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """What the caller asked for; Open-Meteo's own defaults."""

    temperature: str = "celsius"
    wind: str = "kmh"
    precipitation: str = "mm"


_TEMPERATURES: dict[str, tuple[str, Callable[[float], float]]] = {
    "celsius": ("°C", lambda celsius: celsius),
    "fahrenheit": ("°F", lambda celsius: celsius * 1.8 + 32),
}
_WINDS: dict[str, tuple[str, float]] = {
    "kmh": ("km/h", 3.6),
    "ms": ("m/s", 1.0),
    "mph": ("mp/h", 2.236936),
    "kn": ("kn", 1.943844),
}
_PRECIPITATIONS: dict[str, tuple[str, float]] = {"mm": ("mm", 1.0), "inch": ("inch", 1 / 25.4)}

CHOICES = {
    "temperature_unit": ("TemperatureUnit", frozenset(_TEMPERATURES)),
    "wind_speed_unit": ("WindspeedUnit", frozenset(_WINDS)),
    "precipitation_unit": ("PrecipitationUnit", frozenset(_PRECIPITATIONS)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable: where its value stands in a sample (None: never scripted), its kind, and its unit if it is fixed."""

    of: Callable[[Sample], Value] | None
    kind: str
    unit: str = ""


_SCRIPTED = {
    "temperature_2m": Variable(of=lambda sample: sample.temp_c, kind="temperature"),
    "dew_point_2m": Variable(of=lambda sample: sample.dew_point_c, kind="temperature"),
    "wind_speed_10m": Variable(of=lambda sample: sample.wind_ms, kind="wind"),
    "wind_gusts_10m": Variable(of=lambda sample: sample.gust_ms, kind="wind"),
    "wind_direction_10m": Variable(of=lambda sample: sample.wind_from_deg, kind="whole", unit="°"),
    "visibility": Variable(of=lambda sample: sample.visibility_m, kind="fixed", unit="m"),
    "weather_code": Variable(of=lambda sample: sample.weather_code, kind="whole", unit="wmo code"),
    "precipitation": Variable(of=lambda sample: sample.precipitation_mm, kind="precipitation"),
    "snowfall": Variable(of=lambda sample: sample.snowfall_cm, kind="fixed", unit="cm"),
    "snow_depth": Variable(of=lambda sample: sample.snow_depth_m, kind="fixed", unit="m"),
    "surface_pressure": Variable(of=lambda sample: sample.pressure_hpa, kind="fixed", unit="hPa"),
}
_UNSCRIPTED = {
    "apparent_temperature": Variable(of=None, kind="temperature"),
    "relative_humidity_2m": Variable(of=None, kind="fixed", unit="%"),
    "precipitation_probability": Variable(of=None, kind="fixed", unit="%"),
    "rain": Variable(of=None, kind="precipitation"),
    "showers": Variable(of=None, kind="precipitation"),
    "cloud_cover": Variable(of=None, kind="fixed", unit="%"),
    "cloud_cover_low": Variable(of=None, kind="fixed", unit="%"),
    "pressure_msl": Variable(of=None, kind="fixed", unit="hPa"),
    "is_day": Variable(of=None, kind="fixed"),
}
_FORMER_NAMES = {
    "windspeed_10m": "wind_speed_10m",
    "windgusts_10m": "wind_gusts_10m",
    "winddirection_10m": "wind_direction_10m",
    "weathercode": "weather_code",
    "dewpoint_2m": "dew_point_2m",
    "relativehumidity_2m": "relative_humidity_2m",
}
VARIABLES = _SCRIPTED | _UNSCRIPTED
VARIABLES |= {former: VARIABLES[name] for former, name in _FORMER_NAMES.items()}


def unit_of(variable: Variable, units: Units) -> str:
    """Return the unit as it is written into `hourly_units`."""
    match variable.kind:
        case "temperature":
            return _TEMPERATURES[units.temperature][0]
        case "wind":
            return _WINDS[units.wind][0]
        case "precipitation":
            return _PRECIPITATIONS[units.precipitation][0]
        case _:
            return variable.unit


def converted(variable: Variable, sample: Sample | None, units: Units) -> Value:
    """Return the value in the caller's unit, rounded as Open-Meteo rounds; None when nothing is known."""
    value = variable.of(sample) if variable.of is not None and sample is not None else None
    if value is None:
        return None
    match variable.kind:
        case "temperature":
            return round(_TEMPERATURES[units.temperature][1](value), 1)
        case "wind":
            return round(value * _WINDS[units.wind][1], 2 if units.wind == "ms" else 1)
        case "precipitation":
            return round(value * _PRECIPITATIONS[units.precipitation][1], 3)
        case "whole":
            return round(value)
        case _:
            return round(float(value), 2)
