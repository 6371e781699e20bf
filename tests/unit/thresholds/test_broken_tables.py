"""A table with a contradiction, a hole or an overlap it does not declare is refused, and the rows are named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from thresholds.catalogue import load_all, load_table
from thresholds.errors import TableError

BASE: dict[str, Any] = {
    "id": "trial",
    "edition": "2026.1",
    "region": "Somewhere",
    "area": "whole region",
    "scope": {"region": "somewhere"},
    "status": "in_force",
    "confidence": "high",
    "complete": True,
    "bands": "cumulative",
    "in_force": {"text": "school year 2026-27", "school_year": "2026-27"},
    "act": {},
    "outcome": {"read": "distance", "raw": "дистанционно"},
    "sources": ["order on paper"],
}


def frost(row_id: str, temp: str, wind: str | None = None, grades: str = "0-4", **others: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": row_id, "temp": {"published": temp}, "grades": grades, **others}
    if wind:
        row["wind"] = {"published": wind, "kind": "unspecified"}
    return row


def write(directory: Path, rows: list[dict[str, Any]], **others: Any) -> Path:
    path = directory / "trial.yaml"
    path.write_text(yaml.safe_dump({**BASE, "rows": rows, **others}, allow_unicode=True), encoding="utf-8")
    return path


def problems(directory: Path, rows: list[dict[str, Any]], **others: Any) -> str:
    with pytest.raises(TableError) as caught:
        load_table(write(directory, rows, **others))
    assert str(caught.value).startswith("trial.yaml: ")
    assert all(finding.remedy for finding in caught.value.findings)
    return str(caught.value)


def gap(kind: str, rows: list[str], *where: dict[str, Any]) -> dict[str, Any]:
    return {"id": "known", "kind": kind, "rows": rows, "where": list(where), "text": "known to the department"}


def test_a_sound_table_is_accepted(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, [frost("a", "<= -25"), frost("b", "<= -30", grades="0-9")]))
    assert [row.id for row in table.rows] == ["a", "b"]


def test_heat_sends_home_on_its_own_side(tmp_path: Path) -> None:
    table = load_table(write(tmp_path, [frost("cold", "<= -25"), frost("heat", ">= 38", grades="0-11")]))
    assert [row.id for row in table.rows] == ["cold", "heat"]


def test_mean_wind_and_gust_are_two_quantities(tmp_path: Path) -> None:
    gusty = frost("gusty", "<= -20", grades="0-4")
    gusty["wind"] = {"published": ">= 10, <= 14", "kind": "gust"}
    text = problems(tmp_path, [gusty, frost("windy", "<= -20", ">= 5", grades="0-9")])
    assert "temperature <= -20 °C, wind >= 0, < 5 m/s, gust > 14 m/s [gusty]" in text


WIND_HOLE = [frost("light", "<= -25", ">= 2, <= 4"), frost("windy", "<= -25", ">= 5", "0-9")]


def test_a_hole_between_two_winds_names_both_rows(tmp_path: Path) -> None:
    text = problems(tmp_path, WIND_HOLE)
    assert "hole: grades 0-4 stay at school" in text
    assert "temperature <= -25 °C, wind > 4, < 5 m/s [light, windy]" in text


def test_a_declared_hole_is_accepted(tmp_path: Path) -> None:
    declared = gap("hole", ["light"], {"temp": "<= -25", "wind": "> 4, < 5"})
    assert load_table(write(tmp_path, WIND_HOLE, gaps=[declared])).gaps[0].id == "known"


def test_a_hole_declared_in_the_wrong_place_is_still_a_hole(tmp_path: Path) -> None:
    declared = gap("hole", ["light"], {"temp": "<= -25", "wind": "> 6, < 7"})
    text = problems(tmp_path, WIND_HOLE, gaps=[declared])
    assert "[light, windy]" in text
    assert "the gap 'known' declares a hole in a region where the rows leave none [light]" in text


def test_closing_a_hole_by_interpretation_must_be_declared(tmp_path: Path) -> None:
    light = frost("light", "<= -25")
    light["wind"] = {"published": ">= 2, <= 4", "read": ">= 2, < 5", "kind": "unspecified"}
    text = problems(tmp_path, [light, WIND_HOLE[1]])
    assert "read otherwise than printed: grades 0-4" in text
    assert "[light]" in text


def test_a_hole_between_two_bands_of_degrees_names_both_rows(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("a", "-29..-25"), frost("b", "<= -30")])
    assert "hole: grades 0-4" in text
    assert "temperature > -30, < -29 °C [a, b]" in text


def test_a_band_and_below_must_be_interpreted(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("a", "-29..-25 and below")])
    assert "rows.0.temp" in text
    assert "leaves something open: add `read`" in text


def test_an_interpreted_band_must_be_declared(tmp_path: Path) -> None:
    row = frost("a", "-29..-25 and below")
    row["temp"]["read"] = "<= -25"
    assert "open: whether grades 0-4 go home at temperature < -29 °C [a]" in problems(tmp_path, [row])


def test_a_figure_that_may_or_may_not_count_must_be_interpreted_and_declared(tmp_path: Path) -> None:
    row = frost("a", "<? -25")
    assert "add `read`" in problems(tmp_path, [row])
    row["temp"]["read"] = "<= -25"
    assert "temperature = -25 °C [a]" in problems(tmp_path, [row])
    declared = gap("open_inequality", ["a"], {"temp": "= -25"})
    assert load_table(write(tmp_path, [row], gaps=[declared])).gaps[0].id == "known"


def test_exactly_2_in_neither_half_names_the_rows(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("calm", "<= -28", "< 2"), frost("windy", "<= -23", "> 2")])
    assert "temperature <= -28 °C, wind = 2 m/s [calm, windy]" in text


def test_exactly_2_in_both_halves_names_the_rows(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("calm", "<= -30", "<= 2"), frost("windy", "<= -25", ">= 2")])
    assert "overlap: two rows disagree about grades 0-4" in text
    assert "temperature > -30, <= -25 °C, wind = 2 m/s [calm, windy]" in text


def test_a_colder_row_that_forgets_the_preschool_class_is_named(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("a", "-34..-30", grades="0-9"), frost("b", "<= -34", grades="1-11")])
    assert "hole: grades 0 stay at school although milder weather sends them home" in text
    assert "[a, b]" in text


def test_two_rows_with_the_same_conditions_and_other_grades_contradict(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("a", "<= -25", grades="0-4"), frost("b", "<= -25", grades="0-9")])
    assert "contradiction" in text
    assert "[a, b]" in text


def test_groups_of_their_own_may_share_their_conditions(tmp_path: Path) -> None:
    rows = [frost("young", "<= -25", grades="0-4"), frost("old", "<= -25", grades="5-9")]
    assert len(load_table(write(tmp_path, rows, bands="disjoint")).rows) == 2


def test_a_grade_left_out_between_two_groups_is_a_hole(tmp_path: Path) -> None:
    rows = [frost("young", "<= -25", grades="0-4"), frost("old", "<= -25", grades="6-9")]
    text = problems(tmp_path, rows, bands="disjoint")
    assert "hole: grades 5 stay at school although lower and higher grades go home" in text
    assert "[young, old]" in text


def test_a_row_without_grades_must_be_declared(tmp_path: Path) -> None:
    row = frost("a", "<= -25")
    del row["grades"]
    assert "names neither grades nor courses [a]" in problems(tmp_path, [row])
    assert load_table(write(tmp_path, [row], gaps=[gap("not_stated", ["a"])])).rows[0].grades == ()


def test_a_rule_in_words_only_must_be_declared(tmp_path: Path) -> None:
    modifier = {"id": "wind", "effect": "not_computable", "raw_when": "strong wind", "raw_effect": "threshold rises"}
    assert "'wind' cannot be computed" in problems(tmp_path, [frost("a", "<= -25")], modifiers=[modifier])


def test_a_gap_that_names_an_unknown_row_is_refused(tmp_path: Path) -> None:
    text = problems(tmp_path, [frost("a", "<= -25")], gaps=[gap("remark", ["z"])])
    assert "'known' names the row 'z', which does not exist; use one of a" in text


def test_a_row_id_given_twice_is_refused(tmp_path: Path) -> None:
    assert "row id 'a' is given twice" in problems(tmp_path, [frost("a", "<= -25"), frost("a", "<= -30")])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (frost("a", "<= -270"), "no thermometer or anemometer here shows -270 °C [a]"),
        (frost("a", "<= -25", ">= 250"), "250 m/s [a]"),
        (frost("a", "<= -25", grades="0-13"), "rows.0.grades: grades '0-13' must run upwards"),
        (frost("a", "<= -25", grades="4-0"), "must run upwards"),
        (frost("a", "<= -25", grades="primary"), "write '0-4'"),
        (frost("a", "-25"), "rows.0.temp.published: cannot read the limit '-25'"),
        (frost("a", "<= -25", outcome="holiday"), "rows.0.outcome"),
        (frost("a", "<= -25", windy=True), "rows.0.windy: Extra inputs are not permitted"),
        ({"id": "a", "grades": "0-4"}, "a row needs at least one of temp, wind, phenomena or nmu"),
        ({"id": "a", "temp": {"published": -25}, "grades": "0-4"}, "'-25' must be text in quotes"),
        ({"id": "a", "phenomena": ["frogs"], "grades": "0-4"}, "rows.0.phenomena"),
    ],
)
def test_a_slip_of_the_pen_is_pointed_at(tmp_path: Path, row: dict[str, Any], message: str) -> None:
    assert message in problems(tmp_path, [row])


def test_validity_must_not_run_backwards(tmp_path: Path) -> None:
    dates = {"from": "2026-09-01", "to": "2026-08-01", "text": "x"}
    assert "must lie after `from`" in problems(tmp_path, [frost("a", "<= -25")], in_force=dates)


def test_a_file_must_be_named_after_its_table(tmp_path: Path) -> None:
    path = write(tmp_path, [frost("a", "<= -25")])
    with pytest.raises(TableError, match=r"other.yaml: the file holds the table 'trial'.*name the file trial.yaml"):
        load_table(path.rename(tmp_path / "other.yaml"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id: trial\nid: trial\n", "the key 'id' is given twice"),
        (b"rows: [", "not readable as YAML"),
        (b"\xff\xfe\x00", "not readable as YAML"),
        (b"<html>503</html>", "file: "),
        (b"", "file: "),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "trial.yaml"
    path.write_bytes(content)
    with pytest.raises(TableError) as caught:
        load_table(path)
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"nowhere.yaml: .*check the path"):
        load_table(tmp_path / "nowhere.yaml")


def test_one_broken_table_stops_loading_a_directory(tmp_path: Path) -> None:
    write(tmp_path, WIND_HOLE)
    with pytest.raises(TableError, match=r"trial\.yaml"):
        load_all(tmp_path)
