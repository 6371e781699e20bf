"""METAR: the recorded winter half hour against avwx-engine, and every trap one by one."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from avwx.current.metar import Metar
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.weather.answers import ALMATY, KOSTANAY, raw_metars
from weather.errors import BrokenReport
from weather.metar import Report, WindUnit, parse_report, to_reading
from weather.reading import Concern, Evidence, Failure, Phenomenon, Reading

WINTER = raw_metars("fsu_winter_20141218T0730Z_adds_cache.csv")
AUTUMN = raw_metars("kz_20140926T2130Z_adds_cache.csv")
RECEIVED = datetime(2014, 12, 18, 7, 36, tzinfo=UTC)
UNITS = {"m/s": WindUnit.MPS, "kt": WindUnit.KT}


def reading_of(raw: str, *, received_at: datetime = RECEIVED) -> Reading | Failure:
    return to_reading(parse_report(raw), KOSTANAY, received_at=received_at, evidence=Evidence(body=raw))


def accepted(raw: str, *, received_at: datetime = RECEIVED) -> Reading:
    reading = reading_of(raw, received_at=received_at)
    assert isinstance(reading, Reading), reading
    return reading


def refused(raw: str, *, received_at: datetime = RECEIVED) -> Failure:
    failure = reading_of(raw, received_at=received_at)
    assert isinstance(failure, Failure), failure
    return failure


def test_every_recorded_winter_report_is_compared() -> None:
    units = [report.wind.unit for report in map(parse_report, WINTER) if report.wind]
    assert len(WINTER) == 135
    assert (units.count(WindUnit.MPS), units.count(WindUnit.KT)) == (117, 18)


@pytest.mark.parametrize("raw", [*WINTER, *AUTUMN])
def test_a_recorded_report_parses_like_avwx_engine(raw: str) -> None:
    ours, theirs = parse_report(raw), Metar.from_report(raw)
    assert theirs is not None
    assert theirs.data is not None
    assert theirs.units is not None
    data = theirs.data
    assert ours.wind is not None
    assert data.wind_speed is not None
    assert (ours.wind.speed, ours.wind.unit) == (data.wind_speed.value, UNITS[theirs.units.wind_speed])
    assert ours.wind.gust == (data.wind_gust.value if data.wind_gust else None)
    assert data.temperature is not None
    assert data.dewpoint is not None
    assert (ours.temp_c, ours.dew_point_c) == (data.temperature.value, data.dewpoint.value)
    assert data.visibility is not None
    far = 10_000 if data.visibility.value == 9999 else data.visibility.value
    assert (ours.visibility_m, theirs.units.visibility) == (far, "m")
    assert list(ours.weather) == [code.repr for code in data.wx_codes]
    assert (ours.station, ours.day) == (data.station, int(raw.split()[1][:2]))


def test_metres_per_second_are_not_rounded_through_knots() -> None:
    report = parse_report("UACC 262130Z 10010MPS 9999 -SHRA SCT043CB OVC050 09/05 Q1012 R04/2/0550 TEMPO -SHRA")
    assert report.wind is not None
    assert report.wind.speed_ms == 10.0


@pytest.mark.parametrize(
    ("group", "speed_ms", "gust_ms"),
    [
        ("18004MPS", 4.0, None),
        ("18008G11MPS", 8.0, 11.0),
        ("VRB01MPS", 1.0, None),
        ("00000MPS", 0.0, None),
        ("24014KT", 7.2, None),
        ("20010G20KT", 5.14, 10.29),
        ("18036KMH", 10.0, None),
        ("180P49MPS", 49.0, None),
        ("18010G//MPS", 10.0, None),
    ],
)
def test_the_unit_of_the_wind_group_is_read(group: str, speed_ms: float, gust_ms: float | None) -> None:
    wind = parse_report(f"UAUU 180730Z {group} 9999 M13/M15 Q1030").wind
    assert wind is not None
    assert (wind.speed_ms, wind.gust_ms) == (speed_ms, gust_ms)


@pytest.mark.parametrize("group", ["/////MPS", "180//MPS", "", "18004", "1804MPS"])
def test_a_missing_wind_is_unknown_not_calm(group: str) -> None:
    reading = accepted(f"UAUU 180730Z {group} 9999 M13/M15 Q1030")
    assert (reading.wind_ms, reading.gust_ms) == (None, None)


@pytest.mark.parametrize(
    ("group", "temp_c", "dew_point_c"),
    [
        ("M25/M28", -25, -28),
        ("M00/M01", 0, -1),
        ("00/M00", 0, 0),
        ("M48/M53", -48, -53),
        ("05/M03", 5, -3),
        ("M17///", -17, None),
        ("M17/", -17, None),
        ("/////", None, None),
        ("", None, None),
    ],
)
def test_temperatures_have_signs_and_may_be_missing(group: str, temp_c: int | None, dew_point_c: int | None) -> None:
    report = parse_report(f"UAUU 180730Z 18002MPS 9999 {group} Q1030")
    assert (report.temp_c, report.dew_point_c) == (temp_c, dew_point_c)


@pytest.mark.parametrize(
    ("groups", "visibility_m"),
    [
        ("9999", 10_000),
        ("CAVOK", 10_000),
        ("0500 R23R/1800D R23L/1400N", 500),
        ("8000NW", 8000),
        ("4000 1200SW", 4000),
        ("1500NDV", 1500),
        ("P6000", 6000),
        ("R05R/1500U", None),
        ("////", None),
    ],
)
def test_visibility_is_the_prevailing_one_in_metres(groups: str, visibility_m: int | None) -> None:
    assert parse_report(f"UAAA 221700Z 16002MPS {groups} M11/M13 Q1028").visibility_m == visibility_m


@pytest.mark.parametrize("trend", ["TEMPO 0500 FZFG", "BECMG 0300 +SN BLSN", "NOSIG RMK QBB060 0200 FG", "RMK 0500 FG"])
def test_what_follows_a_trend_word_is_not_now(trend: str) -> None:
    reading = accepted(f"UAUU 180730Z 18002MPS 9999 BKN002 M13/M15 Q1030 R33/320160 {trend}")
    assert reading.visibility_m == 10_000
    assert reading.phenomena == frozenset()


def test_a_trend_does_not_lend_its_wind_or_temperature() -> None:
    report = parse_report("UAUU 262130Z 9999 TEMPO 04015MPS M05/M06 BKN005CB")
    assert (report.wind, report.temp_c) == (None, None)


@pytest.mark.parametrize("prefix", ["METAR ", "SPECI ", "METAR COR ", "COR ", ""])
def test_a_report_may_be_announced(prefix: str) -> None:
    report = parse_report(f"{prefix}UAAA 270000Z AUTO 13003MPS 4500 BR SCT050 05/04 Q1016 R88/CLRD65 NOSIG=")
    assert report == Report(
        station="UAAA",
        day=27,
        hour=0,
        minute=0,
        automatic=True,
        corrected="COR" in prefix,
        wind=report.wind,
        visibility_m=4500,
        temp_c=5,
        dew_point_c=4,
        weather=("BR",),
    )


@pytest.mark.parametrize(
    "raw", ["", "UAUU", "<html>Bad gateway</html>", "180730Z 18002MPS", "UAUU 1807Z 18002MPS", "NIL"]
)
def test_text_without_station_and_time_is_broken(raw: str) -> None:
    with pytest.raises(BrokenReport, match="Not a METAR"):
        parse_report(raw)


@given(st.text(max_size=120))
def test_any_text_is_a_report_or_broken(text: str) -> None:
    with contextlib.suppress(BrokenReport):
        assert parse_report(text).station


def test_an_empty_report_fails_and_says_nil() -> None:
    failure = refused("UAUU 180730Z NIL=")
    assert failure.concern is Concern.SOURCE_FAILED
    assert "NIL" in failure.detail


def test_another_stations_report_is_refused() -> None:
    failure = to_reading(
        parse_report("UAUU 180730Z 18002MPS"), ALMATY, received_at=RECEIVED, evidence=Evidence(body="")
    )
    assert isinstance(failure, Failure)
    assert failure.concern is Concern.SOURCE_REFUSED
    assert failure.detail == "report of UAUU, expected UAAA"


@pytest.mark.parametrize(
    ("stamp", "received_at", "valid_at"),
    [
        ("180730Z", datetime(2014, 12, 18, 7, 36, tzinfo=UTC), datetime(2014, 12, 18, 7, 30, tzinfo=UTC)),
        ("312330Z", datetime(2027, 1, 1, 0, 2, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)),
        ("010000Z", datetime(2026, 12, 31, 23, 55, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("282330Z", datetime(2026, 3, 1, 0, 10, tzinfo=UTC), datetime(2026, 2, 28, 23, 30, tzinfo=UTC)),
        ("292330Z", datetime(2028, 3, 1, 0, 10, tzinfo=UTC), datetime(2028, 2, 29, 23, 30, tzinfo=UTC)),
    ],
)
def test_day_and_time_are_resolved_against_the_receipt(stamp: str, received_at: datetime, valid_at: datetime) -> None:
    assert accepted(f"UAUU {stamp} 18002MPS 9999 M13/M15 Q1030", received_at=received_at).valid_at == valid_at


@pytest.mark.parametrize("stamp", ["180600Z", "110730Z", "172330Z", "250730Z", "311200Z"])
def test_an_old_report_that_a_cache_repeats_is_stale(stamp: str) -> None:
    assert refused(f"UAUU {stamp} 18002MPS 9999 M13/M15").concern is Concern.SOURCE_STALE


def test_a_report_is_handed_in_a_little_before_its_time() -> None:
    assert accepted("UAUU 180745Z 18002MPS 9999 M13/M15").valid_at == datetime(2014, 12, 18, 7, 45, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["180900Z", "190730Z"])
def test_a_report_from_the_future_is_refused(stamp: str) -> None:
    failure = refused(f"UAUU {stamp} 18002MPS 9999 M13/M15")
    assert failure.concern is Concern.SOURCE_REFUSED
    assert "in the future" in failure.detail


@pytest.mark.parametrize("stamp", ["180790Z", "182430Z", "000730Z", "320730Z"])
def test_an_impossible_time_is_refused(stamp: str) -> None:
    failure = refused(f"UAUU {stamp} 18002MPS 9999 M13/M15")
    assert (failure.concern, failure.detail) == (Concern.SOURCE_REFUSED, f"no such day or time: {stamp}")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(-9, 89))  # noqa: DTZ001 - the bounds of the strategy are naive, its values are not
def test_a_fresh_report_gets_its_own_instant_back(received_at: datetime, minutes_old: int) -> None:
    received_at = received_at.replace(second=0, microsecond=0)
    sent = received_at - timedelta(minutes=minutes_old)
    reading = accepted(f"UAUU {sent:%d%H%M}Z 18002MPS 9999 M13/M15", received_at=received_at)
    assert reading.valid_at == sent


@pytest.mark.parametrize(
    ("groups", "phenomena"),
    [
        ("18013G16MPS 9999 -BLSN", {Phenomenon.BLIZZARD, Phenomenon.STRONG_WIND}),
        ("18014G17MPS 9999 DRSN", {Phenomenon.STRONG_WIND}),
        ("18012MPS 0400 +SN", {Phenomenon.BLIZZARD, Phenomenon.LOW_VISIBILITY, Phenomenon.STRONG_WIND}),
        ("18007G15MPS 0800 -SHSN", {Phenomenon.BLIZZARD, Phenomenon.LOW_VISIBILITY}),
        ("18012MPS 3000 +SN", {Phenomenon.STRONG_WIND}),
        ("18004MPS 0800 +SN", {Phenomenon.LOW_VISIBILITY}),
        ("18012MPS 0800 VCBLSN", {Phenomenon.LOW_VISIBILITY, Phenomenon.STRONG_WIND}),
        ("18002MPS 5000 -FZRA", {Phenomenon.ICE}),
        ("18002MPS 5000 FZDZ BR", {Phenomenon.ICE}),
        ("18002MPS 5000 FZRASN", {Phenomenon.ICE}),
        ("18002MPS 5000 -SHSNRA", set()),
        ("18002MPS 0300 FZFG", {Phenomenon.FOG, Phenomenon.LOW_VISIBILITY}),
        ("18002MPS 1000 FG", {Phenomenon.FOG}),
        ("18002MPS 5000 BR VCFZFG", set()),
        ("18002MPS 5000 MIFG", set()),
        ("18002MPS 5000 BCFG", set()),
        ("18002MPS 1500 FU", {Phenomenon.SMOKE}),
        ("18012MPS 2000 BLDU", {Phenomenon.DUST, Phenomenon.STRONG_WIND}),
        ("18002MPS 0900 +DS", {Phenomenon.DUST, Phenomenon.LOW_VISIBILITY}),
        ("18002MPS 4000 DRSA", set()),
        ("18002MPS 4000 HZ", set()),
        ("18010MPS 9999", set()),
        ("18011MPS 9999", {Phenomenon.STRONG_WIND}),
    ],
)
def test_codes_are_called_by_the_words_of_the_tables(groups: str, phenomena: set[Phenomenon]) -> None:
    assert accepted(f"UAUU 180730Z {groups} OVC010 M03/M06 Q1016").phenomena == phenomena


def test_a_reading_carries_what_it_rests_on() -> None:
    raw = "UAUU 180730Z 18002MPS 9999 BKN002 M13/M15 Q1030 NOSIG"
    reading = accepted(raw)
    assert (reading.place, reading.source) == ("kostanay", "metar:UAUU")
    assert (reading.temp_c, reading.dew_point_c, reading.wind_ms) == (-13.0, -15.0, 2.0)
    assert reading.gust_ms is None
    assert reading.fetched_at == RECEIVED
    assert reading.evidence.body == raw
