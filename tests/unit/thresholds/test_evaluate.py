"""What a verdict says: rows that fired and why, rows that missed by one condition, and what the print leaves open."""

from datetime import UTC, datetime
from typing import Any

import pytest

from thresholds.catalogue import load_all
from thresholds.conditions import Conditions
from thresholds.errors import ImpossibleConditionsError
from thresholds.evaluate import AT_HOME, PRECEDENCE, evaluate
from thresholds.outcome import Outcome
from thresholds.table import GapKind, Settlement
from thresholds.verdict import State, Verdict
from weather.reading import Evidence, Kind, Phenomenon, Reading

TABLES = load_all()
ICE = frozenset({Phenomenon.ICE})


def verdict_of(table: str, temp_c: float | None, wind_ms: float | None = None, **others: Any) -> Verdict:
    return evaluate(TABLES[table], Conditions(temp_c=temp_c, wind_ms=wind_ms, shift=1, **others))


def grades(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


def fired(verdict: Verdict) -> list[str]:
    return [row.row for row in verdict.rows]


def missing(verdict: Verdict) -> dict[str, str]:
    return {row.row: row.missing for row in verdict.near}


def open_gaps(verdict: Verdict) -> set[str]:
    return {gap.id for gap in verdict.ambiguous}


class TestNamedGaps:
    def test_minus_29_and_a_half_in_astana_is_the_warmer_row_and_said_to_be_open(self) -> None:
        verdict = verdict_of("astana-2021", -29.5, 3)
        assert verdict.grades == grades(0, 4)
        assert fired(verdict) == ["frost-25-light"]
        assert {"band-and-below", "between-figures"} <= open_gaps(verdict)
        assert "read as '<= -25'" in verdict.rows[0].why

    @pytest.mark.parametrize("temp", [-29.0, -30.0])
    def test_whole_degrees_beside_the_hole_are_not_open(self, temp: float) -> None:
        assert not open_gaps(verdict_of("astana-2021", temp, 3))

    def test_4_and_a_half_metres_a_second_is_the_calmer_row_and_said_to_be_open(self) -> None:
        verdict = verdict_of("almaty-city-2023", -26, 4.5)
        assert verdict.grades == grades(0, 4)
        assert open_gaps(verdict) == {"between-figures"}
        assert verdict.ambiguous[0].kind is GapKind.HOLE

    def test_exactly_2_in_east_kazakhstan_is_read_as_calm_and_said_to_be_open(self) -> None:
        verdict = verdict_of("vko", -29, 2.0)
        assert verdict.grades == grades(1, 4)
        assert fired(verdict) == ["frost-28-calm"]
        assert open_gaps(verdict) == {"exactly-2"}

    @pytest.mark.parametrize(("wind", "home"), [(1.9, grades(1, 4)), (2.1, grades(1, 11))])
    def test_a_tenth_beside_2_in_east_kazakhstan_is_clear(self, wind: float, home: tuple[int, ...]) -> None:
        verdict = verdict_of("vko", -29, wind)
        assert verdict.grades == home
        assert not open_gaps(verdict)

    def test_exactly_2_in_west_kazakhstan_2019_is_in_both_halves(self) -> None:
        verdict = verdict_of("zko-2019", -31, 2.0)
        assert fired(verdict) == ["frost-25", "frost-27", "frost-30", "frost-25-calm"]
        assert "exactly-2" in open_gaps(verdict)

    def test_the_preschool_class_stays_at_home_in_astana_at_36_below(self) -> None:
        verdict = verdict_of("astana-2021", -36, 5)
        assert verdict.grades == grades(0, 12)
        assert open_gaps(verdict) == {"preschool-class-at-35"}

    def test_calm_frost_in_astana_has_no_row_and_says_so(self) -> None:
        verdict = verdict_of("astana-2021", -40, 1)
        assert verdict.grades == ()
        assert verdict.outcome is None
        assert open_gaps(verdict) == {"calm"}
        assert set(missing(verdict).values()) == {"wind"}

    def test_ice_and_wind_in_east_kazakhstan_is_reported_but_names_no_classes(self) -> None:
        verdict = verdict_of("vko", -5, 20, phenomena=ICE)
        assert fired(verdict) == ["ice-and-wind"]
        assert (verdict.grades, verdict.outcome) == ((), None)
        assert {"ice-row-without-classes", "ice-row-closed-interval"} <= open_gaps(verdict)

    def test_a_wind_that_strengthens_the_table_without_a_figure_is_said_to_be_open(self) -> None:
        assert "strong-wind-without-figure" in open_gaps(verdict_of("astana-2016", -24, 18))

    def test_whether_the_figure_itself_counts_is_open_only_at_the_figure(self) -> None:
        assert open_gaps(verdict_of("zhambyl-2018", -25)) == {"at-the-figure"}
        assert not open_gaps(verdict_of("zhambyl-2018", -25.1))


class TestUnknownIsNotCalm:
    def test_a_missing_wind_is_unknown_not_calm(self) -> None:
        verdict = verdict_of("vko", -40)
        assert verdict.grades == ()
        assert set(missing(verdict).values()) == {"wind unknown"}
        assert len(missing(verdict)) == 6

    def test_a_row_without_wind_fires_although_the_wind_is_missing(self) -> None:
        verdict = verdict_of("zko-2026", -30)
        assert fired(verdict) == ["frost-30"]
        assert missing(verdict) == {"frost-25": "wind unknown", "frost-27": "wind unknown"}

    def test_a_gust_alone_does_not_stand_for_the_mean_wind(self) -> None:
        verdict = verdict_of("kostanay-oblast", -27, gust_ms=9)
        assert verdict.grades == ()
        assert missing(verdict)["frost-25"] == "wind unknown"
        assert "only a gust of 9 m/s is reported" in str(verdict.near[0].failed)

    def test_a_gust_row_takes_the_gust(self) -> None:
        assert verdict_of("sko-2026", -26, 1, gust_ms=4).grades == grades(0, 4)

    def test_a_mean_wind_above_the_limit_proves_a_gust_row(self) -> None:
        verdict = verdict_of("sko-2026", -26, 3)
        assert verdict.grades == grades(0, 4)
        assert "no gust reported" in verdict.rows[0].why

    def test_a_light_mean_wind_leaves_a_gust_row_unknown(self) -> None:
        verdict = verdict_of("sko-2026", -26, 1)
        assert verdict.grades == ()
        assert missing(verdict)["frost-25"] == "gust unknown"

    def test_a_gust_below_the_mean_wind_is_an_error_of_the_feed_and_the_mean_counts(self) -> None:
        assert verdict_of("sko-2026", -26, 5, gust_ms=1).grades == grades(0, 4)

    def test_a_missing_temperature_fires_no_frost_row(self) -> None:
        verdict = verdict_of("kostanay-oblast", None, 6)
        assert verdict.grades == ()
        assert missing(verdict)["frost-30"] == "temperature unknown"

    def test_an_unknown_settlement_fires_neither_town_nor_village(self) -> None:
        verdict = verdict_of("pavlodar-old", -30, 3)
        assert verdict.grades == ()
        assert missing(verdict) == {
            "frost-30-calm-urban": "settlement unknown",
            "frost-29-calm-rural": "settlement unknown",
            "wind-20": "wind",
            "wind-25": "wind",
        }


class TestConditions:
    @pytest.mark.parametrize(
        ("settlement", "temp", "home"),
        [
            (Settlement.URBAN, -29.0, ()),
            (Settlement.RURAL, -29.0, grades(1, 4)),
            (Settlement.URBAN, -30.0, grades(1, 4)),
            (Settlement.RURAL, -32.0, grades(1, 9)),
            (Settlement.URBAN, -38.0, grades(1, 11)),
        ],
    )
    def test_town_and_village_have_rows_of_their_own(
        self, settlement: Settlement, temp: float, home: tuple[int, ...]
    ) -> None:
        assert verdict_of("pavlodar-old", temp, 3, settlement=settlement).grades == home

    def test_wind_alone_sends_home_at_any_temperature(self) -> None:
        verdict = verdict_of("pavlodar-old", 5, 25, settlement=Settlement.URBAN)
        assert verdict.grades == grades(1, 11)
        assert fired(verdict) == ["wind-20", "wind-25"]

    def test_groups_of_a_disjoint_table_add_up(self) -> None:
        verdict = verdict_of("vko", -34, 3)
        assert verdict.grades == grades(1, 11)
        assert verdict.college_courses == (1, 2)
        assert fired(verdict) == ["frost-23-windy", "frost-27-windy", "frost-29-windy"]

    def test_blizzard_rows_need_blizzard_and_wind(self) -> None:
        blizzard = frozenset({Phenomenon.BLIZZARD})
        assert verdict_of("karaganda-2020", -5, 20, phenomena=blizzard).grades == grades(0, 9)
        assert verdict_of("karaganda-2020", -5, 20).grades == ()
        assert missing(verdict_of("karaganda-2020", -5, 20))["blizzard-17"] == "blizzard"

    def test_visibility_in_metres_does_not_replace_the_word(self) -> None:
        verdict = verdict_of("astana-2021", -15, 12, phenomena=frozenset({Phenomenon.BLIZZARD}), visibility_m=200)
        assert verdict.grades == ()
        assert missing(verdict)["blizzard-10"] == "low_visibility"
        near = next(row for row in verdict.near if row.row == "blizzard-10")
        assert "visibility is 200 m" in str(near.failed)
        assert "visibility-without-metres" in open_gaps(verdict)

    def test_ice_counts_on_the_warm_side_of_minus_10(self) -> None:
        assert verdict_of("kostanay-oblast", -10, phenomena=ICE).grades == grades(0, 11)
        colder = verdict_of("kostanay-oblast", -10.1, phenomena=ICE)
        assert colder.grades == ()
        assert missing(colder)["ice-10"] == "temperature"
        assert "ice-colder" in open_gaps(colder)

    def test_a_safety_clause_waits_for_a_person(self) -> None:
        waiting = verdict_of("karaganda-2020", -5, 1, phenomena=ICE)
        assert waiting.grades == ()
        assert missing(waiting)["ice-0-4"] == "danger unknown"
        denied = verdict_of("karaganda-2020", -5, 1, phenomena=ICE, danger_confirmed=False)
        assert missing(denied)["ice-0-4"] == "danger"
        confirmed = verdict_of("karaganda-2020", -5, 1, phenomena=ICE, danger_confirmed=True)
        assert confirmed.grades == grades(0, 11)

    def test_colleges_go_by_course(self) -> None:
        verdict = verdict_of("kostanay-colleges-2026", -29, 4)
        assert (verdict.grades, verdict.college_courses) == ((), (1, 2))
        assert verdict.outcome is Outcome.DISTANCE
        assert verdict_of("zko-2026", -30, 1).college_courses == (1,)
        assert verdict_of("kostanay-2011", -36).college_courses == (1, 2, 3, 4)

    def test_a_row_for_the_first_shift_says_nothing_about_the_second(self) -> None:
        second = evaluate(TABLES["kostanay-colleges-2026"], Conditions(temp_c=-29, wind_ms=4, shift=2))
        assert (second.rows, second.near) == ((), ())
        unknown = evaluate(TABLES["kostanay-colleges-2026"], Conditions(temp_c=-29, wind_ms=4))
        assert missing(unknown) == {"frost-28-courses": "shift unknown"}


class TestAirPollution:
    @pytest.mark.parametrize(
        ("degree", "days", "home"),
        [(1, 9, ()), (2, 3, ()), (2, 4, grades(0, 11)), (3, 1, grades(0, 11)), (3, None, grades(0, 11))],
    )
    def test_the_degree_and_the_days_decide(self, degree: int, days: int | None, home: tuple[int, ...]) -> None:
        verdict = verdict_of("ust-kamenogorsk-nmu-2026", -10, nmu_degree=degree, nmu_days=days)
        assert verdict.grades == home
        assert verdict.lesson_minutes == (30 if home else None)

    def test_the_first_degree_is_a_row_that_says_school_as_usual(self) -> None:
        verdict = verdict_of("ust-kamenogorsk-nmu-2026", -10, nmu_degree=1, nmu_days=1)
        assert fired(verdict) == ["nmu-1"]
        assert verdict.outcome is None
        assert "school as usual" in verdict.rows[0].why

    def test_the_third_day_of_the_second_degree_is_a_near_miss(self) -> None:
        verdict = verdict_of("ust-kamenogorsk-nmu-2026", -10, nmu_degree=2, nmu_days=3)
        assert missing(verdict)["nmu-2"] == "nmu days"

    def test_unknown_days_are_unknown(self) -> None:
        verdict = verdict_of("ust-kamenogorsk-nmu-2026", -10, nmu_degree=2)
        assert missing(verdict)["nmu-2"] == "nmu days unknown"


class TestNearMisses:
    def test_a_row_that_lacks_only_the_wind_is_near_and_says_whom_it_would_send(self) -> None:
        verdict = verdict_of("kostanay-oblast", -26, 3)
        near = verdict.near[0]
        assert (near.row, near.missing, near.grades, near.adds) == ("frost-25", "wind", grades(0, 4), True)
        assert near.failed.state is State.FAILS
        assert near.failed.shortfall == pytest.approx(2)
        assert str(near.failed) == "wind 3 m/s does not meet '>= 5'"

    def test_a_row_that_lacks_two_conditions_is_not_near(self) -> None:
        assert "frost-30" not in missing(verdict_of("kostanay-oblast", -26, 3))

    def test_a_near_row_that_would_send_nobody_else_says_so(self) -> None:
        near = {row.row: row.adds for row in verdict_of("vko", -34, 3).near}
        assert near == {"frost-28-calm": False, "frost-32-calm": False, "frost-34-calm": False}


class TestWhy:
    def test_the_verdict_carries_table_edition_and_published_words(self) -> None:
        verdict = verdict_of("kostanay-oblast", -27.5, 6)
        assert (verdict.table, verdict.edition) == ("kostanay-oblast", TABLES["kostanay-oblast"].edition)
        assert [row.raw for row in verdict.rows] == [
            "<= -25 °C; при ветре со скоростью 5 м/с и более",
            "<= -27 °C; 5 м/с и более",
        ]
        assert verdict.rows[0].why == ("temperature -27.5 °C meets '<= -25'; wind 6 m/s meets '>= 5': grades 0-4")

    def test_a_reading_is_taken_as_it_is(self) -> None:
        instant = datetime(2026, 1, 16, 1, 0, tzinfo=UTC)
        reading = Reading(
            place="kostanay",
            source="officer:7",
            kind=Kind.OBSERVATION,
            valid_at=instant,
            fetched_at=instant,
            temp_c=-28,
            wind_ms=6,
            phenomena=ICE,
            evidence=Evidence(body="минус 28, ветер 6"),
        )
        conditions = Conditions.from_reading(reading, settlement=Settlement.URBAN, shift=1)
        assert (conditions.temp_c, conditions.wind_ms, conditions.gust_ms) == (-28, 6, None)
        assert (conditions.phenomena, conditions.settlement, conditions.shift) == (ICE, Settlement.URBAN, 1)
        assert evaluate(TABLES["kostanay-oblast"], conditions).grades == grades(0, 9)

    def test_every_outcome_has_its_place_in_the_precedence(self) -> None:
        assert set(PRECEDENCE) == set(Outcome)
        assert Outcome.SHORTENED not in AT_HOME

    @pytest.mark.parametrize("figures", [{"temp_c": float("nan")}, {"wind_ms": -1.0}, {"gust_ms": float("inf")}])
    def test_figures_no_instrument_shows_are_refused(self, figures: dict[str, float]) -> None:
        with pytest.raises(ImpossibleConditionsError, match="leave it out"):
            Conditions(**figures)  # type: ignore[arg-type]  # one figure at a time
