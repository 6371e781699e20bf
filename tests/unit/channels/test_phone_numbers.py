"""Which numbers an SMS can reach."""

import pytest

from channels.phone_numbers import gets_sms


@pytest.mark.parametrize("address", ["+77010001234", "+77750001234", "+77090001234", "+77500001234"])
def test_mobile_numbers_of_the_country_are_reached(address: str) -> None:
    assert gets_sms(address)


@pytest.mark.parametrize("address", ["+77272500000", "+77142543210"])
def test_a_fixed_line_gets_none_whatever_the_account_allows(address: str) -> None:
    assert not gets_sms(address)
    assert not gets_sms(address, abroad=True)


@pytest.mark.parametrize("address", ["+79123456789", "+998901234567", "+996555123456"])
def test_other_countries_are_reached_only_where_the_account_allows_it(address: str) -> None:
    assert not gets_sms(address)
    assert gets_sms(address, abroad=True)


@pytest.mark.parametrize(
    "address", ["", "+", "87010001234", "77010001234", "007701000123", "+7701", "+7701000123x", "501"]
)
def test_whatever_is_not_e164_is_no_number(address: str) -> None:
    assert not gets_sms(address, abroad=True)
