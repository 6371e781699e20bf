"""What a telephone number is, by the plan of numbers of `phonenumbers`, region KZ, and whether an SMS can go there.

The plan calls ranges invalid that were assigned after its release, so an unknown mobile range of the country is taken
for what it most likely is. Kazakhstan and Russia share +7: 7 follows here, 9 there.
"""

import re
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

REGION = "KZ"
_OWN_MOBILE = re.compile(r"\+77\d{9}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    UNKNOWN_RANGE = "unknown_range"
    FOREIGN = "foreign"


# A message across the border is dearer by far and seldom meant: an account allows it in its settings.
_GETS_SMS = frozenset({PhoneKind.MOBILE, PhoneKind.UNKNOWN_RANGE})


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def kind_of(number: PhoneNumber) -> PhoneKind | None:
    """Return what kind of number this is; None for one that nobody can have."""
    if phonenumbers.is_valid_number_for_region(number, REGION):
        kind = phonenumbers.number_type(number)
        return PhoneKind.LANDLINE if kind == PhoneNumberType.FIXED_LINE else PhoneKind.MOBILE
    if phonenumbers.is_valid_number(number):
        return PhoneKind.FOREIGN
    return PhoneKind.UNKNOWN_RANGE if _OWN_MOBILE.fullmatch(e164(number)) else None


def gets_sms(address: str, *, abroad: bool = False) -> bool:
    """Say whether an SMS may go to this address, which must be E.164. abroad: also to numbers of other countries."""
    if not _E164.fullmatch(address):
        return False
    try:
        kind = kind_of(phonenumbers.parse(address, REGION))
    except NumberParseException:
        return False
    return kind in _GETS_SMS or (abroad and kind is PhoneKind.FOREIGN)
