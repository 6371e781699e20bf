"""`boran tables` as it is typed: the JSON contract, exit statuses, one clear line for what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from boran.commands.tables import tables
from tests.unit.thresholds.witness import DECISIONS
from thresholds.catalogue import DATA


def run(*arguments: str, width: int = 100) -> Result:
    return CliRunner(env={"COLUMNS": str(width)}).invoke(tables, arguments)


def explained(*arguments: str) -> dict[str, Any]:
    result = run("explain", *arguments, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.output)
    return document


def test_explain_prints_the_contract_as_json() -> None:
    document = explained("--table", "kostanay-oblast", "--temp", "-26", "--wind", "3")
    assert set(document) == {
        "table",
        "edition",
        "reading",
        "grades",
        "college_courses",
        "outcome",
        "lesson_minutes",
        "rows",
        "near",
        "ambiguous",
    }
    assert document["grades"] == []
    assert document["outcome"] == "none"
    assert document["reading"]["temp_c"] == -26
    assert document["reading"]["gust_ms"] is None
    assert {"row": "frost-25", "missing": "wind"}.items() <= document["near"][0].items()
    assert document["ambiguous"][0]["gap"] == "light-wind"


def test_explain_takes_every_option_of_the_contract() -> None:
    document = explained(
        *("--table", "astana-2021", "--temp", "-15.5", "--wind", "12", "--gust", "18", "--visibility", "300"),
        *("--phenomenon", "blizzard", "--phenomenon", "low_visibility", "--settlement", "urban", "--shift", "2"),
    )
    assert document["grades"] == list(range(13))
    assert document["college_courses"] == [1, 2]
    assert document["outcome"] == "distance"
    assert document["rows"][0]["row"] == "blizzard-10"
    assert "метели" in document["rows"][0]["raw"]
    assert "blizzard reported" in document["rows"][0]["why"]
    assert document["reading"]["settlement"] == "urban"
    assert document["reading"]["shift"] == 2


def test_explain_draws_the_table_with_the_reading_marked() -> None:
    output = run("explain", "--table", "astana-2021", "--temp", "-29.5", "--wind", "4.5", width=80).output
    assert "→ >-30…<-29" in output
    assert "[0-4?]" in output
    assert "At home: grades 0-4 (distance)" in output
    assert "between-figures" in output
    assert all(len(line) <= 80 for line in output.splitlines())
    assert "\x1b" not in output


def test_explain_says_which_condition_is_missing_when_the_wind_is() -> None:
    output = run("explain", "--table", "kostanay-oblast", "--temp", "-28").output
    assert "wind not known" in output
    assert "At home: nobody" in output
    assert "wind not known, needs '>= 5'" in output


def test_explain_of_a_table_without_a_plane_draws_none() -> None:
    output = run("explain", "--table", "ust-kamenogorsk-nmu-2026", "--temp", "-9", "--nmu-degree", "3").output
    assert "→" not in output
    assert "At home: grades 0-11 (distance, lessons of 30 minutes)" in output


def test_explain_takes_the_path_of_a_file() -> None:
    assert explained("--table", str(DATA / "vko.yaml"), "--temp", "-34", "--wind", "3")["table"] == "vko"


@pytest.mark.parametrize("name", [path.stem for path in sorted(DATA.glob("*.yaml"))])
@pytest.mark.parametrize("width", [80, 120])
def test_every_table_is_drawn_within_the_width_of_the_terminal(name: str, width: int) -> None:
    result = run("explain", "--table", name, "--temp", "-33", "--wind", "5", "--settlement", "rural", width=width)
    assert result.exit_code == 0
    assert all(len(line) <= width for line in result.output.splitlines())
    drawn = result.output.split("At home:")[0]
    assert "→" in drawn or "nmu" in name
    assert not any(line.rstrip().endswith("…") for line in drawn.splitlines())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "--table", "nowhere", "--temp", "-25"], "no table 'nowhere'; `boran tables list` shows the ids"),
        (["explain", "--table", "vko", "--temp", "nan"], "temp_c is nan"),
        (["explain", "--table", "vko", "--temp", "-25", "--wind", "-1"], "wind_ms is -1.0: it cannot be negative"),
        (["explain", "--table", "vko", "--temp", "cold"], "'cold' is not a valid float"),
        (["explain", "--temp", "-25"], "Missing option '--table'"),
        (["explain", "--table", "vko", "--temp", "-25", "--phenomenon", "frogs"], "'frogs' is not one of"),
        (["check", "no-such-file.yaml"], "does not exist"),
        (["backtest"], "Missing option '--decisions'"),
    ],
)
def test_wrong_usage_is_exit_status_2_and_a_clear_line(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_list_names_every_table() -> None:
    documents = json.loads(run("list", "--json").output)
    assert len(documents) == 20
    astana = next(each for each in documents if each["id"] == "astana-2021")
    assert astana["in_force"]["from"] == "2021-11-03"
    assert "No 137 of 20.03.2015" in astana["act"]["basis"]
    output = run("list", width=80).output
    assert all(document["id"] in output for document in documents)
    assert all(len(line) <= 80 for line in output.splitlines())


def test_check_accepts_the_tables_that_ship() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "kostanay-oblast.yaml: ok, 4 rows, 5 declared gaps" in result.stdout
    assert all(each["ok"] for each in json.loads(run("check", "--json").output)["tables"])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "vko.yaml"
    text = (DATA / "vko.yaml").read_text(encoding="utf-8")
    path.write_text(
        text.replace('read: "<= 2"', 'read: "< 2"').replace(
            "id: exactly-2\n  kind: hole", "id: exactly-2\n  kind: remark"
        ),
        encoding="utf-8",
    )
    return path


def test_check_of_a_broken_table_is_exit_status_1_and_names_the_rows(broken: Path) -> None:
    result = run("check", str(broken))
    assert result.exit_code == 1
    assert "vko.yaml: hole: grades 1-4" in result.stderr
    assert "frost-28-calm" in result.stderr
    assert "Traceback" not in result.output
    document = json.loads(run("check", str(broken), "--json").stdout)
    assert not document["tables"][0]["ok"]
    assert any("frost-28-calm" in finding["rows"] for finding in document["tables"][0]["findings"])


def test_check_of_a_directory_checks_every_file(broken: Path) -> None:
    (broken.parent / "sko-2019.yaml").write_text((DATA / "sko-2019.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    result = run("check", str(broken.parent))
    assert result.exit_code == 1
    assert "sko-2019.yaml: ok" in result.stdout


def test_check_of_an_empty_directory_is_wrong_usage(tmp_path: Path) -> None:
    result = run("check", str(tmp_path))
    assert result.exit_code == 2
    assert "no .yaml file there" in result.stderr


def test_explain_of_a_broken_table_is_a_finding(broken: Path) -> None:
    result = run("explain", "--table", str(broken), "--temp", "-29")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: vko.yaml: ")


def test_backtest_prints_counts_with_bars_and_regions() -> None:
    output = run("backtest", "--decisions", str(DECISIONS), width=80).output
    assert "171 decisions held against the printed tables" in output
    assert "█" in output
    assert "Kostanay region" in output
    assert all(len(line) <= 80 for line in output.splitlines())


def test_backtest_prints_every_compared_decision_when_asked() -> None:
    output = run("backtest", "--decisions", str(DECISIONS), "--details", width=200).output
    assert "2026-01-16 Kostanay region, Arkalyk: missed by one condition" in output
    assert "decided grades 1-9, the table says grades 0-4" in output


def test_backtest_as_json_holds_counts_and_every_decision() -> None:
    document = json.loads(run("backtest", "--decisions", str(DECISIONS), "--json").output)
    assert document["decisions"] == 171
    assert document["counts"]["explained"] == 22
    assert len(document["results"]) == 171
    first = document["results"][0]
    assert first["source"].startswith("https://")
    assert first["decided"] == {"from": 0, "to": 9}


def test_a_broken_decisions_file_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    path.write_text("decisions: 5", encoding="utf-8")
    result = run("backtest", "--decisions", str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: decisions.yaml: decisions: ")


@pytest.mark.parametrize("command", ["list", "check", "explain", "backtest"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"boran tables {command}" in run(command, "--help").output
