"""Whole mornings on a moved clock: the program as it runs, a pretend world that misbehaves, and nothing unexpected."""

from datetime import time
from pathlib import Path

import pytest

from boran.demo.cast import assemble
from tests.morning.mornings import BOT, DEMO, armed, play, short

pytestmark = pytest.mark.timeout(240)


@pytest.mark.long
async def test_the_morning_of_the_demo_ends_as_its_contract_says(tmp_path: Path) -> None:
    outcome = (await play(DEMO, tmp_path, rate=110.0)).outcome
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
    assert report["not_reached"] == {"blocked": 1, "no_contact": 1}
    assert report["call_list"] == 2
    assert report["reminded"] == 1
    told = {
        one["reach"]: (one["channel"], one["state"], one["acquainted"], one["call"]) for one in report["mixed_class"]
    }
    assert told["whatsapp"] == ("whatsapp", "read", True, False)
    assert told["sms"] == ("sms", "delivered", False, False)
    assert told["nothing"] == ("", "", False, True)
    assert report["acknowledged"]["of"] - report["acknowledged"]["teachers"] == 1
    assert {path.name for path in outcome.papers} == {"order-kst-1.pdf", "list-kst.pdf"}


async def test_a_quiet_morning_tells_everybody_once_and_nobody_else(tmp_path: Path) -> None:
    scenario = short()
    morning = await play(scenario, tmp_path)
    assert morning.outcome.findings.clean
    seen = morning.seen
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
    morning = await play(short(), tmp_path, storm)
    assert morning.counts == (0, 0, 0, 0)
    assert len([seen for seen in morning.seen if seen.account == BOT and seen.refused]) > 3


async def test_a_line_cut_after_telegram_accepted_may_repeat_a_notice_and_never_loses_one(tmp_path: Path) -> None:
    cut = armed({"kind": "reset_after", "provider": "telegram", "account": BOT, "method": "sendMessage", "times": 5})
    findings = (await play(short(), tmp_path, cut)).outcome.findings
    assert (findings.missing, findings.outside_window) == (0, 0)
    assert 0 < findings.duplicates <= 5
