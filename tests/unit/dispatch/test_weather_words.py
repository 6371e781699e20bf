"""How a reading and a table's row are said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dispatch.weather_words import figures, flags, row
from locales.catalogue import Locale
from weather.reading import Evidence, Flag, Kind, Reading

READING = Reading(
    place="kostanay",
    source="metar:UAUU",
    kind=Kind.OBSERVATION,
    valid_at=datetime(2026, 1, 16, 1, 0, tzinfo=UTC),
    fetched_at=datetime(2026, 1, 16, 1, 5, tzinfo=UTC),
    temp_c=-28.0,
    wind_ms=6.0,
    gust_ms=6.0,
    flags=(Flag.GUST_NOT_REPORTED,),
    evidence=Evidence(body="UAUU 160100Z 18006MPS 9999 M28/M30 Q1035"),
)


def test_gusts_nobody_reported_are_not_said_and_their_absence_is_no_warning() -> None:
    assert figures("ru", READING) == "−28 °C, ветер 6 м/с"
    assert flags("ru", READING) == ()


def test_reported_gusts_are_said() -> None:
    assert "порывы 11 м/с" in figures("ru", replace(READING, gust_ms=11.0, flags=()))


@pytest.mark.parametrize(
    ("locale", "raw", "said"),
    [
        ("ru", "<= -27 °C; 5 м/с и более", "−27 °C и ниже; 5 м/с и более"),
        ("kk", "<= -27 °C; 5 м/с и более", "−27 градус және одан төмен; 5 м/с и более"),
        ("ru", "< -25 °C; желдің екпіні 2 м/с жоғары", "ниже −25 °C; желдің екпіні 2 м/с жоғары"),
        ("ru", "<= -30 °C; >= 2 m/s", "−30 °C и ниже; 2 м/с и более"),
        ("kk", "<= -30 °C; >= 2 m/s", "−30 градус және одан төмен; секундына 2 метр және одан көп"),
        ("ru", "минус 25-29 градусов и ниже; 2-4 м/с", "минус 25-29 градусов и ниже; 2-4 м/с"),
    ],
)
def test_printed_figures_are_said_in_words_and_published_words_are_left_alone(
    locale: Locale, raw: str, said: str
) -> None:
    assert row(locale, raw) == said
