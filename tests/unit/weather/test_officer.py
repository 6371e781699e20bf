"""What the duty officer types: Kazakh, Russian or bare, taken as said or asked back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.weather.answers import KOSTANAY, NOW
from weather.officer import Complaint, Misread, Problem, read
from weather.reading import Kind, Phenomenon, Reading


@dataclass(frozen=True)
class Said:
    """What a message says, apart from the time."""

    temp_c: float | None = None
    wind_ms: float | None = None
    gust_ms: float | None = None
    visibility_m: int | None = None
    phenomena: frozenset[Phenomenon] = frozenset()
    nmu: tuple[int | None, int | None] = (None, None)


def heard(text: str, *, now: datetime = NOW) -> Reading:
    reading = read(text, place=KOSTANAY, officer="7", now=now)
    assert isinstance(reading, Reading), reading
    return reading


def said(text: str) -> Said:
    reading = heard(text)
    return Said(
        temp_c=reading.temp_c,
        wind_ms=reading.wind_ms,
        gust_ms=reading.gust_ms,
        visibility_m=reading.visibility_m,
        phenomena=reading.phenomena,
        nmu=(reading.nmu_degree, reading.nmu_days),
    )


def complaints(text: str) -> list[Problem]:
    misread = read(text, place=KOSTANAY, officer="7", now=NOW)
    assert isinstance(misread, Misread), misread
    return [complaint.problem for complaint in misread.complaints]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-27 6", Said(-27.0, 6.0)),
        ("−27,5 6", Said(-27.5, 6.0)),
        ("-27/6", Said(-27.0, 6.0)),
        ("-27°C 6 м/с", Said(-27.0, 6.0)),
        ("-27", Said(-27.0)),
        ("0 3", Said(0.0, 3.0)),
        ("+2, ветер 5", Said(2.0, 5.0)),
        ("минус 25, ветер 4 м/с", Said(-25.0, 4.0)),
        ("Минус 25 градусов, ветер юго-западный 4-й м/с", Said(-25.0, 4.0)),
        ("27 мороза, ветер 5", Said(-27.0, 5.0)),
        ("мороз 27, ветер 5 метров в секунду", Said(-27.0, 5.0)),
        ("27 градусов ниже нуля 5 м/с", Said(-27.0, 5.0)),
        ("плюс 3 ветер 2", Said(3.0, 2.0)),
        ("3 тепла, штиль", Said(3.0, 0.0)),
        ("температура -27, скорость ветра 6 м/с", Said(-27.0, 6.0)),
        ("ветер 6, -27", Said(-27.0, 6.0)),
        ("6 м/с -27", Said(-27.0, 6.0)),
        ("-27,5 ветер 6 порывы 11", Said(-27.5, 6.0, 11.0)),
        ("-27 ветер 6 м/с, порывы ветра до 11 м/с", Said(-27.0, 6.0, 11.0)),
        ("-28 ветер 6 видимость 500 м", Said(-28.0, 6.0, None, 500, frozenset({Phenomenon.LOW_VISIBILITY}))),
        ("-28 6 видимость 2 км", Said(-28.0, 6.0, None, 2000)),
        ("-28 6 видимость 4000", Said(-28.0, 6.0, None, 4000)),
        ("-28 6 видимость хорошая", Said(-28.0, 6.0)),
        ("аяз 27 жел 5 м/с", Said(-27.0, 5.0)),
        ("27 градус аяз, желдің жылдамдығы 5 м/с", Said(-27.0, 5.0)),
        ("ауа температурасы -27, желдің екпіні 12 м/с", Said(-27.0, None, 12.0)),
        ("нөлден төмен 30 градус, желсіз", Said(-30.0, 0.0)),
        ("2 градус жылы, жел 4", Said(2.0, 4.0)),
        ("-26 жел 6, көріну қашықтығы 300 м", Said(-26.0, 6.0, None, 300, frozenset({Phenomenon.LOW_VISIBILITY}))),
        ("Доброе утро! Сейчас в Костанае -28, ветер 6 м/с.", Said(-28.0, 6.0)),
        ("Қайырлы таң! Қостанайда қазір -28, жел 6 м/с", Said(-28.0, 6.0)),
        ("-27 6 🥶", Said(-27.0, 6.0)),
        ("-27\n6", Said(-27.0, 6.0)),
    ],
)
def test_a_reading_is_taken_as_it_was_said(text: str, expected: Said) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("calm", ["штиль", "безветренно", "без ветра", "ветра нет", "желсіз", "жел жоқ", "тымық"])
def test_calm_is_said_in_words(calm: str) -> None:
    assert said(f"-30 {calm}") == Said(-30.0, 0.0)


def test_an_unsaid_wind_is_unknown_not_calm() -> None:
    assert heard("-30").wind_ms is None


@pytest.mark.parametrize(
    ("words", "phenomenon"),
    [
        ("метель", Phenomenon.BLIZZARD),
        ("низовая метель", Phenomenon.BLIZZARD),
        ("буран", Phenomenon.BLIZZARD),
        ("Пурга", Phenomenon.BLIZZARD),
        ("боран", Phenomenon.BLIZZARD),
        ("борасын", Phenomenon.BLIZZARD),
        ("гололёд", Phenomenon.ICE),
        ("гололедица", Phenomenon.ICE),
        ("ледяной дождь", Phenomenon.ICE),
        ("көктайғақ", Phenomenon.ICE),
        ("туман", Phenomenon.FOG),
        ("тұман", Phenomenon.FOG),
        ("смог", Phenomenon.SMOKE),
        ("түтін", Phenomenon.SMOKE),
        ("пыльная буря", Phenomenon.DUST),
        ("шаңды дауыл", Phenomenon.DUST),
        ("шаңды боран", Phenomenon.DUST),
        ("плохая видимость", Phenomenon.LOW_VISIBILITY),
        ("көріну нашар", Phenomenon.LOW_VISIBILITY),
        ("сильный ветер", Phenomenon.STRONG_WIND),
        ("қатты жел", Phenomenon.STRONG_WIND),
    ],
)
def test_a_phenomenon_may_stand_alone_or_with_a_reading(words: str, phenomenon: Phenomenon) -> None:
    assert said(words) == Said(phenomena=frozenset({phenomenon}))
    assert said(f"-12 4, {words}").phenomena == {phenomenon}
    assert said(f"{words}, -12 4").phenomena == {phenomenon}


@pytest.mark.parametrize("drifting", ["позёмок", "поземка", "жаяу борасын"])
def test_drifting_snow_is_no_blizzard(drifting: str) -> None:
    assert said(f"-12 4 {drifting}") == Said(-12.0, 4.0)


@pytest.mark.parametrize(
    "text", ["-12 4 без метели", "-12 4, метели нет", "-12 4, нет метели", "-12 4 боран жоқ", "без осадков -12 4"]
)
def test_what_is_denied_is_not_reported(text: str) -> None:
    assert said(text) == Said(-12.0, 4.0)


def test_a_comma_tells_what_is_denied() -> None:
    assert said("-12 4 туман, нет метели").phenomena == {Phenomenon.FOG}
    assert said("-12 4 метели нет, туман").phenomena == {Phenomenon.FOG}
    assert complaints("-12 4 туман нет метели") == [Problem.NOT_UNDERSTOOD]


def test_a_strong_wind_may_have_its_number() -> None:
    assert said("сильный ветер 15 -10") == Said(-10.0, 15.0, phenomena=frozenset({Phenomenon.STRONG_WIND}))
    assert said("-10 10.8").phenomena == {Phenomenon.STRONG_WIND}
    assert said("-10 10.7").phenomena == frozenset()


@pytest.mark.parametrize(
    ("text", "nmu"),
    [
        ("НМУ 2 степени", (2, None)),
        ("НМУ 3", (3, None)),
        ("НМУ 2 степени 3-й день подряд", (2, 3)),
        ("ҚМЖ 2 дәреже 3 күн қатарынан", (2, 3)),
        ("қмж 1-дәреже", (1, None)),
    ],
)
def test_the_degree_of_bad_air_has_a_day_count(text: str, nmu: tuple[int, int | None]) -> None:
    assert said(text) == Said(phenomena=frozenset({Phenomenon.NMU}), nmu=nmu)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [Problem.EMPTY]),
        (" \n ", [Problem.EMPTY]),
        ("-27 " * 100, [Problem.TOO_LONG]),
        ("27 6", [Problem.SIGN_MISSING]),
        ("27", [Problem.SIGN_MISSING]),
        ("27 градусов", [Problem.SIGN_MISSING]),
        ("температура - 27", [Problem.SIGN_MISSING]),
        ("-27 6 км/ч", [Problem.WIND_NOT_IN_MS]),
        ("-27 жел 20 км/сағ", [Problem.WIND_NOT_IN_MS]),
        ("-27 ветер 12 узлов", [Problem.WIND_NOT_IN_MS]),
        ("-27°F 6", [Problem.NOT_CELSIUS]),
        ("-27 ветер 6-8", [Problem.RANGE]),
        ("-27 ветер 5 до 11", [Problem.RANGE]),
        ("-25…-27", [Problem.RANGE]),
        ("-25…-27 6", [Problem.RANGE]),
        ("температура -25…-27, 6", [Problem.RANGE]),
        ("6-8, -27", [Problem.RANGE]),
        ("от -25 до -27, ветер 5", [Problem.RANGE]),
        ("-27 -29", [Problem.SAID_TWICE]),
        ("-27 ветер 5 ветер 6", [Problem.SAID_TWICE]),
        ("-27 06:10 06:20", [Problem.SAID_TWICE]),
        ("-27 6 11", [Problem.UNCLEAR_NUMBER]),
        ("-27 07.10", [Problem.UNCLEAR_NUMBER]),
        ("-27 25:70", [Problem.UNCLEAR_NUMBER]),
        ("-27 ветер -6 м/с", [Problem.UNCLEAR_NUMBER]),
        ("-27 6 м", [Problem.UNCLEAR_NUMBER]),
        ("НМУ 4 степени", [Problem.UNCLEAR_NUMBER]),
        ("-27 3 день", [Problem.UNCLEAR_NUMBER]),
        ("-27 ветер", [Problem.NUMBER_MISSING]),
        ("мороз, ветер 5", [Problem.NUMBER_MISSING]),
        ("НМУ", [Problem.NUMBER_MISSING]),
        ("+27 мороза", [Problem.CONTRADICTION]),
        ("плюс -3", [Problem.CONTRADICTION]),
        ("-27 тепла", [Problem.CONTRADICTION]),
        ("-27 штиль ветер 5", [Problem.CONTRADICTION]),
        ("-27 видимость 2", [Problem.VISIBILITY_UNIT_MISSING]),
        ("-27 ветер 6 порывы 4", [Problem.GUST_BELOW_WIND]),
        ("-270 5", [Problem.TEMP_IMPOSSIBLE]),
        ("-27 72", [Problem.WIND_IMPOSSIBLE]),
        ("-27 5 видимость 100 км", [Problem.VISIBILITY_IMPOSSIBLE]),
        ("ожидается -30", [Problem.NOT_A_READING]),
        ("болжам бойынша -30", [Problem.NOT_A_READING, Problem.NOT_UNDERSTOOD]),
        ("завтра -30 5", [Problem.NOT_A_READING]),
        ("ночью -30 5", [Problem.NOT_A_READING]),
        ("ветер 5", [Problem.NOTHING_SAID]),
        ("05:35", [Problem.NOTHING_SAID]),
        ("спасибо", [Problem.NOT_UNDERSTOOD]),
        ("Рудный -27 6", [Problem.NOT_UNDERSTOOD]),
        ("-31 07:10", [Problem.TIME_IN_FUTURE]),
        ("-31 04:00", [Problem.TIME_TOO_OLD]),
        ("27 ветер 6-8 км", [Problem.RANGE, Problem.NOT_UNDERSTOOD, Problem.SIGN_MISSING]),
    ],
)
def test_what_could_mean_two_things_is_asked_back(text: str, problems: list[Problem]) -> None:
    assert complaints(text) == problems


def test_a_complaint_quotes_the_officers_words() -> None:
    misread = read("-27 ветер 20 км/ч", place=KOSTANAY, officer="7", now=NOW)
    assert misread == Misread(complaints=(Complaint(problem=Problem.WIND_NOT_IN_MS, words="20 км/ч"),))


def test_every_problem_is_reached_by_a_message_above() -> None:
    marks = [mark for mark in test_what_could_mean_two_things_is_asked_back.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]  # pytest keeps the marks on the function
    assert {problem for _, problems in marks[0].args[1] for problem in problems} == set(Problem)


@pytest.mark.parametrize(
    ("text", "now", "valid_at"),
    [
        ("-31 05:20", NOW, datetime(2026, 1, 16, 0, 20, tzinfo=UTC)),
        ("в 5:20 было -31", NOW, None),
        ("сағат 5:20-да -31", NOW, datetime(2026, 1, 16, 0, 20, tzinfo=UTC)),
        ("-31", NOW, NOW),
        ("-31 05:45", NOW, datetime(2026, 1, 16, 0, 45, tzinfo=UTC)),
        ("-31 23:55", datetime(2026, 1, 16, 19, 10, tzinfo=UTC), datetime(2026, 1, 16, 18, 55, tzinfo=UTC)),
        ("-31 0:05", datetime(2026, 1, 16, 18, 58, tzinfo=UTC), datetime(2026, 1, 16, 19, 5, tzinfo=UTC)),
    ],
)
def test_a_clock_time_is_local_and_near(text: str, now: datetime, valid_at: datetime | None) -> None:
    if valid_at is None:
        assert complaints(text) == [Problem.NOT_UNDERSTOOD]
    else:
        assert heard(text, now=now).valid_at == valid_at


def test_a_reading_names_its_officer_and_keeps_the_words() -> None:
    reading = heard("−27,5 Ветер 6")
    assert (reading.place, reading.source, reading.kind) == ("kostanay", "officer:7", Kind.OBSERVATION)
    assert (reading.evidence.body, reading.evidence.url, reading.evidence.status) == ("−27,5 Ветер 6", "", None)
    assert reading.fetched_at == NOW


@given(st.text(max_size=60))
def test_any_text_is_a_reading_or_asked_back(text: str) -> None:
    found = read(text, place=KOSTANAY, officer="7", now=NOW)
    assert isinstance(found, Reading) or found.complaints


TEMPERATURES = st.integers(-600, 520).map(lambda tenths: tenths / 10)
WINDS = st.integers(0, 600).map(lambda tenths: tenths / 10)


def _figure(value: float, comma: str) -> str:
    return f"{value:g}".replace(".", comma)


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, float, float, int]:
    """Return a message with its temperature, wind and age in minutes."""
    temp_c, wind_ms, age_min = draw(TEMPERATURES), draw(WINDS), draw(st.integers(0, 90))
    comma = draw(st.sampled_from(".,"))
    size, wind = _figure(abs(temp_c), comma), _figure(wind_ms, comma)
    sign = "-" if temp_c < 0 else "+"
    temperatures = [f"{sign}{size}", f"{sign}{size}°C", f"температура {sign}{size}", f"ауа температурасы {sign}{size}"]
    temperatures += [f"минус {size}", f"{size} градус аяз"] if temp_c < 0 else [f"плюс {size}", f"{size} градус жылы"]
    winds = [wind, f"ветер {wind} м/с", f"{wind} м/с", f"жел {wind}", f"желдің жылдамдығы {wind} м/с"]
    said_temp, said_wind = draw(st.sampled_from(temperatures)), draw(st.sampled_from(winds))
    clock = f"{NOW + timedelta(hours=5) - timedelta(minutes=age_min):%H:%M}"
    return f"{said_temp}{draw(st.sampled_from([' ', ', ', '; ']))}{said_wind} {clock}", temp_c, wind_ms, age_min


@given(messages())
def test_a_formatted_reading_is_read_back(message: tuple[str, float, float, int]) -> None:
    text, temp_c, wind_ms, age_min = message
    reading = heard(text)
    assert (reading.temp_c, reading.wind_ms) == (temp_c, wind_ms)
    assert reading.valid_at == NOW - timedelta(minutes=age_min)
