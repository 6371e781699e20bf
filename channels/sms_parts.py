"""How many parts an SMS takes, and where it is cut: GSM 7-bit (160, or 153 each) or UCS-2 (70, or 67 each).

One letter outside the GSM alphabet (any Cyrillic or Kazakh one, №, «», –) turns the whole text into UCS-2. Pure; the
counting is smsutil's, which keeps surrogate pairs and escaped characters (`€`, `[` …) whole. It calls an empty text one
part and takes a lone ESC for a letter; both are ruled out here.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import smsutil

MAX_PARTS = 255  # 3GPP TS 23.040, 9.2.3.24.1: one octet counts them
_ESCAPE = "\x1b"


class Alphabet(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A text as it goes over the air. parts: in their order; together they are the text, in NFC."""

    alphabet: Alphabet
    parts: tuple[str, ...]

    def octets(self) -> tuple[bytes, ...]:
        """Return the parts as SMPP carries them: one octet per GSM letter (two for an escaped one), or UTF-16."""
        encoding = "gsm0338" if self.alphabet is Alphabet.GSM7 else "utf-16-be"
        return tuple(part.encode(encoding) for part in self.parts)


def split(text: str) -> Split:
    """Cut a text into the parts it is sent in; none for an empty one. Raises ValueError above 255 parts.

    A letter written with a combining mark is composed first, so that no cut tears it apart.
    """
    composed = unicodedata.normalize("NFC", text).replace(_ESCAPE, "")
    if not composed:
        return Split(alphabet=Alphabet.GSM7, parts=())
    found = smsutil.split(composed)
    if len(found.parts) > MAX_PARTS:
        raise ValueError(f"an SMS has at most {MAX_PARTS} parts: shorten the text")
    alphabet = Alphabet.GSM7 if found.encoding == "gsm0338" else Alphabet.UCS2
    return Split(alphabet=alphabet, parts=tuple(part.content for part in found.parts))


def count_parts(text: str) -> int:
    """Return how many parts the text takes: what a gateway charges for. 0 for an empty text."""
    return len(split(text).parts)
