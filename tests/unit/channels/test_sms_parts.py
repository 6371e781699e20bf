"""How many parts a text takes, and that no character is ever torn apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms_parts import Alphabet, count_parts, split

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), max_size=700)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ә" * 70, 1),
        ("ә" * 71, 2),
        ("ә" * 134, 2),
        ("ә" * 135, 3),
        ("№" + "a" * 69, 1),
        ("№" + "a" * 70, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_gateway_charges_for_so_many(text: str, parts: int) -> None:
    assert count_parts(text) == parts


@pytest.mark.parametrize("letter", "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё№«»–…ğşıŋū")
def test_one_such_letter_makes_the_whole_text_ucs2(letter: str) -> None:
    assert split("plain " + letter).alphabet is Alphabet.UCS2


@pytest.mark.parametrize("letter", "äöüÄÖÜñ{}[]~|€\\^")
def test_these_letters_are_in_the_gsm_alphabet(letter: str) -> None:
    assert split("plain " + letter).alphabet is Alphabet.GSM7


@given(text=TEXTS)
def test_the_parts_together_are_the_text_and_each_fits(text: str) -> None:
    found = split(text)
    assert "".join(found.parts) == unicodedata.normalize("NFC", text)
    longest = 140 if found.alphabet is Alphabet.UCS2 else 160
    several = 134 if found.alphabet is Alphabet.UCS2 else 153
    for octets in found.octets():
        assert len(octets) <= (longest if len(found.parts) == 1 else several)


@given(text=TEXTS)
def test_every_part_can_be_read_alone(text: str) -> None:
    found = split(text)
    encoding = "gsm0338" if found.alphabet is Alphabet.GSM7 else "utf-16-be"
    assert tuple(octets.decode(encoding) for octets in found.octets()) == found.parts


@given(
    letters=st.lists(
        st.sampled_from(["и\N{COMBINING BREVE}", "е\N{COMBINING DIAERESIS}", "н"]), min_size=60, max_size=300
    )
)
def test_a_letter_and_its_mark_stay_together(letters: list[str]) -> None:
    assert not [part for part in split("".join(letters)).parts if unicodedata.combining(part[0])]


def test_a_text_for_more_parts_than_can_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="shorten"):
        split("ә" * (67 * 255 + 1))
