"""How single cells are read. Every parser raises ValueError for what it does not understand."""

import base64
import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from orders.organisation import ClassId, OrganisationCode

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE_MAX = 16  # it stands in public addresses and in a class's id on a button
_PERSON_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_CLASS = re.compile(r"(\d{1,2})[\s«\"'“(-]*((?:[^\W\d][\w-]{0,7})?)[\s»\"'”)]*")
_CYRILLIC = str.maketrans("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ")
_LATIN_LOOKALIKES = frozenset("ABCEHIKMOPTXY")
_CHAT_MAX = 2**52  # Telegram: ids have at most 52 significant bits
_SECRET_BYTES = range(24, 65)  # Standard Webhooks
_DATES = ("%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTitle:
    """`4А`: the grade or course, and the letter in capitals; Latin look-alikes are made Cyrillic."""

    number: int
    letter: str

    def id_in(self, organisation: OrganisationCode) -> ClassId:
        return ClassId(f"{organisation}-{self.number}{self.letter}")


class GroupChat(ValueError):
    """The number of a group, not of a person."""


def parse_code(written: str) -> OrganisationCode:
    if not _CODE.fullmatch(written) or len(written) > _CODE_MAX:
        raise ValueError(written)
    return OrganisationCode(written)


def parse_person_id(written: str) -> str:
    if not _PERSON_ID.fullmatch(written):
        raise ValueError(written)
    return written


def parse_class(written: str) -> ClassTitle:
    found = _CLASS.fullmatch(written)
    if found is None:
        raise ValueError(written)
    letter = found[2].upper()
    if set(letter) <= _LATIN_LOOKALIKES:
        letter = letter.translate(_CYRILLIC)
    return ClassTitle(number=int(found[1]), letter=letter)


def parse_date(written: str) -> date:
    for form in _DATES:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - only the day is kept
        except ValueError:
            continue
    raise ValueError(written)


def parse_latitude(written: str) -> float:
    return _degrees(written, 90)


def parse_longitude(written: str) -> float:
    return _degrees(written, 180)


def _degrees(written: str, most: int) -> float:
    """Return decimal degrees, cut to the four decimals that a place needs."""
    degrees = float(written.replace(",", "."))
    if not abs(degrees) <= most:  # also false for "nan"
        raise ValueError(written)
    return round(degrees, 4)


def parse_shifts(written: str) -> tuple[int, ...]:
    """Return shifts in order: `1,2`, `1; 2` and `1+2` are the same."""
    shifts = tuple(sorted({parse_shift(part) for part in re.split(r"[,;+ ]+", written) if part}))
    if not shifts:
        raise ValueError(written)
    return shifts


def parse_shift(written: str) -> int:
    if written not in {"1", "2", "3"}:
        raise ValueError(written)
    return int(written)


def parse_chat(written: str) -> str:
    number = int(written)
    if number < 0:
        raise GroupChat(written)
    if not 0 < number < _CHAT_MAX:
        raise ValueError(written)
    return str(number)


def parse_url(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(written)
    return written


def parse_secret(written: str) -> str:
    """Check the signing secrets of Standard Webhooks, newest first: each `whsec_` and 24 to 64 bytes in Base64."""
    for secret in written.split():
        if not secret.startswith("whsec_"):
            raise ValueError
        if len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) not in _SECRET_BYTES:
            raise ValueError
    return written


def listed(written: str) -> list[str]:
    """Return the parts of a cell that holds several choices: `директор, ответственный`."""
    return [part.strip() for part in re.split("[,;]", written) if part.strip()]


def fingerprint(*parts: str) -> str:
    """Return a short id that is the same for the same parts; 16 signs fit on a Telegram button beside an order's id."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
