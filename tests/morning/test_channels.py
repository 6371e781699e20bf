"""Mornings on which one channel misbehaves: the others carry on, and nobody hears anything twice."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from boran.demo.scenario import Contract, Reach, Revocation
from locales.catalogue import LOCALES, text
from sandbox.world import World
from tests.morning.mornings import BOT, ONE, about, armed, mixed, one_school, play

RATE = 60.0
NOTHING_WRONG = (0, 0, 0, 0)
BOTH, PHONE, SMS = Reach.WHATSAPP_AND_SMS, Reach.WHATSAPP, Reach.SMS
pytestmark = pytest.mark.timeout(240)


async def test_while_whatsapp_is_down_its_families_get_one_sms_in_time(tmp_path: Path) -> None:
    scenario = one_school(BOTH, BOTH, BOTH, BOTH, starts=time(6, 38), signs=time(6, 42), ends=time(6, 54))
    down = {"provider": "whatsapp", "method": "messages", "since": scenario.instant(time(6, 40))}
    trouble = armed({**down, "kind": "error", "times": 2}, {**down, "kind": "bad_gateway"})
    morning = await play(scenario, tmp_path, trouble, rate=RATE)
    assert morning.counts == NOTHING_WRONG
    for family, told in zip(morning.families, morning.told, strict=True):
        heard = morning.heard(family)
        assert list(heard) == ["sms"]
        (notice,) = heard["sms"]
        assert notice.at < morning.instant(8, 0)
        assert (told["channel"], told["state"], told["call"]) == ("sms", "delivered", False)


@pytest.mark.long
@pytest.mark.parametrize("reports", ["never", "undelivered"])
async def test_who_is_not_reported_reached_by_sms_is_on_the_call_list(tmp_path: Path, reports: str) -> None:
    scenario = one_school(SMS, SMS, SMS, starts=time(6, 42), signs=time(6, 44), ends=time(6, 56))
    silent = mixed(scenario)[:2]

    def arm(world: World) -> None:
        if reports == "undelivered":
            for family in silent:
                world.handsets.find(family.phone).barred = True
        else:
            lost = about(silent, kind="lie", lie="never_shown", provider="sms", method="status")
            armed(*lost, {"kind": "bad_gateway", "provider": "sms", "method": "getSMSStatus"})(world)

    morning = await play(scenario, tmp_path, arm, rate=RATE)
    assert morning.counts == NOTHING_WRONG
    assert [told["call"] for told in morning.told] == [True, True, False]
    state = {"never": "accepted", "undelivered": "refused"}[reports]
    assert [told["state"] for told in morning.told] == [state, state, "delivered"]
    assert morning.outcome.report["call_list"] == len(silent) + 1  # and the family that has blocked the bot


async def test_when_one_of_two_sms_contracts_ends_the_other_carries_on(tmp_path: Path) -> None:
    families = (SMS,) * 12
    contracts = (Contract.MOBIZON, Contract.SMSC)
    scenario = one_school(*families, starts=time(6, 42), signs=time(6, 44), ends=time(6, 58), contracts=contracts)

    def arm(world: World) -> None:
        world.sms.mobizon.account.secrets = ("the key of somebody else",)

    morning = await play(scenario, tmp_path, arm, rate=RATE)
    assert morning.counts == NOTHING_WRONG
    by_sms = [one for one in morning.seen if one.provider == "sms" and one.to]
    assert {one.account for one in by_sms if one.refused} == {"mobizon"}
    assert sorted(one.to for one in by_sms if one.account == "smsc") == [one.phone for one in morning.families]
    assert not any(told["call"] for told in morning.told)


@pytest.mark.long
async def test_receipts_that_come_late_twice_out_of_order_or_never_change_nothing_for_families(tmp_path: Path) -> None:
    scenario = one_school(PHONE, PHONE, PHONE, PHONE, BOTH, starts=time(6, 42), signs=time(6, 44), ends=time(6, 57))
    late, twice, mixed_up, never, climber = mixed(scenario)
    status: dict[str, Any] = {"provider": "whatsapp", "method": "status"}
    trouble = armed(
        *about([late], kind="slow", seconds=100, **status),
        *about([twice], kind="lie", lie="twice", **status),
        *about([mixed_up], kind="lie", lie="out_of_order", times=2, **status),
        *about([never, climber], kind="lie", lie="never_shown", **status),
        *about([never, climber], kind="lie", lie="never_shown", provider="whatsapp", method="message"),
    )
    morning = await play(scenario, tmp_path, trouble, rate=RATE)
    findings = morning.outcome.findings
    assert (findings.outside_window, findings.missing, findings.unexpected) == (0, 0, 0)
    assert all(len(morning.heard(family)["whatsapp"]) == 1 for family in morning.families)
    assert {one["state"] for one in morning.told[:3]} == {"read"}
    assert (morning.told[3]["state"], morning.told[3]["call"]) == ("accepted", True)
    # Who has another channel hears there when nothing is heard of the first: the price of patience (ADR 0013).
    assert len(morning.heard(climber)["sms"]) == findings.duplicates == 1
    assert morning.told[4]["call"] is False


@pytest.mark.long
async def test_a_family_that_taps_acquainted_on_whatsapp_is_reached(tmp_path: Path) -> None:
    scenario = one_school(PHONE, SMS, starts=time(6, 42), signs=time(6, 44), ends=time(6, 55))
    morning = await play(scenario, tmp_path, rate=RATE)
    assert morning.outcome.findings.clean
    answered, silent = morning.told
    assert (answered["acquainted"], answered["state"]) == (True, "read")
    assert (silent["acquainted"], silent["state"]) == (False, "delivered")
    (notice,) = morning.world.handsets.find(morning.families[0].phone).messages("whatsapp")
    assert [key.label for key in notice.buttons] == [text(morning.families[0].locale, "family-button-acquainted")]


async def test_a_revoked_order_is_taken_back_on_every_channel_that_told_of_it(tmp_path: Path) -> None:
    revoked = Revocation(school=ONE, at=time(7, 5), reason="школа тёплая")
    scenario = one_school(
        Reach.TELEGRAM,
        PHONE,
        SMS,
        BOTH,
        Reach.NOTHING,
        starts=time(6, 56),
        signs=time(6, 58),
        ends=time(7, 10),
        revocations=(revoked,),
    )
    morning = await play(scenario, tmp_path, rate=RATE)
    assert morning.outcome.findings.clean
    (order,) = morning.outcome.report["orders"]
    assert order["state"] == "revoked"
    for family in morning.families[:4]:
        for said in morning.heard(family).values():
            assert [one.is_all_clear for one in said if one.method != "editMessageText"] == [False, True]
    site = [one for one in morning.seen if one.provider == "webhook"]
    assert [one.is_all_clear for one in site] == [False, True]
    notices = {one.to for one in morning.seen if one.account == BOT and one.method == "sendMessage" and not one.refused}
    edited = {one.to for one in morning.seen if one.account == BOT and one.method == "editMessageText"}
    assert notices <= edited
    (thread,) = morning.world.mail.boxes["news@radio.example.kz"].threads()
    first, *corrections = thread
    assert corrections
    assert all(mail.subject == f"Re: {first.subject}" for mail in corrections)
    assert all(text(locale, "bulletin-corrected") in corrections[-1].text for locale in LOCALES)


@pytest.mark.long
async def test_the_newsroom_gets_one_bulletin_before_the_window_that_says_when_it_may_be_read(tmp_path: Path) -> None:
    scenario = one_school(Reach.TELEGRAM, starts=time(6, 27), signs=time(6, 30), ends=time(6, 48))
    morning = await play(scenario, tmp_path, rate=80.0)
    assert morning.counts == NOTHING_WRONG
    (bulletin,) = morning.world.mail.boxes["news@radio.example.kz"].mails.values()
    assert morning.instant(6, 35) <= bulletin.at < morning.instant(6, 45)
    for locale in LOCALES:
        assert text(locale, "bulletin-from", hours=6, minutes=45) in bulletin.text
