"""Tables whose rows do different things to the day."""

from pathlib import Path

import pytest
import yaml

from tests.unit.thresholds.test_broken_tables import BASE, frost
from thresholds.catalogue import load_table
from thresholds.conditions import Conditions
from thresholds.evaluate import evaluate
from thresholds.outcome import Outcome
from thresholds.table import Table


@pytest.fixture
def table(tmp_path: Path) -> Table:
    rows = [
        frost("shorter", "<= -20", grades="0-11", outcome="shortened", lesson_minutes=35),
        frost("home", "<= -25", grades="0-4"),
        frost("early", "<= -28", grades="5-9", outcome="early_release"),
        frost("closed", "<= -40", grades="0-11", outcome="cancelled"),
    ]
    path = tmp_path / "trial.yaml"
    path.write_text(yaml.safe_dump({**BASE, "rows": rows}), encoding="utf-8")
    return load_table(path)


@pytest.mark.parametrize(
    ("temp", "last_grade", "outcome", "minutes"),
    [
        (-19, None, None, None),
        (-20, None, Outcome.SHORTENED, 35),
        (-25, 4, Outcome.DISTANCE, 35),
        (-28, 9, Outcome.DISTANCE, 35),
        (-40, 11, Outcome.CANCELLED, 35),
    ],
)
def test_the_day_is_called_by_its_gravest_outcome_and_a_shorter_day_sends_nobody_home(
    table: Table, temp: float, last_grade: int | None, outcome: Outcome | None, minutes: int | None
) -> None:
    verdict = evaluate(table, Conditions(temp_c=temp))
    assert verdict.grades == (() if last_grade is None else tuple(range(last_grade + 1)))
    assert verdict.outcome is outcome
    assert verdict.lesson_minutes == minutes


def test_every_fired_row_keeps_its_own_outcome(table: Table) -> None:
    verdict = evaluate(table, Conditions(temp_c=-28))
    assert {row.row: row.outcome for row in verdict.rows} == {
        "shorter": Outcome.SHORTENED,
        "home": Outcome.DISTANCE,
        "early": Outcome.EARLY_RELEASE,
    }
