"""The 20 tables against the printed figures: nothing lost, and every row right at each boundary and 0.1 beside it."""

from itertools import product
from typing import Any

import pytest

from tests.unit.thresholds.witness import NO, PUBLISHED, row_says, rows_of, weather_of
from thresholds.catalogue import load_all
from thresholds.conditions import Conditions
from thresholds.evaluate import evaluate
from thresholds.interval import Interval
from thresholds.table import COURSES, READING_KINDS, Bands, Limit, Row, Settlement, Table, WindLimit
from thresholds.verdict import Verdict
from weather.reading import Phenomenon

TABLES = load_all()
PRINTED = [(table, row["id"]) for table in PUBLISHED for row in PUBLISHED[table]["rows"]]


def printed_row(table: str, row: str) -> dict[str, Any]:
    return next(each for each in PUBLISHED[table]["rows"] if each["id"] == row)


def our_row(table: str, row: str) -> Row:
    return next(each for each in TABLES[table].rows if each.id == row)


def test_all_20_tables_and_85_rows_are_there() -> None:
    assert set(TABLES) == set(PUBLISHED)
    assert len(TABLES) == 20
    assert sum(not row.modifier for table in TABLES.values() for row in table.rows) == 85


@pytest.mark.parametrize("table", PUBLISHED)
def test_what_is_known_about_a_table_is_kept(table: str) -> None:
    published, ours = PUBLISHED[table], TABLES[table]
    assert (ours.status, ours.confidence, ours.complete) == tuple(
        published[key] for key in ("status", "confidence", "complete")
    )
    assert (ours.bands is Bands.CUMULATIVE) == published["cumulative"]
    assert list(ours.sources) == published["sources"]
    assert len(ours.gaps) >= published["gaps"]
    assert len(ours.modifiers) == published["modifiers"]
    assert [row.id for row in ours.rows if not row.modifier] == [row["id"] for row in published["rows"]]


@pytest.mark.parametrize(("table", "row"), PRINTED)
def test_the_facts_of_a_printed_row_are_kept(table: str, row: str) -> None:
    printed, ours = printed_row(table, row), our_row(table, row)
    first, last = printed["classes"] or (0, -1)
    assert list(ours.grades) == list(range(first, last + 1))
    assert list(ours.courses) == ((printed["courses"] or list(COURSES)) if printed["courses"] is not None else [])
    assert ours.published_phenomena == frozenset(map(Phenomenon, printed["phenomena"]))
    assert ours.settlement == (Settlement(printed["settlement"]) if "settlement" in printed else None)
    assert bool(ours.safety_clause) == printed.get("safety", False)
    assert notation(ours.temp) == printed_temp(printed)
    assert notation(ours.wind) == printed_wind(printed["wind"])
    if ours.wind:
        assert ours.wind.kind == printed["wind"][4]


@pytest.mark.parametrize(("table", "row"), PRINTED)
def test_the_page_s_own_words_stand_beside_the_interpretation(table: str, row: str) -> None:
    ours = our_row(table, row)
    kept = " | ".join(filter(None, (ours.raw, limit_raw(ours.temp), limit_raw(ours.wind))))
    assert ours.raw
    for words in printed_row(table, row).get("raw", []):
        assert words in kept


def limit_raw(limit: Limit | WindLimit | None) -> str | None:
    return limit.raw if limit else None


def notation(limit: Limit | WindLimit | None) -> str | None:
    return limit.published.notation if limit else None


def printed_temp(printed: dict[str, Any]) -> str | None:
    match printed["t"]:
        case ["band", low, high]:
            below = any("и ниже" in raw for raw in printed["raw"])
            return f"{low}..{high}" + (" and below" if below else "")
        case [op, figure]:
            return f"{'<?' if op == 'unspecified' else op} {figure}"
    return None


def printed_wind(printed: list[Any] | None) -> str | None:
    if printed is None:
        return None
    low, low_in, high, high_in, _ = printed
    lower = {True: ">=", False: ">", None: ">?"}[low_in]
    upper = {True: "<=", False: "<", None: "<?"}[high_in]
    bounds = [f"{lower} {low}" if low is not None else "", f"{upper} {high}" if high is not None else ""]
    return ", ".join(bound for bound in bounds if bound)


def conditions(temp: float, wind: float, phenomena: frozenset[Phenomenon], settlement: Settlement | None) -> Conditions:
    return Conditions(
        temp_c=temp,
        wind_ms=wind,
        gust_ms=wind,
        phenomena=phenomena,
        settlement=settlement,
        shift=1,
        danger_confirmed=True,
    )


def settlements(table: Table) -> list[Settlement | None]:
    return list(Settlement) if table.has_settlements else [None]


@pytest.mark.parametrize("table", [name for name in PUBLISHED if "nmu" not in name])
def test_every_row_agrees_with_the_print_at_each_boundary_and_a_tenth_beside_it(table: str) -> None:
    """A row fires where the print surely says so and nowhere else, except in a declared gap that names it."""
    for settlement, phenomena in product(settlements(TABLES[table]), phenomena_of(table)):
        for temp, wind in weather_of(table):
            verdict = evaluate(TABLES[table], conditions(temp, wind, phenomena, settlement))
            fired, open_rows = {row.row for row in verdict.rows}, rows_left_open(verdict)
            for row in rows_of(table):
                says = row_says(row, temp=temp, wind=wind) if concerns(row, phenomena, settlement) else NO
                if says.surely:
                    assert row["id"] in fired, (temp, wind, row)
                elif not says.perhaps and row["id"] in fired:
                    assert row["id"] in open_rows, (temp, wind, row)


def phenomena_of(table: str) -> set[frozenset[Phenomenon]]:
    return {frozenset(map(Phenomenon, row["phenomena"])) for row in rows_of(table)}


def concerns(row: dict[str, Any], phenomena: frozenset[Phenomenon], settlement: Settlement | None) -> bool:
    return frozenset(map(Phenomenon, row["phenomena"])) <= phenomena and row.get("settlement") in {None, settlement}


def rows_left_open(verdict: Verdict) -> set[str]:
    return {row for gap in verdict.ambiguous if gap.kind in READING_KINDS for row in gap.rows}


@pytest.mark.parametrize("table", [name for name in PUBLISHED if "nmu" not in name])
def test_the_grades_are_those_of_the_print_wherever_the_print_is_clear(table: str) -> None:
    ours = TABLES[table]
    for settlement in settlements(ours):
        for temp, wind in weather_of(table):
            verdict = evaluate(ours, conditions(temp, wind, frozenset(), settlement))
            surely, perhaps = printed_home(table, temp, wind, settlement)
            home = set(verdict.grades)
            if home != surely or surely != perhaps:
                assert any(gap.kind in READING_KINDS for gap in verdict.ambiguous), (temp, wind, home, surely, perhaps)
            assert home >= surely


def printed_home(table: str, temp: float, wind: float, settlement: Settlement | None) -> tuple[set[int], set[int]]:
    surely: set[int] = set()
    perhaps: set[int] = set()
    for row in rows_of(table):
        if row["phenomena"] or row["classes"] is None or row.get("settlement") not in {None, settlement}:
            continue
        says = row_says(row, temp=temp, wind=wind)
        grades = set(range(row["classes"][0], row["classes"][1] + 1))
        surely |= grades if says.surely else set()
        perhaps |= grades if says.perhaps else set()
    return surely, perhaps


def test_the_colder_rows_of_calm_weather_are_computed() -> None:
    rows = {row.id: row for row in TABLES["zko-2019"].rows}
    assert rows["frost-25-calm"].temp is not None
    assert rows["frost-25-calm"].temp.read == Interval(high=-30, high_in=False)
    assert [rows[f"frost-{c}-calm"].temp.read.high for c in (25, 27, 30)] == [-30, -32, -35]  # type: ignore[union-attr]  # each has one
    assert rows["frost-25-calm"].modifier == "calm"
