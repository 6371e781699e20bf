"""Real decisions held against the tables, without tuning."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.unit.thresholds.witness import DECISIONS
from thresholds.assignments import assignment_for, load_assignments
from thresholds.backtest import End, Kind, Report, Result, backtest
from thresholds.catalogue import load_all
from thresholds.decisions import Band, Decision, Range, Unnamed, load_decisions
from thresholds.errors import DecisionsError
from weather.reading import Phenomenon

TABLES, ASSIGNMENTS = load_all(), load_assignments()
DECIDED = Decision(
    id=1,
    day=date(2026, 1, 16),
    region="Kostanay region",
    place="Rudny",
    shift="1",
    outcome="distance",
    temp_c=(-25, -25),
    wind_ms=(6, 6),
    gust_ms=None,
    phenomena=frozenset(),
    decided=Band(first=0, last=4),
    is_forecast=False,
    source="https://example.org/",
)


ENTRY: dict[str, object] = {
    "id": 1,
    "date": None,
    "region": "A",
    "place": "B",
    "shift": 1,
    "outcome": "distance",
    "temp_c": None,
    "wind_ms": None,
    "phenomena": [],
    "classes": None,
    "source": "x",
}


def result_of(decision: Decision) -> Result:
    return backtest([decision], TABLES, ASSIGNMENTS).results[0]


@pytest.fixture(scope="module")
def report() -> Report:
    return backtest(load_decisions(DECISIONS), TABLES, ASSIGNMENTS)


def test_the_171_decisions_stand_as_they_stand(report: Report) -> None:
    assert report.counts() == {
        Kind.EXPLAINED: 22,
        Kind.MISSED_BY_ONE_CONDITION: 46,
        Kind.NARROWER: 0,
        Kind.WIDER: 5,
        Kind.OFF_BAND: 9,
        Kind.UNKNOWN: 89,
    }
    assert sum(report.counts().values()) == 171


def test_what_was_missed_and_what_is_unknown_is_counted(report: Report) -> None:
    assert report.details(Kind.MISSED_BY_ONE_CONDITION) == {
        "wind unknown": 23,
        "wind": 12,
        "temperature, by more than 3 °C": 5,
        "temperature, by 1 to 3 °C": 4,
        "temperature unknown": 1,
        "temperature, by at most 1 °C": 1,
    }
    assert sum(report.details(Kind.UNKNOWN).values()) == 89
    assert report.details(Kind.EXPLAINED) == {}


def test_the_person_who_collected_the_decisions_judged_alike(report: Report) -> None:
    """The collector's column was filled by hand; where the engine can compare at all, it agrees but for one reading.

    That one is Uralsk at -25.2 without a wind: "match" by temperature, where the table also asks for wind.
    """
    entries = yaml.safe_load(DECISIONS.read_text(encoding="utf-8"))["decisions"]
    by_hand = {entry["id"]: entry.get("vs_table") for entry in entries}
    pairs = Counter(
        (by_hand[each.decision.id], each.kind, each.detail.split(",")[0].removesuffix(" unknown"))
        for each in report.results
        if each.kind is not Kind.UNKNOWN and by_hand[each.decision.id] in {"match", "wind_ignored", "off_band"}
    )
    assert pairs == {
        ("match", Kind.EXPLAINED, ""): 20,
        ("match", Kind.MISSED_BY_ONE_CONDITION, "wind"): 1,
        ("wind_ignored", Kind.MISSED_BY_ONE_CONDITION, "wind"): 25,
        ("off_band", Kind.OFF_BAND, ""): 6,
    }


@pytest.mark.parametrize(
    ("temp", "wind", "decided", "kind", "detail"),
    [
        (-25, 6, Band(first=0, last=4), Kind.EXPLAINED, ""),
        (-25, 3, Band(first=0, last=4), Kind.MISSED_BY_ONE_CONDITION, "wind"),
        (-25, None, Band(first=0, last=4), Kind.MISSED_BY_ONE_CONDITION, "wind unknown"),
        (-24, 7, Band(first=1, last=4), Kind.MISSED_BY_ONE_CONDITION, "temperature, by at most 1 °C"),
        (-25, 6, Band(first=0, last=9), Kind.MISSED_BY_ONE_CONDITION, "temperature, by 1 to 3 °C"),
        (-25, 6, Unnamed.EVERYBODY, Kind.MISSED_BY_ONE_CONDITION, "temperature, by more than 3 °C"),
        (-25, 1, Band(first=0, last=9), Kind.WIDER, ""),
        (-31, 6, Band(first=0, last=9), Kind.NARROWER, ""),
        (-31, 6, Unnamed.EVERYBODY, Kind.EXPLAINED, ""),
        (-31, 6, Unnamed.NOBODY, Kind.NARROWER, ""),
        (-10, 6, Unnamed.NOBODY, Kind.EXPLAINED, ""),
        (-26, 5, Band(first=1, last=6), Kind.OFF_BAND, ""),
        (-31, 6, Band(first=2, last=9), Kind.OFF_BAND, ""),
        (-31, 6, Unnamed.NOT_REPORTED, Kind.UNKNOWN, "no grades reported"),
        (None, None, Band(first=0, last=4), Kind.UNKNOWN, "no figures reported"),
    ],
)
def test_how_one_decision_stands(
    temp: float | None, wind: float | None, decided: Band | Unnamed, kind: Kind, detail: str
) -> None:
    result = result_of(replace(DECIDED, temp_c=both(temp), wind_ms=both(wind), decided=decided))
    assert (result.kind, result.detail) == (kind, detail)


def both(figure: float | None) -> Range | None:
    return None if figure is None else (figure, figure)


def test_a_range_is_asked_at_both_ends_and_the_end_is_named() -> None:
    result = result_of(replace(DECIDED, temp_c=(-28, -26)))
    assert (result.kind, result.end) == (Kind.EXPLAINED, End.MILDEST)
    result = result_of(replace(DECIDED, temp_c=(-26, -24)))
    assert (result.kind, result.end) == (Kind.EXPLAINED, End.WORST)
    result = result_of(replace(DECIDED, temp_c=(-26, -25)))
    assert (result.kind, result.end) == (Kind.EXPLAINED, End.BOTH)


def test_a_wind_up_to_nine_is_a_range_too() -> None:
    result = result_of(replace(DECIDED, wind_ms=(0, 9)))
    assert (result.kind, result.end) == (Kind.EXPLAINED, End.WORST)


def test_the_preschool_class_is_counted_apart() -> None:
    assert result_of(replace(DECIDED, decided=Band(first=1, last=4))).preschool_differs
    assert not result_of(DECIDED).preschool_differs


def test_a_region_or_a_day_without_a_table_is_unknown() -> None:
    assert result_of(replace(DECIDED, region="Kyzylorda region")).detail == "no table known"
    assert result_of(replace(DECIDED, day=date(2020, 1, 1))).detail == "no table known"
    assert result_of(replace(DECIDED, day=None)).detail == "no exact date"


def test_every_assignment_names_a_table_and_the_place_goes_first() -> None:
    assert {each.table for each in ASSIGNMENTS} <= set(TABLES)
    day = date(2012, 12, 24)
    found = assignment_for(ASSIGNMENTS, region="Kostanay region", place="Kostanay city", day=day)
    assert found is not None
    assert found.table == "kostanay-2011"
    assert assignment_for(ASSIGNMENTS, region="Kostanay region", place="Rudny", day=day) is None


def test_words_no_table_knows_are_left_out_and_renamed_ones_kept(report: Report) -> None:
    phenomena = {each.decision.id: each.decision.phenomena for each in report.results}
    assert phenomena[13] == frozenset()
    assert phenomena[208] == {Phenomenon.DUST, Phenomenon.STRONG_WIND}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("decisions: 5", "decisions: "),
        ("nothing: []", "decisions: Field required"),
        ("decisions: [{id: one}]", "decisions.0.id"),
        ("a: [", "not readable as YAML"),
        (
            yaml.safe_dump({"decisions": [{**ENTRY, "temp_c": [-20, -25]}]}),
            "runs backwards",
        ),
    ],
)
def test_a_broken_decisions_file_is_pointed_at(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DecisionsError, match=r"decisions\.yaml: ") as caught:
        load_decisions(path)
    assert message in str(caught.value)


def test_a_missing_decisions_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DecisionsError, match="check the path"):
        load_decisions(tmp_path / "none.yaml")
