"""A place weather is asked for: a settlement with coordinates and, where there is one, its aerodrome."""

from dataclasses import dataclass

from locales.catalogue import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """code: stable id that organisations and readings use (`kostanay`). Degrees, WGS 84, at most 4 decimals."""

    code: str
    name_kk: str
    name_ru: str
    latitude: float
    longitude: float
    elevation_m: int | None = None
    metar_station: str | None = None

    def name(self, locale: Locale) -> str:
        return self.name_kk if locale == "kk" else self.name_ru
