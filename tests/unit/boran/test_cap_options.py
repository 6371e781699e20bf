"""How CAP messages leave: marked and sealed as the settings say, and never Actual under a moved clock."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr, ValidationError

from boran.cap import cap_options
from boran.clock import MovedClock, SystemClock
from boran.settings import BadSettings, CapSettings, Settings
from tests.edge.web.certificates import pem_pair
from tests.unit.dispatch.samples import at
from web.feeds.cap import Status


def test_without_a_key_messages_are_actual_and_not_sealed() -> None:
    options = cap_options(Settings(), SystemClock())
    assert (options.status, options.seal) == (Status.ACTUAL, None)


def test_under_a_moved_clock_nothing_is_actual() -> None:
    assert cap_options(Settings(), MovedClock(start=at("06:00"), rate=1)).status is Status.EXERCISE


def test_a_key_with_its_certificate_seals() -> None:
    key, certificate = (SecretStr(part.decode()) for part in pem_pair(ec.generate_private_key(ec.SECP256R1())))
    options = cap_options(Settings(cap=CapSettings(key=key, certificate=certificate, status="Test")), SystemClock())
    assert options.status is Status.TEST
    assert options.seal is not None


def test_half_a_seal_or_a_broken_one_is_named_without_being_shown() -> None:
    with pytest.raises(ValidationError, match="a signature needs both"):
        CapSettings(key=SecretStr("key"))
    broken = CapSettings(key=SecretStr("not-a-key"), certificate=SecretStr("not-a-certificate"))
    with pytest.raises(BadSettings, match="BORAN_CAP__KEY") as refused:
        cap_options(Settings(cap=broken), SystemClock())
    assert "not-a-key" not in str(refused.value)
