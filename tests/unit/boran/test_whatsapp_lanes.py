"""From settings to the two WhatsApp accounts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from boran.lanes import whatsapp
from boran.lanes.account import Account
from boran.settings import Settings
from channels.green_api import GreenApiChannel
from channels.telegram import TelegramChannel
from channels.whatsapp import WhatsAppChannel
from storage import SqlStorage, open_storage
from tests.edge.channels.whatsapp_wires import notice
from tests.edge.channels.wires import serving

NOW = datetime(2026, 1, 16, 1, 45, tzinfo=UTC)
MOTHER = "+77010000001"
CLOUD = {"access_token": "cloud-token", "phone_number_id": "1001", "app_secret": "s", "verify_token": "v"}
GREEN = {"enabled": True, "instance": "1101", "api_token": "green-token", "webhook_token": "w"}


def accounts(cloud: dict[str, Any], green: dict[str, Any]) -> tuple[Account, ...]:
    settings = Settings.model_validate({"whatsapp": {"cloud": cloud, "green": green}})
    return tuple(whatsapp.accounts(settings, lambda: NOW))


def test_an_account_without_its_token_is_off() -> None:
    assert [account.on for account in accounts({}, {})] == [False, False]
    assert [account.on for account in accounts(CLOUD, GREEN)] == [True, True]


def test_the_unofficial_gateway_needs_a_switch_of_its_own() -> None:
    assert not accounts(CLOUD, GREEN | {"enabled": False})[1].on


def test_both_reach_the_same_people_and_the_faster_carries_more() -> None:
    cloud, green = (account.lane for account in accounts(CLOUD, GREEN))
    assert cloud.serves == green.serves == "whatsapp"
    assert (cloud.weight, green.weight) == (80, 2)


def test_a_new_number_reaches_250_people_a_day_until_somebody_says_more() -> None:
    assert accounts(CLOUD, GREEN)[0].lane.daily_limit == 250
    assert accounts(CLOUD | {"daily_limit": 2000}, GREEN)[0].lane.daily_limit == 2000
    assert accounts(CLOUD, GREEN)[1].lane.daily_limit == 0


def test_pace_and_price_are_the_accounts_own() -> None:
    cloud, green = (account.lane for account in accounts(CLOUD | {"per_second": 20, "price_tenge": 8.5}, GREEN))
    assert cloud.speed.per_second < 20
    assert cloud.speed.address_interval == timedelta(seconds=6)
    assert cloud.part_price_tiyn == 850
    assert timedelta(milliseconds=500) < green.speed.interval


def test_callbacks_have_an_address_for_each_provider() -> None:
    assert [account.callbacks[0] for account in accounts(CLOUD, GREEN) if account.callbacks] == [
        "whatsapp",
        "green-api",
    ]


async def test_the_gateway_warns_of_itself_and_brings_its_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    account = accounts(CLOUD, GREEN)[1]
    with capture_logs() as logged:
        monkeypatch.setattr(whatsapp, "log", structlog.get_logger())
        channel = account.open()
    assert [(line["event"], line["log_level"]) for line in logged] == [("whatsapp.unofficial", "warning")]
    assert isinstance(channel, GreenApiChannel)
    assert account.poller is not None
    assert account.poller(channel) is channel.queue
    with pytest.raises(TypeError):
        account.poller(TelegramChannel("1:x"))
    await channel.aclose()


async def written(storage: SqlStorage | None, address: str) -> str:
    """Return the type of the message that leaves for an address."""
    async with serving() as wire:
        settings = Settings.model_validate({"whatsapp": {"cloud": CLOUD | {"base_url": wire.url}}})
        channel = next(whatsapp.accounts(settings, lambda: NOW, storage)).open()
        assert isinstance(channel, WhatsAppChannel)
        await channel.send(notice(address))
        await channel.aclose()
        [seen] = wire.seen
        return str(seen.json["type"])


async def test_whoever_wrote_within_24_hours_is_answered_without_a_template(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:///{tmp_path}/boran.db")
    storage.upgrade()
    with storage.transaction() as tx:
        tx.conversations.heard(whatsapp.CLOUD, MOTHER, at=NOW - timedelta(hours=3))
    assert await written(storage, MOTHER) == "interactive"
    assert await written(storage, "+77010000002") == "template"
    storage.close()


async def test_without_the_database_everything_goes_as_a_template(tmp_path: Path) -> None:
    assert await written(None, MOTHER) == "template"
    empty = open_storage(f"sqlite:///{tmp_path}/empty.db")
    assert await written(empty, MOTHER) == "template"
    empty.close()
