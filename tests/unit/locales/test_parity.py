"""Kazakh and Russian are equal: the same texts, the same variables, and every branch of every text can be said."""

import re
import unicodedata
from pathlib import Path

import pytest

import locales
from locales.catalogue import LOCALES, Locale, text
from tests.unit.locales.messages import messages

MIXED = re.compile(r"(?=\w*[A-Za-z])(?=\w*[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі])[^\W\d_]+")


def test_both_languages_have_the_same_texts() -> None:
    assert messages("kk").keys() == messages("ru").keys()


def test_both_languages_have_the_same_files() -> None:
    root = Path(locales.__file__).parent
    assert {path.name for path in (root / "kk").iterdir()} == {path.name for path in (root / "ru").iterdir()}


def test_a_text_takes_the_same_variables_in_both_languages() -> None:
    differing = {
        key: (message.variables, messages("ru")[key].variables)
        for key, message in messages("kk").items()
        if message.variables != messages("ru")[key].variables
    }
    assert differing == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_branch_of_every_text_can_be_said(locale: Locale) -> None:
    for message in messages(locale).values():
        for values in message.values():
            said = text(locale, message.key, **values)
            assert said.strip(), message.key
            assert "{" not in said, message.key


@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_mixes_latin_and_cyrillic_letters(locale: Locale) -> None:
    for message in messages(locale).values():
        for values in message.values():
            said = text(locale, message.key, **dict.fromkeys(values, "7") | _branches(values))
            assert MIXED.findall(said) == [], message.key


def _branches(values: dict[str, str | int]) -> dict[str, str | int]:
    return {name: value for name, value in values.items() if not str(value).startswith("«")}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_carries_invisible_marks_or_decomposed_letters(locale: Locale) -> None:
    for path in (Path(locales.__file__).parent / locale).glob("*.ftl"):
        content = path.read_text(encoding="utf-8")
        assert content == unicodedata.normalize("NFC", content)
        assert not [found for found in content if unicodedata.category(found) == "Cf"]


def test_kazakh_texts_are_written_with_kazakh_letters() -> None:
    said = "".join(text("kk", message.key, **next(message.values())) for message in messages("kk").values())
    assert set("әғқңөұүі") <= set(said)
