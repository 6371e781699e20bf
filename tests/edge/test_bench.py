"""`boran bench`: every measurement runs, and says what the contract says it says. How fast it was is not asked here."""

import json
import subprocess
import sys
from typing import Any

import pytest

from boran.bench.dispatching import Figures, ratios
from boran.bench.markdown import markdown
from boran.bench.pacing import recovery, share

NAMES = [
    "bare-aiohttp",
    "engine-sqlite",
    "engine-postgresql",
    "aiogram",
    "python-telegram-bot",
    "celery-redis",
    "apprise",
]


def bench(*arguments: str) -> Any:
    """Run a measurement as a person does and return its JSON."""
    command = (sys.executable, "-m", "boran", "bench", *arguments, "--json")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def figures(name: str, messages_per_s: float) -> Figures:
    return Figures(name=name, messages_per_s=messages_per_s, cpu_us_per_message=1.0, peak_mb=1.0)


def test_a_ratio_names_both_sides_and_divides_their_speeds() -> None:
    found = ratios([figures("bare-aiohttp", 100.0), figures("engine-sqlite", 90.0), figures("aiogram", 30.0)])
    assert found == {"engine-sqlite/bare-aiohttp": 0.9, "engine-sqlite/aiogram": 3.0}


def test_a_report_in_markdown_has_its_results_its_figures_and_where_it_was_measured() -> None:
    machine = dict.fromkeys(("cpu", "cores", "memory_mb", "system", "python", "load_before"), "x")
    report = {
        "machine": machine,
        "deliveries": 500_000,
        "results": [{"how": "bare", "peak_mb": 1.5}],
        "ratios": {"a/b": 2.0},
    }
    lines = markdown(report).splitlines()
    assert lines[:3] == ["| how | peak mb |", "| --- | --- |", "| bare | 1.5 |"]
    assert {"| deliveries | 500,000 |", "| a/b | 2.0 |"} <= set(lines)
    assert lines[-1] == "x, x cores, x MB, x, Python x, load before x"


def test_the_share_of_the_allowed_rate_counts_accepted_calls_only() -> None:
    even = [(number / 30, True) for number in range(91)]
    assert share(even) == pytest.approx(1.0)
    assert share([*even, (3.01, False)]) == pytest.approx(1.0)
    assert share(even[:10]) == 0.0


def test_full_rate_is_back_when_a_second_of_it_begins() -> None:
    calls = [(5.5 + number / 30, True) for number in range(60)]
    assert recovery(calls, 5.0) == pytest.approx(0.5)
    assert recovery(calls[::2], 5.0) is None


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_engine_and_its_neighbours_are_measured_side_by_side() -> None:
    found = bench("dispatch", "--messages", "200", "--rounds", "1")
    assert [one["name"] for one in found["results"]] == NAMES
    assert all(one["messages_per_s"] > 0 and one["cpu_us_per_message"] > 0 for one in found["results"])
    assert all(one["peak_mb"] > 0 for one in found["results"])
    engines, others = ("engine-sqlite", "engine-postgresql"), [name for name in NAMES if not name.startswith("engine")]
    assert set(found["ratios"]) == {f"{ours}/{theirs}" for ours in engines for theirs in others}
    assert {"cpu", "cores", "memory_mb", "python"} <= found["machine"].keys()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_pace_is_measured_against_a_provider_that_enforces_it() -> None:
    found = bench("pacing", "--seconds", "3")
    assert found["share_refused"] == 0
    assert found["calls_during_the_wait"] == 0
    assert 0 < found["share_of_allowed_rate"] <= 1


@pytest.mark.long
@pytest.mark.timeout(300)
def test_planning_is_measured_beside_the_bare_insert_on_both_databases() -> None:
    found = bench("planning", "--deliveries", "2000", "--rounds", "1")
    assert {(one["database"], one["how"]) for one in found["results"]} == {
        (database, how) for database in ("sqlite", "postgresql") for how in ("bare", "planned")
    }
    assert set(found["ratios"]) == {"sqlite: planned/bare", "postgresql: planned/bare"}


@pytest.mark.long
@pytest.mark.timeout(300)
def test_what_sending_holds_is_measured_for_two_audiences_on_both_databases() -> None:
    found = bench("memory", "--messages", "200", "--rounds", "1")
    assert [(one["database"], one["messages"]) for one in found["results"]] == [
        (database, messages) for database in ("sqlite", "postgresql") for messages in (200, 2_000)
    ]
    assert all(one["peak_mb"] >= one["before_mb"] > 0 for one in found["results"])
    assert set(found["ratios"]) == {
        f"{database}: peak at 10 times the audience" for database in ("sqlite", "postgresql")
    }


@pytest.mark.long
@pytest.mark.timeout(300)
def test_two_workers_are_measured_beside_one() -> None:
    found = bench("workers", "--messages", "400", "--rounds", "1")
    assert [one["workers"] for one in found["results"]] == [1, 2]
    assert found["ratios"]["2 workers/1 worker"] > 0


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_way_from_a_tap_to_a_call_is_measured() -> None:
    found = bench("latency", "--samples", "3", "--load", "3000")
    for figure in (
        "tap_to_first_call_p99_ms",
        "approval_answer_p99_ms_while_a_provider_hangs",
        "urgent_p99_ms_under_load",
        "calls_hanging_at_each_of_these_taps",
        "messages_waiting_at_each_of_these_taps",
    ):
        assert found[figure] > 0
