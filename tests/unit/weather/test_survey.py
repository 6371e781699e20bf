"""Every feed asked, every reading examined, one conclusion per place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.unit.weather.answers import ALMATY, KOSTANAY, NOW, forecast, observation
from weather.feed import Feed
from weather.place import Place
from weather.plausibility import examine
from weather.reading import Concern, Failure, Flag, Reading
from weather.survey import ask, conclude


@dataclass(frozen=True)
class Scripted:
    """A feed that says what the test gives it."""

    source: str
    said: Sequence[Reading | Failure]

    async def fetch(self, places: Sequence[Place], *, now: datetime) -> Sequence[Reading | Failure]:
        assert now == NOW
        return [one for one in self.said if one.place in {place.code for place in places}]


@dataclass(frozen=True)
class Broken:
    """A feed with a mistake in it."""

    source: str = "broken"

    async def fetch(self, places: Sequence[Place], *, now: datetime) -> Sequence[Reading | Failure]:
        raise ZeroDivisionError(f"{len(places)} places at {now}")


async def test_all_feeds_answer_together() -> None:
    feeds: list[Feed] = [Scripted("metar", [observation()]), Scripted("open-meteo", [forecast(), forecast(1)])]
    assert await ask(feeds, [KOSTANAY], now=NOW) == [observation(), forecast(), forecast(1)]


async def test_a_broken_feed_fails_loudly_and_alone() -> None:
    metar, *failures = await ask([Scripted("metar", [observation()]), Broken()], [KOSTANAY, ALMATY], now=NOW)
    assert metar == observation()
    assert [(one.place, one.source, one.concern) for one in failures if isinstance(one, Failure)] == [
        ("kostanay", "broken", Concern.SOURCE_FAILED),
        ("almaty", "broken", Concern.SOURCE_FAILED),
    ]
    assert isinstance(failures[0], Failure)
    assert failures[0].detail.startswith("the feed broke: ZeroDivisionError: 2 places")


def test_readings_are_examined_before_they_decide() -> None:
    answers = [
        observation(gust_ms=None),
        observation("officer:7", temp_c=248.0),
        *(forecast(ahead) for ahead in range(4)),
    ]
    found = conclude(KOSTANAY, answers, now=NOW)
    assert found.reading is not None
    assert (found.reading.source, found.reading.gust_ms) == ("metar:UAUU", 6.0)
    assert found.reading.flags == (Flag.GUST_NOT_REPORTED,)
    assert [(worry.concern, worry.source) for worry in found.worries] == [(Concern.SOURCE_REFUSED, "officer:7")]


def earlier(minutes: int, temp_c: float) -> Reading:
    return observation(temp_c=temp_c, valid_at=NOW - timedelta(minutes=minutes))


@pytest.mark.parametrize(("witness", "stands"), [([], False), ([observation("officer:7", temp_c=-27.0)], True)])
def test_a_jump_needs_a_second_source(witness: list[Reading], stands: bool) -> None:
    answers = [observation(temp_c=-26.0), *witness]
    found = conclude(KOSTANAY, answers, now=NOW, previous=[earlier(70, -10.0), earlier(200, -26.0)])
    refused = [worry.source for worry in found.worries if worry.concern is Concern.SOURCE_REFUSED]
    assert refused == ([] if stands else ["metar:UAUU"])


def test_a_jump_is_seen_within_one_answer() -> None:
    found = conclude(KOSTANAY, [observation(temp_c=-26.0), earlier(40, -10.0)], now=NOW)
    assert found.reading == examine(earlier(40, -10.0))
    assert Concern.SOURCE_REFUSED in [worry.concern for worry in found.worries]


def test_a_refused_reading_is_no_predecessor() -> None:
    found = conclude(KOSTANAY, [earlier(70, -26.0), earlier(40, 60.0), observation(temp_c=-26.0)], now=NOW)
    assert found.reading == observation(temp_c=-26.0)


def test_a_reading_kept_before_is_not_its_own_predecessor() -> None:
    found = conclude(KOSTANAY, [observation()], now=NOW, previous=[observation(temp_c=0.0)])
    assert found.reading is not None


def test_answers_about_another_place_do_not_count() -> None:
    found = conclude(ALMATY, [observation(), forecast()], now=NOW)
    assert found.reading is None
    assert found.place == "almaty"


def test_the_walking_hours_are_handed_on() -> None:
    walking = (NOW + timedelta(hours=5), NOW + timedelta(hours=7))
    late = forecast(5, temp_c=-31.0)
    found = conclude(KOSTANAY, [forecast(), late], now=NOW, walking=walking)
    assert found.outlook == (late,) == found.used
