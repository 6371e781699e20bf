"""The simulated snow day keeps the providers' limits, loses nobody from its count, and says the same again."""

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from boran.capacity.layouts import LAYOUTS, ROUTES, Accounts
from boran.capacity.morning import Morning
from boran.capacity.outcome import Outcome, accounts_needed, simulate, steps
from boran.capacity.picture import picture
from boran.capacity.providers import Habits
from boran.capacity.region import Region, window
from boran.commands.capacity import capacity
from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.forecast import expected_finish
from dispatch.lanes import Lane
from dispatch.pacing import TELEGRAM, WHATSAPP, Pace

SECONDS = int((window().closes - window().opens).total_seconds())
EVERYBODY = Habits(telegram=1, blocked=0, server_errors=0)


def played(layout: str, *, schools: int = 4, families: int = 400, habits: Habits | None = None) -> Outcome:
    return simulate(Region(schools=schools, families=families, habits=habits or Habits()), LAYOUTS[layout])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_family_is_counted_once(layout: str) -> None:
    found = played(layout)
    assert found.told[-1] + found.listed + found.unreported + found.unsent == pytest.approx(1)
    assert found.decided == pytest.approx(1 - found.unsent)
    assert list(found.curve) == sorted(found.curve)
    assert len(found.curve) == steps()
    assert found.curve[-1] == pytest.approx(found.told[-1])


@pytest.mark.parametrize("layout", ["one-bot", "bot-per-school", "one-bot-whatsapp-sms"])
def test_the_same_seed_is_the_same_morning(layout: str) -> None:
    assert played(layout) == played(layout)


def test_everybody_hears_when_the_accounts_suffice_and_nobody_has_blocked_them() -> None:
    found = played("bot-per-school", habits=EVERYBODY)
    assert found.told[-1] == 1
    assert found.calls == {"telegram": 400}


def test_our_pace_stays_below_the_providers_limit_on_a_network_with_little_jitter() -> None:
    found = played("one-bot", schools=20, families=6_000, habits=EVERYBODY)
    assert found.refused_calls == 0


def test_a_network_that_bunches_messages_is_told_to_wait_and_loses_nobody() -> None:
    bunching = Habits(telegram=1, blocked=0, server_errors=0, jitter=timedelta(milliseconds=60))
    found = played("one-bot", schools=20, families=6_000, habits=bunching)
    assert found.refused_calls > 0
    assert found.told[-1] == 1


def test_a_number_writes_to_no_more_people_than_it_may_in_a_day() -> None:
    found = played("whatsapp-2000-a-day", schools=10, families=5_000)
    accepted = found.calls["whatsapp"] - found.refused_calls
    assert accepted <= 2_000 * 1.01  # and the few calls that a server error made again
    assert found.unsent > 0.3


def test_more_accounts_never_tell_fewer() -> None:
    shares = [played(layout, schools=100, families=20_000).told for layout in ("one-bot", "bot-per-district")]
    assert all(more >= fewer for fewer, more in zip(*shares, strict=True))


def test_who_is_not_reached_on_one_channel_hears_on_the_next() -> None:
    one, ladder = played("bot-per-school"), played("school-whatsapp-sms")
    assert ladder.told[-1] > one.told[-1]
    assert ladder.listed < one.listed


@pytest.mark.parametrize("pace", [TELEGRAM, WHATSAPP])
@pytest.mark.parametrize("families", [1, 1_000, 132_352, 132_353, 500_000, 6_000_000])
def test_as_many_accounts_are_needed_as_the_forecast_says(families: int, pace: Pace) -> None:
    span = window()

    def in_time(accounts: int) -> bool:
        each = -(-families // accounts)
        return expected_finish(each, ahead=0, pace=pace, span=span, now=span.opens).in_time

    needed = accounts_needed(families, pace)
    assert in_time(needed)
    assert needed == 1 or not in_time(needed - 1)


def test_the_picture_is_an_svg_with_a_line_and_a_name_per_layout() -> None:
    outcomes = [played("one-bot"), played("bot-per-school")]
    root = ET.fromstring(picture(outcomes))  # noqa: S314 - our own
    assert len(root.findall("{*}polyline")) == 2
    said = {text.text for text in root.findall("{*}text")}
    assert any("bot-per-school" in (one or "") for one in said)


def test_the_command_prints_the_table_and_the_same_figures_as_json() -> None:
    arguments = ["simulate", "--schools", "2", "--families", "60", "--layout", "one-bot"]
    table = CliRunner().invoke(capacity, arguments)
    assert table.exit_code == 0
    document = json.loads(CliRunner().invoke(capacity, [*arguments, "--json"]).stdout)
    [outcome] = document["outcomes"]
    assert f"{outcome['told'][-1]:.1%}" in table.stdout
    assert outcome["families"] == 60
    assert document["needed"]["free Telegram bots"] == 1
    assert SECONDS == 75 * 60


def slow(name: str, channel: ChannelKind, seconds: float) -> Lane:
    return Lane(
        name=LaneName(name), channel=channel, route=ROUTES.get(channel), pace=Pace(interval=timedelta(seconds=seconds))
    )


def test_behind_an_overloaded_bot_the_next_channels_begin_at_once_and_each_tells_other_families() -> None:
    bot, number = slow("bot", ChannelKind.TELEGRAM, 10), slow("number", ChannelKind.WHATSAPP, 2.5)
    contract = slow("contract", ChannelKind.SMS, 9)
    carries = sum((window().closes - window().opens) / lane.speed.interval for lane in (bot, number, contract))
    families = 2_000
    assert families < carries < 1.4 * families
    morning = Morning(
        Region(schools=20, families=families, habits=Habits()),
        Accounts(telegram=(bot,), others=(number, contract)),
    )
    tally = morning.run()
    assert tally.told.total() > 0.95 * families
    assert tally.calls.total() <= 1.15 * families


def test_a_message_that_waits_for_its_address_holds_no_other() -> None:
    region = Region(schools=20, families=20_000, habits=Habits(whatsapp=1, absent=0, server_errors=0.02))
    found = simulate(region, LAYOUTS["whatsapp"])  # a second try rests until six seconds after the first
    punctual = sum(len(region.of_school(school)) for at, school in region.approvals() if at < window().opens)
    assert punctual * WHATSAPP.interval < timedelta(minutes=4)
    assert found.told[0] == pytest.approx(punctual / region.families, abs=0.001)
