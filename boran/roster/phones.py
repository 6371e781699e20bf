"""Telephone numbers as people write them in Kazakhstan.

The plan of numbers is that of `channels.phone_numbers`: an unknown range of the country is doubted and not refused.
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException

from channels.phone_numbers import REGION, PhoneKind, e164, kind_of

__all__ = ["Phone", "PhoneKind", "parse_phone"]


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
    if (kind := kind_of(number)) is None:
        raise ValueError(written)
    return Phone(number=e164(number), kind=kind)
