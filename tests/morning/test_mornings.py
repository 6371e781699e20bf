"""Whole mornings on a moved clock: the program as it runs, a pretend world that misbehaves, and nothing unexpected."""

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from boran.demo.cast import assemble
from boran.demo.checks import read_journal
from boran.demo.scenario import Scenario, load_scenario
from boran.demo.stage import JOURNAL, Audience, Outcome, perform
from boran.demo.world import FAMILIES_TOKEN
from sandbox.faults.book import Fault
from sandbox.world import World

RATE = 40.0  # slow enough for a busy machine: every promise here is about the morning's time
BOT = FAMILIES_TOKEN.partition(":")[0]
DEMO = load_scenario("kostanay-2026-01-16")
SHORT = {
    "families_per_class": 3,
    "starts": time(6, 40),
    "officers_type_at": time(6, 40),
    "ends": time(6, 59),
    "schools": tuple(
        school.model_copy(update={"head": school.head.model_copy(update={"at": school.head.at and time(6, 43)})})
        for school in DEMO.schools
    ),
    "emergency": DEMO.emergency.model_copy(update={"proposed": time(6, 48), "confirmed": time(6, 50)}),
}
pytestmark = pytest.mark.timeout(240)


def short(**changes: Any) -> Scenario:
    """Return the demo's morning from 06:40 to 06:59, with three families in a class."""
    return DEMO.model_copy(update={**SHORT, **changes})


async def play(
    scenario: Scenario, folder: Path, arm: Callable[[World], None] = lambda _world: None, *, rate: float = RATE
) -> Outcome:
    audience = Audience(opened=lambda world, _address: arm(world))
    return await perform(scenario, folder, rate=rate, audience=audience)


def armed(*faults: dict[str, Any]) -> Callable[[World], None]:
    def arm(world: World) -> None:
        for fault in faults:
            world.faults.arm(Fault(**fault))

    return arm


@pytest.mark.long
async def test_the_morning_of_the_demo_ends_as_its_contract_says(tmp_path: Path) -> None:
    outcome = await play(DEMO, tmp_path, rate=110.0)
    report = outcome.report
    assert outcome.findings.clean
    assert (report["outside_window"], report["duplicates"], report["missing"], report["unexpected"]) == (0, 0, 0, 0)
    states = {order["organisation"]: order["state"] for order in report["orders"]}
    assert states == {
        **dict.fromkeys(("kst-1", "kst-2", "kst-3", "kst-4", "kst-5", "kst-6", "kst-7", "kst-8"), "released"),
        "kst-9": "expired",
        "kst-10": "rejected",
        "kst": "released",
    }
    by_body = {order["organisation"]: order for order in report["orders"]}
    assert by_body["kst-1"]["proposed"] == [0, 1, 4, 5, 8, 9]
    assert by_body["kst-1"]["grades"] == [0, 1, 4, 5, 8, 9, 10, 11]
    assert [code for code, order in by_body.items() if order["report_on_time"] is False] == ["kst-7"]
    assert by_body["kst-2"]["window"] == ["2026-01-16T06:45:00+05:00", "2026-01-16T08:00:00+05:00"]
    assert by_body["kst"]["window"] is None
    assert report["first_sent_at"] >= "2026-01-16T06:45:00+05:00"
    assert report["not_reached"] == {"blocked": 1}
    assert report["reminded"] == 1
    assert report["acknowledged"]["of"] - report["acknowledged"]["teachers"] == 1
    assert {path.name for path in outcome.papers} == {"order-kst-1.pdf", "list-kst.pdf"}


async def test_a_quiet_morning_tells_everybody_once_and_nobody_else(tmp_path: Path) -> None:
    scenario = short()
    outcome = await play(scenario, tmp_path)
    assert outcome.findings.clean
    seen = read_journal(tmp_path / JOURNAL)
    chats = {str(member.chat) for member in assemble(scenario).members}
    assert {line.to for line in seen if line.method == "sendMessage"} <= chats
    assert {line.to for line in seen if line.provider == "webhook"} <= {school.code for school in scenario.schools}
    opening = scenario.instant(time(6, 45))
    assert not [line for line in seen if line.account == BOT and line.method == "sendMessage" and line.at < opening]


async def test_floods_errors_and_cut_lines_lose_nobody_and_tell_nobody_twice(tmp_path: Path) -> None:
    storm = armed(
        {"kind": "flood", "provider": "telegram", "account": BOT, "method": "sendMessage", "times": 3, "seconds": 20},
        {"kind": "error", "provider": "telegram", "account": BOT, "method": "sendMessage", "probability": 0.1},
        {"kind": "bad_gateway", "provider": "telegram", "account": BOT, "method": "sendMessage", "probability": 0.1},
        {"kind": "bad_gateway", "provider": "webhook", "times": 3},
        {"kind": "bad_gateway", "provider": "open-meteo", "times": 1},
    )
    findings = (await play(short(), tmp_path, storm)).findings
    assert (findings.missing, findings.duplicates, findings.outside_window, findings.unexpected) == (0, 0, 0, 0)
    assert len([seen for seen in read_journal(tmp_path / JOURNAL) if seen.account == BOT and seen.refused]) > 3


async def test_a_line_cut_after_telegram_accepted_may_repeat_a_notice_and_never_loses_one(tmp_path: Path) -> None:
    cut = armed({"kind": "reset_after", "provider": "telegram", "account": BOT, "method": "sendMessage", "times": 5})
    findings = (await play(short(), tmp_path, cut)).findings
    assert (findings.missing, findings.outside_window) == (0, 0)
    assert 0 < findings.duplicates <= 5
