"""Telephone numbers as people write them in Kazakhstan.

The plan of numbers is that of `phonenumbers`, region KZ. It calls ranges invalid that were assigned after its release,
so an unknown range of the country is doubted and not refused.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

REGION = "KZ"
_OWN_MOBILE = re.compile(r"\+77\d{9}")


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    UNKNOWN_RANGE = "unknown_range"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """number: E.164, `+77011234567`."""

    number: str
    kind: PhoneKind


def parse_phone(written: str) -> Phone:
    """Return the number somebody wrote. Raises ValueError when it is none."""
    digits = re.sub(r"[^\d+]", "", written)
    if re.search(r"[^\d+()\s.\-–—/]", written) or not digits:
        raise ValueError(written)
    try:
        number = phonenumbers.parse(f"+{digits[2:]}" if digits.startswith("00") else digits, REGION)
    except NumberParseException as error:
        raise ValueError(written) from error
    return Phone(number=phonenumbers.format_number(number, PhoneNumberFormat.E164), kind=_kind(number, written))


def _kind(number: PhoneNumber, written: str) -> PhoneKind:
    if phonenumbers.is_valid_number_for_region(number, REGION):
        kind = phonenumbers.number_type(number)
        return PhoneKind.LANDLINE if kind == PhoneNumberType.FIXED_LINE else PhoneKind.MOBILE
    if phonenumbers.is_valid_number(number):
        return PhoneKind.FOREIGN
    if _OWN_MOBILE.fullmatch(phonenumbers.format_number(number, PhoneNumberFormat.E164)):
        return PhoneKind.UNKNOWN_RANGE
    raise ValueError(written)
