"""From settings to SMS accounts."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from pydantic import SecretStr, ValidationError

from boran.accounts import MobizonAccount, SmppAccount, SmscAccount, SmsSettings
from boran.lanes import sms
from boran.lanes.account import Account, Audience
from boran.settings import Settings
from channels.base import ChannelKind
from channels.receipts import CallbackRequest, NotGenuine


def now() -> datetime:
    return datetime(2026, 1, 16, 2, 0, tzinfo=UTC)


def accounts(**changed: object) -> dict[str, Account]:
    settings = Settings(sms=SmsSettings.model_validate(changed))
    return {account.lane.name: account for account in sms.accounts(settings, now)}


ALL = {
    "mobizon": MobizonAccount(api_key=SecretStr("key"), part_tenge=14.5, per_second=20, weight=3),
    "smsc": SmscAccount(login="boran", password=SecretStr("x"), part_tenge=17),
    "smpp": SmppAccount(system_id="boran", password=SecretStr("x")),
}


def test_without_secrets_every_account_is_off() -> None:
    assert [account.on for account in accounts().values()] == [False, False, False]


def test_all_accounts_reach_the_people_known_by_their_number() -> None:
    found = accounts(**ALL)
    assert {account.lane.serves for account in found.values()} == {"sms"}
    assert {account.lane.channel for account in found.values()} == {ChannelKind.SMS}
    assert all(account.on and account.serves == {Audience.FAMILIES, Audience.STAFF} for account in found.values())


def test_a_lane_has_the_price_the_pace_and_the_share_of_its_contract() -> None:
    lane = accounts(**ALL)["sms-mobizon"].lane
    assert (lane.part_price_tiyn, lane.weight) == (1450, 3)
    assert Fraction(lane.speed.per_second).limit_denominator(100) == 20


async def test_each_opens_its_channel_and_asks_for_its_receipts() -> None:
    for account in accounts(**ALL).values():
        channel = account.open()
        assert account.poller is not None
        assert await account.poller(channel).poll([]) in ((), [])
        assert channel.kind is ChannelKind.SMS
        await channel.aclose()


def test_both_gateways_have_an_address_for_their_reports() -> None:
    found = accounts(**ALL)
    assert [account.callbacks and account.callbacks[0] for account in found.values()] == ["mobizon", "smsc", None]
    for account in found.values():
        if account.callbacks:
            with pytest.raises(NotGenuine):
                account.callbacks[1].hear(CallbackRequest(method="POST", query={}, headers={}, body=b"{}"))


@pytest.mark.parametrize("name", ["", "SMS", "MEKTEP17", "Mektep 17", "School-17", "1414", "77010001234"])
def test_a_sender_as_operators_register_them_is_taken(name: str) -> None:
    assert MobizonAccount(sender=name).sender == name


@pytest.mark.parametrize("name", ["17", "AB", "МЕКТЕП", "MEKTEP 17 KST", " SMS", "SMS ", "Мектеп17", "a@b", "1" * 16])
def test_any_other_sender_is_refused_with_advice(name: str) -> None:
    with pytest.raises(ValidationError, match="3 to 11 Latin letters"):
        SmscAccount(sender=name)


def test_what_smpp_cannot_carry_is_refused() -> None:
    with pytest.raises(ValidationError, match="system_id"):
        SmppAccount(system_id="s" * 16)
    with pytest.raises(ValidationError, match="password"):
        SmppAccount(system_id="s", password=SecretStr("123456789"))
